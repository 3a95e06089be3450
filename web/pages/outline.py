"""The outline: all families as a list, and a model's descendants as nested lists."""

from collections.abc import Sequence

import numpy as np
from flask import render_template
from flask.typing import ResponseReturnValue

from lineage.frozen import FrozenGraph
from lineage.frozen.results import DerivativesPage
from web.answers import lists, models
from web.parameters.lists import CHILDREN, PAGING, ListQuery
from web.presentation.links import page_query
from web.rows.outline import outline_lines
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
    found = lists.derivatives(graph, number, query)
    return render_template(
        "outline.html",
        model=models.detail(graph, number),
        tree=lists.children_page(graph, number, found, query),
        lines=outline_lines(graph, found, _below(graph, found.numbers, query), query),
        query=query,
    )


def _below(graph: FrozenGraph, children: Sequence[int], query: ListQuery) -> dict[int, DerivativesPage]:
    """The first children of each child that has any."""
    parents = np.array(children, np.int64)
    parents = parents[graph.children.counts(parents) > 0]
    return {
        parent: graph.lists.children_of(parent, None, query.sort, 0, GRANDCHILDREN, query.mass_uploads)
        for parent in parents.tolist()
    }
