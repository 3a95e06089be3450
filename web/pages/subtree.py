"""The page of the subtree below a model: scripts draw it, and its first children stand there as text."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web.answers import lists, models
from web.parameters import ListQuery
from web.source import source

blueprint = Blueprint("subtree", __name__)

CHILDREN_AS_TEXT = 10


@blueprint.get("/families/<path:id>")
def page(id: str) -> ResponseReturnValue:
    graph = source().graph
    number = graph.ids.number(id)
    children = lists.children(graph, number, ListQuery(limit=CHILDREN_AS_TEXT))
    return render_template("subtree.html", model=models.detail(graph, number), children=children)
