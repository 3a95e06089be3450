"""What the embedded engine (kglite 0.21.2) answers wrongly without a word, or from its whole graph, and how it is
written so that it does not.

Each is a shortcut of its planner, or a key of its own storage; what is written instead means the same and takes another
way. Tried on the engine itself, as it was written and as it is, in tests/lineage/cypher/test_dialect.py.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from lineage.cypher.lexer import closing, place
from lineage.cypher.rewrite import Edit, quoted, unused
from lineage.cypher.scopes import VALUE, Bound, Known, Scoped, new_in, own_names, parts_of, uses_of
from lineage.cypher.tree import (
    Call,
    CallSubquery,
    Labels,
    Loop,
    MapLiteral,
    MapProjection,
    Match,
    Node,
    NodePattern,
    Operation,
    Path,
    PatternComprehension,
    PatternExpression,
    Projection,
    PropertyAccess,
    RelationshipPattern,
    Return,
    SingleQuery,
    Star,
    Subquery,
    Variable,
    walk,
)
from lineage.errors import BadStatement
from lineage.schema import MODEL, NODES

HIDDEN_OF_NODES = frozenset(("label", "name", "node_type", "title", "type"))
HIDDEN_OF_RELATIONSHIPS = frozenset(("id", "type"))
"""Keys under which it gives what no one put there: what it calls a node, its label, a relationship's number."""
PROPERTIES = {kind.label: frozenset(kind.names) for kind in NODES}
HIDDEN_OF_ALL = HIDDEN_OF_NODES.difference(*PROPERTIES.values())
HIDDEN_OF_MODELS = HIDDEN_OF_NODES - PROPERTIES[MODEL.label]
HIDDEN_OF_CALLS = {
    "startnode": HIDDEN_OF_MODELS,
    "endnode": HIDDEN_OF_MODELS,
    "nodes": HIDDEN_OF_ALL,
    "relationships": HIDDEN_OF_RELATIONSHIPS,
}
"""By a function that answers with a node, or whose list a variable goes through."""
ENDS = ("startnode", "endnode")


def mended(nodes: Sequence[Node], scoped: Scoped, source: str) -> Iterator[Edit]:
    """What is written otherwise of a statement, all of whose nodes are given. Raises BadStatement for what can only be
    asked in another way."""
    yield from _counted_one_by_one(nodes)
    yield from _looked_for_further(nodes, source)
    yield from _first_of_each_row(nodes)
    yield from _walked_as_written(nodes, source)
    yield from _compared_where_they_stand(nodes, source)
    yield from _begun_at_a_key(nodes, scoped, source)
    yield from _without_hidden_keys(nodes, scoped, source)
    yield from _called_otherwise(scoped, source)
    _check_patterns(scoped, source)


def _counted_one_by_one(nodes: Sequence[Node]) -> Iterator[Edit]:
    """`count(1)` for `count(*)`. A path of several relationships that is only counted is counted from their numbers,
    without the conditions on a relationship, and one that is followed either way as nothing."""
    paths = (path for node in nodes if isinstance(node, Match) for path in node.paths)
    if not any(_is_long(path) and any(_is_open(one) for one in _relationships(path)) for path in paths):
        return
    for call in nodes:
        if isinstance(call, Call) and call.name.lower() == "count" and not call.distinct:
            (counted,) = call.arguments or (None,)
            if isinstance(counted, Star):
                yield Edit(counted.at, counted.at + 1, "1")
            elif isinstance(counted, Variable):
                at, end = counted.at, counted.at + len(counted.written)
                yield Edit(at, at, "CASE WHEN ")
                yield Edit(end, end, " IS NOT NULL THEN 1 END")


def _is_open(relationship: RelationshipPattern) -> bool:
    return relationship.variable is not None or relationship.direction == "--"


def _looked_for_further(nodes: Sequence[Node], source: str) -> Iterator[Edit]:
    """`EXISTS { pattern WHERE true }` for a pattern alone. Where that walks over the relationship that it came by, the
    search would end there."""
    looking = [node for node in nodes if isinstance(node, Subquery | PatternExpression) and _looks_far(node)]
    if not looking:
        return
    closes = closing(source)
    called = {id(call.arguments[0]): call for call in nodes if isinstance(call, Call) and call.arguments}
    for node in looking:
        if isinstance(node, Subquery):
            end = closes[min(at for at in closes if at > node.at)] - 1
            yield Edit(end, end, " WHERE true ")
            continue
        end, call = closes[node.path.elements[-1].at], called.get(id(node))
        if call is None:
            yield Edit(node.at, node.at, "EXISTS { ")
            yield Edit(end, end, " WHERE true }")
        elif call.name.lower() == "exists":
            yield Edit(call.at, call.opens + 1, "EXISTS { ")
            yield Edit(call.end - 1, call.end, " WHERE true }")


def _looks_far(node: Subquery | PatternExpression) -> bool:
    """Whether it asks for a long path, and for nothing of that."""
    if isinstance(node, PatternExpression):
        return _is_long(node.path) and not node.path.selector
    match = node.query.parts[-1].clauses[-1]
    return (
        node.kind == "EXISTS" and isinstance(match, Match) and match.where is None and any(map(_is_long, match.paths))
    )


def _first_of_each_row(nodes: Sequence[Node]) -> Iterator[Edit]:
    """`LIMIT 0 + n` at the end of a `CALL {}` that is ordered. The first few would be null from the first row on for
    which there are none."""
    for node in nodes:
        if isinstance(node, CallSubquery):
            for part in node.query.parts:
                last = part.clauses[-1]
                if isinstance(last, Return) and last.projection.order and (limit := last.projection.limit):
                    yield Edit(limit.at, limit.at, "0 + ")


def _walked_as_written(nodes: Sequence[Node], source: str) -> Iterator[Edit]:
    """A name for a path of which a variable has the relationships. They would be in the order in which they were
    walked, which begins at the end that is known or keyed, but in `EXISTS {}` and its like. Where all variables are
    asked for, the name would be one of them."""
    if any(isinstance(node, Projection) and node.star for node in nodes):
        return
    inside = {id(part) for node in nodes if isinstance(node, Subquery) for part in walk(node)}
    paths = [path for node in nodes if id(node) not in inside for path in _paths(node) if _lists_relationships(path)]
    for number, path in enumerate(paths):
        yield Edit(path.at, path.at, f"{unused(f'way{number}', source)} = ")


def _paths(node: Node) -> Sequence[Path]:
    match node:
        case Match(paths=paths):
            return paths
        case PatternComprehension(path=path):
            return (path,)
    return ()


def _lists_relationships(path: Path) -> bool:
    listed = any(one.variable is not None and one.hops is not None for one in _relationships(path))
    return listed and path.variable is None and not path.selector


def _compared_where_they_stand(nodes: Sequence[Node], source: str) -> Iterator[Edit]:
    """`NOT a.author <> b.author` for `a.author = b.author` behind several MATCH. It would be moved into the last of
    them, and that before the others, where nothing is equal to what is not known yet."""
    for part in (node for node in nodes if isinstance(node, SingleQuery)):
        for before, match in pairwise(part.clauses):
            if isinstance(before, Match) and before.where is None and isinstance(match, Match) and match.where:
                yield from (edit for node in walk(match.where) for edit in _doubly_denied(node, source))


def _doubly_denied(node: Node, source: str) -> Iterator[Edit]:
    match node:
        case Operation(operators=("=",), operands=(PropertyAccess(), PropertyAccess()), at=at, places=(equals,)):
            first = source[at:equals]
            if first.count("(") == first.count(")"):  # else it stands in brackets, before which nothing can be put here
                yield Edit(at, at, "NOT ")
                yield Edit(equals, equals + 1, "<>")


def _begun_at_a_key(nodes: Sequence[Node], scoped: Scoped, source: str) -> Iterator[Edit]:
    """`(p:Model {id: p.id})` for `(p)` in a path, where an OPTIONAL MATCH may have left `p` null. For each such row it
    would look through all relationships for what there is none of. A model has an id, and no two have the same."""
    optional = {id(part) for node in nodes if isinstance(node, Match) and node.optional for part in _joined(node)}
    if not optional:
        return
    closes = closing(source)
    for node, known in scoped:
        for part in _joined(node):
            if part.variable and part.properties is None and part.where is None:
                bound = [one for one in known.get(part.variable.text, VALUE) if isinstance(one, NodePattern)]
                if bound and all(id(one) in optional for one in bound):
                    end = closes[part.at] - 1
                    label = "" if part.labels else f":{MODEL.label}"
                    yield Edit(end, end, f"{label} {{id: {part.variable.written}.id}}")


def _joined(node: Node) -> Iterator[NodePattern]:
    """The nodes of its paths that have a relationship, which are models: relationships are between models alone."""
    paths = (node.path,) if isinstance(node, PatternExpression) else _paths(node)
    for path in paths:
        if len(path.elements) > 1:
            yield from (part for part in parts_of(path) if isinstance(part, NodePattern))


def _without_hidden_keys(nodes: Sequence[Node], scoped: Scoped, source: str) -> Iterator[Edit]:
    """`null` for a property that is none, and the keys of a node or a relationship without those."""
    of_patterns = dict(_hidden_of_patterns(nodes))
    for node, known in scoped:
        match node:
            case PropertyAccess(of=Variable() | Call() as of, key=key):
                end = of.end if isinstance(of, Call) else of.at + len(of.written)
                hidden = _hidden_of(_bound(of, known), of_patterns)
                if key.text in hidden and source[end : key.at].split() == ["."]:  # `(m).name` is null by itself
                    yield Edit(of.at, key.at + len(key.written), "null")
            case Call(name=function, arguments=(Variable(text=text),)) if function.lower() == "keys":
                if hidden := _hidden_of(known.get(text, VALUE), of_patterns):
                    each = unused("key", source)
                    yield Edit(node.at, node.at, f"([{each} IN ")
                    yield Edit(node.end, node.end, f" WHERE NOT {each} IN {sorted(hidden)}])")
            case MapProjection(of=of, parts=parts):
                hidden = _hidden_of(known.get(of.text, VALUE), of_patterns)
                for part in parts:
                    if part.key and part.value is None and part.key.text in hidden:
                        yield Edit(part.at, part.key.at + len(part.key.written), f"{part.key.written}: null")
            case NodePattern() | RelationshipPattern():
                if isinstance(node.properties, MapLiteral):
                    for entry in node.properties.entries:
                        if entry.key in of_patterns[id(node)]:
                            where = place(source, entry.at)
                            what = (
                                f"there is no property {entry.key} {where}, and the embedded engine has one of its own"
                            )
                            raise BadStatement(what, "docs/data-model.md lists the properties")


def _hidden_of_patterns(nodes: Sequence[Node]) -> Iterator[tuple[int, frozenset[str]]]:
    """The keys that are no properties of what each part of a path stands for, by the part's identity. Relationships
    are between models alone."""
    for path in (node for node in nodes if isinstance(node, Path)):
        parts = list(parts_of(path))
        for part in parts:
            if isinstance(part, RelationshipPattern):
                yield id(part), frozenset() if part.hops else HIDDEN_OF_RELATIONSHIPS
            else:
                yield id(part), HIDDEN_OF_MODELS if len(parts) > 1 else _hidden_by_labels(part.labels)


def _bound(of: Variable | Call, known: Known) -> Bound:
    """What tells of a value that a property is read off."""
    if isinstance(of, Variable):
        return known.get(of.text, VALUE)
    return (of,) if of.name.lower() in ENDS else VALUE


def _hidden_of(bound: Bound, of_patterns: Mapping[int, frozenset[str]]) -> frozenset[str]:
    """The keys that are no properties of a variable: each thing that tells of it excludes some."""
    return frozenset().union(*(_excluded_by(node, of_patterns) for node in bound))


def _excluded_by(node: Node, of_patterns: Mapping[int, frozenset[str]]) -> frozenset[str]:
    match node:
        case Labels():
            return _hidden_by_labels(node)
        case CallSubquery():
            return frozenset()
        case Call(name=name):
            return HIDDEN_OF_CALLS[name.lower()]
    return of_patterns[id(node)]


def _hidden_by_labels(labels: Labels | None) -> frozenset[str]:
    """Of a node whose label is not told those that no kind of node has."""
    names = labels.names if labels and set(labels.marks) <= {":"} else ()
    known = PROPERTIES.get(names[0].text) if len(names) == 1 else None
    return HIDDEN_OF_ALL if known is None else HIDDEN_OF_NODES - known


def _called_otherwise(scoped: Scoped, source: str) -> Iterator[Edit]:
    """A name of its own for the variable of a loop that is called as a known one: a property of it would be read off
    that one."""
    for loop, known in scoped:
        if isinstance(loop, Loop):
            for name in (name for name in own_names(loop) if name.text in known):
                fresh = unused(f"{name.text}_", source)
                for used in (name, *uses_of(name.text, loop)):
                    yield Edit(used.at, used.at + len(used.written), quoted(fresh))


def _check_patterns(scoped: Scoped, source: str) -> None:
    """A value in a pattern that looks at another part of the same pattern would be equal to nothing."""
    for node, known in scoped:
        match node:
            case Match(paths=paths):
                _check(paths, new_in(paths, known), source)
            case PatternExpression(path=path) | PatternComprehension(path=path):
                _check((path,), new_in((path,), known), source)


def _check(paths: Sequence[Path], new: frozenset[str], source: str) -> None:
    """Raises BadStatement where a value in a pattern looks at a variable that is new there."""
    for part in (part for path in paths for part in parts_of(path)):
        for used in walk(part.properties) if part.properties else ():
            if isinstance(used, Variable) and used.text in new:
                what = f"the embedded engine cannot look at {used.text} inside the pattern that it is in"
                hint = "write it as a condition behind the pattern: WHERE b.author = a.author"
                raise BadStatement(f"{what} {place(source, used.at)}", hint)


def _relationships(path: Path) -> list[RelationshipPattern]:
    return [part for part in parts_of(path) if isinstance(part, RelationshipPattern)]


def _is_long(path: Path) -> bool:
    """Whether it has several relationships, or one that is followed several times."""
    followed = _relationships(path)
    return len(followed) > 1 or any(one.hops is not None and one.hops.least != 1 for one in followed)
