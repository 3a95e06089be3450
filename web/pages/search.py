"""What the search box finds, as a page."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web.answers import lists
from web.links import page_query
from web.pages import console
from web.parameters import SEARCH
from web.source import source

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
def page() -> ResponseReturnValue:
    query = page_query(SEARCH)
    results = lists.search(source().graph, query)
    return render_template("search.html", results=results, query=query, questions=console.matching(results.q))
