"""Aggregates that the embedded engine takes otherwise: those inside CASE, and the deviation of a whole population."""

from collections.abc import Sequence

from lineage.cypher.embedded_functions import AGGREGATES
from lineage.cypher.rewrite import Edit, inserted
from lineage.cypher.tree import Call, Case, Node, walk

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
    name = "totals"
    while name in source:  # no variable of the statement's is taken
        name += "_"
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
