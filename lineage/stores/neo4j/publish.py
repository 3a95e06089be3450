"""Whole graphs only: how a reader of a Neo4j server keeps clear of a load that is just being published.

The server applies a large transaction bit by bit, and a statement sees what is there when it comes by. So a load marks
the database before it commits, and removes the mark when all is in place. A reader looks for marks and for the load
that is visible before and after its statement, and asks again when it found a mark or another load: that took one or
two milliseconds each. A mark whose load has no transaction open any more is that of a process that was killed, whose
changes were all applied or none; it hinders nobody.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import neo4j

from lineage.errors import ConcurrentLoadError, LineageError, NotLoadedError, StoreError
from lineage.schema import EdgeSchema, NodeSchema
from lineage.stores.neo4j.connection import driver_errors
from lineage.stores.neo4j.pages import columns
from lineage.stores.neo4j.statements import PUBLISHING, RUNNING_LOADS

Answer = TypeVar("Answer")

PATIENCE = 120.0
"""Seconds to wait for a load that is being published; a commit of 200,000 changed models takes a few."""

ATTEMPTS = 5
PAUSE = 0.05


def visible(driver: neo4j.Driver, url: str) -> str:
    """The load that readers see, whole. Waits while another is being published.

    Raises NotLoadedError when there is none (a first load becomes visible at its end), StoreError after PATIENCE.
    """
    until = time.monotonic() + PATIENCE
    dead: set[str] = set()
    while time.monotonic() < until:
        record = _single(driver, url, PUBLISHING)
        marks = {*record["before"], *record["after"]}
        if marks <= dead:
            return _one(url, record["loads"])
        dead |= marks - set(running(driver, url))  # whoever is dead now had applied all or nothing before we look again
        if marks - dead:
            time.sleep(PAUSE)
    raise StoreError(f"{url}: a load is being published", "ask again in a minute")


def whole(driver: neo4j.Driver, url: str, query: Callable[[], Answer]) -> Answer:
    """What `query` returns, or raises, when no load was published meanwhile; else it is called again."""
    for _ in range(ATTEMPTS):
        before = visible(driver, url)
        try:
            answer = query()
        except LineageError:
            if visible(driver, url) == before:
                raise
            continue
        if visible(driver, url) == before:
            return answer
    raise StoreError(f"{url}: loads follow each other faster than the statement ends", "ask again")


def whole_columns(
    driver: neo4j.Driver, url: str, schema: NodeSchema | EdgeSchema, names: Sequence[str] | None
) -> Iterator[dict[str, list[Any]]]:
    """Everything of a kind, see `pages`. Raises ConcurrentLoadError at the end if what was yielded is of two loads."""
    before = visible(driver, url)
    yield from columns(driver, url, schema, names)
    if visible(driver, url) != before:
        raise ConcurrentLoadError(f"{url}: another load was published meanwhile", "read it again")


def left_over(driver: neo4j.Driver, url: str) -> bool:
    """Whether there are marks, and all are those of killed loads."""
    marks = set(_single(driver, url, PUBLISHING)["after"])
    return bool(marks) and marks.isdisjoint(running(driver, url))


def running(driver: neo4j.Driver, url: str) -> list[str]:
    """The loads that have a transaction open."""
    return list(_single(driver, url, RUNNING_LOADS)["loads"])


def _one(url: str, loads: Sequence[str]) -> str:
    if not loads:
        raise NotLoadedError(
            f"{url} holds no snapshot", "load one with `qwen-lineage load`; a first load is visible when it ends"
        )
    return " ".join(sorted(loads))


def _single(driver: neo4j.Driver, url: str, statement: str) -> neo4j.Record:
    with driver_errors(url), driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
        return session.run(statement).single(strict=True)
