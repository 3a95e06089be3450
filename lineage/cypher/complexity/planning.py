"""What a planner has to take apart, bounded before it plans: it looks at no clock while it does, or at one too late.

Measured on Neo4j 5.26.18, which was to end after 4 seconds and had not after 10: 20 XOR, 500 NOT, AND and OR 38 deep
inside one another, a sum of 4,000, a path of 60 relationships. What is let through was planned or ended in that time.
"""

from collections import Counter
from collections.abc import Iterator

from lineage.cypher.lexer import place
from lineage.cypher.tree import Node, Operation, Prefix, Query, RelationshipPattern, children
from lineage.errors import BadStatement

MOST_XOR = 8
MOST_CONDITIONS = 200  # joined by AND, OR and XOR
MOST_DOUBLED = 2_000  # conditions, doubled with each XOR
MOST_OPERANDS = 300  # of sums, products and comparisons
MOST_SIGNS = 100
MOST_RELATIONSHIPS = 40
DEEPEST_CONDITION = 16  # AND in OR in AND
DEEPEST_QUERY = 10  # a subquery in a subquery

BOOLEAN = frozenset(("AND", "OR", "XOR"))


def check_planning(tree: Query, source: str) -> None:
    """Raise BadStatement for conditions, sums, signs or paths of which a planner would not come to an end in time."""
    counted: Counter[str] = Counter()
    for node, conditions, queries in _with_depths(tree):
        counted.update(_counts(node))
        counted["conditions inside"], counted["queries inside"] = conditions, queries
        _check(node, source, counted)


def _counts(node: Node) -> dict[str, int]:
    if isinstance(node, Prefix):
        return {"signs": len(node.operators)}
    if isinstance(node, RelationshipPattern):
        return {"relationships": 1}
    if isinstance(node, Operation):
        xor = node.operators.count("XOR")
        return {"operands": len(node.operands), "xor": xor, "conditions": len(node.operands) * _is_boolean(node)}
    return {}


def _check(node: Node, source: str, counted: Counter[str]) -> None:
    for many, most, what, hint in (
        (counted["signs"], MOST_SIGNS, "NOT and signs", "leave out those that cancel out"),
        (counted["xor"], MOST_XOR, "XOR", "write <> between two conditions"),
        (counted["operands"], MOST_OPERANDS, "operands", "pass a list by parameter"),
        (counted["conditions"] << counted["xor"], MOST_DOUBLED, "conditions beside XOR", "write <> for XOR"),
        (counted["conditions"], MOST_CONDITIONS, "conditions", "write value IN $list, or any(x IN $list WHERE ...)"),
        (counted["relationships"], MOST_RELATIONSHIPS, "relationships", "bound a path instead: -[*1..40]-"),
        (counted["conditions inside"], DEEPEST_CONDITION, "AND and OR inside one another", "write them side by side"),
        (counted["queries inside"], DEEPEST_QUERY, "subqueries inside one another", "write them side by side"),
    ):
        if many > most:
            raise BadStatement(f"no planner ends of more than {most:,} {what} {place(source, node.at)}", hint)


def _is_boolean(node: Node) -> bool:
    return isinstance(node, Operation) and not BOOLEAN.isdisjoint(node.operators)


def _with_depths(tree: Query) -> Iterator[tuple[Node, int, int]]:
    """Every node, and in how many conditions of AND, OR and XOR, and in how many queries it stands, with itself."""
    waiting: list[tuple[Node, int, int]] = [(tree, 0, 0)]
    while waiting:
        node, conditions, queries = waiting.pop()
        conditions += _is_boolean(node)
        queries += isinstance(node, Query)
        yield node, conditions, queries
        waiting.extend((child, conditions, queries) for child in children(node))
