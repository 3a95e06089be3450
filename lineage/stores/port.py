"""The port every store offers: a reader that can only read, and a writer that builds beside and then publishes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Parameters = Mapping[str, Any]
Row = Mapping[str, Any]


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


class Reader(Protocol):
    """What reads a store. Safe to share between threads. Nothing reachable from it can write."""

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
