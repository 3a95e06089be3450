"""The table of a snapshot: its columns, and the files that hold its rows (parts)."""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

import polars as pl

from ingest.rows.fields import FIELDS, Field
from ingest.rows.kinds import MOMENT
from ingest.rows.rejections import Rejections

HISTORY = pl.Schema(
    {
        "first_seen": MOMENT,  # date of the first snapshot known to list it
        "last_seen": MOMENT,  # date of the last snapshot that saw it listed
        "removed": pl.Boolean(),  # true: a complete reading after that one did not list it
        "former_ids": pl.List(pl.String),  # under which earlier snapshots listed it, the latest last
        "parents_since": pl.List(pl.Struct({"parent": pl.String(), "since": MOMENT})),  # those not named from the first
    }
)
"""What a snapshot knows from earlier ones. Null is "this snapshot", "listed" and "none": all of it in a first one."""

ROW = pl.Schema({**{field.column: field.kind.dtype for field in FIELDS}, **HISTORY})
"""One row for each model that is or was listed; `id` is never null, and unique in a finished snapshot."""

PART_ROWS = 10_000
"""Rows of a part, at least, but for the last; and of a row group."""


def cleaned(read: pl.DataFrame, rejections: Rejections) -> pl.DataFrame:
    """The rows (schema ROW) of columns as they were read, by the rules of `fields`; odd cells are counted by key.

    `read` has every column of FIELDS, `hub_parents` as the Hub writes them.
    """
    columns = []
    for field in FIELDS:
        column, odd = field.kind.clean(read[field.column])
        columns.append(column)
        if odd:
            for id, raw in _odd_cells(read, field.column, column):
                rejections.count_odd(field.key, id, raw, 0)
            rejections.odd_fields[field.key] += odd
        _count_remarks(field, read, rejections)
    rows = pl.DataFrame(columns)
    unknown = [pl.lit(None, dtype).alias(name) for name, dtype in HISTORY.items()]
    return rows.with_columns(*_followed(rows), *unknown)


def _count_remarks(field: Field, read: pl.DataFrame, rejections: Rejections) -> None:
    """Count the cells its kind remarks on."""
    for remark in field.kind.remarks:
        for at in remark.where(read[field.column]).arg_true():
            rejections.count_irregular(remark.name, read["id"][at], f"{field.key}: {read[field.column][at]}")


def _odd_cells(read: pl.DataFrame, column: str, clean: pl.Series) -> Iterator[tuple[str, object]]:
    """The cells that were there and are of no use, or lists that lost some of themselves, each with its model's id."""
    cells = read[column]
    lost = clean.is_null() & cells.is_not_null()
    if isinstance(clean.dtype, pl.List):
        lost |= (cells.list.len() != clean.list.len()).fill_null(False)
    elif clean.dtype.is_integer():
        lost &= cells < 0
    elif clean.dtype == pl.String:
        lost &= cells != ""
    for id, raw in zip(read["id"].filter(lost), cells.filter(lost), strict=True):
        yield str(id), raw.to_list() if isinstance(raw, pl.Series) else raw


def _followed(rows: pl.DataFrame) -> Iterator[pl.Expr]:
    """The columns that have cells with nothing stated where something follows from the row's other columns."""
    for field in FIELDS:
        if field.otherwise is not None and rows[field.column].null_count():
            yield pl.coalesce(field.column, field.otherwise)


def gathered(frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The same rows in frames of a size worth a part."""
    waiting: list[pl.DataFrame] = []
    for frame in frames:
        waiting.append(frame)
        if sum(map(len, waiting)) >= PART_ROWS:
            yield pl.concat(waiting)
            waiting = []
    if any(map(len, waiting)):
        yield pl.concat(waiting)


def write_part(frame: pl.DataFrame, path: Path) -> Path:
    """Write rows (schema ROW) to a file as snapshots have them, without columns of nothing; returns its path."""
    frame = frame.drop([name for name in HISTORY if frame[name].null_count() == frame.height])
    frame.write_parquet(path, compression_level=1, statistics=False, row_group_size=PART_ROWS)
    return path


def alone(rows: pl.DataFrame) -> pl.DataFrame:
    """The same rows in memory of their own: the few that a filter leaves hold on to the texts of all the others."""
    file = BytesIO()
    rows.write_parquet(file, compression="uncompressed")
    file.seek(0)
    return pl.read_parquet(file, glob=False)


def scan(parts: Sequence[Path], place: str | None = None) -> pl.LazyFrame:
    """The rows (schema ROW) of such files; a column that was not written is null. With their `place` among all."""
    return pl.scan_parquet(list(parts), schema=ROW, missing_columns="insert", glob=False, row_index_name=place)
