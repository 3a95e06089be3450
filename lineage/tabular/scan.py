"""Tables that are made while they are read: only the columns that are asked for, some thousand rows at a time."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import polars as pl
from polars.datatypes import DataType, DataTypeClass
from polars.io.plugins import register_io_source

from lineage.columns import GraphColumn
from lineage.frozen import FrozenGraph
from lineage.frozen.storage.arrays import AnyArray
from lineage.tabular.series import Vocabulary, to_series
from lineage.tabular.types import OF_SCHEMA

ROWS_AT_ONCE = 100_000


@dataclass(frozen=True, slots=True)
class FrameColumn:
    """One column of a table: its name, its type, what it means, and its values for some row numbers."""

    name: str
    dtype: DataType | DataTypeClass
    meaning: str
    values: Callable[[AnyArray], pl.Series]

    def series(self, rows: AnyArray) -> pl.Series:
        return self.values(rows).alias(self.name).cast(self.dtype)


def frame_columns(graph: FrozenGraph, columns: Iterable[GraphColumn]) -> list[FrameColumn]:
    """Columns of a graph as polars has them; what the codes of one stand for is read once."""
    return [
        FrameColumn(one.name, OF_SCHEMA[one.type], one.meaning, partial(_read, graph, one, Vocabulary()))
        for one in columns
    ]


def _read(graph: FrozenGraph, column: GraphColumn, vocabulary: Vocabulary, rows: AnyArray) -> pl.Series:
    return to_series(column.read(graph, rows), vocabulary)


def scan(columns: Sequence[FrameColumn], rows: AnyArray) -> pl.LazyFrame:
    """A lazy table of these rows, in their order; its schema does not depend on them."""
    by_name: Mapping[str, FrameColumn] = {column.name: column for column in columns}

    def batches(
        with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        wanted = [by_name[name] for name in (by_name if with_columns is None else with_columns)]
        end = len(rows) if n_rows is None else min(n_rows, len(rows))
        size = batch_size or ROWS_AT_ONCE
        for first in range(0, max(end, 1), size):
            part = rows[first : min(first + size, end)]
            frame = pl.DataFrame([column.series(part) for column in wanted], height=len(part))
            yield frame if predicate is None else frame.filter(predicate)

    return register_io_source(batches, schema={column.name: column.dtype for column in columns})
