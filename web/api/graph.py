"""The graph as a whole."""

from typing import Any

from flask import Blueprint

from lineage import queries
from web import answers
from web.answers.graph import GraphSummary
from web.answers.quality import QualityReport
from web.api.declare import PREFIX, RouteGroup
from web.source import source

group = RouteGroup(Blueprint("api_graph", __name__, url_prefix=PREFIX))


@group.get("/graph", GraphSummary)
def graph() -> GraphSummary:
    """The snapshot, the graph's version, and the headline counts with their definitions."""
    return answers.graph.summary(source().graph)


@group.get("/quality", QualityReport | None)
def quality() -> Any:
    """What was irregular in the snapshot: counts, examples, what was done; null when it is not known."""
    reader = source().reader
    return queries.quality(reader) if reader else None
