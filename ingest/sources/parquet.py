"""Reading a Parquet file in order, in little memory, and past a row that cannot be read."""

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl

from ingest.rows.rejections import Rejections
from ingest.rows.tolerant import rows
from ingest.sources.children import child_id
from lineage.errors import BadFile

UNREADABLE = 100
"""Rows that may be unreadable before the file is called broken: finding one takes a dozen readings."""

SLICE = 50_000
"""Rows read at once. Streaming the whole file is twice as fast, but holds several row groups while we convert one."""


def frames(path: Path, table: pl.LazyFrame, rejections: Rejections, size: int) -> Iterator[tuple[int, pl.DataFrame]]:
    """The rows of `table`, a selection of the file's columns, in frames of at most `size`, each with the number (from
    0) of its first row.

    A row with a cell that cannot be read, such as text that is no UTF-8, is left out alone and named in the rejections.
    Raises BadFile when the file breaks off, or when more than UNREADABLE rows are like that.
    """
    height = _height(path, table)
    waiting = [(start, min(SLICE, height - start)) for start in range(0, height, SLICE)][::-1]
    bad = 0
    while waiting:
        start, count = waiting.pop()
        try:
            read = table.slice(start, count).collect(engine="streaming")
        except (pl.exceptions.PolarsError, OSError) as error:
            if count > 1:  # the bad row is in one of the halves
                half = count // 2
                waiting += [(start + half, count - half), (start, half)]
                continue
            bad += 1
            if bad > UNREADABLE:
                raise broken(path, error) from error
            rejections.read += 1
            rejections.reject("unreadable row", f"row {start + 1}", _why(error))
        else:
            yield from ((start + at, read.slice(at, size)) for at in range(0, count, size))


def item_rows(
    batch: pl.DataFrame, start: int, convert: Callable[[object], object], rejections: Rejections
) -> pl.DataFrame:
    """A frame of `frames` as rows of a snapshot, each of its rows made into an item of the Hub's API by `convert`."""
    places = (f"row {start + i}" for i in range(1, batch.height + 1))
    return rows(map(convert, batch.iter_rows(named=True)), rejections, places, child_id)


def _height(path: Path, table: pl.LazyFrame) -> int:
    try:
        return int(table.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError) as error:
        raise broken(path, error) from error


def broken(path: Path, error: Exception) -> BadFile:
    return BadFile(f"{path}: broken Parquet ({_why(error)})", "download it again")


def _why(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
