"""Which models of a list are wanted, and in which order."""

from dataclasses import dataclass
from typing import Any

from lineage.export import model_table
from lineage.filters.filter_fields import FILTER_FIELDS, MOST_VALUES, FilterField, filter_of
from lineage.filters.filtered_models import FACETS, MATCH
from lineage.filters.model_filter import EVERYTHING, ModelFilter
from lineage.filters.parameter_kinds import Flag, Member, OneOf, Text, WholeNumber
from lineage.frozen.lists.lists import SORTS
from lineage.licences import LicenseClass
from lineage.licences.grants import LicenceGrant
from lineage.values import Relation
from web.parameters.declare import QueryParameter, RequestQuery

FILES = ("csv", "json", "parquet")


def _of_filter(field: FilterField) -> QueryParameter:
    """A field of a filter as a parameter."""
    return QueryParameter(field.name, field.kind, field.meaning, field.default, most=field.most, example=field.example)


FILTERS = tuple(map(_of_filter, FILTER_FIELDS.values()))
RELATION = QueryParameter("relation", Member(Relation), "how a model was made from a parent of it", example="quantized")
OF = _of_filter(FILTER_FIELDS["of"])
CLASS = QueryParameter(
    "effective_class", Member(LicenseClass), "the strictest class of its licence and of all above it"
)
GRANT = QueryParameter("terms", Member(LicenceGrant), "what all licences above it and its own allow")
MASS_UPLOADS = QueryParameter("mass_uploads", Flag(), "0 leaves out models marked as mass uploads", default="1")
SORT = QueryParameter("sort", OneOf(SORTS), "the order: by name, else the most or newest first", default="descendants")
ORDER = QueryParameter(
    "sort",
    OneOf((*SORTS, MATCH)),
    f"{SORT.meaning}; `match` is that of a search, for words",
    default=SORT.default,
)
MATCHING = QueryParameter(ORDER.name, ORDER.kind, ORDER.meaning)
"""Where words are given it is by them that models are ordered, unless it is asked for otherwise."""
FOLDED = QueryParameter("folded", Flag(), "0 lists quantisations among the other children, each by itself", default="1")
OFFSET = QueryParameter("offset", WholeNumber(0, 100_000_000), "how many models to skip", default="0")
LIMIT = QueryParameter("limit", WholeNumber(1, 500), "how many models to answer", default="50")
Q = QueryParameter("q", Text(), "the text to look for; capitals do not matter", default="", example="qwen3")
WITHIN = QueryParameter("within", Text(), "the id of the model whose derivatives are searched")
FORMAT = QueryParameter("format", OneOf(("csv",)), "a table to download")
FILE = QueryParameter("format", OneOf(FILES), "a file to download, of all models of the filter")
LIST_FILE = QueryParameter("format", OneOf(FILES), "a file to download, of the whole list")
COLUMNS = QueryParameter(
    "columns", OneOf(tuple(model_table.COLUMNS)), "a column, in this order; several: each of them", most=MOST_VALUES
)
FACET = QueryParameter("facet", OneOf(FACETS), "a facet; several: each of them; none: all", most=len(FACETS))
LIKE = QueryParameter("like", Text(), "a part of the values that are wanted, as people type it", example="unsl")
TOP = QueryParameter("limit", WholeNumber(1, 200), "how many values of each facet, the most frequent", default="10")


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which part of a list of models is wanted, in which order. None is no filter; numbers are in models."""

    relation: Relation | None = None
    effective_class: LicenseClass | None = None
    terms: LicenceGrant | None = None
    sort: str = SORT.absent
    offset: int = OFFSET.absent
    limit: int = LIMIT.absent
    q: str = Q.absent
    within: str | None = None
    mass_uploads: bool = MASS_UPLOADS.absent
    folded: bool = False


@dataclass(frozen=True, slots=True)
class TableQuery:
    """Which part of the models that a filter wants, in which order; numbers are in models."""

    filter: ModelFilter = EVERYTHING
    chosen_sort: str | None = None
    offset: int = OFFSET.absent
    limit: int = LIMIT.absent
    format: str | None = None
    columns: tuple[str, ...] = ()

    @property
    def sort(self) -> str:
        """The order that is asked for, or that of a search where there are words."""
        return self.chosen_sort or (MATCH if self.filter.q else SORT.absent)


@dataclass(frozen=True, slots=True)
class FacetQuery:
    """Which values of which facets: the `limit` most frequent within a filter, `like` a text where one is given."""

    filter: ModelFilter = EVERYTHING
    facets: tuple[str, ...] = FACETS
    like: str | None = None
    limit: int = TOP.absent


def _table(sort: str | None = None, **values: Any) -> TableQuery:
    window = {name: values.pop(name) for name in ("offset", "limit", "format", "columns") if name in values}
    return TableQuery(filter_of(values), sort, **window)


def _wanted(**values: Any) -> ModelFilter:
    return filter_of(values)


def _facets(facet: tuple[str, ...], like: str | None, limit: int, **values: Any) -> FacetQuery:
    return FacetQuery(filter_of(values), facet or FACETS, like, limit)


PAGING = RequestQuery(ListQuery, (OFFSET, LIMIT))
CHILDREN = RequestQuery(ListQuery, (RELATION, MASS_UPLOADS, SORT, OFFSET, LIMIT))
CHILDREN_PAGE = RequestQuery(ListQuery, (*CHILDREN, FOLDED))
SEARCH = RequestQuery(ListQuery, (Q, LIMIT, WITHIN, GRANT, CLASS))
SELECT = RequestQuery(_table, (*FILTERS, ORDER, OFFSET, LIMIT))
TABLE = RequestQuery(_table, (*FILTERS, MATCHING, OFFSET, LIMIT, COLUMNS, FILE))
FEED = RequestQuery(_wanted, FILTERS)
COUNTED = RequestQuery(_facets, (*FILTERS, FACET, LIKE, TOP))
