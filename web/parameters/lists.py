"""Which models of a list are wanted, and in which order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lineage.export import model_table
from lineage.filtered_models import FACETS, MATCH
from lineage.frozen.growth import Denominator
from lineage.licences import LicenseClass
from lineage.licences.grants import LicenceGrant
from lineage.licences.rules import BY_NAME, LicenseVerdict
from lineage.model_filter import EVERYTHING, MassUploads, ModelFilter
from lineage.values import Relation, Status
from web.parameters.declare import QueryParameter, RequestQuery
from web.parameters.kinds import Date, Flag, Member, OneOf, ParameterKind, Text, WholeNumber

MOST_PARAMETERS = 10**14
MOST_DOWNLOADS = 10**12
FILES = ("csv", "json", "parquet")
MOST_VALUES = 50
"""Values of one field of a filter."""
SORTS = ("descendants", "downloads", "likes", "created_at", "id")


def any_of(name: str, kind: ParameterKind, meaning: str, example: str | None = None) -> QueryParameter:
    """A field of a filter that may have several values, any of which will do."""
    return QueryParameter(name, kind, f"{meaning}; several: any of them", most=MOST_VALUES, example=example)


RELATION = QueryParameter("relation", Member(Relation), "how a model was made from a parent of it", example="quantized")
TEXT = QueryParameter(
    "q", Text(), "words as in a search: parts of ids, tasks, libraries, licences; mistyped too", example="qwen3 gguf"
)
RELATIONS = any_of("relation", Member(Relation), "how a model was made from a parent of it", "quantized")
LICENSE = any_of(
    "license",
    Text(),
    "the licence's id, or its name where the id is `other`; where no model has it so spelt, in any spelling",
    "apache-2.0",
)
AUTHOR = any_of("author", Text(), "the owner; capitals and separators count where there is one so spelt", "Qwen")
CREATED_FROM = QueryParameter("created_from", Date(), "created on that day or later", example="2025-01-31")
CREATED_TO = QueryParameter("created_to", Date(), "created on that day or earlier", example="2025-01-31")
TASK = any_of("task", Text(), "the task, as the Hub spells it", "text-generation")
LIBRARY = any_of("library", Text(), "the library that the card names", "transformers")
WEIGHT_FORMAT = any_of("weight_format", Text(), "the format of its weights, as names, tags and libraries tell", "gguf")
BITS = any_of("bits", Text(), "the bits of its weights, as names and tags tell", "4")
ORGANISATION = any_of("organisation", Text(), "the owner's organisation", "Qwen")
BASE = QueryParameter("base", Text(), "an organisation whose roots it descends from, exactly", example="Qwen")
DESCENDS_FROM = QueryParameter(
    "descends_from",
    Text(),
    "an organisation, an owner (`owner:Qwen`) or a model, any model of which it descends from; several: from each",
    most=8,
    example="Qwen",
)
NOT_DESCENDS_FROM = QueryParameter(
    "not_descends_from",
    Text(),
    "an organisation, an owner or a model, from no model of which it descends; several: from none of them",
    most=8,
    example="meta-llama",
)
MADE_BY = QueryParameter("made_by", OneOf(("own", "others")), "with one `descends_from`: by itself, or by others")
GENERATION = QueryParameter(
    "generation", WholeNumber(1, 100_000), "with one `descends_from`: derivations from the nearest model of it"
)
EXCLUSIVE = QueryParameter(
    "exclusive", Flag(), "with one `descends_from`: 1 for no roots, and roots of its organisation alone", default="0"
)
PARAMETERS_FROM = QueryParameter("parameters_from", WholeNumber(0, MOST_PARAMETERS), "so many parameters, or more")
PARAMETERS_BELOW = QueryParameter("parameters_below", WholeNumber(1, MOST_PARAMETERS), "fewer parameters than these")
DOWNLOADS_FROM = QueryParameter(
    "downloads_from", WholeNumber(0, MOST_DOWNLOADS), "so many downloads in 30 days or more"
)
DOWNLOADS_BELOW = QueryParameter("downloads_below", WholeNumber(1, MOST_DOWNLOADS), "fewer downloads than these")
OF = QueryParameter(
    "of",
    Member(Denominator),
    "all models, those with a declared parent, language models, or those of organisations in the table",
    default=Denominator.ALL,
)
CLASS = QueryParameter(
    "effective_class", Member(LicenseClass), "the strictest class of its licence and of all above it"
)
EFFECTIVE_CLASS = any_of(CLASS.name, CLASS.kind, CLASS.meaning)
LICENSE_VERDICT = QueryParameter(
    "license_verdict", Member(LicenseVerdict), "what its licence does with the terms above it"
)
LICENCE_RULE = QueryParameter("licence_rule", OneOf(tuple(BY_NAME)), "a licence rule that finds it: `/licences`")
GRANT = QueryParameter("terms", Member(LicenceGrant), "what all licences above it and its own allow")
TERMS = QueryParameter(GRANT.name, GRANT.kind, f"{GRANT.meaning}; several: all of them", most=len(LicenceGrant))
STATUS = any_of("status", Member(Status), "whether the snapshot's source lists the model")
MASS_UPLOADS = QueryParameter("mass_uploads", Flag(), "0 leaves out models marked as mass uploads", default="1")
ANY_UPLOADS = QueryParameter(
    "mass_uploads", Member(MassUploads), f"{MASS_UPLOADS.meaning}, `only` all others", default=MassUploads.WITH
)
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


def _facets(facet: tuple[str, ...], like: str | None, limit: int, **values: Any) -> FacetQuery:
    return FacetQuery(filter_of(values), facet or FACETS, like, limit)


def filter_of(values: Mapping[str, Any]) -> ModelFilter:
    """What is not given is not asked for."""
    return ModelFilter(**{name: value for name, value in values.items() if value is not None})


PAGING = RequestQuery(ListQuery, (OFFSET, LIMIT))
CHILDREN = RequestQuery(ListQuery, (RELATION, MASS_UPLOADS, SORT, OFFSET, LIMIT))
CHILDREN_PAGE = RequestQuery(ListQuery, (*CHILDREN, FOLDED))
SEARCH = RequestQuery(ListQuery, (Q, LIMIT, WITHIN, GRANT, CLASS))
LICENCES = (LICENSE, TERMS, EFFECTIVE_CLASS, LICENSE_VERDICT, LICENCE_RULE)
OWNERS = (AUTHOR, ORGANISATION, BASE, OF)
NUMBERS = (PARAMETERS_FROM, PARAMETERS_BELOW, DOWNLOADS_FROM, DOWNLOADS_BELOW, CREATED_FROM, CREATED_TO)
BELOW = (DESCENDS_FROM, NOT_DESCENDS_FROM, MADE_BY, GENERATION, EXCLUSIVE)
FILTERS = (
    TEXT,
    RELATIONS,
    *LICENCES,
    *OWNERS,
    TASK,
    LIBRARY,
    WEIGHT_FORMAT,
    BITS,
    *NUMBERS,
    STATUS,
    ANY_UPLOADS,
    *BELOW,
)
SELECT = RequestQuery(_table, (*FILTERS, ORDER, OFFSET, LIMIT))
TABLE = RequestQuery(_table, (*FILTERS, MATCHING, OFFSET, LIMIT, COLUMNS, FILE))
COUNTED = RequestQuery(_facets, (*FILTERS, FACET, LIKE, TOP))
