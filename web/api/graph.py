"""The graph as a whole."""

from typing import Any

from lineage import queries
from web.answers import graph as answers
from web.answers.graph import GraphSummary
from web.answers.quality import QualityReport
from web.api import PREFIX
from web.api.declare import RouteGroup
from web.source import source

group = RouteGroup(PREFIX)


@group.get("/graph", GraphSummary)
def graph() -> GraphSummary:
    """The snapshot, the graph's version, and the headline counts with their definitions."""
    return answers.summary(source().graph)


@group.get("/quality", QualityReport | None)
def quality() -> Any:
    """What was irregular in the snapshot: counts, examples, what was done; null when it is not known."""
    reader = source().reader
    return queries.quality(reader) if reader else None
