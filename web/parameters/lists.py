"""Which models of a list are wanted, and in which order."""

from dataclasses import dataclass
from datetime import datetime

from lineage.frozen.growth import Denominator
from lineage.licences import LicenseClass
from lineage.licences.grants import LicenceGrant
from lineage.licences.rules import BY_NAME, LicenseVerdict
from lineage.values import Relation, Status
from web.parameters.declare import QueryParameter, RequestQuery
from web.parameters.kinds import Date, Flag, Member, OneOf, Text, WholeNumber

MOST_PARAMETERS = 10**14
SORTS = ("descendants", "downloads", "likes", "created_at", "id")

RELATION = QueryParameter("relation", Member(Relation), "how a model was made from a parent of it", example="quantized")
LICENSE = QueryParameter(
    "license", Text(), "the licence's id, or its name where the id is `other`, exactly", example="apache-2.0"
)
AUTHOR = QueryParameter("author", Text(), "the owner, exactly", example="Qwen")
CREATED_FROM = QueryParameter("created_from", Date(), "created on that day or later", example="2025-01-31")
CREATED_TO = QueryParameter("created_to", Date(), "created on that day or earlier", example="2025-01-31")
TASK = QueryParameter("task", Text(), "the task, exactly, as the Hub spells it", example="text-generation")
ORGANISATION = QueryParameter("organisation", Text(), "the owner's organisation, exactly", example="Qwen")
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
OF = QueryParameter(
    "of",
    Member(Denominator),
    "all models, those with a declared parent, language models, or those of organisations in the table",
    default=Denominator.ALL,
)
EFFECTIVE_CLASS = QueryParameter(
    "effective_class", Member(LicenseClass), "the strictest class of its licence and of all above it"
)
LICENSE_VERDICT = QueryParameter(
    "license_verdict", Member(LicenseVerdict), "what its licence does with the terms above it"
)
LICENCE_RULE = QueryParameter("licence_rule", OneOf(tuple(BY_NAME)), "a licence rule that finds it: `/licences`")
TERMS = QueryParameter("terms", Member(LicenceGrant), "what all licences above it and its own allow")
STATUS = QueryParameter("status", Member(Status), "whether the snapshot's source lists the model")
MASS_UPLOADS = QueryParameter("mass_uploads", Flag(), "0 leaves out models marked as mass uploads", default="1")
SORT = QueryParameter("sort", OneOf(SORTS), "the order: by name, else the most or newest first", default="descendants")
OFFSET = QueryParameter("offset", WholeNumber(0, 100_000_000), "how many models to skip", default="0")
LIMIT = QueryParameter("limit", WholeNumber(1, 500), "how many models to answer", default="50")
Q = QueryParameter("q", Text(), "the text to look for; capitals do not matter", default="", example="qwen3")
WITHIN = QueryParameter("within", Text(), "the id of the model whose derivatives are searched")
FORMAT = QueryParameter("format", OneOf(("csv",)), "a table to download")


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which models of a list are wanted, in which order. None is no filter; `offset` and `limit` are in models."""

    relation: Relation | None = None
    license: str | None = None
    author: str | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None
    task: str | None = None
    organisation: str | None = None
    base: str | None = None
    descends_from: tuple[str, ...] = ()
    not_descends_from: tuple[str, ...] = ()
    made_by: str | None = None
    generation: int | None = None
    exclusive: bool = EXCLUSIVE.absent
    parameters_from: int | None = None
    parameters_below: int | None = None
    of: Denominator = OF.absent
    status: Status | None = None
    effective_class: LicenseClass | None = None
    license_verdict: LicenseVerdict | None = None
    licence_rule: str | None = None
    terms: LicenceGrant | None = None
    sort: str = SORT.absent
    offset: int = OFFSET.absent
    limit: int = LIMIT.absent
    q: str = Q.absent
    within: str | None = None
    format: str | None = None
    mass_uploads: bool = MASS_UPLOADS.absent


PAGING = RequestQuery(ListQuery, (OFFSET, LIMIT))
CHILDREN = RequestQuery(ListQuery, (RELATION, MASS_UPLOADS, SORT, OFFSET, LIMIT))
LICENCES = (LICENSE, TERMS, EFFECTIVE_CLASS, LICENSE_VERDICT, LICENCE_RULE)
OWNERS = (AUTHOR, ORGANISATION, BASE, OF)
FILTERS = (RELATION, *LICENCES, *OWNERS, TASK, CREATED_FROM, CREATED_TO, STATUS, MASS_UPLOADS)
BELOW = (DESCENDS_FROM, NOT_DESCENDS_FROM, MADE_BY, GENERATION, EXCLUSIVE, PARAMETERS_FROM, PARAMETERS_BELOW)
SELECT = RequestQuery(ListQuery, (*FILTERS, *BELOW, SORT, OFFSET, LIMIT))
SEARCH = RequestQuery(ListQuery, (Q, LIMIT, WITHIN, TERMS, EFFECTIVE_CLASS))
TABLE = RequestQuery(ListQuery, (*SELECT, FORMAT))
