"""Percentiles of whole numbers: the embedded engine gives each as a float, Neo4j the number itself."""

from collections.abc import Iterator, Sequence, Set

from lineage.cypher.rewrite import Edit
from lineage.cypher.tree import (
    Call,
    Constant,
    Expression,
    Item,
    ListLiteral,
    Name,
    Node,
    Operation,
    Prefix,
    PropertyAccess,
    Subquery,
    Unwind,
    Variable,
)
from lineage.schema import EDGES, NODES

PROPERTIES = frozenset(p.name for kind in (*NODES, *EDGES) for p in kind.properties if p.type == "integer")
COUNTING = frozenset(
    ("char_length", "character_length", "count", "length", "size", "timestamp", "tointeger", "tointegerornull")
)
SAME = frozenset(("abs", "coalesce", "max", "min", "sum"))


def whole_percentiles(nodes: Sequence[Node]) -> Iterator[Edit]:
    """Make `percentileDisc()` of what is surely a whole number one again."""
    names = _whole_names(nodes)
    for node in nodes:
        if isinstance(node, Call) and node.name.lower() == "percentiledisc" and _is_whole(node.arguments[:1], names):
            yield Edit(node.at, node.at, "toInteger(")
            yield Edit(node.end, node.end, ")")


def _whole_names(nodes: Sequence[Node]) -> Set[str]:
    """The variables that stand for whole numbers wherever they are bound."""
    whole: set[str] = set()
    other: set[str] = set()
    for node in nodes:
        match node:
            case Item(alias=Name(text=text), expression=expression):
                (whole if _is_whole((expression,), whole - other) else other).add(text)
            case Unwind(variable=Name(text=text), source=source):
                (whole if _is_whole(_items(source), whole - other) else other).add(text)
    return whole - other


def _items(source: Expression) -> Sequence[Expression]:
    """What a list is made of, as far as it is written out."""
    if isinstance(source, ListLiteral):
        return source.items
    return source.arguments if isinstance(source, Call) and source.name.lower() == "range" else ()


def _is_whole(expressions: Sequence[Expression], names: Set[str]) -> bool:
    """Whether there are any, and all of them are surely whole numbers, or null."""
    return bool(expressions) and all(_is_one(expression, names) for expression in expressions)


def _is_one(expression: Expression, names: Set[str]) -> bool:  # noqa: PLR0911 - one line a kind of expression
    match expression:
        case Constant(kind=kind, written=written):
            return written.isdecimal() if kind == "number" else written.lower() == "null"
        case Variable(text=text):
            return text in names
        case PropertyAccess(key=key):
            return key.text in PROPERTIES
        case Prefix(operand=operand):
            return _is_one(operand, names)
        case Operation(operators=operators, operands=operands):
            return {"+", "-", "*", "/", "%"}.issuperset(operators) and _is_whole(operands, names)
        case Call(name=name, arguments=arguments):
            return name.lower() in COUNTING or (name.lower() in SAME and _is_whole(arguments, names))
        case Subquery(kind=kind):
            return kind == "COUNT"
    return False
