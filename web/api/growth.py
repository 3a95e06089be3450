"""New models by month, by what a chart groups them by."""

from urllib.parse import urlencode

from web.answers import growth as answers
from web.answers.growth import GrowthAnswer
from web.api import PREFIX
from web.api.declare import RouteGroup
from web.parameters.growth import GROWTH, MEASURE, GrowthQuery
from web.source import source

group = RouteGroup(PREFIX)


@group.get("/growth", GrowthAnswer, GROWTH, example="by=license&of=declared&most=3")
def growth(query: GrowthQuery) -> GrowthAnswer:
    """New models by month: of the largest keys of an axis, or of those named, beside what a share is a share of."""
    return answers.growth(source().graph, query)


def address(query: GrowthQuery) -> str:
    """Where the API gives this answer, below the app's root."""
    given = {"by": query.by, "of": query.of, "most": query.most, "mass_uploads": int(query.mass_uploads)}
    if query.show != MEASURE.default:
        given["show"] = query.show
    keys = [("key", name) for name in query.key if name]
    return f"{PREFIX}/growth?{urlencode([*given.items(), *keys])}"
