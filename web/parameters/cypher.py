"""A statement to execute, its parameters and its limits."""

from dataclasses import dataclass, field
from typing import Any

from lineage import settings
from lineage.cypher import limits
from lineage.filters.parameter_kinds import OneOf, WholeNumber
from lineage.statement_limits import MOST_SECONDS, MOST_STATEMENT_ROWS
from lineage.stores import Limits
from web.parameters.declare import QueryParameter, RequestQuery
from web.parameters.kinds import JsonObject, RunName, Seconds, Verbatim

STATEMENT = QueryParameter(
    "statement", Verbatim(), "one reading statement in Cypher", required=True, example="RETURN 1 AS one"
)
PARAMETERS = QueryParameter(
    "parameters", JsonObject(), "the statement's parameters by name", default="{}", example='{"id": "owner/name"}'
)
ROWS = QueryParameter(
    "limit",
    WholeNumber(1, MOST_STATEMENT_ROWS),
    f"the most rows to answer; without it the server's own, {settings.CYPHER_ROWS.default} where nobody set it",
)
TIMEOUT = QueryParameter(
    "timeout",
    Seconds(MOST_SECONDS),
    f"the most seconds it may take; without it the server's own, {settings.CYPHER_TIMEOUT.default} where nobody set it"
    "; more than that is for the server's own machine, and for `Authorization: Bearer` with its token",
)
FORMAT = QueryParameter("format", OneOf(("json", "csv")), "JSON, or a table to download", default="json")
RUN = QueryParameter("run", RunName(), "a name of your choice, to cancel the statement by")


@dataclass(frozen=True, slots=True)
class CypherQuery:
    """A statement to execute, its parameters and limits; `run` names it for cancelling."""

    statement: str
    parameters: dict[str, Any] = field(default_factory=dict)
    limits: Limits = field(default_factory=limits)
    format: str = "json"
    run: str | None = None


def _query(limit: int | None = None, timeout: float | None = None, **given: Any) -> CypherQuery:
    """Raises BadInput where the limits are beyond those of the settings."""
    return CypherQuery(limits=limits(limit, timeout), **given)


EXECUTE = RequestQuery(_query, (STATEMENT, PARAMETERS, ROWS, TIMEOUT, FORMAT, RUN))
EXPLAIN = RequestQuery(_query, (STATEMENT, PARAMETERS))
FORM = RequestQuery(_query, (STATEMENT, PARAMETERS, ROWS))


@dataclass(frozen=True, slots=True)
class ConsoleAddress:
    """What the console's address says, as text: a question or a statement, its parameters as JSON, the most rows, and
    whether the page answers."""

    question: str | None
    statement: str
    parameters: str
    limit: str
    answer: str


CONSOLE_PAGE = RequestQuery(
    lambda view, timeout, **given: ConsoleAddress(**given),
    (
        QueryParameter("question", Verbatim(), "a stored query, by its name"),
        QueryParameter("statement", Verbatim(), STATEMENT.meaning, default=""),
        QueryParameter("parameters", Verbatim(), PARAMETERS.meaning, default=""),
        QueryParameter("limit", Verbatim(), ROWS.meaning, default=""),
        QueryParameter("answer", Verbatim(), "`page` asks for the answer as a part of the page", default=""),
        QueryParameter("view", Verbatim(), "how the script shows the answer"),
        QueryParameter("timeout", Verbatim(), "the most seconds that the script lets it take"),
    ),
)
"""Texts of a form, which shows them again whatever they are."""
