"""The JSON API: each route hands checked parameters to a view and turns its answer into JSON."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from lineage import queries
from web import answers
from web.parameters import CHILDREN, SEARCH, SELECT, ListQuery, strict
from web.source import source

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


def _query(*allowed: str) -> ListQuery:
    return strict(request.args, allowed)


@blueprint.get("/graph")
def graph() -> ResponseReturnValue:
    """The snapshot, the graph's version, and the headline counts with their definitions."""
    _query()
    return jsonify(answers.graph(source().graph))


@blueprint.get("/families")
def families() -> ResponseReturnValue:
    """Roots with derivatives, largest family first."""
    return jsonify(answers.families(source().graph, _query("offset", "limit")))


@blueprint.get("/models/<path:id>")
def model(id: str) -> ResponseReturnValue:
    """One model: fields, parents, children by relation, exact number of descendants, roots."""
    _query()
    graph = source().graph
    return jsonify(answers.model(graph, graph.ids.number(id)))


@blueprint.get("/children/<path:id>")
def children(id: str) -> ResponseReturnValue:
    """Direct derivatives, a page at a time, with the exact remainder by relation."""
    graph = source().graph
    return jsonify(answers.children(graph, graph.ids.number(id), _query(*CHILDREN)))


@blueprint.get("/parents/<path:id>")
def parents(id: str) -> ResponseReturnValue:
    """Every model it was derived from, and who says so."""
    _query()
    graph = source().graph
    return jsonify(answers.parents(graph, graph.ids.number(id)))


@blueprint.get("/inferred/<path:id>")
def inferred(id: str) -> ResponseReturnValue:
    """Parents and children that nobody declares but names give away, each with its rule; they are in no count."""
    _query()
    graph = source().graph
    return jsonify(answers.inferred(graph, source().reader, graph.ids.number(id)))


@blueprint.get("/quality")
def quality() -> ResponseReturnValue:
    """What was irregular in the snapshot, as `qwen-lineage quality --json` prints it; null when it is not known."""
    _query()
    reader = source().reader
    return jsonify(queries.quality(reader) if reader else None)


@blueprint.get("/paths/<path:id>")
def paths(id: str) -> ResponseReturnValue:
    """Every way up to a root, shortest first; `truncated` says when there are more."""
    _query()
    graph = source().graph
    return jsonify(answers.paths(graph, graph.ids.number(id)))


@blueprint.get("/descendants/<path:id>")
def descendants(id: str) -> ResponseReturnValue:
    """All derivatives at any distance, filtered, sorted, a page at a time."""
    graph = source().graph
    return jsonify(answers.descendants(graph, graph.ids.number(id), _query(*SELECT)))


@blueprint.get("/search")
def search() -> ResponseReturnValue:
    """Models whose id holds the text, prefix first, biggest family first; `within` narrows to one family."""
    return jsonify(answers.search(source().graph, _query(*SEARCH)))
