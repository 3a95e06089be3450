"""The outline: all families as a list, and a model's descendants as nested lists."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lineage.frozen import FrozenGraph
from web.answers import lists, models
from web.answers.lists import ChildrenPage
from web.links import page_query
from web.parameters.lists import CHILDREN, PAGING, ListQuery
from web.source import source

GRANDCHILDREN = 5


def families() -> ResponseReturnValue:
    """All families as a list, largest first."""
    query = page_query(PAGING)
    return render_template("outline_all.html", families=lists.families(source().graph, query))


def page(id: str) -> ResponseReturnValue:
    """A model's children and the first of theirs as nested lists, with exact remainders."""
    query = page_query(CHILDREN)
    graph = source().graph
    number = graph.ids.number(id)
    tree = lists.children(graph, number, query)
    return render_template(
        "outline.html",
        model=models.detail(graph, number),
        tree=tree,
        below=_below(graph, tree, query),
        query=query,
    )


def _below(graph: FrozenGraph, tree: ChildrenPage, query: ListQuery) -> dict[str, ChildrenPage]:
    """The first children of each child that has any, by its id."""
    first = ListQuery(sort=query.sort, limit=GRANDCHILDREN, mass_uploads=query.mass_uploads)
    return {
        child.id: lists.children(graph, graph.ids.number(child.id), first) for child in tree.items if child.children
    }
