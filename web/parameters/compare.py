"""What is compared, and how its growth is shown."""

from dataclasses import dataclass

from lineage.comparison import MOST_MODELS
from lineage.filters.parameter_kinds import OneOf, Text
from lineage.text.hub_addresses import id_in
from web.parameters.declare import QueryParameter, RequestQuery
from web.parameters.growth import MONTHS
from web.parameters.lists import FORMAT

MOST_TOGETHER = 8

COMPARED = QueryParameter(
    "of",
    Text(),
    f"organisations, owners (`owner:Qwen`) and models, {MOST_TOGETHER} at most: several with commas between them, or "
    "repeated",
    most=2 * MOST_TOGETHER,
    example="Qwen,meta-llama",
)
SHOW = QueryParameter("show", OneOf(("new", "cumulative")), "new models of each month, or added up", default="new")


@dataclass(frozen=True, slots=True)
class CompareQuery:
    """What is compared, as it was given."""

    of: tuple[str, ...] = ()
    show: str = SHOW.absent
    months: str | None = None
    format: str | None = None


COMPARE = RequestQuery(CompareQuery, (COMPARED, SHOW))

IDS = QueryParameter(
    "ids",
    Text(),
    f"models, {MOST_MODELS} at most: their ids with commas between them, or repeated",
    most=2 * MOST_TOGETHER,
    example="Qwen/Qwen3-8B,Qwen/Qwen3-8B-Base",
)
ID = QueryParameter("id", Text(), "one more of them; repeated", most=2 * MOST_TOGETHER, example="Qwen/Qwen3-8B")


@dataclass(frozen=True, slots=True)
class ModelCompareQuery:
    """Which models are compared, as they were given."""

    ids: tuple[str, ...] = ()
    id: tuple[str, ...] = ()
    format: str | None = None

    @property
    def given(self) -> list[str]:
        """The ids, one after the other; no id has a comma in it."""
        return [id for text in (*self.ids, *self.id) for part in text.split(",") if (id := id_in(part.strip()))]


COMPARE_MODELS = RequestQuery(ModelCompareQuery, (IDS, ID))
COMPARE_MODELS_PAGE = RequestQuery(ModelCompareQuery, (*COMPARE_MODELS, FORMAT))
COMPARE_PAGE = RequestQuery(
    lambda of, show, months, format, **_: CompareQuery(of, show, months, format),
    (*COMPARE, *COMPARE_MODELS, MONTHS, FORMAT),
)
"""Where no model is named: the fields for models are the page's too, and may be empty."""
