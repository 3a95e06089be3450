"""Whole tables into the engine: written as CSV, which the engine reads and creates nodes or edges from by itself.

No row becomes a Python object: 16 microseconds of CPU a model instead of 130 by parameters and MERGE. What CSV cannot
tell apart is written so that it can: a list is its items with a separator before and behind each, and in a column that
holds an empty text every text has a letter before it (empty and null are one to the engine's reader).
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from lineage.errors import StoreError
from lineage.files.locks import orphans, owned
from lineage.schema import EdgeSchema, NodeSchema
from lineage.stores.embedded.statements import SEPARATOR, created, merged

MARK = "="
PREFIX = ".loading-"
PRIVATE = range(0xE000, 0xF900)  # what Unicode leaves to private use


@contextmanager
def exchange(folder: Path) -> Iterator[Path]:
    """A file in `folder` for what is on its way; one that a killed load left behind is removed by `clean`."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=PREFIX)
    os.close(handle)
    path = Path(name)
    try:
        with owned(path):
            yield path
    finally:
        path.unlink(missing_ok=True)


def clean(folder: Path) -> None:
    """Remove what killed loads left."""
    for path in orphans(folder, f"{PREFIX}*"):
        path.unlink(missing_ok=True)


def may_be_packed(table: pl.DataFrame) -> bool:
    """Whether no text of the table holds the separator, of which a statement could make one that begins with it."""
    lists = [pl.col(name).list.explode() for name, kind in table.schema.items() if isinstance(kind, pl.List)]
    texts = [pl.col(name) for name, kind in table.schema.items() if kind == pl.String]
    held = table.select(text.str.contains(SEPARATOR, literal=True).any() for text in (*lists, *texts))
    return not any(column.any() for column in held)


def statement(schema: NodeSchema | EdgeSchema, table: pl.DataFrame, file: Path, packed: bool) -> str:
    """Write the table into the file, in the place of what was there; the statement that creates its rows from `$file`,
    a URL, with lists `packed` or as such."""
    separator = SEPARATOR if packed else _separator(table)
    marked = _written(table, file, separator)
    return created(schema, table.columns, None if packed else separator, marked)


def update(schema: NodeSchema | EdgeSchema, table: pl.DataFrame, file: Path) -> str:
    """As `statement`, of rows that may be there already, with lists packed."""
    return merged(schema, table.columns, _written(table, file, SEPARATOR))


def _written(table: pl.DataFrame, file: Path, separator: str) -> set[str]:
    """Write the table; the columns whose texts are marked."""
    marked = {name for name, kind in table.schema.items() if kind == pl.String and (table[name] == "").any()}
    text = table.with_columns(_as_text(name, kind, separator, name in marked) for name, kind in table.schema.items())
    text.write_csv(file, quote_style="non_numeric")
    return marked


def _as_text(name: str, kind: pl.DataType, separator: str, marked: bool) -> pl.Expr:
    column = pl.col(name)
    if isinstance(kind, pl.List):
        edge = pl.lit([""], dtype=pl.List(pl.String))
        return pl.when(column.is_not_null()).then(pl.concat_list(edge, column, edge).list.join(separator)).alias(name)
    if isinstance(kind, pl.Datetime):
        return column.dt.strftime("%Y-%m-%dT%H:%M:%S%.6f")
    return (pl.lit(MARK) + column).alias(name) if marked else column


def _separator(table: pl.DataFrame) -> str:
    """A control character, or one of nobody's, that is in no item of a list. Raises StoreError where there is none."""
    lists = [table[name].explode() for name, kind in table.schema.items() if isinstance(kind, pl.List)]
    for separator in map(chr, (*range(31, 0, -1), *PRIVATE)):
        if not any(items.str.contains(separator, literal=True).any() for items in lists):
            return separator
    raise StoreError("lists hold every character that could separate their items")
