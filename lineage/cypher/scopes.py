"""A tree gone through with what is known at each place: what its variables hold, and inside which loops it stands."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from lineage.cypher.sizes import ASSUMED, UNKNOWN, Sizes, Value
from lineage.cypher.tree import (
    CallProcedure,
    CallSubquery,
    Clause,
    Comprehension,
    Expression,
    ListPredicate,
    Loop,
    Node,
    Projection,
    Query,
    Reduce,
    Return,
    SingleQuery,
    Unwind,
    Variable,
    With,
    children,
    is_leaf,
)


class VariableScope(msgspec.Struct, frozen=True):
    """`names` says what variables hold; `around` is how often each loop around may turn, from the outside in."""

    names: Mapping[str, Value] = {}
    around: tuple[int, ...] = ()


def scoped(tree: Query, sizes: Sizes) -> Iterator[tuple[Node, VariableScope]]:
    """Every node of the tree but its leaves with its scope, each before what is below it, in the order of the text."""
    waiting: list[tuple[Node, VariableScope]] = [(tree, VariableScope())]
    while waiting:
        node, scope = waiting.pop()
        yield node, scope
        below = BELOW.get(type(node))
        if below:
            waiting.extend(reversed(list(below(node, scope, sizes))))
        else:
            waiting.extend([(child, scope) for child in children(node) if not is_leaf(child)][::-1])


def _in_query(query: SingleQuery, scope: VariableScope, sizes: Sizes) -> Iterator[tuple[Node, VariableScope]]:
    for clause in query.clauses:
        yield clause, scope
        scope = VariableScope(_after(clause, scope.names, sizes), scope.around)


def _in_with(clause: With, scope: VariableScope, sizes: Sizes) -> Iterator[tuple[Node, VariableScope]]:
    yield clause.projection, scope
    if clause.where:
        names = {**scope.names, **_aliases(clause.projection, scope.names, sizes)}
        yield clause.where, VariableScope(names, scope.around)


def _in_projection(projection: Projection, scope: VariableScope, sizes: Sizes) -> Iterator[tuple[Node, VariableScope]]:
    for item in projection.items:
        yield item, scope
    behind = [*projection.order, *filter(None, (projection.skip, projection.limit))]
    if behind:
        ordered = VariableScope({**scope.names, **_aliases(projection, scope.names, sizes)}, scope.around)
        yield from ((node, ordered) for node in behind)


def _in_loop(loop: Loop, scope: VariableScope, sizes: Sizes) -> Iterator[tuple[Node, VariableScope]]:
    """The list stands outside of the loop, what is done with each item inside."""
    yield loop.source, scope
    source = sizes.of(loop.source, scope.names)
    names = {**scope.names, loop.variable.text: source.item or UNKNOWN}
    if isinstance(loop, Reduce):
        yield loop.initial, scope
        names[loop.accumulator.text] = UNKNOWN
    inside = VariableScope(names, (*scope.around, ASSUMED if source.items is None else source.items))
    for body in _bodies(loop):
        yield body, inside


def _bodies(loop: Loop) -> Iterator[Expression]:
    for field in ("where", "result"):
        body = getattr(loop, field, None)
        if body is not None:
            yield body


def _after(clause: Clause, names: Mapping[str, Value], sizes: Sizes) -> Mapping[str, Value]:
    """What is known after a clause."""
    match clause:
        case With(projection=projection):
            kept = names if projection.star else {}
            return {**kept, **_aliases(projection, names, sizes)}
        case Unwind(source=source, variable=variable):
            return {**names, variable.text: sizes.of(source, names).item or UNKNOWN}
        case CallProcedure(yields=yields):
            return {**names, **{(one.alias or one.column).text: UNKNOWN for one in yields}}
        case CallSubquery(query=query):
            return {**names, **dict.fromkeys(_returned(query), UNKNOWN)}
    return names


def _aliases(projection: Projection, names: Mapping[str, Value], sizes: Sizes) -> dict[str, Value]:
    found = {}
    for item in projection.items:
        if item.alias:
            found[item.alias.text] = sizes.of(item.expression, names)
        elif isinstance(item.expression, Variable):
            found[item.expression.text] = names.get(item.expression.text, UNKNOWN)
    return found


def _returned(query: Query) -> Iterator[str]:
    for part in query.parts:
        for clause in part.clauses:
            if isinstance(clause, Return):
                yield from _aliases(clause.projection, {}, Sizes({}))


BELOW: dict[type[Node], Callable[[Any, VariableScope, Sizes], Iterator[tuple[Node, VariableScope]]]] = {
    SingleQuery: _in_query,
    With: _in_with,
    Projection: _in_projection,
    **dict.fromkeys((Comprehension, ListPredicate, Reduce), _in_loop),
}
"""What changes what is known: all other nodes hand their scope on as it is."""
