"""The page of the API's routes and parameters."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from lineage.frozen import FrozenGraph
from web.answers.kept_answers import KeptAnswers
from web.api import reference
from web.api.declare import ApiRoute
from web.source import source

_sheets: KeptAnswers[Markup] = KeptAnswers(most=4)  # some 70 kB each


def page() -> ResponseReturnValue:
    graph = source().graph
    return render_template("api.html", sheet=_sheets.get(graph, request.root_path, lambda: _sheet(graph)))


def _sheet(graph: FrozenGraph) -> Markup:
    """What the API answers, with an example of each route from the graph."""
    first = graph.lists.families(1, 0).numbers
    id = graph.ids[int(first[0])] if len(first) else "owner/name"

    def address(route: ApiRoute) -> str:
        return reference.example(route, id, graph.version)

    known = {"routes": reference.routes(), "parameters": reference.parameters()}
    return Markup(render_template("_api_sheet.html", **known, address=address))  # noqa: S704 - templates escape
