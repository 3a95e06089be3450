"""Reading a Parquet file in order, in little memory, and past a row that cannot be read."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from ingest.tally import Tally
from lineage.errors import BadFile

UNREADABLE = 100
"""Rows that may be unreadable before the file is called broken: finding one takes a dozen readings."""


def frames(path: Path, table: pl.LazyFrame, tally: Tally, size: int) -> Iterator[tuple[int, pl.DataFrame]]:
    """The rows of `table`, a selection of the file's columns, in frames of at most `size`, each with its first row's
    number from 0.

    A row with a cell that cannot be read, such as text that is no UTF-8, is left out alone and named in the tally.
    Raises BadFile when the file breaks off, or when more than UNREADABLE rows are like that.
    """
    start = 0
    try:
        for batch in table.collect_batches(chunk_size=size, maintain_order=True):
            yield start, batch
            start += batch.height
    except (pl.exceptions.PolarsError, OSError) as error:
        yield from _past_errors(path, table, tally, start, size, error)


def _past_errors(
    path: Path, table: pl.LazyFrame, tally: Tally, start: int, size: int, first: Exception
) -> Iterator[tuple[int, pl.DataFrame]]:
    """The rows from `start` on, halving what fails until the bad row stands alone."""
    waiting = [(at, min(size, _height(path, table) - at)) for at in range(start, _height(path, table), size)][::-1]
    bad = 0
    while waiting:
        at, count = waiting.pop()
        try:
            yield at, table.slice(at, count).collect()
        except (pl.exceptions.PolarsError, OSError) as error:
            if count > 1:
                half = count // 2
                waiting += [(at + half, count - half), (at, half)]
                continue
            bad += 1
            tally.seen += 1
            tally.reject("unreadable row", f"row {at + 1}", _why(error))
            if bad > UNREADABLE:
                raise broken(path, first) from error


def _height(path: Path, table: pl.LazyFrame) -> int:
    try:
        return int(table.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError) as error:
        raise broken(path, error) from error


def broken(path: Path, error: Exception) -> BadFile:
    return BadFile(f"{path}: broken Parquet ({_why(error)})", "download it again")


def _why(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
