"""Which growth is wanted: grouped by what, of which models, and which keys."""

from dataclasses import dataclass
from typing import Any

from lineage.filters.parameter_kinds import OneOf, Text, WholeNumber
from lineage.frozen.rollups.growth import AXES, MEASURES
from lineage.values import Denominator
from web.parameters.declare import QueryParameter, RequestQuery, chosen
from web.parameters.lists import FORMAT, MASS_UPLOADS, OF

MOST_LARGEST = 12

BY = QueryParameter(
    "by",
    OneOf(AXES),
    "what new models are grouped by: the organisation that made them, those of the roots they descend from (base), how "
    "they were made (relation), licence, the class of all licences that hold for them (effective_class) or task",
    default="base",
)
KEY = QueryParameter(
    "key",
    Text(),
    "an organisation, a relation ...: instead of the largest; several with commas between them, or repeated",
    most=MOST_LARGEST,
)
TOP = QueryParameter("most", WholeNumber(1, MOST_LARGEST), "how many of the largest", default="8")
MEASURE = QueryParameter("show", OneOf(MEASURES), "new models of each month, added up, or their share", default="new")
MONTHS = QueryParameter("months", OneOf(("all",)), "all: the chart has the months before its growth too")


@dataclass(frozen=True, slots=True)
class GrowthQuery:
    """What a growth chart shows. `key` names keys of the axis `by`; none: the `most` largest."""

    by: str = BY.absent
    of: Denominator = OF.absent
    key: tuple[str, ...] = ()
    most: int = TOP.absent
    mass_uploads: bool = MASS_UPLOADS.absent
    show: str = MEASURE.absent
    months: str | None = None
    format: str | None = None

    @property
    def chosen(self) -> dict[str, Any]:
        """What narrows the counts, by the names of the parameters."""
        return chosen(self, "of", "key", "most", "mass_uploads")


@dataclass(frozen=True, slots=True)
class OwnerPageQuery:
    """What an owner's chart shows."""

    months: str | None = None


OWNER_PAGE = RequestQuery(OwnerPageQuery, (MONTHS,))
GROWTH = RequestQuery(GrowthQuery, (BY, OF, KEY, TOP, MASS_UPLOADS, MEASURE))
GROWTH_PAGE = RequestQuery(GrowthQuery, (*GROWTH, MONTHS, FORMAT))
