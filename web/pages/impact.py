"""The page of what follows when a model goes: who hangs on it alone, who has another way, and where to go."""

from typing import Any

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from lineage.frozen import FrozenGraph
from lineage.impact.impact import LISTS
from web.answers.impact import impact_of
from web.api import csv_tables, impact_files
from web.http.kept_files import KeptFiles
from web.pages import model
from web.parameters.impact import IMPACT_PAGE, LIST, VERDICTS, ImpactQuery
from web.presentation.links import page_query
from web.rows.impact import impact_rows, standing
from web.source import source

kept_lists = KeptFiles(most=200_000_000)  # of 200 to 1,000 bytes a model


def page(id: str) -> ResponseReturnValue:
    graph = source().graph
    if graph.ids.find(named := f"{id}/impact") is not None:
        return model.page(named)  # a model may be called so; its owner is none
    query = page_query(IMPACT_PAGE)
    number = graph.ids.number(id)
    if query.format is not None:
        return _file(graph, number, query)
    chosen = LIST.absent if query.list == VERDICTS and query.license is None else query.list
    impact = impact_of(graph, number, query, (chosen,))
    lists: dict[str, Any] = {name: getattr(impact, name) for name in LISTS} | {VERDICTS: impact.relicensing}
    return render_template(
        "impact.html",
        impact=impact,
        query=query,
        chosen=chosen,
        rows=impact_rows(chosen, lists[chosen].items),
        standing=standing,
        most=csv_tables.MOST_FILE_ROWS,
    )


def _file(graph: FrozenGraph, number: int, query: ImpactQuery) -> Response:
    """All of the list, MOST_FILE_ROWS at most."""
    key = (graph.version, number, query)
    table = kept_lists.response(key, lambda: impact_files.chunks(graph, number, query))
    table.headers.update(impact_files.headers(graph, graph.ids[number], query))
    return table
