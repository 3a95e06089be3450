"""The page of what follows when a model goes: who hangs on it alone, who has another way, and where to go."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web.answers.impact import impact_of
from web.links import page_query
from web.pages import model
from web.parameters import IMPACT_PAGE
from web.source import source

blueprint = Blueprint("impact", __name__)


@blueprint.get("/models/<path:id>/impact")
def page(id: str) -> ResponseReturnValue:
    graph = source().graph
    if graph.ids.find(named := f"{id}/impact") is not None:
        return model.page(named)  # a model may be called so; its owner is none
    query = page_query(IMPACT_PAGE)
    return render_template("impact.html", impact=impact_of(graph, graph.ids.number(id), query), query=query)
