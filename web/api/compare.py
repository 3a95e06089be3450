"""Organisations, owners and models side by side."""

from urllib.parse import urlencode

from flask import Blueprint

from lineage.errors import UnknownModel, UnknownOwner
from web.answers.comparison import ComparisonAnswer, comparison
from web.api.declare import PREFIX, RouteGroup
from web.parameters.compare import COMPARE, CompareQuery
from web.source import source

group = RouteGroup(Blueprint("api_compare", __name__, url_prefix=PREFIX))


@group.get("/compare", ComparisonAnswer, COMPARE, errors=(UnknownOwner, UnknownModel), example="of=Qwen,meta-llama")
def compare(query: CompareQuery) -> ComparisonAnswer:
    """What was built on each, side by side, its growth, and the models that descend from two of them."""
    return comparison(source().graph, query)


def address(query: CompareQuery) -> str:
    """Where the API gives this answer, below the app's root."""
    return f"{PREFIX}/compare?{urlencode([*(('of', text) for text in query.of if text), ('show', query.show)])}"
