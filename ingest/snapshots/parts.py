"""The parts of a snapshot: files of its rows, some of them an earlier snapshot's, less the rows that hold no more.

Rows are replaced at random, so that a day's change touches every file: a list of the places that hold no more, as the
deletion vectors of Delta Lake and Iceberg are, takes a thousandth of what writing the files again does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from ingest.rows.table import ROW, alone, scan
from ingest.snapshots.history import dated

REPLACED = "replaced.parquet"
"""Beside the parts: the number of a part and the place of a row in it, for each that holds no more."""

TAKEN_OVER = "taken_over"
"""In the manifest: of each file that an earlier snapshot wrote when that was begun (`at`), and how many `rows` it
has."""

AT_ONCE = 16
"""Files in one scan for a few rows: polars reads some ahead, and a scan for each file would take half as long again."""

PLACE = "place in the file"
_FOUND = pl.Schema({"part": pl.UInt32(), PLACE: pl.UInt32()})
_PLACES = pl.Schema({"part": pl.UInt32(), "place": pl.UInt32()})
_NONE = pl.Series(dtype=pl.UInt32)


@dataclass(frozen=True, eq=False)
class Part:
    """A file of rows. `at` is when the snapshot that wrote it was begun, where that is an earlier one; `replaced` are
    the places of the rows that hold no more. `size`, how many rows the file has, and its `checksum` are as far known as
    it was written before."""

    path: Path
    at: datetime | None = None
    replaced: pl.Series = field(default_factory=lambda: _NONE)
    size: int | None = None
    checksum: str | None = None

    @cached_property
    def file_rows(self) -> int:
        """How many rows the file has; read once."""
        return int(scan([self.path]).select(pl.len()).collect().item()) if self.size is None else self.size

    @property
    def height(self) -> int:
        """How many rows hold."""
        return self.file_rows - len(self.replaced)

    def rows(self) -> pl.LazyFrame:
        """The rows that hold (schema ROW), in order; those of an earlier snapshot are `dated`."""
        return rows_of([self])

    def less(self, places: pl.Series, at: datetime) -> "Part":
        """The part as a snapshot has it that takes it over from one begun `at`, and in which the rows at these places,
        too, hold no more."""
        replaced = pl.concat([self.replaced, places]).sort()
        return replace(self, at=self.at or at, replaced=replaced, size=self.file_rows)


def rows_of(parts: Sequence[Part]) -> pl.LazyFrame:
    """The rows that hold of several parts, in order."""
    alike = _alike(parts)
    return pl.concat([_scanned(some) for some in alike]) if alike else ROW.to_frame().lazy()


def find(parts: Sequence[Part], which: pl.Expr, columns: Sequence[str]) -> pl.DataFrame:
    """`part` (its number), PLACE and these columns of the rows that hold and of which it is true, in order.

    The parts are read once, AT_ONCE of a snapshot in one scan; `which` is asked of a row as its file has it.
    """
    found = [pl.Schema({**_FOUND, **{name: ROW[name] for name in columns}}).to_frame()]
    start = 0
    for some in (alike[at : at + AT_ONCE] for alike in _alike(parts) for at in range(0, len(alike), AT_ONCE)):
        rows = alone(_scanned(some, which).select(PLACE, *columns).collect())
        starts = np.cumsum([0, *(part.file_rows for part in some[:-1])])
        place = rows[PLACE].to_numpy()
        within = np.searchsorted(starts, place, side="right") - 1
        placed = pl.DataFrame({"part": start + within, PLACE: place - starts[within]}, schema=_FOUND)
        found.append(placed.hstack(rows.drop(PLACE)))
        start += len(some)
    return pl.concat(found)


def _alike(parts: Sequence[Part]) -> list[list[Part]]:
    """The parts of each snapshot that wrote them, as they stand together."""
    return [list(some) for _, some in groupby(parts, lambda part: part.at)]


def _scanned(parts: Sequence[Part], which: pl.Expr | None = None) -> pl.LazyFrame:
    """Those of parts of one snapshot, in one scan; with `which` those of which it is true, with the PLACE among all
    rows of the files."""
    paths, gone = [part.path for part in parts], _places(parts)
    rows = scan(paths, PLACE if len(gone) or which is not None else None)
    if len(gone):
        rows = rows.filter(~pl.col(PLACE).is_in(gone.implode()))
    if which is not None:
        rows = rows.filter(which)
    elif len(gone):
        rows = rows.drop(PLACE)
    at = parts[0].at
    return rows if at is None else dated(rows, at)


def _places(parts: Sequence[Part]) -> pl.Series:
    """Where the rows that hold no more are among all rows of the files."""
    if not any(len(part.replaced) for part in parts):
        return _NONE
    starts = accumulate((part.file_rows for part in parts[:-1]), initial=0)
    return pl.concat([part.replaced + start for part, start in zip(parts, starts, strict=True)])


def keep_parts(folder: Path, parts: Sequence[Part]) -> dict[str, Any]:
    """Keep beside the parts which rows hold no more; what the manifest says of those of earlier snapshots, nothing
    where there are none."""
    taken = {part.path.name: {"at": part.at, "rows": part.size} for part in parts if part.at is not None}
    if not taken:
        return {}
    lists = [
        pl.DataFrame({"part": [number] * len(part.replaced), "place": part.replaced}, schema=_PLACES)
        for number, part in enumerate(parts)
    ]
    pl.concat(lists).write_parquet(folder / REPLACED, statistics=False)
    return {TAKEN_OVER: taken}


def parts_of(folder: Path, files: Sequence[Path], manifest: Mapping[str, Any]) -> list[Part]:
    """The parts of a snapshot, whose `files` these are."""
    taken, sums = manifest.get(TAKEN_OVER, {}), manifest.get("checksums", {})
    own = [Part(path, checksum=sums.get(path.relative_to(folder).as_posix())) for path in files]
    if not taken:
        return own
    places = pl.read_parquet(folder / REPLACED, glob=False).partition_by("part", as_dict=True)
    replaced = (places[number,]["place"] if (number,) in places else _NONE for number in range(len(own)))
    return [_taken(part, taken.get(part.path.name), gone) for part, gone in zip(own, replaced, strict=True)]


def _taken(part: Part, known: Mapping[str, Any] | None, gone: pl.Series) -> Part:
    if known is None:
        return part
    return replace(part, at=datetime.fromisoformat(known["at"]), replaced=gone, size=int(known["rows"]))
