"""What a statement is likely to cost, told before it runs: the engine's estimate, and what its patterns give away."""

from collections.abc import Iterator
from dataclasses import dataclass

from lineage.cypher.scopes import made_by, parts_of, variables_of
from lineage.cypher.tree import (
    Call,
    Expression,
    Group,
    Hops,
    MapLiteral,
    Match,
    Node,
    NodePattern,
    Operation,
    Path,
    Prefix,
    Projection,
    PropertyAccess,
    Query,
    RelationshipPattern,
    Variable,
    walk,
)

MANY_ROWS = 1_000_000
FAR = 10  # hops: a bounded path may still be very many paths where merges make ladders


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """One reason why a statement may not end in time, and what would help."""

    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """The engine's operators, its estimate of the rows it goes through (None where it has none), and warnings.

    With `whole_labels` it is the most nodes that a pattern may start from; None where each starts from a key.
    """

    estimated_rows: float | None
    operators: tuple[str, ...]
    warnings: tuple[PlanWarning, ...]
    engine: str
    whole_labels: bool = False


def warnings(tree: Query, estimated_rows: float | None, whole_labels: bool = False) -> Iterator[PlanWarning]:
    """Why the statement may not end in time, the surest reason first; the same on both engines but for the estimate."""
    hops = list(_hops(tree))
    if any(hop.most is None for hop in hops):
        yield PlanWarning("a path has no upper bound", "bound it: *1..60")
    if _share_nothing(tree):
        yield PlanWarning("patterns that share nothing are combined, each with each", "connect them, or ask twice")
    if not all(_is_narrowed(path) for path in _first_paths(tree)):
        yield PlanWarning(
            "a pattern has no label: every node is looked at", "write (m:Model), with an id where you have one"
        )
    if estimated_rows is not None and estimated_rows > MANY_ROWS:
        rows = f"{estimated_rows:,.0f}"
        expected = f"{rows} nodes may be looked at" if whole_labels else f"about {rows} rows are expected"
        yield PlanWarning(expected, "narrow it: a key, a relation, a LIMIT earlier on")
    if any(hop.most is not None and hop.most > FAR for hop in hops) and not _is_distinct_or_limited(tree):
        yield PlanWarning("a long path is followed along every way there is", "count(DISTINCT ...) or RETURN DISTINCT")


def starts_from_keys(tree: Query) -> bool:
    """Whether every pattern starts from nodes named by their keys, or from what was found before: no label is read."""
    keyed = set(_keyed(tree))
    return all(_has_key(path) or variables_of(path) & keyed for path in _first_paths(tree))


def _hops(tree: Query) -> Iterator[Hops]:
    """How often relationships and groups are followed, where that is more than once."""
    for node in walk(tree):
        if isinstance(node, RelationshipPattern):
            yield from (hops for hops in (node.hops, node.quantifier) if hops)
        elif isinstance(node, Group) and node.quantifier:
            yield node.quantifier


def _is_distinct_or_limited(tree: Query) -> bool:
    return any(
        (isinstance(node, Projection | Call) and node.distinct)
        or (isinstance(node, Projection) and node.limit is not None)
        for node in walk(tree)
    )


def _matches(tree: Query) -> Iterator[Match]:
    """Each MATCH, those in subqueries included, but for patterns that are conditions."""
    return (node for node in walk(tree) if isinstance(node, Match) and not node.bare)


def _share_nothing(tree: Query) -> bool:
    """Whether patterns share no variable with one another or with what came before; one with a key is no loss."""
    known: set[str] = set()
    several = False
    for match in _matches(tree):
        groups: list[set[str]] = []
        for path in match.paths:
            names = variables_of(path)
            if _has_key(path):
                known |= names
                continue
            joined = [group for group in groups if group & names]
            groups = [group for group in groups if not group & names] + [names.union(*joined)]
        if sum(not group & known for group in groups) > 1 or (several and any(not g & known for g in groups)):
            return True
        several = True
        known |= set().union(*groups)
    return False


def _first_paths(tree: Query) -> Iterator[Path]:
    """The paths that start from nothing: no variable of theirs was bound before."""
    known: set[str] = set()
    for node in walk(tree):
        if isinstance(node, Match) and not node.bare:
            for path in node.paths:
                if not variables_of(path) & known:
                    yield path
                known |= variables_of(path)
        else:
            known |= set(made_by(node))


def _is_narrowed(path: Path) -> bool:
    """Whether some node of the path has a label, or some relationship a type."""
    return any((part.labels if isinstance(part, NodePattern) else part.types) is not None for part in parts_of(path))


def _has_key(path: Path) -> bool:
    """Whether a node of the path is named by its key, so that the path starts from one."""
    return any(
        isinstance(part.properties, MapLiteral) and any(entry.key == "id" for entry in part.properties.entries)
        for part in parts_of(path)
    )


def _keyed(tree: Query) -> Iterator[str]:
    """The variables whose key a WHERE names, with nothing that it says instead."""
    for node in walk(tree):
        where = getattr(node, "where", None)
        if where is not None and not any(_says_otherwise(part) for part in walk(where)):
            yield from (name for part in walk(where) for name in keys_of(part))


def _says_otherwise(node: Node) -> bool:
    if isinstance(node, Prefix):
        return "NOT" in node.operators
    return isinstance(node, Operation) and bool({"OR", "XOR"} & set(node.operators))


def keys_of(node: Node) -> Iterator[str]:
    """The variable of `m.id = value`, `value = m.id` or `m.id IN list`."""
    if not isinstance(node, Operation):
        return
    first, last = node.operands[0], node.operands[-1]
    if node.operators in (("=",), ("IN",)) and (name := _key_of(first)):
        yield name
    if node.operators == ("=",) and (name := _key_of(last)):
        yield name


def _key_of(expression: Expression) -> str:
    """The variable whose key an expression is; empty where it is none."""
    if isinstance(expression, PropertyAccess) and expression.key.text == "id" and isinstance(expression.of, Variable):
        return expression.of.text
    return ""
