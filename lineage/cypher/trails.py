"""The patterns of a MATCH as trails from what is known, which the embedded engine (kglite 0.21.2) walks quickly.

It plans each of the paths that commas join as if the others bound nothing, starts no path in its middle, and in
`EXISTS {}` looks at every path for itself. So paths that share nodes are written as one trail where that is possible,
each trail begins at a node that is known before it or named by its key, and of several MATCH in `EXISTS {}` each asks
for the next. All relationships stay in the MATCH that they were in, where no two are the same one; so the answer is the
same. Tried on both engines in tests/lineage/cypher/test_trails.py.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from lineage.cypher.lexer import Closes, closing, plain, tokens
from lineage.cypher.parser import parse
from lineage.cypher.plan import keys_of
from lineage.cypher.rewrite import Edit, edited
from lineage.cypher.scopes import in_scope
from lineage.cypher.tree import (
    Constant,
    Expression,
    MapLiteral,
    Match,
    Node,
    NodePattern,
    Operation,
    Parameter,
    Path,
    Query,
    RelationshipPattern,
    Subquery,
    Variable,
    walk,
)
from lineage.schema import MODEL


def as_trails(source: str, tree: Query) -> tuple[str, Query]:
    """The statement with its patterns written so, and its tree; itself where nothing is to be written otherwise."""
    for rewritten in (_one_in_another, _along_trails):
        nodes = tuple(walk(tree))
        if edits := list(rewritten(tree, source)):
            source = edited(source, nodes, edits)
            tree = _parsed(source)
    return source, tree


def _parsed(source: str) -> Query:
    found, source = tokens(plain(source))
    return parse(found, source)


def _one_in_another(tree: Query, source: str) -> Iterator[Edit]:
    """`EXISTS { MATCH a WHERE EXISTS { MATCH b WHERE c } }` for `EXISTS { MATCH a MATCH b WHERE c }`."""
    looking = [node for node in walk(tree) if isinstance(node, Subquery) and node.kind == "EXISTS"]
    several = [node for node in looking if len(node.query.parts[0].clauses) > 1 and _only_matches(node.query)]
    if not several:
        return
    closes = closing(source)
    for node in several:
        clauses = [clause for clause in node.query.parts[0].clauses if isinstance(clause, Match)]
        for clause, following in pairwise(clauses):
            at = _end(clause.paths[-1], closes)
            condition = source[at : following.at].strip()
            asked = f" WHERE ({condition[len('WHERE') :]} ) AND" if condition else " WHERE"
            yield Edit(at, following.at, f"{asked} EXISTS {{ ")
        end = closes[min(at for at in closes if at > node.at)] - 1
        yield Edit(end, end, " }" * (len(clauses) - 1))


def _only_matches(query: Query) -> bool:
    return len(query.parts) == 1 and all(
        isinstance(clause, Match) and not clause.optional and not clause.hints for clause in query.parts[0].clauses
    )


def _along_trails(tree: Query, source: str) -> Iterator[Edit]:
    inside = {
        id(clause)
        for node in walk(tree)
        if isinstance(node, Subquery)
        for part in node.query.parts
        for clause in part.clauses
    }
    closes: Closes = {}
    for match, known in in_scope(tree):
        if isinstance(match, Match) and _may_be_cut(match, known.keys(), id(match) in inside):
            closes = closes or closing(source)
            at, end = match.paths[0].at, _end(match.paths[-1], closes)
            written = _Pattern.of(match, known.keys(), id(match) in inside, source, closes).written()
            if "".join(written.split()) != "".join(source[at:end].split()):
                yield Edit(at, end, written)


def _may_be_cut(match: Match, known: Set[str], inside: bool) -> bool:
    """Whether all of a MATCH may be written otherwise, and whether that may help."""
    if not all(map(_is_plain_path, match.paths)):
        return False
    nodes = [part for path in match.paths for part in path.elements if isinstance(part, NodePattern)]
    described = Counter(node.variable.text for node in nodes if node.variable and node.properties is not None)
    if any(times > 1 for times in described.values()):
        return False
    starts = known | _keyed(match)
    within = (part for path in match.paths for part in path.elements[1:-1] if isinstance(part, NodePattern))
    return inside or len(match.paths) > 1 or any(_key(node) in starts for node in within)


def _is_plain_path(path: Path) -> bool:
    return path.variable is None and not path.selector and all(map(_is_plain, path.elements))


def _is_plain(part: Node) -> bool:
    """Whether it is a node or a relationship without conditions of its own, other than labels, types and values."""
    if isinstance(part, NodePattern):
        labels = part.labels is None or set(part.labels.marks) <= {":"}
        return labels and part.where is None and isinstance(part.properties, MapLiteral | None)
    return isinstance(part, RelationshipPattern) and part.where is None and part.quantifier is None


def _keyed(match: Match) -> Set[str]:
    """The nodes of a MATCH that their key names, in the pattern or in its condition."""
    nodes = [part for path in match.paths for part in path.elements if isinstance(part, NodePattern)]
    new = {_key(node) for node in nodes}
    in_pattern = {_key(node) for node in nodes if _key_of(node.properties) is not None}
    asked = {name for one in _conditions(match.where) for name in keys_of(one) if _variables(one) & new == {name}}
    return in_pattern | asked


def _variables(node: Node) -> Set[str]:
    return {one.text for one in walk(node) if isinstance(one, Variable)}


def _conditions(where: Expression | None) -> Iterable[Node]:
    if isinstance(where, Operation) and set(where.operators) == {"AND"}:
        return where.operands
    return [where] if where else []


def _key_of(properties: Expression | None) -> Expression | None:
    """The value by which a pattern names a node's key."""
    entries = properties.entries if isinstance(properties, MapLiteral) else ()
    return next((entry.value for entry in entries if entry.key == "id"), None)


def _key(node: NodePattern) -> str:
    """What tells a node of a pattern from the others: its variable, or its place."""
    return node.variable.text if node.variable else f"\0{node.at}"


def _end(path: Path, closes: Closes) -> int:
    """The place behind a path, which is plain or ends in a bracket of its own."""
    last = path.elements[-1]
    inner = closes[last.at]
    around = [closes[at] for at in closes if path.at <= at < last.at and closes[at] > inner]
    return max([inner, *around])


def _steps(path: Path, source: str) -> Iterator["_Step"]:
    """The path from each named node, or end, to the next."""
    first, *others = path.elements
    assert isinstance(first, NodePattern)  # noqa: S101 - a path begins with a node
    start, run = first, list[NodePattern | RelationshipPattern]()
    for part in others:
        if isinstance(part, NodePattern) and (part.variable or part is path.elements[-1]):
            yield _step(start, run, part, source)
            start, run = part, []
        elif isinstance(part, NodePattern | RelationshipPattern):
            run.append(part)


def _step(
    start: NodePattern, run: Sequence[NodePattern | RelationshipPattern], end: NodePattern, source: str
) -> "_Step":
    behind = [*(part.at for part in run[1:]), end.at]
    texts = [source[part.at : at].strip() for part, at in zip(run, behind, strict=True)]
    turned = [
        _turned(text) if isinstance(part, RelationshipPattern) else text for part, text in zip(run, texts, strict=True)
    ]
    ordered = any(isinstance(part, RelationshipPattern) and part.hops and part.variable for part in run)
    return _Step(_key(start), _key(end), "".join(texts), None if ordered else "".join(reversed(turned)))


def _turned(relationship: str) -> str:
    """A relationship as it is written from its other end."""
    if relationship.startswith("<"):
        return relationship[1:] + ">"
    return f"<{relationship[:-1]}" if relationship.endswith(">") else relationship


@dataclass(frozen=True, slots=True)
class _Step:
    """What leads from one node to another one; `backwards` is None where it cannot be written so."""

    start: str
    end: str
    forwards: str
    backwards: str | None

    def beginning_at(self, node: str) -> tuple[str, str] | None:
        """How it is written from one of its ends, and the other end."""
        if node == self.start:
            return self.forwards, self.end
        return (self.backwards, self.start) if node == self.end and self.backwards is not None else None


@dataclass(frozen=True, slots=True)
class _Pattern:
    """The nodes and steps of a MATCH, in the order they were written; `known` are those known before it."""

    nodes: Mapping[str, Sequence[NodePattern]]
    steps: Sequence[_Step]
    known: Set[str]
    keyed: Set[str]
    source: str
    closes: Closes

    @classmethod
    def of(cls, match: Match, known: Set[str], inside: bool, source: str, closes: Closes) -> "_Pattern":
        nodes: dict[str, list[NodePattern]] = {}
        for path in match.paths:
            for part in path.elements:
                if isinstance(part, NodePattern) and (part.variable or part in (path.elements[0], path.elements[-1])):
                    nodes.setdefault(_key(part), []).append(part)
        steps = [step for path in match.paths for step in _steps(path, source)]
        known = known & nodes.keys()
        return cls(nodes, steps, known, frozenset() if inside and known else _keyed(match), source, closes)

    def written(self) -> str:
        done: set[str] = set()
        ends = {end for step in self.steps for end in (step.start, step.end)}
        alone = [self._node(node, done) for node in self.nodes if node not in ends]
        return ", ".join([*alone, *self._trails(done)])

    def _trails(self, done: set[str]) -> Iterator[str]:
        left = list(self.steps)
        while left:
            node = next(node for node in self._starts(left, done) if any(step.beginning_at(node) for step in left))
            begun, before = node, frozenset(done)
            parts = [self._node(node, done)]
            while step := next((step for step in left if step.beginning_at(node)), None):
                text, node = step.beginning_at(node) or ("", "")
                left.remove(step)
                parts += [text, self._node(node, done)]
                if node in self.known or node in self.keyed:
                    break
            if before:
                parts[0] = self._node(begun, set(before), begins=self._is_narrow(node))
            yield "".join(parts)

    def _is_narrow(self, key: str) -> bool:
        """Whether the engine would rather begin at a node than at one of which nothing is said."""
        return any(node.labels or node.properties for node in self.nodes[key])

    def _starts(self, left: Sequence[_Step], done: Set[str]) -> Iterator[str]:
        """Nodes to begin at, the best first; where none is known, an end of what can be walked in one trail."""
        times = Counter(end for step in left for end in (step.start, step.end))
        for begins in (self.known, self.keyed, done):
            yield from (node for node in self.nodes if node in begins and node in times)
        yield from (node for node in self.nodes if times[node] % 2)
        yield from (step.start for step in left)

    def _node(self, key: str, done: set[str], begins: bool = False) -> str:
        """A node as all that was written of it, where it stands first; thereafter as what the engine may begin at."""
        first, *others = self.nodes[key]
        if key not in done and not others and not begins:
            done.add(key)
            return self.source[first.at : self.closes[first.at]]
        labels = [name.written for node in (first, *others) if node.labels for name in node.labels.names]
        if begins and not labels:
            labels = [MODEL.label]  # relationships are between models alone
        described = next((node.properties for node in (first, *others) if node.properties is not None), None)
        properties = "" if described is None else self.source[described.at : self.closes[described.at]]
        if key in done:
            value = _key_of(described)
            properties = f"{{id: {value.written}}}" if begins and isinstance(value, Constant | Parameter) else ""
            labels = labels if begins else []
        done.add(key)
        variable = first.variable.written if first.variable else ""
        return f"({variable}{''.join(f':{name}' for name in dict.fromkeys(labels))}{properties and ' '}{properties})"
