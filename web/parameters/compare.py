"""What is compared, and how its growth is shown."""

from dataclasses import dataclass

from web.parameters.declare import QueryParameter, RequestQuery
from web.parameters.kinds import OneOf, Text

MOST = 8

COMPARED = QueryParameter(
    "of",
    Text(),
    f"organisations, owners (`owner:Qwen`) and models, {MOST} at most: several with commas between them, or repeated",
    most=2 * MOST,
    example="Qwen,meta-llama",
)
SHOW = QueryParameter("show", OneOf(("new", "cumulative")), "new models of each month, or added up", default="new")


@dataclass(frozen=True, slots=True)
class CompareQuery:
    """What is compared, as it was given."""

    of: tuple[str, ...] = ()
    show: str = SHOW.absent


COMPARE = RequestQuery(CompareQuery, (COMPARED, SHOW))
