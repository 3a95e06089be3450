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
    results = lists.search(source().graph, page_query(SEARCH))
    return render_template("search.html", results=results, questions=console.matching(results.q))
