"""Aggregates that the embedded engine takes otherwise: those inside CASE and in ORDER BY, and the deviation of a whole
population."""

from collections.abc import Sequence
from typing import TypeGuard

from lineage.cypher.embedded_functions import AGGREGATES
from lineage.cypher.rewrite import Edit, column_name, inserted, is_changed, quoted, unused
from lineage.cypher.tree import Call, Case, Expression, Item, Node, Operation, Projection, walk

Ended = Call | Case | Operation
"""Expressions that say where they end."""
DEVIATION = "coalesce(stDev({0}) * sqrt((count({0}) - 1.0) / count({0})), 0.0)"


def of_populations(nodes: Sequence[Node], edits: Sequence[Edit], source: str) -> list[Edit]:
    """The edits, with `stDevP()` by `stDev()`, which is all that the engine has; aggregates hold no aggregates."""
    made = list(edits)
    for call in nodes:
        if isinstance(call, Call) and call.name.lower() == "stdevp":
            value = inserted(source, edits, call.opens + 1, call.end - 1)
            made = [Edit(call.at, call.end, DEVIATION.format(value)), *made]
    return made


def hoisted(nodes: Sequence[Node], edits: Sequence[Edit], source: str) -> list[Edit]:
    """The edits, with `CASE WHEN count(*) > 1 ...` as `[totals IN [[count(*)]] | CASE WHEN totals[0] > 1 ...][0]`.

    Only the outermost CASE is written so: its list holds the aggregates of those inside.
    """
    name = unused("totals", source)
    done = 0
    made = list(edits)
    for case in nodes:
        if isinstance(case, Case) and case.at >= done:
            made = _hoisted(case, made, source, name)
            done = case.end
    return made


def _hoisted(case: Case, edits: Sequence[Edit], source: str, name: str) -> list[Edit]:
    calls = [node for node in walk(case) if isinstance(node, Call) and node.name.lower() in AGGREGATES]
    if not calls:
        return list(edits)
    written = [inserted(source, edits, call.at, call.end) for call in calls]
    kept = [edit for edit in edits if not any(call.at <= edit.at and edit.end <= call.end for call in calls)]
    totals = [Edit(call.at, call.end, f"{name}[{n}]") for n, call in enumerate(calls)]
    around = Edit(case.at, case.at, f"[{name} IN [[{', '.join(written)}]] | "), Edit(case.end, case.end, "][0]")
    return [*around, *kept, *totals]


def ordered_by_columns(nodes: Sequence[Node], edits: Sequence[Edit], source: str) -> list[Edit]:
    """The edits, with the name of a column for the aggregate in ORDER BY that it is: the engine finds none there that
    is written otherwise, or in an operation."""
    made = list(edits)
    for projection in (node for node in nodes if isinstance(node, Projection) and node.order):
        columns = {_text(item.expression, source): item for item in projection.items if _has_totals(item.expression)}
        for order in projection.order:
            done = 0
            for node in walk(order.expression):
                if isinstance(node, Ended) and node.at >= done and (item := columns.get(_text(node, source))):
                    done = node.end
                    made = _by_column(node, item, made, source)
    return made


def _by_column(node: Ended, item: Item, edits: Sequence[Edit], source: str) -> list[Edit]:
    is_edited = is_changed(item, source, edits)
    if isinstance(node, Call) and not is_edited:
        return list(edits)
    name = quoted(column_name(item, source))
    kept = [edit for edit in edits if not (node.at <= edit.at and edit.end <= node.end)]
    named = [] if item.alias is not None or is_edited else [Edit(item.end, item.end, f" AS {name}")]
    return [Edit(node.at, node.end, name), *kept, *named]


def _has_totals(expression: Expression) -> TypeGuard[Ended]:
    """Whether it is, or is made of, an aggregate."""
    return isinstance(expression, Ended) and any(
        isinstance(one, Call) and one.name.lower() in AGGREGATES for one in walk(expression)
    )


def _text(expression: Ended, source: str) -> str:
    """As it is written, whatever the space between its parts."""
    return "".join(source[expression.at : expression.end].split())
