"""The page of the API's routes and parameters."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web.api import reference
from web.source import source

blueprint = Blueprint("reference", __name__)


@blueprint.get("/api")
def page() -> ResponseReturnValue:
    graph = source().graph
    first = graph.lists.families(1, 0).numbers
    example = graph.ids[int(first[0])] if len(first) else "owner/name"
    return render_template("api.html", routes=reference.ROUTES, parameters=reference.PARAMETERS, example=example)
