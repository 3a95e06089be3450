"""What is asked of the changes between two snapshots: which two, which kind, whose family, which part of it."""

from dataclasses import dataclass
from typing import Any

from lineage.filters.parameter_kinds import OneOf, Text
from lineage.home.change_records import CHANGE_KINDS, NO_FAMILY
from web.parameters.declare import QueryParameter, RequestQuery
from web.parameters.lists import LIMIT, LIST_FILE, OFFSET

FROM = QueryParameter("from", Text(), "the earlier snapshot, by its name; the newest record is of it")
TO = QueryParameter("to", Text(), "the later snapshot, by its name; the newest record is of it")
KIND = QueryParameter("kind", OneOf(tuple(CHANGE_KINDS)), "a kind of change", default="added")
FAMILY = QueryParameter(
    "family",
    Text(),
    f"the root of a family, or an owner for all families of its models; {NO_FAMILY}: models without relatives",
    example="Qwen",
)
MOST_OF = QueryParameter(
    "most_of", OneOf(tuple(CHANGE_KINDS)), "the kind of which families have most; none: all kinds together"
)
LISTS = ("changes", "families")
LIST = QueryParameter(
    "list", OneOf(LISTS), "whether the changes of the kind are listed, or the families", default="changes"
)


@dataclass(frozen=True, slots=True)
class ChangesQuery:
    """The changes of a kind between two snapshots (None: those of the newest record), of a family or of all (None): a
    page of them, or a file; and the order of families."""

    a: str | None = None
    b: str | None = None
    kind: str = KIND.absent
    family: str | None = None
    most_of: str | None = None
    offset: int = OFFSET.absent
    limit: int = LIMIT.absent
    format: str | None = None
    list: str = LIST.absent


def _query(**values: Any) -> ChangesQuery:
    return ChangesQuery(values.pop(FROM.name), values.pop(TO.name), **values)


CHANGES = RequestQuery(_query, (FROM, TO, KIND, FAMILY, OFFSET, LIMIT))
FAMILIES = RequestQuery(_query, (FROM, TO, FAMILY, MOST_OF, OFFSET, LIMIT))
CHANGES_PAGE = RequestQuery(_query, (FROM, TO, LIST, KIND, FAMILY, MOST_OF, OFFSET, LIMIT, LIST_FILE))
