"""The outline: all families as a list, and a model's descendants as nested lists."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from web import answers
from web.parameters import CHILDREN, PAGING, lenient
from web.source import source

blueprint = Blueprint("outline", __name__)

GRANDCHILDREN = 5


@blueprint.get("/outline")
def families() -> ResponseReturnValue:
    """All families as a list, largest first."""
    query = lenient(request.args, PAGING)
    return render_template("outline_all.html", families=answers.families(source().graph, query))


@blueprint.get("/outline/<path:id>")
def page(id: str) -> ResponseReturnValue:
    """A model's children and the first of theirs as nested lists, with exact remainders."""
    query = lenient(request.args, CHILDREN)
    graph = source().graph
    number = graph.ids.number(id)
    return render_template(
        "outline.html",
        model=answers.model(graph, number),
        tree=answers.outline(graph, number, query, GRANDCHILDREN),
        query=query,
    )
