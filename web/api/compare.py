"""Organisations, owners and models side by side; and models alone, with all that is known of them."""

from collections.abc import Sequence
from urllib.parse import urlencode

from lineage.errors import UnknownModel, UnknownOwner
from web.answers.comparison import ComparisonAnswer, comparison
from web.answers.model_comparison import ModelComparisonAnswer, model_comparison
from web.api import PREFIX
from web.api.declare import RouteGroup
from web.parameters.compare import COMPARE, COMPARE_MODELS, CompareQuery, ModelCompareQuery
from web.source import source

group = RouteGroup(PREFIX)


@group.get("/compare", ComparisonAnswer, COMPARE, errors=(UnknownOwner, UnknownModel), example="of=Qwen,meta-llama")
def compare(query: CompareQuery) -> ComparisonAnswer:
    """What was built on each, side by side, its growth, and the models that descend from two of them."""
    return comparison(source().graph, query)


@group.get(
    "/compare/models",
    ModelComparisonAnswer,
    COMPARE_MODELS,
    errors=(UnknownModel,),
    example="ids={id}",
)
def compare_models(query: ModelCompareQuery) -> ModelComparisonAnswer:
    """Models side by side: fields, common ancestors, the ways between any two, and what descends from each,
    from each alone, from both and from all."""
    return model_comparison(source().graph, source().reader, query.given)


def address(query: CompareQuery) -> str:
    """Where the API gives this answer, below the app's root."""
    return f"{PREFIX}/compare?{urlencode([*(('of', text) for text in query.of if text), ('show', query.show)])}"


def address_of_models(ids: Sequence[str]) -> str:
    """Where the API compares these models, below the app's root."""
    return f"{PREFIX}/compare/models?{urlencode({'ids': ','.join(ids)}, safe='/,')}"
