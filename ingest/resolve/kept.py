"""What a resolution keeps for the next one, so that of a few changes only what they touch is decided."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ingest.resolve.pieces import sink
from ingest.resolve.ranges import Ranges
from ingest.snapshots.resolved import checked
from ingest.snapshots.snapshot import Snapshot, facts
from lineage.errors import LineageError
from lineage.home import Home
from lineage.version import versions

FOLDER = "kept"
CLAIMS, DECISIONS, ODD = "claims.parquet", "decisions.parquet", "odd.parquet"


def keep(folder: Path, claims: pl.LazyFrame, decisions: pl.DataFrame, odd: set[str]) -> None:
    """Keep the claims as they were read (CLAIMED, by child), the decision about each child (`child, decision`), and the
    ids that are `oddly_named`, in the folder of a resolution."""
    kept = folder / FOLDER
    kept.mkdir()
    sink(claims, kept / CLAIMS)
    decisions.write_parquet(kept / DECISIONS, statistics=False)
    pl.DataFrame({"id": sorted(odd)}, schema={"id": pl.String}).write_parquet(kept / ODD)


@dataclass(frozen=True, slots=True)
class EarlierResolution:
    """The resolution of the snapshot that another one was made from by a refresh."""

    folder: Path

    @classmethod
    def of(cls, opened: Snapshot, home: Home) -> "EarlierResolution | None":
        """That of the snapshot that `opened` differs from by changes alone.

        None where this version did not make it, it is not as it was written, or is of another snapshot of that name.
        """
        base = opened.manifest.get("base")
        if base is None or not opened.manifest.get("only_changes"):
            return None
        folder = home.resolved / str(base)
        try:
            manifest = checked(folder)
            same = facts(manifest, folder) == Snapshot.open(home.snapshots / str(base)).facts
        except LineageError:
            return None
        whole = all((folder / FOLDER / name).is_file() for name in (CLAIMS, DECISIONS, ODD))
        return cls(folder) if same and whole and manifest.get("versions") == versions() else None

    @property
    def odd(self) -> set[str]:
        """The ids that are `oddly_named`."""
        return set(pl.read_parquet(self.folder / FOLDER / ODD, glob=False)["id"])

    def table(self, name: str) -> Path:
        """The file of a table: `models`, `derivations` or `claims`."""
        return self.folder / f"{name}.parquet"

    def kept(self, name: str) -> Path:
        """The file of what is kept beside."""
        return self.folder / FOLDER / name


def cut(path: Path, column: str, ranges: Ranges) -> list[pl.LazyFrame]:
    """The rows of a file that is sorted by this column of ids, by range."""
    rows = pl.scan_parquet(path, glob=False)
    numbers = rows.select(ranges.number(pl.col(column))).collect().to_series()
    starts = numbers.search_sorted(pl.Series(list(ranges.numbers), dtype=numbers.dtype)).to_list()
    return [rows.slice(start, end - start) for start, end in zip(starts, [*starts[1:], len(numbers)], strict=True)]
