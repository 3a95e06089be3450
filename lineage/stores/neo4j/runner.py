"""Anybody's statement on a Neo4j server: planned first, run only when the plan reads, cut while it streams."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import neo4j

from lineage.errors import BadStatement
from lineage.stores.answer_size import truncate
from lineage.stores.calendar import python_dates
from lineage.stores.neo4j.connection import anybodys_errors, connect, driver_errors
from lineage.stores.neo4j.lingering import named
from lineage.stores.neo4j.operators import name, refuse_more_than_reading, steps
from lineage.stores.neo4j.values import nodes_and_ends, plain
from lineage.stores.port import EnginePlan, Limits, Parameters, Table
from lineage.stores.statements import ENDS

PAGE = 200  # records fetched at a time: what is cut need not come


@dataclass(frozen=True, slots=True)
class Neo4jRunner:
    """A server that is connected to for one statement at a time, so that it can be made before a fork.

    The server knows each statement by `tag` and the process that asks it, see `lingering`.
    """

    url: str
    password: str = field(repr=False)
    tag: str

    def answer(self, statement: str, parameters: Parameters | None, limits: Limits) -> Table:
        """The answer within the limits; BadStatement when the server's plan does more than read."""
        values = dict(parameters or {})
        shown, driver = connect(self.url, self.password)
        with driver_errors(shown, limits.seconds), driver, _session(driver) as session, anybodys_errors():
            _planned(session, statement, values, limits, self.tag)
            result = session.run(_query(statement, limits, self.tag), values)
            columns = tuple(result.keys())
            rows, truncation = truncate(columns, _rows(driver, result), limits)
        return Table(columns, rows, truncation)

    def explain(self, statement: str, parameters: Parameters | None, limits: Limits) -> EnginePlan:
        """The operators of the server's plan, the last to run first, and the most rows it expects anywhere in it."""
        shown, driver = connect(self.url, self.password)
        with driver_errors(shown, limits.seconds), driver, _session(driver) as session, anybodys_errors():
            plan = _planned(session, statement, dict(parameters or {}), limits, self.tag)
        rows = [step["args"]["EstimatedRows"] for step in steps(plan) if "EstimatedRows" in step["args"]]
        return EnginePlan(tuple(name(step) for step in steps(plan)), max(rows, default=None))

    def confine(self) -> None:
        """Nothing to give up: the statement runs on the server."""


def rows(driver: neo4j.Driver, records: list[neo4j.Record]) -> list[tuple[Any, ...]]:
    """The records as the port promises rows."""
    ends = _ends(driver, records)
    with python_dates():
        return [tuple(plain(value, ends) for value in record.values()) for record in records]


def _rows(driver: neo4j.Driver, result: neo4j.Result) -> Iterator[tuple[Any, ...]]:
    while records := result.fetch(PAGE):
        yield from rows(driver, records)


def _ends(driver: neo4j.Driver, records: list[neo4j.Record]) -> dict[str, str | None]:
    """The model ids of the ends of relationships, by the server's own key."""
    known, wanted = nodes_and_ends([list(record.values()) for record in records])
    keys = sorted(wanted - set(known))
    if not keys:
        return known
    with _session(driver) as session:
        return known | {row["key"]: row["id"] for row in session.run(ENDS, keys=keys)}


def _planned(
    session: neo4j.Session, statement: str, parameters: dict[str, Any], limits: Limits, tag: str
) -> Mapping[str, Any]:
    """The server's plan. Raises BadStatement when it does anything but read."""
    summary = session.run(_query(f"EXPLAIN {statement}", limits, tag), parameters).consume()
    if summary.query_type != "r" or not summary.plan:
        raise BadStatement("the server would do more than read", "ask for what is there")
    refuse_more_than_reading(summary.plan)
    return summary.plan


def _query(statement: str, limits: Limits, tag: str) -> neo4j.Query:
    metadata = {"statement": named(tag, os.getpid())}
    return neo4j.Query(statement, metadata=metadata, timeout=limits.seconds)


def _session(driver: neo4j.Driver) -> neo4j.Session:
    return driver.session(default_access_mode=neo4j.READ_ACCESS)
