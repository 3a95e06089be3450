"""Loading a Neo4j server: only what differs, in one transaction where its memory allows that.

Community edition has one database, so there is no building beside. Where a graph is visible, its differences to the new
one are written in a single transaction, which a killed process leaves undone. Where none is, or where the differences
are more than the server's memory for a transaction, they are written in parts, and no reader sees anything before the
snapshot's own node, which comes last.
"""

import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import neo4j
from neo4j.exceptions import DriverError, Neo4jError, TransientError

from lineage.errors import BadStatement, LineageError, NotLoadedError, StoreError
from lineage.files.making import Making, WholeNeeded
from lineage.schema import EdgeSchema, NodeSchema
from lineage.stores.neo4j import publish as publishing
from lineage.stores.neo4j import statements
from lineage.stores.neo4j.connection import OUT_OF_MEMORY, connect, driver_errors
from lineage.stores.neo4j.pages import columns
from lineage.stores.port import Advance, Change, Row, Seen, nobody
from lineage.stores.statements import MILLISECONDS, PUT_SNAPSHOT, constraints, indexes, put, remove

if TYPE_CHECKING:
    import polars as pl

NODE_SESSIONS = 2
"""Sessions that write nodes side by side, whose keys are distinct; edges would wait for each other's locks."""

TURN = 60.0
"""Seconds to wait for another load, which may just be rolled back."""

ATTEMPTS = 3
_NEVER_ASKED = "?"


class _TooLarge(Exception):
    """The server has not the memory for so large a transaction."""


class _Transient(Exception):
    """The server could not do it now, but may be able to the next time."""


class Neo4jWriter:
    """One load at a time: the first question about what is held takes the turn, `publish` or `close` ends it."""

    def __init__(self, url: str, password: str) -> None:
        self.url, self._driver = connect(url, password)
        self.in_parts = False
        """Whether what was published was written in parts, so that readers saw nothing meanwhile."""
        self._name = uuid4().hex
        self._turn: neo4j.Transaction | None = None
        self._session: neo4j.Session | None = None
        self._visible: str | None = _NEVER_ASKED

    @property
    def loaded(self) -> str | None:
        try:
            return publishing.visible(self._driver, self.url)
        except NotLoadedError:
            return None

    def held(self, schema: NodeSchema | EdgeSchema) -> Iterator[dict[str, list[Any]]]:
        self._begin()
        return columns(self._driver, self.url, schema)

    def publish(self, changes: Sequence[Change], snapshot: Row, advance: Advance = nobody) -> None:
        """At once where a graph is visible and the server's memory allows that, else in parts.

        A failure of the connection while committing leaves either graph, whole.
        """
        self._begin()
        if self._visible is None or not self._published_at_once(changes, snapshot, advance):
            self._in_parts(changes, snapshot, advance)
        self.close_turn()

    def update(
        self, changes: Sequence[Change], whole: Sequence[Change], snapshot: Row, seen: Seen, advance: Advance = nobody
    ) -> Making:
        """Never: `held` tells what differs, whatever was written there."""
        raise WholeNeeded("a server's own rows are compared")

    def write(self, statement: str, rows: Sequence[Row]) -> None:
        """Run one writing statement with the parameter `rows`, in a transaction of its own, retried when it may be."""
        parameter = list(rows)
        with driver_errors(self.url), self._driver.session() as session:
            of_this_load = neo4j.unit_of_work(metadata={"load": self._name})
            session.execute_write(of_this_load(lambda tx: tx.run(statement, rows=parameter).consume()))

    def close_turn(self) -> None:
        """Let others load; what the open transaction wrote and did not commit is undone."""
        turn, self._turn = self._turn, None
        session, self._session = self._session, None
        with suppress(Neo4jError, DriverError):
            if turn is not None:
                turn.close()
            if session is not None:
                session.close()

    def close(self) -> None:
        """Let go, and remove the mark of a load that was killed just after its commit."""
        self.close_turn()
        with suppress(LineageError):
            if publishing.left_over(self._driver, self.url):
                self.write(statements.UNMARK, [{}])
        self._driver.close()

    def _begin(self) -> neo4j.Transaction:
        """The open transaction whose lock makes this the only load. Raises StoreError when another one goes on."""
        if self._turn is None:
            self._define()
            with _in_turn(self.url), driver_errors(self.url), self._driver.session() as session:
                session.begin_transaction(**self._options(TURN)).run(statements.HOLD).consume()  # rolled back
            with driver_errors(self.url):
                self._session = self._driver.session()
                self._turn = self._session.begin_transaction(**self._options(0))
                self._turn.run(statements.HOLD).consume()
            self._await_the_dead()
            self._check_unmoved()
        return self._turn

    def _options(self, timeout: float) -> dict[str, Any]:
        """By `load` readers find out whether this load is alive; 0 is no time limit."""
        return {"timeout": timeout, "metadata": {"load": self._name}}

    def _check_unmoved(self) -> None:
        """After losing the turn, another load may have had it: what differs would have to be found again."""
        visible = self.loaded
        if self._visible not in (_NEVER_ASKED, visible):
            raise StoreError(f"{self.url}: another load came between", "load again")
        self._visible = visible

    def _await_the_dead(self) -> None:
        """Wait until the server has ended what a killed load still had under way."""
        until = time.monotonic() + TURN
        while set(publishing.running(self._driver, self.url)) - {self._name}:
            if time.monotonic() > until:
                raise StoreError(f"{self.url}: another load is being written", "wait for its end")
            time.sleep(publishing.PAUSE)

    def _define(self) -> None:
        with driver_errors(self.url), self._driver.session() as session:
            for statement in (*constraints(), *indexes(), statements.AWAIT_INDEXES):
                session.run(statement).consume()

    def _published_at_once(self, changes: Sequence[Change], snapshot: Row, advance: Advance) -> bool:
        """Whether all is written in one transaction now: False where it is too large for the server.

        Transient failures are tried again. Raises StoreError when that does not help.
        """
        failure = None
        for _ in range(ATTEMPTS):
            try:
                self._at_once(changes, snapshot, advance)
            except _TooLarge:
                return False
            except _Transient as error:
                failure = error
            else:
                return True
        raise StoreError(f"{self.url}: {failure}", "load again") from failure

    def _at_once(self, changes: Sequence[Change], snapshot: Row, advance: Advance) -> None:
        """Write and commit all in the one transaction. Raises _TooLarge, _Transient; nothing is written then."""
        turn, done = self._begin(), 0
        try:
            with driver_errors(self.url), _undone():
                for change in changes:
                    for table in change.batches():
                        turn.run(_statement(change), rows=_rows(table)).consume()
                        done += table.height
                        advance(table.height)
                turn.run(statements.DELETE_OTHER_SNAPSHOTS, rows=[{"id": snapshot["id"]}]).consume()
                turn.run(PUT_SNAPSHOT, rows=[snapshot]).consume()
                self.write(statements.MARK, [{"id": self._name}])
                try:
                    turn.commit()
                finally:
                    self.write(statements.UNMARK, [{}])
        except (_TooLarge, _Transient):
            advance(-done)
            self.close_turn()
            self._begin()
            raise

    def _in_parts(self, changes: Sequence[Change], snapshot: Row, advance: Advance) -> None:
        """Hide what there is, write in parts, and show the whole: after a kill nothing is visible before a new load."""
        self.in_parts = True
        self.write(statements.HIDE, [{}])
        for change in changes:
            self._write_parts(change, advance)
        self.write(PUT_SNAPSHOT, [snapshot])

    def _write_parts(self, change: Change, advance: Advance) -> None:
        statement = _statement(change)
        sessions = NODE_SESSIONS if isinstance(change.schema, NodeSchema) and not change.gone else 1
        with ThreadPoolExecutor(sessions) as pool:
            waiting: deque[tuple[Future[None], int]] = deque()
            for table in change.batches():
                waiting.append((pool.submit(partial(self.write, statement, _rows(table))), table.height))
                if len(waiting) > sessions:  # one batch is made ready while the others are written
                    _finish(waiting, advance)
            while waiting:
                _finish(waiting, advance)


def _finish(waiting: deque[tuple[Future[None], int]], advance: Advance) -> None:
    future, rows = waiting.popleft()
    future.result()
    advance(rows)


def _statement(change: Change) -> str:
    return remove(change.schema) if change.gone else put(change.schema, MILLISECONDS)


def _rows(table: "pl.DataFrame") -> list[dict[str, Any]]:
    """The table's rows with moments as milliseconds since 1970, as `MILLISECONDS` wants them."""
    from polars import selectors as cs  # noqa: PLC0415 - its threads are not for a process that forks

    return table.with_columns(cs.datetime().dt.epoch("ms")).to_dicts()


@contextmanager
def _in_turn(url: str) -> Iterator[None]:
    try:
        yield
    except BadStatement as error:  # the lock did not come within the time limit
        raise StoreError(f"{url}: another load is being written", "wait for its end") from error


@contextmanager
def _undone() -> Iterator[None]:
    """Tell apart the failures after which nothing is written and another way, or another time, may do."""
    try:
        yield
    except TransientError as error:
        too_large = any(name in (error.code or "") for name in OUT_OF_MEMORY)
        raise (_TooLarge if too_large else _Transient)(error.message) from error
