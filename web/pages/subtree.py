"""The page of the subtree below a model: scripts draw it, and its first children stand there as text."""

from flask import render_template
from flask.typing import ResponseReturnValue

from web.answers import lists, models
from web.parameters.lists import ListQuery
from web.parameters.subtree import SUBTREE_PAGE
from web.presentation.links import page_query
from web.source import source

CHILDREN_AS_TEXT = 10


def page(id: str) -> ResponseReturnValue:
    page_query(SUBTREE_PAGE)
    graph = source().graph
    number = graph.ids.number(id)
    children = lists.children(graph, number, ListQuery(limit=CHILDREN_AS_TEXT))
    return render_template("subtree.html", model=models.detail(graph, number), children=children)
