"""The page of the API's routes and parameters."""

from flask import render_template
from flask.typing import ResponseReturnValue

from web.api import reference
from web.api.declare import ApiRoute
from web.source import source


def page() -> ResponseReturnValue:
    graph = source().graph
    first = graph.lists.families(1, 0).numbers
    id = graph.ids[int(first[0])] if len(first) else "owner/name"

    def address(route: ApiRoute) -> str:
        return reference.example(route, id, graph.version)

    return render_template("api.html", routes=reference.routes(), parameters=reference.parameters(), address=address)
