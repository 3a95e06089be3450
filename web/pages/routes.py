"""The pages: server-rendered, so that all but the map and the subtree work without scripts."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from lineage import queries
from web import answers
from web.api import exports, reference
from web.pages import console
from web.parameters import CHILDREN, SEARCH, SELECT, lenient
from web.source import source

blueprint = Blueprint("pages", __name__)

OUTLINE_CHILDREN = 50
OUTLINE_GRANDCHILDREN = 5
CARD_FAMILIES = 12


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """The family map, the headline counts, and the largest families as text."""
    graph = source().graph
    families = answers.families(graph, lenient({}, (), CARD_FAMILIES))
    return render_template("home.html", facts_of=answers.graph(graph), families=families)


@blueprint.get("/models/<path:id>")
def model(id: str) -> ResponseReturnValue:
    """One model with every path up, the evidence of each parent, and a page of its children."""
    asked = lenient(request.args, CHILDREN)
    graph, reader = source().graph, source().reader
    number = graph.ids.number(id)
    return render_template(
        "model.html",
        model=answers.model(graph, number),
        paths=answers.paths(graph, number),
        children=answers.children(graph, number, asked),
        asked=asked,
        stored=queries.model(reader, id) if reader else None,
        inferred=answers.inferred(graph, reader, number),
    )


@blueprint.get("/families/<path:id>")
def family(id: str) -> ResponseReturnValue:
    """The subtree below a model; scripts draw it, and its first children stand there as text."""
    graph = source().graph
    number = graph.ids.number(id)
    children = answers.children(graph, number, lenient({}, (), 10))
    return render_template("family.html", model=answers.model(graph, number), children=children)


@blueprint.get("/outline")
def outline() -> ResponseReturnValue:
    """All families as a list, largest first."""
    asked = lenient(request.args, ("offset", "limit"))
    return render_template("outline_all.html", families=answers.families(source().graph, asked), asked=asked)


@blueprint.get("/outline/<path:id>")
def outline_of(id: str) -> ResponseReturnValue:
    """A model's children and the first of theirs as nested lists, with exact remainders."""
    asked = lenient(request.args, CHILDREN)
    graph = source().graph
    number = graph.ids.number(id)
    return render_template(
        "outline.html",
        model=answers.model(graph, number),
        tree=answers.outline(graph, number, asked, OUTLINE_GRANDCHILDREN),
        asked=asked,
    )


@blueprint.get("/table")
def table() -> ResponseReturnValue:
    """Every model as a table."""
    return _table(None)


@blueprint.get("/table/<path:id>")
def table_of(id: str) -> ResponseReturnValue:
    """All derivatives of a model as a table, or as CSV with `format=csv`."""
    return _table(id)


def _table(id: str | None) -> ResponseReturnValue:
    asked = lenient(request.args, (*SELECT, "format"))
    graph = source().graph
    number = None if id is None else graph.ids.number(id)
    if asked.format == "csv":
        return Response(exports.csv(graph, number, asked), headers=exports.headers(id))
    found = answers.descendants(graph, number, asked)
    return render_template("table.html", id=id, found=found, asked=asked, most=exports.MOST_ROWS)


@blueprint.get("/quality")
def quality() -> ResponseReturnValue:
    """What was irregular in the snapshot, what was done about it, with links to the models."""
    reader = source().reader
    report = queries.quality(reader) if reader else None
    return render_template("quality.html", report=report, known=source().graph.ids.find)


@blueprint.get("/search")
def find() -> ResponseReturnValue:
    """What the search box finds, as a page."""
    found = answers.search(source().graph, lenient(request.args, SEARCH))
    return render_template("search.html", found=found, questions=console.matching(found["q"]))


@blueprint.get("/api")
def api() -> ResponseReturnValue:
    """The API's routes."""
    graph = source().graph
    first = graph.lists.families(1, 0).numbers
    example = graph.ids[int(first[0])] if len(first) else "owner/name"
    return render_template("api.html", routes=reference.ROUTES, parameters=reference.PARAMETERS, example=example)
