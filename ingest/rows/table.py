"""The table of a snapshot: its columns, and the files that hold its rows (parts)."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import polars as pl

MOMENT = pl.Datetime("ms", "UTC")

HISTORY = pl.Schema(
    {
        "first_seen": MOMENT,  # start of the first snapshot known to list it
        "last_seen": MOMENT,  # start of the last snapshot that saw it listed
        "removed": pl.Boolean(),  # true: a complete reading after that one did not list it
        "former_ids": pl.List(pl.String),  # under which earlier snapshots listed it, the latest last
        "parents_since": pl.List(pl.Struct({"parent": pl.String(), "since": MOMENT})),  # those not named from the first
    }
)
"""What a snapshot knows from earlier ones. Null is "this snapshot", "listed" and "none": all of it in a first one."""

ROW = pl.Schema(
    {
        "hub_id": pl.String(),
        "id": pl.String(),
        "author": pl.String(),
        "created_at": MOMENT,
        "last_modified": MOMENT,
        "downloads": pl.Int64(),
        "downloads_all_time": pl.Int64(),
        "likes": pl.Int64(),
        "license": pl.String(),
        "pipeline_tag": pl.String(),
        "library": pl.String(),
        "parameters": pl.Int64(),
        "gated": pl.String(),  # "false", "auto" or "manual"
        "tags": pl.List(pl.String),
        "card_base_model": pl.String(),  # JSON text of the card's value, whatever its type
        "card_other_bases": pl.String(),  # JSON text of an object: what stands under misspelt keys, by key
        "card_relation": pl.String(),  # JSON text of the card's `base_model_relation`
        "hub_relation": pl.String(),
        "hub_parents": pl.List(pl.Struct({"hub_id": pl.String(), "id": pl.String})),
        "removed_at": MOMENT,  # only what a source says; kept, not yet used
        **HISTORY,
    }
)
"""One row for each model that is or was listed; `id` is never null, and unique in a finished snapshot."""

PART_ROWS = 10_000
"""Rows of a part, at least, but for the last; and of a row group."""


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


def scan(parts: Sequence[Path]) -> pl.LazyFrame:
    """The rows (schema ROW) of such files; a column that was not written is null."""
    return pl.scan_parquet(list(parts), schema=ROW, missing_columns="insert")
