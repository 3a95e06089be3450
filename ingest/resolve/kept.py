"""What a resolution keeps for the next one, so that of a few changes only what they touch is decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ingest.resolve.pieces import sink
from ingest.resolve.ranges import Ranges
from ingest.snapshots.resolved import checked
from ingest.snapshots.snapshot import Snapshot, facts
from lineage.errors import LineageError
from lineage.frozen.terms import table_digest
from lineage.home import Home, read_manifest
from lineage.making import WholeNeeded
from lineage.version import versions

FOLDER = "kept"
CLAIMS, DECISIONS, ODD, HASHES = "claims.parquet", "decisions.parquet", "odd.parquet", "hashes.parquet"
LICENCES = "licences.txt"
"""What the licences were judged by (`table_digest`)."""

HASH = "hash of the row"
"""A column of models: equal for equal rows, of whatever resolution of this version."""


def keep(folder: Path, claims: pl.LazyFrame, decisions: pl.DataFrame, odd: set[str]) -> None:
    """Keep the claims as they were read (CLAIMED, by child), the decision about each child (`child, decision`), the ids
    that are `oddly_named`, and which table of licences holds, in the folder of a resolution."""
    kept = folder / FOLDER
    kept.mkdir()
    sink(claims, kept / CLAIMS)
    decisions.write_parquet(kept / DECISIONS, statistics=False)
    pl.DataFrame({"id": sorted(odd)}, schema={"id": pl.String}).write_parquet(kept / ODD)
    (kept / LICENCES).write_text(table_digest())


def keep_hashes(folder: Path, hashes: Sequence[pl.Series]) -> None:
    """Keep the HASH of each model, in the order of the models, in the folder of a resolution."""
    pl.concat(hashes).to_frame(HASH).write_parquet(
        folder / FOLDER / HASHES, compression="uncompressed", statistics=False
    )


def hashed(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with their HASH, whatever the order of their columns."""
    return rows.with_columns(pl.struct(sorted(rows.columns)).hash().alias(HASH))


def hashes_of(folder: Path) -> pl.Series | None:
    """The HASH of each model of a resolution, in their order; None where this version did not make it."""
    kept = folder / FOLDER / HASHES
    return pl.read_parquet(kept, glob=False).to_series() if kept.is_file() and made_by_us(folder) else None


def made_by_us(folder: Path) -> bool:
    """Whether this version made the resolution."""
    return bool(read_manifest(folder).get("versions") == versions())


@dataclass(frozen=True, slots=True)
class EarlierResolution:
    """The resolution of the snapshot that another one was made from by a refresh."""

    folder: Path

    @classmethod
    def of(cls, opened: Snapshot, home: Home) -> "EarlierResolution":
        """That of the snapshot that `opened` differs from by changes alone.

        Raises WholeNeeded where this version did not make it, or by another table of licences, it is not as it was
        written, or is of another snapshot of that name.
        """
        base = opened.manifest.get("base")
        if base is None or not opened.manifest.get("only_changes"):
            raise WholeNeeded("the snapshot is no refresh of another one")
        folder = home.resolved / str(base)
        try:
            manifest = checked(folder)
            same = facts(manifest, folder) == Snapshot.open(home.snapshots / str(base)).facts
        except LineageError as error:
            raise WholeNeeded("what was resolved of the snapshot before is not there as it was written") from error
        kept = folder / FOLDER
        whole = all((kept / name).is_file() for name in (CLAIMS, DECISIONS, ODD, HASHES, LICENCES))
        if not (same and whole and manifest.get("versions") == versions()):
            raise WholeNeeded("another version, or another snapshot of that name, was resolved before")
        if (kept / LICENCES).read_text() != table_digest():
            raise WholeNeeded("the table of licences is another one")
        return cls(folder)

    @property
    def odd(self) -> set[str]:
        """The ids that are `oddly_named`."""
        return set(pl.read_parquet(self.folder / FOLDER / ODD, glob=False)["id"])

    @property
    def hashes(self) -> pl.Series:
        """The HASH of each model, in the order of the models."""
        return pl.read_parquet(self.kept(HASHES), glob=False).to_series()

    def table(self, name: str) -> Path:
        """The file of a table: `models`, `derivations` or `claims`."""
        return self.folder / f"{name}.parquet"

    def kept(self, name: str) -> Path:
        """The file of what is kept beside."""
        return self.folder / FOLDER / name


def cut(path: Path, column: str, ranges: Ranges) -> list[pl.LazyFrame]:
    """The rows of a file that is sorted by this column of ids, by range."""
    rows = pl.scan_parquet(path, glob=False)
    return [rows.slice(start, length) for start, length in places(path, column, ranges)]


def places(path: Path, column: str, ranges: Ranges) -> list[tuple[int, int]]:
    """Where the rows of each range begin in a file that is sorted by this column of ids, and how many they are."""
    numbers = pl.scan_parquet(path, glob=False).select(ranges.number(pl.col(column))).collect().to_series()
    starts = numbers.search_sorted(pl.Series(list(ranges.numbers), dtype=numbers.dtype)).to_list()
    return [(start, end - start) for start, end in zip(starts, [*starts[1:], len(numbers)], strict=True)]
