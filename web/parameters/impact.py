"""What is asked of an impact: which part of its lists, in which order."""

from dataclasses import dataclass

from lineage.filters.parameter_kinds import OneOf, Text
from lineage.list_window import ListWindow
from web.parameters.declare import QueryParameter, RequestQuery
from web.parameters.lists import LIMIT, LIST_FILE, MASS_UPLOADS, OFFSET, SORT

VERDICTS = "verdicts"
"""The list of those that stand otherwise under another licence."""
LISTS = ("stranded", "others", "affected", "survivors", VERDICTS)
LIST = QueryParameter("list", OneOf(LISTS), "the list that the page shows", default="stranded")

RESTATED = QueryParameter(
    "license",
    Text(),
    "another licence that the model would state, by its id or its name",
    example="mit",
)


@dataclass(frozen=True, slots=True)
class ImpactQuery:
    """The part of each list that is wanted, another licence of the model, and the one list that a page shows, or that a
    file holds."""

    sort: str = SORT.absent
    offset: int = OFFSET.absent
    limit: int = LIMIT.absent
    mass_uploads: bool = MASS_UPLOADS.absent
    license: str | None = None
    list: str = LIST.absent
    format: str | None = None

    @property
    def window(self) -> ListWindow:
        return ListWindow(self.sort, self.offset, self.limit, self.mass_uploads)


WINDOW = (RESTATED, MASS_UPLOADS, SORT, OFFSET, LIMIT)
IMPACT = RequestQuery(ImpactQuery, WINDOW)
IMPACT_PAGE = RequestQuery(ImpactQuery, (LIST, *WINDOW, LIST_FILE))
