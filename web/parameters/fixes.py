"""Which cards of a fix-it list are wanted."""

from dataclasses import dataclass

from lineage.filters.parameter_kinds import OneOf
from lineage.fixes import RULES
from web.parameters.declare import QueryParameter, RequestQuery
from web.parameters.lists import LIMIT, MASS_UPLOADS, OFFSET

RULE = QueryParameter("rule", OneOf(tuple(rule.name for rule in RULES)), "what has to be mended", example="relation")


@dataclass(frozen=True, slots=True)
class FixQuery:
    """The cards that meet one rule (None: any), a page of them."""

    rule: str | None = None
    mass_uploads: bool = MASS_UPLOADS.absent
    offset: int = OFFSET.absent
    limit: int = LIMIT.absent


FIXES = RequestQuery(FixQuery, (RULE, MASS_UPLOADS, OFFSET, LIMIT))
