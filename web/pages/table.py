"""The table: every model, or all derivatives of one, filtered and sorted; the same as CSV with `format=csv`."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from web.answers import lists
from web.api import exports
from web.links import page_query
from web.parameters import TABLE
from web.source import source

blueprint = Blueprint("table", __name__)


@blueprint.get("/table")
def everything() -> ResponseReturnValue:
    return _table(None)


@blueprint.get("/table/<path:id>")
def page(id: str) -> ResponseReturnValue:
    return _table(id)


def _table(id: str | None) -> ResponseReturnValue:
    query = page_query(TABLE)
    graph = source().graph
    number = None if id is None else graph.ids.number(id)
    if query.format == "csv":
        return Response(exports.csv(graph, number, query), headers=exports.headers(id or "all-models", graph.facts))
    models = lists.descendants(graph, number, query)
    undercount = None if number is None else graph.undercounts.get(number)
    return render_template(
        "table.html", id=id, models=models, query=query, most=exports.MOST_ROWS, undercount=undercount
    )
