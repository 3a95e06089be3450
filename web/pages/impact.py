"""The page of what follows when a model goes: who hangs on it alone, who has another way, and where to go."""

from flask import render_template
from flask.typing import ResponseReturnValue

from web.answers.impact import impact_of
from web.links import page_query
from web.pages import model
from web.parameters.impact import IMPACT_PAGE
from web.source import source


def page(id: str) -> ResponseReturnValue:
    graph = source().graph
    if graph.ids.find(named := f"{id}/impact") is not None:
        return model.page(named)  # a model may be called so; its owner is none
    query = page_query(IMPACT_PAGE)
    return render_template("impact.html", impact=impact_of(graph, graph.ids.number(id), query), query=query)
