"""A snapshot: what one reading of the Hub listed, as Parquet files (its parts) and a manifest."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain, count
from pathlib import Path
from typing import Any

import polars as pl

from ingest.rows.rejections import Rejections
from ingest.rows.table import HISTORY, ROW, scan
from ingest.snapshots.data_date import newest_change
from ingest.snapshots.deduplicate import Merge, Unite, as_read, write_distinct
from ingest.snapshots.parts import TAKEN_OVER, Part, keep_parts, parts_of, rows_of
from lineage.errors import BadFile
from lineage.home.home import (
    LISTS_OF_ROWS,
    FolderKind,
    Home,
    by_age,
    check_name,
    new_folder,
    read_manifest,
    write_manifest,
)
from lineage.values import WHOLE_HUB, DatedBy, Extent, Scope, SnapshotFacts, extent_of
from lineage.version import versions

AGAIN = "remove the snapshot and make it again: `qwen-lineage crawl`, or `qwen-lineage import`"

LISTED_TWICE = "a model listed more than once"
"""The name of what is counted as `duplicates`, where it has examples."""


@dataclass(frozen=True, slots=True)
class About:
    """Where a snapshot comes from. `finished_at` is the moment of writing unless given.

    `extent` is what `scope` and `complete` make of it unless given, as for a reading of the Hub. `as_of` is
    `started_at` unless given, for a `reading`; for a file, whose own date it is, the newest change among the rows
    unless given, or where that is younger. `query` is what was asked of the Hub, `base` the earlier snapshot whose
    history goes on in this one, `note` what the manifest says beside.
    """

    source: str
    started_at: datetime
    finished_at: datetime | None = None
    complete: bool = True
    synthetic: bool = False
    scope: Scope = WHOLE_HUB
    frontier: int = 0
    query: str | None = None
    base: str | None = None
    only_changes: bool = False
    """Whether every row that was not read is one of `base` as it was."""
    note: str | None = None
    coverage: Mapping[str, Any] | None = None
    """How much of its scope was found: `estimate`, `low`, `high` (shares) and the `method` in words."""
    extent: Extent | None = None
    as_of: datetime | None = None
    as_of_how: DatedBy = DatedBy.READING


@dataclass(frozen=True)
class Snapshot:
    """A finished snapshot, to be read."""

    folder: Path
    facts: SnapshotFacts
    manifest: Mapping[str, Any]

    @classmethod
    def open(cls, folder: Path) -> "Snapshot":
        """Raises BadFile when the folder holds no finished snapshot, NewerFormat when we are too old for it."""
        manifest = read_manifest(folder, FolderKind.SNAPSHOT)
        if not _files(folder):
            raise BadFile(f"{folder}: no models in it", AGAIN)
        _check_details(manifest, folder)
        return cls(folder, facts(manifest, folder), manifest)

    @property
    def files(self) -> list[Path]:
        """The Parquet files of its rows, in order. Not every row in them holds: `parts` tell which."""
        return _files(self.folder)

    @cached_property
    def parts(self) -> list[Part]:
        """The files and which of their rows hold, in order: what is known of that is read once."""
        return parts_of(self.folder, self.files, self.manifest)

    def rows(self) -> pl.LazyFrame:
        """Every model that is or was listed, columns of ROW; one that an earlier version did not write is null."""
        return rows_of(self.parts)

    def states(self, parts: Sequence[Path]) -> bool:
        """Whether every row of these parts is one of its own; of a row's history nothing is asked.

        The moment of the last change tells most that are not, and takes no reading of all that a row says.
        """
        fields = [name for name in ROW if name not in HISTORY]
        return self._holds(parts, ["last_modified"]) and self._holds(parts, fields)

    def _holds(self, parts: Sequence[Path], fields: Sequence[str]) -> bool:
        """Whether each row of these parts is listed here with the same values in these columns."""
        fresh = scan(parts).select("id", _said(fields)).collect()
        held = self.rows().filter(pl.col("id").is_in(fresh["id"].implode()), pl.col("removed").is_null())
        return fresh.join(held.select("id", _said(fields)).collect(), on=["id", "said"], how="anti").is_empty()

    def check(self) -> None:
        """Raises BadFile when a file is not what was written, or a part is none of those that were.

        What an earlier version wrote without a checksum is not looked at.
        """
        checksums = self.manifest.get("checksums", {})
        parts = {path.relative_to(self.folder).as_posix() for path in self.files} if checksums else set()
        for name in sorted({*checksums, *parts}):
            path = self.folder / name
            if not path.is_file() or checksum(path) != checksums.get(name):
                raise BadFile(f"{path}: damaged, not as it was written", AGAIN)


def _check_details(manifest: Mapping[str, Any], folder: Path) -> None:
    """Raise BadFile where one of the manifest's objects is none."""
    for name in ("counts", "checksums", "versions", TAKEN_OVER):
        if not isinstance(manifest.get(name, {}), Mapping):
            raise BadFile(f"{folder}: {name} of the manifest is no object", AGAIN)


def _said(fields: Sequence[str]) -> pl.Expr:
    """A hash of these columns."""
    return pl.struct(fields).hash().alias("said")


def snapshots(home: Home) -> list[Snapshot]:
    """Every finished snapshot, the one of the oldest data first."""
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
    rejections: Rejections | None = None,
    beside: Mapping[str, str] | None = None,
    merge: Merge = as_read,
    unite: Unite | None = None,
) -> Path:
    """The folder of a new snapshot holding the rows of `frames` (schema ROW) in their order, deduplicated.

    They may also be a list of parts (`write_part`), which stay as they are.

    Of rows with one `hub_id`, and of rows with one `id`, the last seen stays, or what `unite` makes of
    those of one id; the others are counted. Memory does not grow with the rows, only with the duplicates. `merge` makes
    of these rows those that are written. Rejected items lie beside them in `rejected.jsonl`, what was read though it is
    odd in `irregular.jsonl`, and each text of `beside` under its name. Nothing is there when it fails.
    """
    rejections = rejections or Rejections()
    final = home.snapshots / check_name(name)
    with new_folder(final) as folder:
        duplicates, twice, parts = write_distinct(folder, frames, merge, unite)
        rejections.exemplify(LISTED_TWICE, twice)
        listed, removed = _sizes(parts)
        lines = {"rejected.jsonl": rejections.lines(), "irregular.jsonl": rejections.irregular_lines()}
        for file_name, texts in lines.items():
            _write_lines(folder / file_name, texts)
        counts = {**rejections.counts(), **rejections.details(), "duplicates": duplicates, "removed": removed}
        counts |= {"united": True} if unite and duplicates else {}
        for file_name, text in (beside or {}).items():
            (folder / file_name).write_text(text, encoding="utf-8")
        described = {
            **asdict(about),
            **_part_and_date(about, _files(folder)),
            "scope": about.scope.text,
            "id": name,
            "listed": listed,
            "finished_at": about.finished_at or datetime.now(UTC),
        }
        taken = keep_parts(folder, parts)
        known = {part.path: part.checksum for part in parts}
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        checksums = {path.relative_to(folder).as_posix(): known.get(path) or checksum(path) for path in files}
        kept = {"counts": counts, "versions": versions(), "checksums": checksums}
        format = {"format": LISTS_OF_ROWS} if taken else {}
        write_manifest(folder, {**format, "kind": FolderKind.SNAPSHOT, **described, **taken, **kept})
    return final


def _write_lines(path: Path, lines: Iterator[bytes]) -> None:
    """Write the lines to a file; none where there are none."""
    first = next(lines, None)
    if first is not None:
        with path.open("wb") as file:
            file.writelines(chain([first], lines))


def _part_and_date(about: About, parts: Sequence[Path]) -> dict[str, Any]:
    """What part of the Hub the rows in `parts` are, and when they are from."""
    extent = about.extent or extent_of(about.scope, complete=about.complete)
    as_of, how = _dated(about, parts)
    return {"extent": extent.value, "as_of": as_of and as_of.astimezone(UTC), "as_of_how": how and how.value}


def _dated(about: About, parts: Sequence[Path]) -> tuple[datetime | None, DatedBy | None]:
    """When the rows are from, and how that is known; a file's own date that a change in it is younger than is none."""
    if about.as_of_how is DatedBy.READING:
        return about.as_of or about.started_at, DatedBy.READING
    if about.as_of_how is DatedBy.STATED:
        return about.as_of, DatedBy.STATED
    changes = (newest_change(scan([part]), about.started_at) for part in parts)
    newest = max(filter(None, changes), default=None)
    if about.as_of is not None and (newest is None or newest.date() <= about.as_of.date()):
        return about.as_of, about.as_of_how
    return newest, DatedBy.NEWEST_CHANGE if newest else None


def facts(manifest: Mapping[str, Any], folder: Path) -> SnapshotFacts:
    """The facts in a manifest of a snapshot, or of what was made from one. Raises BadFile."""
    try:
        return SnapshotFacts.from_manifest({**manifest, **_shares(manifest.get("coverage"))})
    except (KeyError, TypeError, ValueError) as error:
        raise BadFile(f"{folder}: the manifest lacks {error}", "remove the folder and make it again") from error


def _shares(coverage: object) -> dict[str, Any]:
    """The facts about coverage in a snapshot's manifest, which also says how it was estimated; what is made from a
    snapshot has them as they are."""
    if not isinstance(coverage, Mapping):
        return {}
    return {"coverage": coverage["estimate"], "coverage_low": coverage["low"], "coverage_high": coverage["high"]}


def _files(folder: Path) -> list[Path]:
    """The files with a snapshot's rows, in order; the one of all rows, where an earlier version wrote it."""
    whole = folder / "models.parquet"
    return sorted((folder / "models").glob("*.parquet")) or [whole] * whole.is_file()


def _sizes(parts: Sequence[Part]) -> tuple[int, int]:
    """How many rows are listed models, and how many removed ones."""
    removed = rows_of(parts).select(pl.col("removed").sum(), all=pl.len()).collect()
    return removed["all"].item() - removed["removed"].item(), removed["removed"].item()
