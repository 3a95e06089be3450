"""What a planner has to take apart, bounded before it plans: it looks at no clock while it does, or at one too late.

Measured on Neo4j 5.26.18, which was to end after 4 seconds and had not after 10: 20 XOR, 500 NOT, AND and OR 38 deep
inside one another, a sum of 300, 300 properties of one another, a path of 60 relationships. What is let through was
planned or ended in that time.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lineage.cypher.lexer import place
from lineage.cypher.tree import (
    COMPARISONS,
    Index,
    Node,
    Operation,
    Prefix,
    PropertyAccess,
    Query,
    RelationshipPattern,
    Slice,
    children,
)
from lineage.errors import BadStatement

MOST_XOR = 8
MOST_CONDITIONS = 200  # joined by AND, OR and XOR
MOST_DOUBLED = 2_000  # conditions, doubled with each XOR
MOST_COMPARED = 500  # operands of comparisons
MOST_SUMMED = 150  # operands of sums, products and texts put together
MOST_SIGNS = 100
MOST_RELATIONSHIPS = 40
MOST_QUERIES = 100  # with a UNION between each two, and subqueries
DEEPEST_CONDITION = 16  # AND in OR in AND
DEEPEST_QUERY = 10  # a subquery in a subquery
DEEPEST_LOOKUP = 50  # a property of a property, an item of an item

BOOLEAN = frozenset(("AND", "OR", "XOR"))
COMPARING = COMPARISONS | {"=~", "IN", "CONTAINS", "STARTS", "ENDS"}


def check_planning(tree: Query, source: str) -> None:
    """Raise BadStatement for conditions, sums, signs or paths of which a planner would not come to an end in time."""
    counted: Counter[str] = Counter()
    for node, inside in _with_depths(tree):
        counted.update(_counts(node))
        for limit in LIMITS:
            if (inside if limit.inside else counted)[limit.counted] > limit.most:
                raise BadStatement(
                    f"no planner ends of more than {limit.most:,} {limit.what} {place(source, node.at)}", limit.hint
                )


@dataclass(frozen=True, slots=True)
class PlanningLimit:
    """How many of something a statement may have, or, with `inside`, how many of them inside one another."""

    counted: str
    most: int
    what: str
    hint: str
    inside: bool = False


LIMITS = (
    PlanningLimit("signs", MOST_SIGNS, "NOT and signs", "leave out those that cancel out"),
    PlanningLimit("xor", MOST_XOR, "XOR", "write <> between two conditions"),
    PlanningLimit("compared", MOST_COMPARED, "operands", "write value IN $list"),
    PlanningLimit("summed", MOST_SUMMED, "operands of one kind", "pass what is known by parameter"),
    PlanningLimit("conditions", MOST_CONDITIONS, "conditions", "write value IN $list, or any(x IN $list WHERE ...)"),
    PlanningLimit("doubled", MOST_DOUBLED, "conditions beside XOR", "write <> for XOR"),
    PlanningLimit("relationships", MOST_RELATIONSHIPS, "relationships", "bound a path instead: -[*1..40]-"),
    PlanningLimit("queries", MOST_QUERIES, "queries in one", "UNWIND a list in the place of UNION"),
    PlanningLimit("conditions", DEEPEST_CONDITION, "AND and OR inside one another", "write them side by side", True),
    PlanningLimit("queries", DEEPEST_QUERY, "subqueries inside one another", "write them side by side", True),
    PlanningLimit("lookups", DEEPEST_LOOKUP, "properties or items of one another", "name them in a WITH", True),
)


def _counts(node: Node) -> dict[str, int]:
    match node:
        case Prefix(operators=operators):
            return {"signs": len(operators)}
        case RelationshipPattern():
            return {"relationships": 1}
        case Query(parts=parts):
            return {"queries": len(parts)}
        case Operation(operators=operators, operands=operands) if _is_boolean(node):
            xor = operators.count("XOR")
            return {"conditions": len(operands), "xor": xor, "doubled": len(operands) << xor if xor else 0}
        case Operation(operators=operators, operands=operands):
            return {"compared" if COMPARING & set(operators) else "summed": len(operands)}
    return {}


def _is_boolean(node: Node) -> bool:
    return isinstance(node, Operation) and not BOOLEAN.isdisjoint(node.operators)


def _with_depths(tree: Query) -> Iterator[tuple[Node, Mapping[str, int]]]:
    """Every node, and in how many conditions, queries and lookups it stands, itself included."""
    waiting: list[tuple[Node, Mapping[str, int]]] = [(tree, {"conditions": 0, "queries": 0, "lookups": 0})]
    while waiting:
        node, inside = waiting.pop()
        if isinstance(node, Operation | Query | PropertyAccess | Index | Slice):
            inside = {
                "conditions": inside["conditions"] + _is_boolean(node),
                "queries": inside["queries"] + isinstance(node, Query),
                "lookups": inside["lookups"] + isinstance(node, PropertyAccess | Index | Slice),
            }
        yield node, inside
        waiting.extend((child, inside) for child in children(node))
