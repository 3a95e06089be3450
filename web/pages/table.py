"""The table: every model, or all derivatives of one, filtered and sorted; the same as CSV with `format=csv`."""

from dataclasses import replace

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web.answers import lists
from web.answers.list_statement import statement_of
from web.api import exports
from web.http.kept_files import KeptFiles
from web.links import page_query
from web.parameters import TABLE
from web.source import source

blueprint = Blueprint("table", __name__)
kept_tables = KeptFiles(most=500_000_000)  # of 100 bytes a model


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
        table = kept_tables.response((graph.version, number, query), lambda: exports.csv(graph, number, query))
        table.headers.update(exports.headers(id or "all-models", graph.facts))
        return table
    models = lists.descendants(graph, number, query)
    undercount = None if number is None else graph.undercounts.get(number)
    asked = query if id is None else replace(query, descends_from=(f"model:{id}", *query.descends_from))
    return render_template(
        "table.html",
        id=id,
        models=models,
        query=query,
        most=exports.MOST_ROWS,
        undercount=undercount,
        statement=statement_of(graph, asked),
    )
