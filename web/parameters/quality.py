"""Which cases of the quality report are listed."""

from dataclasses import dataclass

from lineage.filters.parameter_kinds import OneOf, Text
from lineage.resolved.quality_cases import CASES
from web.parameters.declare import QueryParameter, RequestQuery
from web.parameters.lists import LIMIT, OFFSET

KIND = QueryParameter("kind", OneOf(tuple(CASES)), "a kind of the report", required=True, example="claims by rule")
RULE = QueryParameter("rule", Text(), "a rule, or a reason, by the report's words", required=True, example="wrong_case")


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """A rule of a kind, and which part of its cases."""

    kind: str
    rule: str
    offset: int = OFFSET.absent
    limit: int = LIMIT.absent


CASE_PAGE = RequestQuery(CaseQuery, (KIND, RULE, OFFSET, LIMIT))
