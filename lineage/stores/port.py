"""The port every store offers: a reader that can only read, and a writer that builds beside and then publishes."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol

from lineage.files.making import Making
from lineage.schema import EdgeSchema, NodeSchema

if TYPE_CHECKING:
    import polars as pl

Truncation = Literal["rows", "bytes"]
OPEN_PROCEDURES = ("db.labels", "db.propertyKeys", "db.relationshipTypes")  # the ones anybody's statement may call
End = Literal["child", "parent"]
Parameters = Mapping[str, Any]
Row = Mapping[str, Any]
Advance = Callable[[int], None]
Seen = tuple[datetime, datetime]
"""The `last_seen` of whatever did not change, before and now: the same one where it was not looked at again."""


def nobody(count: int) -> None:
    """Nobody watches how many rows were written."""


@dataclass(frozen=True, slots=True)
class Table:
    """A statement's answer: `rows[i][j]` is the value of `columns[j]`; `truncation` names the limit that cut it.

    `truncation` is None where nothing was cut; `notes` are the engine's remarks, e.g. that a label is unknown.

    Values are JSON's, plus aware datetimes; dates, times and datetimes without a zone are text in ISO 8601. A node is
    `{"labels": [...], "properties": {...}}`, a path `{"nodes": [...], "relationships": [...]}`, a relationship
    `{"type": ..., "properties": {...}, "start": ..., "end": ...}` with the `id` of its ends, None where one has none.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    truncation: Truncation | None = None
    notes: tuple[str, ...] = ()

    @property
    def truncated(self) -> bool:
        return self.truncation is not None

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
class EnginePlan:
    """An engine's plan: its operators, the first to run last, and how many rows it expects (None: no estimate).

    With `whole_labels` the estimate is of all nodes of a label, though an index may lead to one of them.
    """

    operators: tuple[str, ...]
    estimated_rows: float | None = None
    whole_labels: bool = False


class Cancellation:
    """Ends a running statement from another thread; cancelling before it runs, or twice, does no harm."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._end: Callable[[], None] | None = None

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    def cancel(self) -> None:
        """End what runs; what has not begun will not."""
        with self._lock:
            self._cancelled = True
            if self._end is not None:
                self._end()

    @contextmanager
    def by(self, end: Callable[[], None]) -> Iterator[None]:
        """While the block runs, `end` is how it is ended; at once where it was cancelled before."""
        with self._lock:
            self._end = end
            if self._cancelled:
                end()
        try:
            yield
        finally:
            with self._lock:
                self._end = None


@dataclass(frozen=True, slots=True)
class Change:
    """Nodes or edges of one kind to make or update, or, where `gone`, to delete by their keys.

    `batches` gives the `size` rows as tables, a batch at a time, each time it is called. A node's columns are its
    properties, an edge's `child`, `parent` and its properties; null is absent. Keys are distinct.
    """

    schema: NodeSchema | EdgeSchema
    size: int
    batches: "Callable[[], Iterator[pl.DataFrame]]"
    gone: bool = False


class RowLookup(Protocol):
    """What a store keeps of its rows beside the engine, to look up single ones without a statement."""

    def check(self) -> None:
        """Raises StoreError when they are not as they were written."""

    def snapshot(self) -> Row:
        """The properties of the snapshot's own node. Raises StoreError."""

    def node(self, schema: NodeSchema, key: str) -> Row | None:
        """Every property of the node of that key, None where it is absent; None where there is no such node."""

    def edges(self, schema: EdgeSchema, end: End, id: str) -> Sequence[Row]:
        """`child`, `parent` and every property of the edges at the node that is their `end`, by their other end's id.

        Of derivations only those of a child.
        """

    @property
    def earlier(self) -> Sequence[str]:
        """Versions of the store from which this one differs in `changed` rows alone, the newest last."""

    def changed(self, schema: NodeSchema | EdgeSchema) -> Set[tuple[str, ...]]:
        """Keys of nodes, or children and parents of edges, that may be others than in the earlier versions, or gone."""

    def changed_columns(self, schema: NodeSchema | EdgeSchema, names: Sequence[str]) -> Iterator[dict[str, list[Any]]]:
        """As `Reader.columns`, those of them that are there."""


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
        """A token that changes when another load was published, and never tells of half of one. Cheap to ask."""

    @property
    def newest(self) -> str:
        """The `version` of a reader that opened now: another one once another load was published. Cheap."""

    @property
    def rows(self) -> RowLookup | None:
        """Rows to look up without a statement; None where only statements reach them."""

    def run(
        self, statement: str, parameters: Parameters | None = None, *, timeout: float = 60.0, limit: int | None = None
    ) -> Table:
        """Answer one reading statement within `timeout` seconds, keeping at most `limit` rows.

        Raises BadStatement when the engine refuses it or time runs out, StoreError when the store cannot be asked.
        """

    def run_untrusted(
        self, statement: str, parameters: Parameters | None, limits: Limits, cancellation: Cancellation
    ) -> Table:
        """Answer a statement of anybody's that was validated, in the sandbox and within its limits.

        Raises as `run` does, and QueryCancelled when `cancellation` ended it.
        """

    def explain(
        self, statement: str, parameters: Parameters | None, limits: Limits, cancellation: Cancellation
    ) -> EnginePlan:
        """The engine's plan for a statement, which does not run. Raises as `run_untrusted` does."""

    def columns(
        self, schema: NodeSchema | EdgeSchema, names: Sequence[str] | None = None
    ) -> Iterator[dict[str, list[Any]]]:
        """The properties `names` (all unless given) of every node or edge of a kind, batch by batch, in any order.

        An edge's `child` and `parent` come before them. Moments are microseconds since 1970 in UTC. There is no time
        limit. Raises ConcurrentLoadError at the end when another load was published meanwhile.
        """

    def close(self) -> None:
        """Let go of the store; closing twice does nothing."""


class Writer(Protocol):
    """What loads a store. Readers see nothing of it before `publish` has ended."""

    @property
    def loaded(self) -> str | None:
        """The `load` of the snapshot that readers see; None when they see nothing."""

    def held(self, schema: NodeSchema | EdgeSchema) -> Iterator[dict[str, list[Any]]]:
        """What is there already, as `Reader.columns`; nothing where a load builds beside. No other load may begin now.

        Raises StoreError when another one goes on.
        """

    def publish(self, changes: Sequence[Change], snapshot: Row, advance: Advance = nobody) -> None:
        """Make the changes, in their order, and then the snapshot's own node, visible to readers at once and whole.

        `advance` is called with the number of rows written. Raises StoreError; readers then see the earlier load, or,
        where the engine could not keep it, nothing.
        """

    def update(
        self, changes: Sequence[Change], whole: Sequence[Change], snapshot: Row, seen: Seen, advance: Advance = nobody
    ) -> Making:
        """As `publish`, of the changes to what readers see now; `whole` has all rows. Tells whether these were needed.

        What was last seen at the first moment of `seen`, and is not among the changes, was last seen at the second.
        Raises WholeNeeded where the store does not take such changes, or not these: then nothing was done, and a whole
        load is due.
        """

    def close(self) -> None:
        """Let go; whatever was not published is thrown away."""
