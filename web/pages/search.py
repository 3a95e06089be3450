"""What the search box finds, as a page."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from web import answers
from web.pages import console
from web.parameters import SEARCH, lenient
from web.source import source

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
def page() -> ResponseReturnValue:
    results = answers.search(source().graph, lenient(request.args, SEARCH))
    return render_template("search.html", results=results, questions=console.matching(results["q"]))
