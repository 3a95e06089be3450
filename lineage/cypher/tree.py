"""A reading statement as a small tree: clauses, patterns, expressions; and how to go through it.

Every node says where in the statement it begins (`at`, in characters). Chains of one precedence are one node, so the
tree is only as deep as the statement's brackets times the levels of precedence.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, get_args, get_origin

import msgspec


class Node(msgspec.Struct, frozen=True, gc=False):
    """Anything a statement consists of."""

    at: int


class Name(Node, frozen=True, gc=False):
    """A name that is declared or looked up: a variable, an alias, a label, a type, a property's key.

    `text` is without backticks, `written` with them.
    """

    text: str
    written: str


class Expression(Node, frozen=True, gc=False):
    """What has a value."""


class Constant(Expression, frozen=True, gc=False):
    """A number, a string with its quotes, or `true`, `false`, `null`, as written."""

    kind: Literal["number", "string", "word"]
    written: str


class Parameter(Expression, frozen=True, gc=False):
    """`$name`; `written` has the backticks, if any."""

    name: str
    written: str


class Variable(Expression, frozen=True, gc=False):
    """What a name stands for; `text` is without backticks, `written` with them."""

    text: str
    written: str


class PropertyAccess(Expression, frozen=True, gc=False):
    """`of.key`"""

    of: Expression
    key: Name


class Index(Expression, frozen=True, gc=False):
    """`of[index]`"""

    of: Expression
    index: Expression


class Slice(Expression, frozen=True, gc=False):
    """`of[first..last]`"""

    of: Expression
    first: Expression | None
    last: Expression | None


class ListLiteral(Expression, frozen=True, gc=False):
    items: tuple[Expression, ...]


class Entry(Node, frozen=True, gc=False):
    """`key: value` of a map."""

    key: str
    value: Expression


class MapLiteral(Expression, frozen=True, gc=False):
    entries: tuple[Entry, ...]


class Projected(Node, frozen=True, gc=False):
    """One part of a map projection: `.key`, `.*` (neither key nor value), `key: value`, or a variable alone."""

    key: Name | None
    value: Expression | None


class MapProjection(Expression, frozen=True, gc=False):
    """`of {.key, key: value}`"""

    of: Variable
    parts: tuple[Projected, ...]


class Call(Expression, frozen=True, gc=False):
    """A function by its name, with dots; `count(*)` has the argument Star. Its brackets stand from `opens` to `end`."""

    name: str
    arguments: tuple[Expression, ...]
    distinct: bool
    opens: int
    end: int


class Star(Expression, frozen=True, gc=False):
    """The `*` of `count(*)`."""


class Trim(Expression, frozen=True, gc=False):
    """`trim(LEADING characters FROM text)`"""

    characters: Expression | None
    text: Expression


class Loop(Expression, frozen=True, gc=False):
    """What goes through a list: `variable IN source WHERE where`; the source is written from `opens` to `closes`."""

    variable: Name
    source: Expression
    opens: int
    closes: int
    where: Expression | None


class Comprehension(Loop, frozen=True, gc=False):
    """`[variable IN source WHERE where | result]`"""

    result: Expression | None


class ListPredicate(Loop, frozen=True, gc=False):
    """`all(variable IN source WHERE where)`; any, none, single alike."""

    kind: str


class Reduce(Loop, frozen=True, gc=False):
    """`reduce(accumulator = initial, variable IN source | result)`"""

    accumulator: Name
    initial: Expression
    result: Expression


COMPARISONS = frozenset(("=", "<>", "<", ">", "<=", ">="))
"""Operators of one precedence, of which several in a row are a chain: `1 < a <= 5`."""


class Operation(Expression, frozen=True, gc=False):
    """Operands with an operator between each two, all of one precedence: `a + b - c`, `a OR b`; each with its place.

    The last operand is written until `end`.
    """

    operators: tuple[str, ...]
    operands: tuple[Expression, ...]
    places: tuple[int, ...]
    end: int


class Prefix(Expression, frozen=True, gc=False):
    """`NOT`, `-` or `+` before a value, as often as they stand there, each with its place."""

    operators: tuple[str, ...]
    operand: Expression
    places: tuple[int, ...]


class Is(Expression, frozen=True, gc=False):
    """`operand IS NULL`, `IS NOT NULL`, `IS :: INTEGER`, `IS NORMALIZED`: what is asked, in capitals."""

    operand: Expression
    question: str


class HasLabels(Expression, frozen=True, gc=False):
    """`operand:Label` as a condition."""

    operand: Expression
    labels: "Labels"


class When(Node, frozen=True, gc=False):
    """A branch of a CASE. A condition with an operator of its own is written here with the subject before it."""

    conditions: tuple[Expression, ...]
    result: Expression


class Case(Expression, frozen=True, gc=False):
    """It is written until `end`."""

    subject: Expression | None
    branches: tuple[When, ...]
    otherwise: Expression | None
    end: int


class PatternExpression(Expression, frozen=True, gc=False):
    """A path as a condition, or as the argument of a function."""

    path: "Path"


class PatternComprehension(Expression, frozen=True, gc=False):
    """`[path WHERE where | result]`"""

    path: "Path"
    where: Expression | None
    result: Expression


class Subquery(Expression, frozen=True, gc=False):
    """`EXISTS {}`, `COUNT {}`, `COLLECT {}`; of a pattern alone it is a query of one MATCH that is `bare`."""

    kind: str
    query: "Query"


class Labels(Node, frozen=True, gc=False):
    """Labels or types with what joins them: `:A|B`, `:A&!B`, `IS A`, `:%`; `marks` are those, in order."""

    names: tuple[Name, ...]
    marks: tuple[str, ...]
    dynamic: tuple[Expression, ...] = ()


class NodePattern(Node, frozen=True, gc=False):
    variable: Name | None
    labels: Labels | None
    properties: Expression | None
    where: Expression | None


class Hops(Node, frozen=True, gc=False):
    """How often a relationship is followed; None where no bound is written."""

    least: int | None
    most: int | None


class RelationshipPattern(Node, frozen=True, gc=False):
    """`direction` is `->`, `<-`, `--` or `<->`."""

    direction: str
    variable: Name | None
    types: Labels | None
    hops: Hops | None
    properties: Expression | None
    where: Expression | None
    quantifier: Hops | None


class Group(Node, frozen=True, gc=False):
    """A path in brackets, repeated: `((a)-->(b) WHERE where){1,5}`."""

    path: "Path"
    where: Expression | None
    quantifier: Hops | None


class Path(Node, frozen=True, gc=False):
    """Nodes and relationships in turn; `selector` is `shortestPath`, `allShortestPaths`, `SHORTEST`, `ANY` or empty."""

    variable: Name | None
    selector: str
    elements: tuple[NodePattern | RelationshipPattern | Group, ...]


class Clause(Node, frozen=True, gc=False):
    """A clause of a query."""


class Match(Clause, frozen=True, gc=False):
    """`bare` where the pattern alone is written, in EXISTS {} and its like. `hints` are those of USING, in capitals."""

    optional: bool
    paths: tuple[Path, ...]
    hints: tuple[str, ...]
    where: Expression | None
    bare: bool = False


class Unwind(Clause, frozen=True, gc=False):
    source: Expression
    variable: Name


class Item(Node, frozen=True, gc=False):
    """What RETURN or WITH gives on; it is written until `end`."""

    expression: Expression
    alias: Name | None
    end: int


class Order(Node, frozen=True, gc=False):
    expression: Expression
    descending: bool


class Projection(Node, frozen=True, gc=False):
    distinct: bool
    star: bool
    items: tuple[Item, ...]
    order: tuple[Order, ...]
    skip: Expression | None
    limit: Expression | None


class With(Clause, frozen=True, gc=False):
    projection: Projection
    where: Expression | None


class Return(Clause, frozen=True, gc=False):
    projection: Projection


class Yield(Node, frozen=True, gc=False):
    column: Name
    alias: Name | None


class CallProcedure(Clause, frozen=True, gc=False):
    """`arguments` is None where no brackets are written."""

    optional: bool
    name: str
    arguments: tuple[Expression, ...] | None
    yields: tuple[Yield, ...]
    where: Expression | None


class CallSubquery(Clause, frozen=True, gc=False):
    """`scope` is what it takes over; None where no brackets are written: it then imports by WITH, or all (`*`)."""

    optional: bool
    scope: tuple[Name, ...] | None
    query: "Query"


class SingleQuery(Node, frozen=True, gc=False):
    clauses: tuple[Clause, ...]


class Union(Node, frozen=True, gc=False):
    """`UNION`, `UNION DISTINCT` or `UNION ALL`, written until `end`."""

    words: str
    end: int


class Query(Node, frozen=True, gc=False):
    """Single queries with a union between each two."""

    parts: tuple[SingleQuery, ...]
    unions: tuple[Union, ...] = ()


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below one, in the order they are written."""
    for field in _fields(type(node)):
        value = getattr(node, field)
        if isinstance(value, Node):
            yield value
        elif value:
            yield from value


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, each before what is below it; no stack is used up, however deep the tree."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        if _fields(type(node)):
            waiting.extend(reversed(list(children(node))))


@cache
def _fields(kind: type[Node]) -> tuple[str, ...]:
    """The fields of a kind of node that hold nodes: those of a type that is made of no plain values."""
    fields = msgspec.structs.fields(kind)
    return tuple(field.name for field in fields if not _is_plain(field.type))


def _is_plain(kind: Any) -> bool:
    return kind in (int, str, bool) or get_origin(kind) is Literal or get_args(kind)[:1] in ((int,), (str,), (bool,))
