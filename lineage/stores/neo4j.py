"""The Neo4j store, through its official driver: reads in read transactions, writes in retried batches.

Community edition has one database, so a load upserts into it and sweeps what the new snapshot no longer has; the
snapshot's own node is replaced last.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

import neo4j
from neo4j.exceptions import ClientError, DriverError, Neo4jError
from neo4j.graph import Node, Path, Relationship
from neo4j.time import Date, DateTime, Duration, Time

from lineage import queries
from lineage.errors import BadStatement, StoreError
from lineage.stores import statements
from lineage.stores.port import Parameters, Row, Table

USER = "neo4j"


class Neo4jReader:
    """Reads in read transactions with a time limit; the driver's pool makes it safe between threads."""

    def __init__(self, url: str, password: str) -> None:
        self.url, self._driver = _connect(url, password)

    @property
    def version(self) -> str:
        facts = queries.facts(self)
        return f"{facts.id} {facts.finished_at:%Y%m%dT%H%M%S}"

    def run(
        self, statement: str, parameters: Parameters | None = None, *, timeout: float = 60.0, limit: int | None = None
    ) -> Table:
        with _explained(self.url), self._driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
            query = neo4j.Query(statement, timeout=timeout)
            result = session.run(query, dict(parameters or {}))
            records = list(result) if limit is None else result.fetch(limit + 1)
            columns = tuple(result.keys())
            kept = records if limit is None else records[:limit]
            rows = [tuple(_plain(value) for value in record.values()) for record in kept]
            return Table(columns, rows, truncated=len(kept) < len(records))

    def batches(self, statement: str, size: int = 50_000) -> Iterator[dict[str, list[Any]]]:
        return _batches(self._driver, self.url, statement, size)

    def close(self) -> None:
        self._driver.close()


class Neo4jWriter:
    """Upserts into the one database; what readers see changes batch by batch."""

    starts_empty = False

    def __init__(self, url: str, password: str) -> None:
        self.url, self._driver = _connect(url, password)

    def define(self, definitions: Sequence[str]) -> None:
        with _explained(self.url), self._driver.session() as session:
            for statement in definitions:
                session.run(statement).consume()
            session.run(statements.AWAIT_INDEXES).consume()

    def write(self, statement: str, rows: Sequence[Row]) -> None:
        with _explained(self.url), self._driver.session() as session:
            session.execute_write(lambda tx: tx.run(statement, rows=list(rows)).consume())

    def batches(self, statement: str, size: int = 50_000) -> Iterator[dict[str, list[Any]]]:
        return _batches(self._driver, self.url, statement, size)

    def publish(self) -> None:
        """Nothing to do: every batch was visible when it was committed."""

    def close(self) -> None:
        self._driver.close()


def _connect(url: str, password: str) -> tuple[str, neo4j.Driver]:
    """The URL without its credentials, and a driver that has reached the server. Raises StoreError."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    shown = urlunsplit((parts.scheme, f"{host}:{parts.port}" if parts.port else host, "", "", ""))
    user = unquote(parts.username or USER)
    secret = unquote(parts.password or "") or password
    driver = neo4j.GraphDatabase.driver(
        shown, auth=(user, secret) if secret else None, notifications_min_severity="OFF"
    )
    try:
        with _explained(shown):
            driver.verify_connectivity()
    except StoreError:
        driver.close()
        raise
    return shown, driver


@contextmanager
def _explained(url: str) -> Iterator[None]:
    """Turn the driver's errors into ours: what the statement did wrong, or what the server did."""
    try:
        yield
    except ClientError as error:
        if "Statement" in (error.code or "") or "TransactionTimedOut" in (error.code or ""):
            raise BadStatement(_line(error), "the README's table lists labels and properties") from error
        raise StoreError(f"{url}: {_line(error)}", "check user and password (QWEN_LINEAGE_NEO4J_PASSWORD)") from error
    except (Neo4jError, DriverError, OSError, ValueError) as error:
        raise StoreError(f"{url}: {_line(error)}", "is the server up, and is this its Bolt address?") from error


def _batches(driver: neo4j.Driver, url: str, statement: str, size: int) -> Iterator[dict[str, list[Any]]]:
    with _explained(url), driver.session(default_access_mode=neo4j.READ_ACCESS, fetch_size=size) as session:
        result = session.run(statement)
        columns = result.keys()
        while records := result.fetch(size):
            yield {name: [_plain(record[name]) for record in records] for name in columns}


def _plain(value: Any) -> Any:  # noqa: PLR0911 - one line a kind of value
    """A value as the port promises it."""
    if isinstance(value, Node):
        return {"labels": sorted(value.labels), "properties": _plain(dict(value))}
    if isinstance(value, Relationship):
        return {"type": value.type, "properties": _plain(dict(value))}
    if isinstance(value, Path):
        return {"nodes": _plain(list(value.nodes)), "relationships": _plain(list(value.relationships))}
    if isinstance(value, DateTime):
        native = value.to_native()
        return native if native.tzinfo is None else native.astimezone(dt.UTC)
    if isinstance(value, Date | Time):
        return value.to_native()
    if isinstance(value, Duration):
        return {"months": value.months, "days": value.days, "seconds": value.seconds}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _line(error: BaseException) -> str:
    text = getattr(error, "message", None) or str(error)
    return " ".join(str(text).split())[:300] or type(error).__name__
