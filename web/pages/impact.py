"""The page of what follows when a model goes: who hangs on it alone, who has another way, and where to go."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from lineage.impact import LISTS
from web.answers.impact import impact_of
from web.links import page_query
from web.pages import model
from web.parameters.impact import IMPACT_PAGE, LIST, VERDICTS
from web.rows.impact import impact_rows, standing
from web.source import source


def page(id: str) -> ResponseReturnValue:
    graph = source().graph
    if graph.ids.find(named := f"{id}/impact") is not None:
        return model.page(named)  # a model may be called so; its owner is none
    query = page_query(IMPACT_PAGE)
    chosen = LIST.absent if query.list == VERDICTS and query.license is None else query.list
    impact = impact_of(graph, graph.ids.number(id), query, (chosen,))
    lists: dict[str, Any] = {name: getattr(impact, name) for name in LISTS} | {VERDICTS: impact.relicensing}
    return render_template(
        "impact.html",
        impact=impact,
        query=query,
        chosen=chosen,
        rows=impact_rows(chosen, lists[chosen].items),
        standing=standing,
    )
