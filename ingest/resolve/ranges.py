"""Ranges of ids: what is worked on a range at a time takes the memory of one, and is sorted by id as a whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from ingest.snapshots.parts import Part, rows_of

RANGE_ROWS = 200_000
"""Models of a range, about: 110 MB with their tags."""

BATCH_ROWS = 50_000
"""Rows that are read at once to be parted."""

SAMPLES = 1_000
"""Ids that the bounds of each range are made of."""


@dataclass(frozen=True, slots=True, eq=False)
class Ranges:
    """Ranges numbered from 0, in the order of their ids: `bounds` has the first id of each but the lowest."""

    bounds: pl.Series

    @classmethod
    def of(cls, parts: Sequence[Part]) -> "Ranges":
        """Ranges of about RANGE_ROWS of the models in a snapshot's parts, by a sample of their ids."""
        every = max(1, RANGE_ROWS // SAMPLES)
        sample = pl.concat([part.rows().select("id").gather_every(every).collect() for part in parts])["id"].sort()
        size = max(1, RANGE_ROWS // every)
        return cls(sample.gather_every(size, offset=size))

    @property
    def numbers(self) -> range:
        return range(len(self.bounds) + 1)

    def number(self, id: pl.Expr) -> pl.Expr:
        """The number of the range of each id."""
        return pl.lit(self.bounds).search_sorted(id, side="right")

    def parted(self, rows: pl.DataFrame, id: str = "id") -> list[pl.DataFrame]:
        """The rows of each range, in their order."""
        by_number = rows.with_columns(self.number(pl.col(id)).alias("range")).partition_by(
            "range", as_dict=True, include_key=False
        )
        return [by_number.get((number,), rows.clear()) for number in self.numbers]


def batches(parts: Sequence[Part]) -> Iterator[pl.LazyFrame]:
    """The rows of a snapshot's parts (schema ROW) in their order, about BATCH_ROWS at a time."""
    waiting: list[Part] = []
    rows = 0
    for part in parts:
        height = part.height
        if rows + height > BATCH_ROWS and waiting:
            yield rows_of(waiting)
            waiting, rows = [], 0
        if height > BATCH_ROWS:
            yield from (part.rows().slice(start, BATCH_ROWS) for start in range(0, height, BATCH_ROWS))
        else:
            waiting.append(part)
            rows += height
    if waiting:
        yield rows_of(waiting)
