"""Writing the rows of a load into the file that `rows.StoredRows` reads."""

import os
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
from isal import isal_zlib
from polars import selectors as cs

from lineage.schema import INFERRED_FROM, SNAPSHOT, EdgeSchema, NodeSchema
from lineage.stores.embedded.moments import microseconds
from lineage.stores.embedded.rows import INDEX, TABLE, kind
from lineage.stores.port import End, Row

BLOCK = 64  # rows
LEVEL = 1
BY_PARENT = (INFERRED_FROM,)
"""Edges that are found by either end; few enough to be sorted at once."""


class RowsWriter:
    """Writes tables in the order they come."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.execute("PRAGMA journal_mode = OFF")  # it is thrown away unless it is finished
        self._file.execute("PRAGMA synchronous = OFF")
        self._file.execute("BEGIN")
        self._file.execute(TABLE)
        self._last: dict[str, str] = {}
        self._by_parent: list[tuple[NodeSchema | EdgeSchema, pl.DataFrame]] = []
        self.sorted = True
        """Whether each kind came in the order of its keys, without which none is found."""

    def add(self, schema: NodeSchema | EdgeSchema, table: pl.DataFrame) -> None:
        """The next rows of a kind, in order of the key, or of child and parent."""
        self._add(schema, table, "child")
        if schema in BY_PARENT:
            self._by_parent.append((schema, table))

    def finish(self, snapshot: Row) -> None:
        """Write the snapshot's own node, and all of it to the disk."""
        for schema in BY_PARENT:
            tables = [table for of, table in self._by_parent if of == schema]
            if tables:
                self._add(schema, pl.concat(tables).sort("parent", "child"), "parent")
        columns = {name: [_kept(value)] for name, value in snapshot.items()}
        self._insert([(kind(SNAPSHOT), "", "", isal_zlib.compress(msgspec.json.encode(columns), LEVEL))])
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
        blocks = _blocks(table, key)
        self._insert([(name, first, last, isal_zlib.compress(text.encode(), LEVEL)) for first, last, text in blocks])

    def _insert(self, blocks: list[tuple[str, str, str, bytes]]) -> None:
        self._file.executemany("INSERT INTO blocks VALUES (?, ?, ?, ?)", blocks)


def _blocks(table: pl.DataFrame, key: str) -> list[tuple[str, str, str]]:
    """First key, last key and the JSON of every block of the table; columns without a value are left out."""
    full = [name for name in table.columns if table[name].null_count() < table.height]
    return (
        table.select(full)
        .with_columns(cs.datetime().dt.epoch("us"))
        .group_by(pl.int_range(pl.len()) // BLOCK, maintain_order=True)
        .agg(pl.all())
        .select(
            first=pl.col(key).list.first(),
            last=pl.col(key).list.last(),
            text=pl.struct(full).struct.json_encode(),
        )
        .rows()
    )


def _kept(value: Any) -> Any:
    return microseconds(value) if isinstance(value, datetime) else value
