"""Writing the rows of a load into the file that `rows.StoredRows` reads."""

import os
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from itertools import repeat
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
from isal import isal_zlib
from polars import selectors as cs

from lineage.schema import INFERRED_FROM, SNAPSHOT, EdgeSchema, NodeSchema
from lineage.stores.embedded.moments import microseconds
from lineage.stores.embedded.rows import INDEX, NOW, SEEN, TABLES, ends, kind
from lineage.stores.port import Change, End, Row

BLOCK = 64  # rows
LEVEL = 1
BY_PARENT = (INFERRED_FROM,)
"""Edges that are found by either end; few enough to be sorted at once."""

CHANGE = "INSERT OR REPLACE INTO newer VALUES (?, ?, ?, ?)"
COUNTS = "SELECT (SELECT count(*) FROM newer), (SELECT count(*) FROM blocks)"


class RowsWriter:
    """Writes tables in the order they come, or changes to what a copy of an earlier load's file holds.

    `snapshot` are the properties of the snapshot's own node; `seen` is when most rows were, in microseconds.
    """

    def __init__(self, path: Path, snapshot: Row, seen: int) -> None:
        self._path, self._snapshot, self._seen = path, snapshot, seen
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.execute("PRAGMA journal_mode = OFF")  # it is thrown away unless it is finished
        self._file.execute("PRAGMA synchronous = OFF")
        self._file.execute("BEGIN")
        for table in TABLES:
            self._file.execute(table)
        self._last: dict[str, str] = {}
        self._by_parent: list[tuple[NodeSchema | EdgeSchema, pl.DataFrame]] = []
        self.sorted = True
        """Whether each kind came in the order of its keys, without which none is found."""

    @property
    def replaced(self) -> float:
        """How many rows lie beside the blocks, as a share of those in blocks."""
        newer, blocks = self._file.execute(COUNTS).fetchone()
        return float(newer / (blocks * BLOCK + 1))

    def add(self, schema: NodeSchema | EdgeSchema, table: pl.DataFrame) -> None:
        """The next rows of a kind, in order of the key, or of child and parent."""
        self._add(schema, table, "child")
        if schema in BY_PARENT:
            self._by_parent.append((schema, table))

    def change(self, change: Change) -> None:
        """Put the rows of a change in the place of those of the same keys."""
        both: tuple[End, ...] = ("child", "parent") if change.schema in BY_PARENT else ("child",)
        for table in change.batches():
            columns: Iterable[bytes | None] = repeat(None) if change.gone else self._one_by_one(table)
            for end in both:
                key, *other = ends(change.schema, end)
                others: Iterable[str] = table[other[0]] if other else repeat("")
                rows = zip(repeat(kind(change.schema, end)), table[key], others, columns, strict=False)
                self._file.executemany(CHANGE, rows)

    def finish(self) -> None:
        """Write the snapshot's own node, and all of it to the disk."""
        for schema in BY_PARENT:
            tables = [table for of, table in self._by_parent if of == schema]
            if tables:
                self._add(schema, pl.concat(tables).sort("parent", "child"), "parent")
        self._file.execute("INSERT INTO loads VALUES (?)", (self._snapshot["load"],))
        self._file.execute("DELETE FROM seen")
        self._file.execute("INSERT INTO seen VALUES (?)", (self._seen,))
        self._file.execute("DELETE FROM blocks WHERE kind = ?", (kind(SNAPSHOT),))
        columns = {name: [_kept(value)] for name, value in self._snapshot.items()}
        self._insert([(kind(SNAPSHOT), "", "", _packed(columns))])
        self._file.execute(INDEX)
        self._file.execute("COMMIT")
        self._file.close()
        handle = os.open(self._path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def close(self) -> None:
        self._file.close()

    def _add(self, schema: NodeSchema | EdgeSchema, table: pl.DataFrame, end: End) -> None:
        if table.is_empty():
            return
        name, key = kind(schema, end), schema.key if isinstance(schema, NodeSchema) else end
        keys = table[key]
        self.sorted &= keys.is_sorted() and self._last.get(name, "") <= keys[0]
        self._last[name] = keys[-1]
        blocks = _blocks(self._kept(table), key, BLOCK)
        self._insert([(name, first, last, isal_zlib.compress(text.encode(), LEVEL)) for first, last, text in blocks])

    def _one_by_one(self, table: pl.DataFrame) -> list[bytes]:
        """A block of each row."""
        blocks = _blocks(self._kept(table), table.columns[0], 1)
        return [isal_zlib.compress(text.encode(), LEVEL) for *_, text in blocks]

    def _kept(self, table: pl.DataFrame) -> pl.DataFrame:
        """The table with moments as `rows` has them."""
        numbers = table.with_columns(cs.datetime().dt.epoch("us"))
        if SEEN not in table.columns:
            return numbers
        seen = pl.when(pl.col(SEEN) == self._seen).then(NOW).otherwise(SEEN)
        return numbers.with_columns(seen.alias(SEEN))

    def _insert(self, blocks: list[tuple[str, str, str, bytes]]) -> None:
        self._file.executemany("INSERT INTO blocks VALUES (?, ?, ?, ?)", blocks)


def _blocks(table: pl.DataFrame, key: str, rows: int) -> list[tuple[str, str, str]]:
    """First key, last key and the JSON of every block of so many rows; columns without a value in the table are left
    out."""
    full = [name for name in table.columns if table[name].null_count() < table.height]
    return (
        table.select(full)
        .group_by(pl.int_range(pl.len()) // rows, maintain_order=True)
        .agg(pl.all())
        .select(
            first=pl.col(key).list.first(),
            last=pl.col(key).list.last(),
            text=pl.struct(full).struct.json_encode(),
        )
        .rows()
    )


def _packed(columns: dict[str, list[Any]]) -> bytes:
    return isal_zlib.compress(msgspec.json.encode(columns), LEVEL)


def _kept(value: Any) -> Any:
    return microseconds(value) if isinstance(value, datetime) else value
