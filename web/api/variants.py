"""The variants of a model."""

from lineage.errors import UnknownModel
from lineage.variants.ladder import VariantLadder
from web.answers.variants import VariantsAnswer, variants
from web.api import PREFIX
from web.api.declare import RouteGroup
from web.parameters.variants import VARIANTS, VariantQuery
from web.source import source

group = RouteGroup(PREFIX)


@group.get(
    "/variants/<path:id>", VariantsAnswer, VARIANTS, errors=(UnknownModel,), example="weight_format=GGUF&limit=5"
)
def of_model(id: str, query: VariantQuery) -> VariantsAnswer:
    """The quantisations of a model as a ladder of formats and bits, each rung with its most downloaded one."""
    graph = source().graph
    return variants(VariantLadder(graph, graph.ids.number(id)), query)
