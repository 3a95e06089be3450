"""The port every store offers: a reader that can only read, and a writer that builds beside and then publishes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from lineage.schema import EdgeSchema, NodeSchema

Parameters = Mapping[str, Any]
Row = Mapping[str, Any]
Advance = Callable[[int], None]


def nobody(count: int) -> None:
    """Nobody watches how many rows were written."""


@dataclass(frozen=True, slots=True)
class Table:
    """A statement's answer: `rows[i][j]` is the value of `columns[j]`; `truncated` when a row limit cut it.

    `notes` are the engine's remarks, e.g. that a label is unknown.

    Values are JSON's, plus aware datetimes. A node is `{"labels": [...], "properties": {...}}`, a relationship
    `{"type": ..., "properties": {...}}`, a path `{"nodes": [...], "relationships": [...]}`.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    truncated: bool = False
    notes: tuple[str, ...] = ()

    def dicts(self) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Change:
    """Nodes or edges of one kind to make or update, or, where `gone`, to delete by their keys.

    `batches` gives the `size` rows, a batch at a time, each time it is called. A node's row is its properties, an
    edge's `child`, `parent` and its properties; null is absent.
    """

    schema: NodeSchema | EdgeSchema
    size: int
    batches: Callable[[], Iterator[Sequence[Row]]]
    gone: bool = False


class Reader(Protocol):
    """What reads a store. Safe to share between threads. Nothing reachable from it can write."""

    @property
    def url(self) -> str:
        """The store's URL, without credentials."""

    @property
    def version(self) -> str:
        """A token that changes when another load was published, and never tells of half of one. Cheap to ask."""

    def run(
        self, statement: str, parameters: Parameters | None = None, *, timeout: float = 60.0, limit: int | None = None
    ) -> Table:
        """Answer one reading statement within `timeout` seconds, keeping at most `limit` rows.

        Raises BadStatement when the engine refuses it or time runs out, StoreError when the store cannot be asked.
        """

    def batches(self, statement: str, size: int = 50_000) -> Iterator[dict[str, list[Any]]]:
        """The answer's columns, `size` rows at a time, without a time limit: for reading the whole graph."""

    def columns(
        self, schema: NodeSchema | EdgeSchema, names: Sequence[str] | None = None
    ) -> Iterator[dict[str, list[Any]]]:
        """The properties `names` (all unless given) of every node or edge of a kind, batch by batch, in any order.

        An edge's `child` and `parent` come before them. Raises StoreError when another load was published meanwhile.
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

    def close(self) -> None:
        """Let go; whatever was not published is thrown away."""
