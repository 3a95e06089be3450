"""Statements of anybody's that were ended, while the server may still run them: it is asked, and told to end them.

A server ends a statement where it looks at its clock, and not in the middle of an expression or a plan. Until it says
that a statement is over, or patience is, that keeps its slot; one that goes on is kept in mind, and of several no other
is begun.
"""

import threading
import time

import neo4j

from lineage.errors import LineageError, StatementsLinger
from lineage.stores.neo4j.connection import driver_errors
from lineage.stores.neo4j.statements import RUNNING_STATEMENTS, TERMINATE

PATIENCE = 5.0
"""Seconds in which a server ends what it is told to end; the statement keeps its slot for so long."""

MOST_LINGERING = 2
"""Statements that a server may keep running against our will before it is given no other."""

PAUSE = 0.05


class LingeringStatements:
    """Those of one reader. Safe to share between threads."""

    def __init__(self, driver: neo4j.Driver, url: str, tag: str) -> None:
        self._driver, self._url, self._tag = driver, url, tag
        self._lock = threading.Lock()
        self._ended: dict[str, float] = {}

    def check(self) -> None:
        """Raise StatementsLinger while so many that were ended run on that another statement would be too much."""
        if not self._ended:
            return
        running = self._running()
        with self._lock:
            self._ended = {name: since for name, since in self._ended.items() if name in running}
            since = min(self._ended.values(), default=0.0)
            many = len(self._ended)
        if many >= MOST_LINGERING:
            raise StatementsLinger(
                f"the server does not end statements: it still runs {many} that were ended, the first of them "
                f"{time.monotonic() - since:.0f} seconds ago",
                "ask again when they are over; restart the server if they are not",
            )

    def await_end(self, child: int) -> None:
        """Return when the server no longer runs the statement of a process that was killed, or when patience is over;
        it is then kept in mind."""
        name = named(self._tag, child)
        with self._lock:
            self._ended[name] = time.monotonic()
        try:
            if self._is_over(name):
                with self._lock:
                    self._ended.pop(name, None)
        except LineageError:
            return  # whoever asks next is told that the server cannot be reached

    def _is_over(self, name: str) -> bool:
        until = time.monotonic() + PATIENCE
        while transaction := self._running().get(name):
            if time.monotonic() > until:
                return False
            self._ask(TERMINATE, transactions=[transaction])
            time.sleep(PAUSE)
        return True

    def _running(self) -> dict[str, str]:
        """The server's own names of the transactions in which this reader's statements run, by ours."""
        return {record["name"]: record["id"] for record in self._ask(RUNNING_STATEMENTS, tag=self._tag)}

    def _ask(self, statement: str, **parameters: object) -> list[neo4j.Record]:
        with driver_errors(self._url), self._driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
            return list(session.run(statement, parameters))


def named(tag: str, child: int) -> str:
    """How the server knows the transaction of a process."""
    return f"{tag}/{child}"
