"""A snapshot: what one reading of the Hub listed, as Parquet files (its parts) and a manifest."""

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from ingest.repeats import Repeats
from ingest.tally import Tally
from lineage.errors import BadFile
from lineage.home import Home, by_age, new_folder, read_manifest, write_manifest
from lineage.values import SnapshotFacts

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

Merge = Callable[[list[Path], Path], list[Path]]
"""From a reading's rows to a snapshot's, both in parts (Parquet files). The folder is for it to make, and to fill."""

PART_ROWS = 10_000
"""Rows of a part, at least, but for the last; and of a row group."""


@dataclass(frozen=True, slots=True)
class About:
    """Where a snapshot comes from. `finished_at` is the moment of writing unless given.

    `query` is what was asked of the Hub, `base` the earlier snapshot whose history goes on in this one, `note` what
    the manifest says beside.
    """

    source: str
    started_at: datetime
    finished_at: datetime | None = None
    complete: bool = True
    synthetic: bool = False
    scope: str | None = None
    frontier: int = 0
    query: str | None = None
    base: str | None = None
    note: str | None = None
    coverage: Mapping[str, Any] | None = None
    """How much of its scope was found: `estimate`, `low`, `high` (shares) and the `method` in words."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A finished snapshot, to be read."""

    folder: Path
    facts: SnapshotFacts
    manifest: Mapping[str, Any]

    @classmethod
    def open(cls, folder: Path) -> "Snapshot":
        """Raises BadFile when the folder holds no finished snapshot, NewerFormat when we are too old for it."""
        manifest = read_manifest(folder)
        if not _parts(folder):
            raise BadFile(f"{folder}: no models in it", "remove the folder and make the snapshot again")
        return cls(folder, facts(manifest, folder), manifest)

    @property
    def parts(self) -> list[Path]:
        """The Parquet files of its rows, in order."""
        return _parts(self.folder)

    def rows(self) -> pl.LazyFrame:
        """Every model that is or was listed, columns of ROW; one that an earlier version did not write is null."""
        return scan(self.parts)

    def check(self) -> None:
        """Raises BadFile when a file is not what was written; what bears no checksum is not looked at."""
        for name, written in self.manifest.get("checksums", {}).items():
            if not (self.folder / name).is_file() or checksum(self.folder / name) != written:
                raise BadFile(f"{self.folder / name}: not as it was written", "remove the snapshot and make it again")


def snapshots(home: Home) -> list[Snapshot]:
    """Every finished snapshot, oldest first."""
    return [Snapshot.open(folder) for folder in by_age(home.snapshots)]


def checksum(path: Path) -> str:
    """The SHA-256 of a file's content, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def snapshot_name(at: datetime, source: str) -> str:
    """A name that sorts by time: `20261122T221300-hub-stats`."""
    slug = re.sub(r"[^a-z0-9]+", "-", source.lower()).strip("-")[:40].strip("-")
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%S}-{slug or 'snapshot'}"


def free_name(home: Home, name: str, started_at: datetime) -> str:
    """The name, or with a number behind it when a snapshot begun at another moment bears it already."""
    names = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(n for n in names if _begun(home.snapshots / n) in (None, started_at))


def _begun(folder: Path) -> datetime | None:
    return Snapshot.open(folder).facts.started_at if (folder / "manifest.json").exists() else None


def write_snapshot(
    home: Home,
    name: str,
    frames: Iterable[pl.DataFrame] | Sequence[Path],
    about: About,
    tally: Tally | None = None,
    beside: Mapping[str, str] | None = None,
    merge: Merge = lambda parts, _: parts,
) -> Path:
    """The folder of a new snapshot holding the rows of `frames` (schema ROW) in their order, deduplicated.

    They may also be a list of parts (`write_part`), which stay as they are.

    Of rows with one `hub_id`, and of rows with one `id`, the last seen stays; the others are counted. Memory does not
    grow with the rows, only with the duplicates. `merge` makes of these rows those that are written. What the tally
    rejected lies beside them in `rejected.jsonl`, and each text of `beside` under its name. Nothing is there when it
    fails.
    """
    tally = tally or Tally()
    final = home.snapshots / name
    with new_folder(final) as folder:
        duplicates = _write_rows(folder, frames, merge)
        listed, removed = _sizes(folder)
        if tally.rejections:
            with (folder / "rejected.jsonl").open("wb") as file:
                file.writelines(tally.lines())
        counts = {**tally.counts(), "duplicates": duplicates, "removed": removed}
        for file_name, text in (beside or {}).items():
            (folder / file_name).write_text(text)
        described = {
            **asdict(about),
            "id": name,
            "listed": listed,
            "finished_at": about.finished_at or datetime.now(UTC),
        }
        checksums = {path.relative_to(folder).as_posix(): checksum(path) for path in _parts(folder)}
        about_it = {**as_json(described), "counts": counts, "versions": versions(), "checksums": checksums}
        write_manifest(folder, about_it)
    return final


def facts(manifest: Mapping[str, Any], folder: Path) -> SnapshotFacts:
    """The facts in a manifest of a snapshot, or of what was made from one. Raises BadFile."""
    times = ("started_at", "finished_at")
    try:
        row = {**manifest, **_shares(manifest.get("coverage"))}
        return SnapshotFacts.from_row({**row, **{key: datetime.fromisoformat(manifest[key]) for key in times}})
    except (KeyError, TypeError, ValueError) as error:
        raise BadFile(f"{folder}: the manifest lacks {error}", "remove the folder and make it again") from error


def _shares(coverage: object) -> dict[str, Any]:
    """The facts about coverage in a snapshot's manifest, which also says how it was estimated; what is made from a
    snapshot has them as they are."""
    if not isinstance(coverage, Mapping):
        return {}
    return {"coverage": coverage["estimate"], "coverage_low": coverage["low"], "coverage_high": coverage["high"]}


def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with moments as ISO 8601 text, as every manifest has them."""
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in values.items()}


def versions() -> dict[str, str]:
    """What wrote a folder: versions of this project and of the table library."""
    try:
        ours = version("qwen-lineage")
    except PackageNotFoundError:  # run from a checkout that was never installed
        ours = "checkout"
    return {"qwen-lineage": ours, "polars": pl.__version__}


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


def _parts(folder: Path) -> list[Path]:
    """The files with a snapshot's rows, in order; the one of all rows, where an earlier version wrote it."""
    whole = folder / "models.parquet"
    return sorted((folder / "models").glob("*.parquet")) or [whole] * whole.is_file()


def _sizes(folder: Path) -> tuple[int, int]:
    """How many rows are listed models, and how many removed ones."""
    removed = scan(_parts(folder)).select(pl.col("removed").sum(), all=pl.len()).collect()
    return removed["all"].item() - removed["removed"].item(), removed["removed"].item()


def _write_rows(folder: Path, frames: Iterable[pl.DataFrame] | Sequence[Path], merge: Merge) -> int:
    """Write the parts below `models`; the number of rows left out as duplicates."""
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
    left_out = _superseded(paths, starts, suspects)
    for number, (path, start, end) in enumerate(zip(paths, starts, starts[1:], strict=False)):
        dropped = left_out[(left_out >= start) & (left_out < end)] - start
        paths[number] = _without(path, dropped, parts / f"{number:06}.parquet")
    _place(merge(paths, parts / "merged") or [write_part(ROW.to_frame(), parts / "none.parquet")], folder / "models")
    shutil.rmtree(parts)
    return len(left_out)


def _in_files(frames: Iterable[pl.DataFrame] | Sequence[Path], folder: Path) -> Iterator[tuple[Path, pl.DataFrame]]:
    """Each part, with its rows' keys at least; those that are files stay where they are."""
    files = [one for one in frames if isinstance(one, Path)] if isinstance(frames, Sequence) else []
    yield from ((path, pl.read_parquet(path, columns=["hub_id", "id"])) for path in files)
    rest = (one for one in frames if isinstance(one, pl.DataFrame))
    yield from (
        (write_part(frame, folder / f"{number:06}.parquet"), frame) for number, frame in enumerate(gathered(rest))
    )


def _place(parts: list[Path], folder: Path) -> None:
    """Put parts into a new folder, in order; each stays where it is, too."""
    folder.mkdir()
    for number, path in enumerate(parts):
        place = folder / f"{number:06}.parquet"
        try:
            os.link(path, place)
        except OSError:  # a disk without links, or the part is on another
            shutil.copyfile(path, place)


def _without(path: Path, places: np.ndarray[Any, Any], other: Path) -> Path:
    """A part without the rows at these places: itself when there are none, else a new one at `other`."""
    if not len(places):
        return path
    frame = scan([path]).collect()
    kept = np.ones(frame.height, bool)
    kept[places] = False
    return write_part(frame.filter(kept), other)


def _superseded(paths: list[Path], starts: list[int], suspects: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Positions of rows that a later row with the same hub_id or id replaces.

    `suspects` (rising) are found by hash; the comparison here is of the texts themselves.
    """
    bounds = np.searchsorted(suspects, starts)
    parts = [
        pl.read_parquet(path, columns=["hub_id", "id"])[suspects[low:high] - start].with_columns(
            at=pl.Series(suspects[low:high], dtype=pl.UInt64)
        )
        for path, start, low, high in zip(paths, starts, bounds, bounds[1:], strict=False)
        if low < high
    ]
    if not parts:
        return np.empty(0, np.int64)
    seen = pl.concat(parts)
    known = seen.filter(pl.col("hub_id").is_not_null()).unique("hub_id", keep="last")
    kept = pl.concat([known, seen.filter(pl.col("hub_id").is_null())]).sort("at").unique("id", keep="last")
    return seen.join(kept, on="at", how="anti")["at"].to_numpy().astype(np.int64)
