"""The page of one model: every path up, the evidence of each parent, and a page of its children."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lineage import queries
from web import answers
from web.parameters import CHILDREN, lenient
from web.source import source

blueprint = Blueprint("model", __name__)


@blueprint.get("/models/<path:id>")
def page(id: str) -> ResponseReturnValue:
    query = lenient(request.args, CHILDREN)
    graph, reader = source().graph, source().reader
    number = graph.ids.number(id)
    return render_template(
        "model.html",
        model=answers.model(graph, number),
        paths=answers.paths(graph, number),
        children=answers.children(graph, number, query),
        query=query,
        stored=queries.model(reader, id) if reader else None,
        inferred=answers.inferred(graph, reader, number),
    )
