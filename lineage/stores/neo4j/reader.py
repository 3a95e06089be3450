"""Reading a Neo4j server."""

import secrets
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import neo4j

from lineage.sandbox.client import Sandbox
from lineage.schema import EdgeSchema, NodeSchema
from lineage.stores.neo4j import publish as publishing
from lineage.stores.neo4j.connection import connect, driver_errors
from lineage.stores.neo4j.lingering import LingeringStatements
from lineage.stores.neo4j.runner import Neo4jRunner, rows
from lineage.stores.port import Cancellation, EnginePlan, Limits, Parameters, Table


class Neo4jReader:
    """Reads in read transactions with a time limit; the driver's pool makes it safe between threads."""

    engine = "neo4j"
    rows = None  # a statement by key takes the server a millisecond or two

    def __init__(self, url: str, password: str) -> None:
        self.url, self._driver = connect(url, password)
        tag = secrets.token_hex(8)
        self._lingering = LingeringStatements(self._driver, self.url, tag)
        self._sandbox = Sandbox(partial(Neo4jRunner, url, password, tag), killed=self._lingering.await_end)

    @property
    def version(self) -> str:
        return publishing.visible(self._driver, self.url)

    @property
    def newest(self) -> str:
        return self.version

    def run(
        self, statement: str, parameters: Parameters | None = None, *, timeout: float = 60.0, limit: int | None = None
    ) -> Table:
        return publishing.whole(self._driver, self.url, lambda: self._run(statement, parameters, timeout, limit))

    def _run(self, statement: str, parameters: Parameters | None, timeout: float, limit: int | None) -> Table:
        with driver_errors(self.url), self._driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
            result = session.run(neo4j.Query(statement, timeout=timeout), dict(parameters or {}))
            records = list(result) if limit is None else result.fetch(limit + 1)
            columns = tuple(result.keys())
        kept = records if limit is None else records[:limit]
        with driver_errors(self.url):
            return Table(columns, rows(self._driver, kept), "rows" if len(kept) < len(records) else None)

    def run_untrusted(
        self, statement: str, parameters: Parameters | None, limits: Limits, cancellation: Cancellation
    ) -> Table:
        self._lingering.check()
        return publishing.whole(
            self._driver, self.url, lambda: self._sandbox.answer(statement, parameters, limits, cancellation)
        )

    def explain(
        self, statement: str, parameters: Parameters | None, limits: Limits, cancellation: Cancellation
    ) -> EnginePlan:
        self._lingering.check()
        return self._sandbox.explain(statement, parameters, limits, cancellation)

    def columns(
        self, schema: NodeSchema | EdgeSchema, names: Sequence[str] | None = None
    ) -> Iterator[dict[str, list[Any]]]:
        return publishing.whole_columns(self._driver, self.url, schema, names)

    def close(self) -> None:
        self._sandbox.close()
        self._driver.close()
