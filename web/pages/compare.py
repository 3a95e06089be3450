"""Organisations, owners and models side by side; without any, the form that asks for some."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web.answers import growth
from web.answers.comparison import comparison
from web.api.compare import address
from web.links import page_query
from web.parameters.compare import COMPARE, MOST
from web.source import source

blueprint = Blueprint("compare", __name__)


@blueprint.get("/compare")
def page() -> ResponseReturnValue:
    query = page_query(COMPARE)
    if not any(query.of):
        return render_template("compare.html", comparison=None, query=query, most=MOST)
    answer = comparison(source().graph, query)
    return render_template(
        "compare.html",
        comparison=answer,
        query=query,
        most=MOST,
        address=address(query),
        lists=[growth.lists_of(series, answer.growth.months) for series in answer.growth.series],
    )
