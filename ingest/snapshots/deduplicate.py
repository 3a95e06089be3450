"""The rows of a reading as the parts of a snapshot: each model once, whatever was read twice."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from ingest.rows.rejections import KEPT
from ingest.rows.table import ROW, gathered, scan, write_part
from ingest.snapshots.buckets import Buckets
from ingest.snapshots.duplicates import Repeats
from ingest.snapshots.parts import Part
from lineage.home.home import link

Merge = Callable[[list[Path], Path], list[Part]]
"""From the files of a reading's rows to the parts of a snapshot. The folder is for it to make, and to fill."""


def as_read(files: list[Path], _: Path) -> list[Part]:
    """The rows as they are."""
    return [Part(path) for path in files]


TOGETHER = 50_000
"""Rows united at once, about: 50 MB."""

Unite = Callable[[pl.DataFrame], pl.DataFrame]
"""From all rows of some ids, in their order, to one row for each."""


def write_distinct(
    folder: Path, frames: Iterable[pl.DataFrame] | Sequence[Path], merge: Merge, unite: Unite | None = None
) -> tuple[int, list[str], list[Part]]:
    """Write what `merge` makes of these rows (schema ROW) as parts below `models` in `folder`; returns how many of them
    were left out, the ids of these, KEPT at most, and the parts.

    Of rows with one `hub_id`, and of rows with one `id`, the last stays; with `unite`, what it makes of those of one
    id stands in its place, behind all other rows. Memory does not grow with the rows, only with the keys of those that
    repeat one. Where `frames` are a list of parts, these stay as they are.
    """
    parts = folder / "parts"
    parts.mkdir()
    ids, keys = Repeats(parts / "ids"), Repeats(parts / "keys")
    paths: list[Path] = []
    starts = [0]
    for path, frame in _in_files(frames, parts):
        paths.append(path)
        starts.append(starts[-1] + frame.height)
        ids.add(frame["id"])
        keys.add(frame.select(pl.coalesce("hub_id", "id")).to_series())
    suspects = np.union1d(ids.positions(), keys.positions()).astype(np.int64)
    repeated = _keys(paths, starts, suspects)
    left_out = _superseded(repeated)
    count, ids_left_out = len(left_out), repeated.filter(pl.col("at").is_in(left_out[:KEPT]))["id"].to_list()
    united: list[Path] = []
    if unite is not None and count:
        several = _several(repeated, left_out)
        united = _united(paths, starts, several, unite, parts / "several")
        left_out = np.union1d(left_out, several.filter("stays")["at"].to_numpy())
    del repeated  # merging needs the memory
    for number, (path, start, end) in enumerate(zip(paths, starts, starts[1:], strict=False)):
        dropped = left_out[(left_out >= start) & (left_out < end)] - start
        paths[number] = _without(path, dropped, parts / f"{number:06}.parquet")
    paths += united
    merged = merge(paths, parts / "merged") or as_read([write_part(ROW.to_frame(), parts / "none.parquet")], parts)
    placed = _placed(merged, folder / "models")
    shutil.rmtree(parts)
    return count, ids_left_out, placed


def _keys(paths: list[Path], starts: list[int], places: np.ndarray[Any, Any]) -> pl.DataFrame:
    """`hub_id, id, at` of the rows at these places (rising)."""
    bounds = np.searchsorted(places, starts)
    keys = pl.Schema({"hub_id": pl.String(), "id": pl.String(), "at": pl.Int64()})
    found = [
        pl.read_parquet(path, columns=["hub_id", "id"], glob=False)[places[low:high] - start].with_columns(
            at=pl.Series(places[low:high], dtype=pl.Int64)
        )
        for path, start, low, high in zip(paths, starts, bounds, bounds[1:], strict=False)
        if low < high
    ]
    return pl.concat([keys.to_frame(), *(one.select(keys.names()) for one in found)])


def _several(keys: pl.DataFrame, left_out: np.ndarray[Any, Any]) -> pl.DataFrame:
    """`id, at, stays, foreign` of all rows of each id that has several and whose last one stays, in their order.

    `foreign` is the `_id` of a row that does not stay and that another id has too: of a model renamed since.
    """
    rows = keys.with_columns(stays=pl.Series(~np.isin(keys["at"].to_numpy(), left_out)))
    of_another = pl.col("id").n_unique().over("hub_id") > 1
    rows = rows.with_columns(foreign=~pl.col("stays") & of_another)
    several = (pl.len().over("id") > 1) & pl.col("stays").any().over("id")
    return rows.filter(several).select("id", "at", "stays", "foreign")


def _united(paths: list[Path], starts: list[int], several: pl.DataFrame, unite: Unite, folder: Path) -> list[Path]:
    """Parts with what `unite` makes of these rows, some TOGETHER at a time."""
    together, count = Buckets(folder, ROW), -(-several.height // TOGETHER)
    bounds = np.searchsorted(several["at"].to_numpy(), starts)
    for path, start, low, high in zip(paths, starts, bounds, bounds[1:], strict=False):
        if low < high:
            some = several[low:high]
            rows = scan([path]).collect()[some["at"].to_numpy() - start].with_columns(some["foreign"])
            rows = rows.with_columns(hub_id=pl.when(~pl.col("foreign")).then("hub_id")).drop("foreign")
            together.add(rows, pl.col("id").hash() % count)
    taken = ((one, together.take(one)) for one in range(count))
    return [write_part(unite(rows), folder / f"united-{one:06}.parquet") for one, rows in taken if rows.height]


def _in_files(frames: Iterable[pl.DataFrame] | Sequence[Path], folder: Path) -> Iterator[tuple[Path, pl.DataFrame]]:
    """Each part, with its rows' keys at least; those that are files stay where they are."""
    files = [one for one in frames if isinstance(one, Path)] if isinstance(frames, Sequence) else []
    yield from ((path, pl.read_parquet(path, columns=["hub_id", "id"], glob=False)) for path in files)
    rest = (one for one in frames if isinstance(one, pl.DataFrame))
    yield from (
        (write_part(frame, folder / f"{number:06}.parquet"), frame) for number, frame in enumerate(gathered(rest))
    )


def _placed(parts: list[Part], folder: Path) -> list[Part]:
    """The parts in a new folder, in order; each stays where it is, too."""
    folder.mkdir()
    placed = [replace(part, path=folder / f"{number:06}.parquet") for number, part in enumerate(parts)]
    for part, other in zip(parts, placed, strict=True):
        link(part.path, other.path)
    return placed


def _without(path: Path, places: np.ndarray[Any, Any], other: Path) -> Path:
    """A part without the rows at these places: itself when there are none, else a new one at `other`."""
    if not len(places):
        return path
    frame = scan([path]).collect()
    kept = np.ones(frame.height, bool)
    kept[places] = False
    return write_part(frame.filter(kept), other)


def _superseded(suspects: pl.DataFrame) -> np.ndarray[Any, Any]:
    """Positions of rows that a later row with the same hub_id or id replaces.

    `suspects` (`hub_id, id, at`, rising) are found by hash; the comparison here is of the texts themselves.
    """
    known = suspects.filter(pl.col("hub_id").is_not_null()).unique("hub_id", keep="last")
    kept = pl.concat([known, suspects.filter(pl.col("hub_id").is_null())]).sort("at").unique("id", keep="last")
    return suspects.join(kept, on="at", how="anti")["at"].to_numpy()
