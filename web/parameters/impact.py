"""What is asked of an impact: which part of its lists, in which order."""

from dataclasses import dataclass

from lineage.impact import ListWindow
from web.parameters.declare import QueryParameter, RequestQuery
from web.parameters.kinds import OneOf
from web.parameters.lists import LIMIT, MASS_UPLOADS, OFFSET, SORT

LISTS = ("stranded", "others", "affected", "survivors")
LIST = QueryParameter("list", OneOf(LISTS), "the list that the page shows", default="stranded")


@dataclass(frozen=True, slots=True)
class ImpactQuery:
    """The part of each list that is wanted, and the one list that a page shows."""

    sort: str = SORT.absent
    offset: int = OFFSET.absent
    limit: int = LIMIT.absent
    mass_uploads: bool = MASS_UPLOADS.absent
    list: str = LIST.absent

    @property
    def window(self) -> ListWindow:
        return ListWindow(self.sort, self.offset, self.limit, self.mass_uploads)


WINDOW = (MASS_UPLOADS, SORT, OFFSET, LIMIT)
IMPACT = RequestQuery(ImpactQuery, WINDOW)
IMPACT_PAGE = RequestQuery(ImpactQuery, (LIST, *WINDOW))
