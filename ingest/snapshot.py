"""A snapshot: what one reading of the Hub listed, as one Parquet file and a manifest."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from ingest.tally import Tally
from lineage.errors import BadFile
from lineage.home import Home, new_folder, read_manifest, write_manifest
from lineage.values import SnapshotFacts

MOMENT = pl.Datetime("ms", "UTC")

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
    }
)
"""One row for each listed model; `id` is never null, and unique in a finished snapshot."""

_PART_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class About:
    """Where a snapshot comes from. `finished_at` is the moment of writing unless given."""

    source: str
    started_at: datetime
    finished_at: datetime | None = None
    complete: bool = True
    synthetic: bool = False
    scope: str | None = None
    frontier: int = 0
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
        if not (folder / "models.parquet").is_file():
            raise BadFile(f"{folder}: no models.parquet", "remove the folder and make the snapshot again")
        return cls(folder, facts(manifest, folder), manifest)

    def rows(self) -> pl.LazyFrame:
        """Every listed model, columns of ROW."""
        return pl.scan_parquet(self.folder / "models.parquet")


def snapshots(home: Home) -> list[Snapshot]:
    """Every finished snapshot, oldest first."""
    return [Snapshot.open(path.parent) for path in sorted(home.snapshots.glob("[!.]*/manifest.json"))]


def snapshot_name(at: datetime, source: str) -> str:
    """A name that sorts by time: `20261122T221300-hub-stats`."""
    slug = re.sub(r"[^a-z0-9]+", "-", source.lower()).strip("-")[:40].strip("-")
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%S}-{slug or 'snapshot'}"


def write_snapshot(
    home: Home,
    name: str,
    frames: Iterable[pl.DataFrame],
    about: About,
    tally: Tally | None = None,
    beside: Mapping[str, str] | None = None,
) -> Path:
    """The folder of a new snapshot holding the rows of `frames` (schema ROW) in their order, deduplicated.

    Of rows with one `hub_id`, and of rows with one `id`, the last seen stays; the others are counted. Memory does not
    grow with the rows but for 16 bytes each. What the tally rejected lies beside them in `rejected.jsonl`, and
    each text of `beside` under its name. Nothing is there when it fails.
    """
    tally = tally or Tally()
    final = home.snapshots / name
    with new_folder(final) as folder:
        listed, duplicates = _write_rows(folder, frames)
        if tally.rejections:
            with (folder / "rejected.jsonl").open("wb") as file:
                file.writelines(tally.lines())
        counts = {**tally.counts(), "duplicates": duplicates}
        for file_name, text in (beside or {}).items():
            (folder / file_name).write_text(text)
        described = {
            **asdict(about),
            "id": name,
            "listed": listed,
            "finished_at": about.finished_at or datetime.now(UTC),
        }
        write_manifest(folder, {**as_json(described), "counts": counts, "versions": versions()})
    return final


def facts(manifest: Mapping[str, Any], folder: Path) -> SnapshotFacts:
    """The facts in a manifest of a snapshot, or of what was made from one. Raises BadFile."""
    times = ("started_at", "finished_at")
    try:
        coverage = manifest.get("coverage")  # a snapshot also says how it was estimated, what is made from one does not
        row = {**manifest, "coverage": coverage["estimate"] if isinstance(coverage, Mapping) else coverage}
        return SnapshotFacts.from_row({**row, **{key: datetime.fromisoformat(manifest[key]) for key in times}})
    except (KeyError, TypeError, ValueError) as error:
        raise BadFile(f"{folder}: the manifest lacks {error}", "remove the folder and make it again") from error


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


def _write_rows(folder: Path, frames: Iterable[pl.DataFrame]) -> tuple[int, int]:
    """Write `models.parquet`; its number of rows, and of rows left out as duplicates."""
    parts = folder / "parts"
    parts.mkdir()
    paths: list[Path] = []
    ids: list[np.ndarray[Any, Any]] = [np.empty(0, np.uint64)]
    keys: list[np.ndarray[Any, Any]] = [np.empty(0, np.uint64)]
    for frame in _gathered(frames):
        paths.append(parts / f"{len(paths):06}.parquet")
        frame.write_parquet(paths[-1])
        ids.append(frame["id"].hash().to_numpy())
        keys.append(frame.select(pl.coalesce("hub_id", "id").hash()).to_series().to_numpy())
    total = sum(map(len, ids))
    rows = pl.scan_parquet(paths) if paths else pl.LazyFrame(schema=ROW)
    superseded = _superseded(rows, np.union1d(_repeated(np.concatenate(ids)), _repeated(np.concatenate(keys))))
    if superseded.height:
        rows = rows.with_row_index("at").join(superseded.lazy(), on="at", how="anti", maintain_order="left").drop("at")
    rows.sink_parquet(folder / "models.parquet", row_group_size=_PART_ROWS, maintain_order=True)
    for path in paths:
        path.unlink()
    parts.rmdir()
    return total - superseded.height, superseded.height


def _gathered(frames: Iterable[pl.DataFrame]) -> Iterable[pl.DataFrame]:
    """The same rows in frames of a size worth a file: a page of the Hub has only 1,000."""
    waiting: list[pl.DataFrame] = []
    size = 0
    for frame in frames:
        waiting.append(frame)
        size += frame.height
        if size >= _PART_ROWS:
            yield pl.concat(waiting)
            waiting, size = [], 0
    if size:
        yield pl.concat(waiting)


def _repeated(hashes: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Positions of the values that occur more than once."""
    order = np.argsort(hashes, kind="stable")
    same = hashes[order][1:] == hashes[order][:-1]
    twice = np.zeros(len(hashes), bool)
    twice[order[1:][same]] = True
    twice[order[:-1][same]] = True
    return np.flatnonzero(twice)


def _superseded(rows: pl.LazyFrame, suspects: np.ndarray[Any, Any]) -> pl.DataFrame:
    """Positions (`at`) of rows that a later row with the same hub_id or id replaces.

    `suspects` are found by hash; the comparison here is of the texts themselves.
    """
    wanted = pl.LazyFrame({"at": suspects}, schema={"at": pl.get_index_type()})
    seen = rows.select("hub_id", "id").with_row_index("at").join(wanted, on="at", how="semi").sort("at").collect()
    known = seen.filter(pl.col("hub_id").is_not_null()).unique("hub_id", keep="last")
    kept = pl.concat([known, seen.filter(pl.col("hub_id").is_null())]).sort("at").unique("id", keep="last")
    return seen.join(kept, on="at", how="anti").select("at")
