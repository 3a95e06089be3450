"""What the embedded engine (kglite 0.21.2) answers wrongly without a word, and how it is written so that it does not.

Each is a shortcut of its planner, or a key of its own storage; what is written instead means the same and takes another
way. Tried on the engine itself, as it was written and as it is, in tests/lineage/cypher/test_embedded_faults.py.
"""

from collections.abc import Iterator, Mapping, Sequence

from lineage.cypher.lexer import brackets, place, plain, tokens
from lineage.cypher.rewrite import Edit
from lineage.cypher.scopes import made_by, parts_of, variables_of
from lineage.cypher.tree import (
    Call,
    CallSubquery,
    Clause,
    MapLiteral,
    MapProjection,
    Match,
    Node,
    NodePattern,
    Path,
    PatternComprehension,
    PatternExpression,
    Projection,
    PropertyAccess,
    Query,
    RelationshipPattern,
    Return,
    SingleQuery,
    Star,
    Subquery,
    Variable,
    With,
    children,
    walk,
)
from lineage.errors import BadStatement
from lineage.schema import NODES

HIDDEN_OF_NODES = frozenset(("label", "name", "node_type", "title", "type"))
HIDDEN_OF_RELATIONSHIPS = frozenset(("id", "type"))
"""Keys under which it gives what no one put there: what it calls a node, its label, a relationship's number."""
PROPERTIES = {kind.label: frozenset(kind.names) for kind in NODES}


def mended(query: Query, nodes: Sequence[Node], source: str) -> Iterator[Edit]:
    """What is written otherwise of a query, all of whose nodes are given. Raises BadStatement for what can only be
    asked in another way."""
    yield from _counted_one_by_one(nodes)
    yield from _looked_for_further(nodes, source)
    yield from _first_of_each_row(nodes)
    yield from _without_hidden_keys(nodes, source)
    _check_patterns(query, source)


def _closing(source: str) -> Mapping[int, int]:
    """For the place of each opening bracket the place behind the one that closes it."""
    found = tokens(plain(source))[0]
    return {found[i].at: found[end].at + 1 for i, end in brackets(found, source).items()}


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
    closes = _closing(source)
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


def _without_hidden_keys(nodes: Sequence[Node], source: str) -> Iterator[Edit]:
    """`null` for a property that is none."""
    hidden = dict(_hidden(nodes))
    for node in nodes:
        if isinstance(node, PropertyAccess) and isinstance(node.of, Variable):
            between = source[node.of.at + len(node.of.written) : node.key.at].split()
            if node.key.text in hidden.get(node.of.text, ()) and between == ["."]:  # `(m).name` is null by itself
                yield Edit(node.of.at, node.key.at + len(node.key.written), "null")
        elif isinstance(node, MapProjection):
            for part in node.parts:
                if part.key and part.value is None and part.key.text in hidden.get(node.of.text, ()):
                    yield Edit(part.at, part.key.at + len(part.key.written), f"{part.key.written}: null")
        elif isinstance(node, NodePattern | RelationshipPattern) and isinstance(node.properties, MapLiteral):
            for entry in node.properties.entries:
                if entry.key in _hidden_of(node):
                    where = place(source, entry.at)
                    what = f"there is no property {entry.key} {where}, and the embedded engine has one of that name"
                    raise BadStatement(what, "docs/data-model.md lists the properties")


def _hidden(nodes: Sequence[Node]) -> Iterator[tuple[str, frozenset[str]]]:
    """The keys that are no properties of what each variable of a pattern stands for, by its name."""
    for node in nodes:
        if isinstance(node, NodePattern | RelationshipPattern) and node.variable and (keys := _hidden_of(node)):
            yield node.variable.text, keys


def _hidden_of(pattern: NodePattern | RelationshipPattern) -> frozenset[str]:
    """Of a node whose label is not told none are, since another kind may have them."""
    if isinstance(pattern, RelationshipPattern):
        return frozenset() if pattern.hops else HIDDEN_OF_RELATIONSHIPS
    labels = pattern.labels.names if pattern.labels and set(pattern.labels.marks) <= {":"} else ()
    return (
        HIDDEN_OF_NODES - PROPERTIES[labels[0].text]
        if len(labels) == 1 and labels[0].text in PROPERTIES
        else frozenset()
    )


def _check_patterns(query: Query, source: str) -> None:
    """A value in a pattern that looks at another part of the same pattern would be equal to nothing. Each part of the
    query is looked at with the variables that are known there."""
    waiting: list[tuple[Node, frozenset[str]]] = [(query, frozenset())]
    while waiting:
        node, known = waiting.pop()
        match node:
            case Query(parts=parts):
                for part in parts:
                    waiting += _clauses(part, known)
                continue
            case CallSubquery(query=inner, scope=scope):
                named = frozenset(name.text for name in scope or ())
                waiting.append((inner, known if "*" in named else named))
                continue
            case Match(paths=paths):
                known = _checked(paths, known, source)
            case PatternExpression(path=path) | PatternComprehension(path=path):
                known = _checked((path,), known, source)
        waiting += ((below, known) for below in children(node))


def _clauses(part: SingleQuery, known: frozenset[str]) -> Iterator[tuple[Clause, frozenset[str]]]:
    """The clauses of a query, each with the variables that are known before it."""
    for clause in part.clauses:
        yield clause, known
        known = _known_behind(clause, known)


def _known_behind(clause: Clause, known: frozenset[str]) -> frozenset[str]:
    """The variables that are known behind a clause."""
    match clause:
        case Match(paths=paths):
            return known.union(*map(variables_of, paths))
        case With(projection=projection):
            return _given_on(projection) | (known if projection.star else frozenset())
        case CallSubquery(query=query):
            last = query.parts[-1].clauses[-1]
            return known | (_given_on(last.projection) if isinstance(last, Return) else frozenset())
    return known.union(made_by(clause))


def _given_on(projection: Projection) -> frozenset[str]:
    aliases = {item.alias.text for item in projection.items if item.alias}
    own = {item.expression.text for item in projection.items if isinstance(item.expression, Variable)}
    return frozenset(aliases | own)


def _checked(paths: Sequence[Path], known: frozenset[str], source: str) -> frozenset[str]:
    """The variables that are known behind a pattern. Raises BadStatement where a value in it looks at a new one."""
    own = frozenset().union(*map(variables_of, paths))
    for part in (part for path in paths for part in parts_of(path)):
        for used in walk(part.properties) if part.properties else ():
            if isinstance(used, Variable) and used.text in own - known:
                what = f"the embedded engine cannot look at {used.text} inside the pattern that it is in"
                hint = "write it as a condition behind the pattern: WHERE b.author = a.author"
                raise BadStatement(f"{what} {place(source, used.at)}", hint)
    return known | own


def _relationships(path: Path) -> list[RelationshipPattern]:
    return [part for part in parts_of(path) if isinstance(part, RelationshipPattern)]


def _is_long(path: Path) -> bool:
    """Whether it has several relationships, or one that is followed several times."""
    followed = _relationships(path)
    return len(followed) > 1 or any(one.hops is not None and one.hops.least != 1 for one in followed)
