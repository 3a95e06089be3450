"""The port every store offers: a reader that can only read, and a writer that builds beside and then publishes."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Cut = Literal["rows", "bytes"]
OPEN_PROCEDURES = ("db.labels", "db.propertyKeys", "db.relationshipTypes")  # the ones anybody's statement may call
Parameters = Mapping[str, Any]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A statement's answer: `rows[i][j]` is the value of `columns[j]`; `cut` says which limit cut it, None if none did.

    `notes` are the engine's remarks, e.g. that a label is unknown.

    Values are JSON's, plus aware datetimes; dates, times and datetimes without a zone are text in ISO 8601. A node is
    `{"labels": [...], "properties": {...}}`, a path `{"nodes": [...], "relationships": [...]}`, a relationship
    `{"type": ..., "properties": {...}, "start": ..., "end": ...}` with the `id` of its ends, None where one has none.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    cut: Cut | None = None
    notes: tuple[str, ...] = ()

    @property
    def truncated(self) -> bool:
        return self.cut is not None

    def dicts(self) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a statement may use: rows and bytes of its answer, seconds, and bytes of memory while it runs."""

    rows: int
    seconds: float
    bytes: int
    memory: int


@dataclass(frozen=True, slots=True)
class Explained:
    """An engine's plan: its operators, the first to run last, and how many rows it expects (None: no estimate)."""

    operators: tuple[str, ...]
    estimated_rows: float | None = None


class Stop:
    """Ends a running statement from another thread; stopping before it runs, or twice, does no harm."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stopped = False
        self._end: Callable[[], None] | None = None

    @property
    def stopped(self) -> bool:
        return self._stopped

    def now(self) -> None:
        """End what runs; what has not begun will not."""
        with self._lock:
            self._stopped = True
            if self._end is not None:
                self._end()

    @contextmanager
    def by(self, end: Callable[[], None]) -> Iterator[None]:
        """While the block runs, `end` is how it is ended; at once where it was stopped before."""
        with self._lock:
            self._end = end
            if self._stopped:
                end()
        try:
            yield
        finally:
            with self._lock:
                self._end = None


class Reader(Protocol):
    """What reads a store. Safe to share between threads. Nothing reachable from it can write."""

    @property
    def engine(self) -> str:
        """`embedded` or `neo4j`."""

    @property
    def url(self) -> str:
        """The store's URL, without credentials."""

    @property
    def version(self) -> str:
        """A token that changes when another load was published."""

    @property
    def newest(self) -> str:
        """The `version` of a reader that opened now: another one once another load was published. Cheap."""

    def run(
        self, statement: str, parameters: Parameters | None = None, *, timeout: float = 60.0, limit: int | None = None
    ) -> Table:
        """Answer one reading statement within `timeout` seconds, keeping at most `limit` rows.

        Raises BadStatement when the engine refuses it or time runs out, StoreError when the store cannot be asked.
        """

    def ask(self, statement: str, parameters: Parameters | None, limits: Limits, stop: Stop) -> Table:
        """Answer anybody's statement that the fence let through, within its limits.

        Raises as `run` does, and Stopped when `stop` ended it.
        """

    def explain(self, statement: str, parameters: Parameters | None, limits: Limits) -> Explained:
        """The engine's plan for a statement, which does not run. Raises as `run` does."""

    def batches(self, statement: str, size: int = 50_000) -> Iterator[dict[str, list[Any]]]:
        """The answer's columns, `size` rows at a time, without a time limit: for reading the whole graph."""

    def close(self) -> None:
        """Let go of the store; closing twice does nothing."""


class Writer(Protocol):
    """What loads a store. Readers see nothing of it before `publish`, where the engine allows that."""

    @property
    def starts_empty(self) -> bool:
        """Whether what was loaded before is absent here, so that nothing needs sweeping."""

    def define(self, definitions: Sequence[str]) -> None:
        """Run schema statements (constraints, indexes); those already in force stay as they are."""

    def write(self, statement: str, rows: Sequence[Row]) -> None:
        """Run one writing statement with the parameter `rows`. Raises StoreError and leaves readers undisturbed."""

    def batches(self, statement: str, size: int = 50_000) -> Iterator[dict[str, list[Any]]]:
        """As the reader's: what the store holds now, for sweeping."""

    def publish(self) -> None:
        """Make what was written visible to readers that open from now on."""

    def close(self) -> None:
        """Let go; whatever was not published is thrown away, where the engine allows that."""
