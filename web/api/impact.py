"""What follows when a model goes."""

from lineage.errors import UnknownModel
from web.answers.impact import ImpactAnswer, impact_of
from web.api import PREFIX
from web.api.declare import RouteGroup
from web.parameters.impact import IMPACT, ImpactQuery
from web.source import source

group = RouteGroup(PREFIX)


@group.get("/impact/<path:id>", ImpactAnswer, IMPACT, errors=(UnknownModel,), example="limit=5")
def impact(id: str, query: ImpactQuery) -> ImpactAnswer:
    """If the model went: all that descends from it, what hangs on it alone, and listed models to go to instead."""
    graph = source().graph
    return impact_of(graph, graph.ids.number(id), query)
