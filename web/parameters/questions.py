"""What a question's page takes: its parameters by name, how its answer is looked at, and how many rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lineage.filters.parameter_kinds import Date, Member, OneOf, ParameterKind, Text, WholeNumber
from lineage.licences import LicenseClass
from lineage.questions.stored_query import LISTS, QueryField, Role
from web.parameters.declare import QueryParameter, RequestQuery
from web.parameters.kinds import Month

MOST_ROWS = 10_000
MOST_IN_A_LIST = 60
VIEWS = ("list", "chart", "map", "graph", "statement")
VIEW = QueryParameter("view", OneOf(VIEWS), "how the answer is looked at", default="list")
TOP = QueryParameter("most", WholeNumber(1, MOST_ROWS), "how many rows")
KINDS: Mapping[Role, ParameterKind] = {Role.MONTH: Month(), Role.DAY: Date(), Role.CLASSES: Member(LicenseClass)}
"""Kinds of values that are not any text."""


@dataclass(frozen=True, slots=True)
class QuestionQuery:
    """What is asked: the values that were given, by parameter, as the statement takes them."""

    values: dict[str, Any] = field(default_factory=dict)
    view: str = VIEW.absent
    most: int | None = None


def question_query(fields: Mapping[str, QueryField]) -> RequestQuery[QuestionQuery]:
    """The query of a page with these parameters."""

    def make(view: str, most: int | None, **given: Any) -> QuestionQuery:
        return QuestionQuery({name: plain for name, value in given.items() if (plain := _plain(value))}, view, most)

    return RequestQuery(make, (*(_parameter(name, one) for name, one in fields.items()), VIEW, TOP))


def _parameter(name: str, one: QueryField) -> QueryParameter:
    kind = KINDS.get(one.role) or Text()
    return QueryParameter(name, kind, one.label, most=MOST_IN_A_LIST if one.role in LISTS else 1)


def _plain(value: Any) -> Any:
    """A value as statements take it: days as text, lists without what is empty."""
    if isinstance(value, tuple):
        return [str(one) for one in value if one]
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime) else value
