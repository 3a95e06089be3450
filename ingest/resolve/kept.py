"""What a resolution keeps for the next one, so that of a few changes only what they touch is decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ingest.inference.edges import Guesses
from ingest.resolve.pieces import sink
from ingest.snapshots.resolved import checked
from ingest.snapshots.snapshot import Snapshot, facts
from lineage.errors import LineageError
from lineage.frozen.terms import table_digest
from lineage.home import Home, read_manifest
from lineage.making import WholeNeeded
from lineage.resolved_tables import TableFiles, laid_over
from lineage.version import versions

FOLDER = "kept"
CLAIMS, HASHES, KEYS, STEMS = "claims", "hashes", "keys", "stems"
OPEN_CLAIMS, FORMER, ODD = "open.parquet", "former.parquet", "odd.parquet"
NAMED, TRIED = "named.parquet", "tried.parquet"
LICENCES = "licences.txt"
"""What the licences were judged by (`table_digest`)."""

HASH = "hash of the row"
"""A column of models: equal for equal rows, of whatever resolution of this version."""


def keep(folder: Path, open_claims: pl.DataFrame, former: pl.LazyFrame, odd: set[str]) -> None:
    """Keep the open claims (OPEN, by child), the rows that once had other ids (`former_rows`), the ids that are
    `oddly_named`, and which table of licences holds, in the folder of a resolution."""
    kept = folder / FOLDER
    kept.mkdir(exist_ok=True)
    open_claims.write_parquet(kept / OPEN_CLAIMS, statistics=False)
    former.collect().sort("id").write_parquet(kept / FORMER, statistics=False)
    pl.DataFrame({"id": sorted(odd)}, schema={"id": pl.String}).write_parquet(kept / ODD)
    (kept / LICENCES).write_text(table_digest())


def keep_claims(folder: Path, claims: pl.LazyFrame) -> None:
    """Keep the claims as they were read (CLAIMED, by child), in the folder of a resolution."""
    (folder / FOLDER).mkdir(exist_ok=True)
    sink(claims, kept_table(folder, CLAIMS).whole)


def keep_hashes(folder: Path, hashes: Sequence[pl.Series]) -> None:
    """Keep the HASH of each model, in the order of the models, in the folder of a resolution."""
    write_hashes(pl.concat(hashes), kept_table(folder, HASHES).whole)


def keep_names(folder: Path, keys: pl.LazyFrame, stems: pl.LazyFrame) -> None:
    """Keep KEYS and STEMS of the models (`ingest.inference.keys`), by id, in the folder of a resolution."""
    for name, rows in ((KEYS, keys), (STEMS, stems)):
        rows.sink_parquet(kept_table(folder, name).whole, compression="lz4", statistics=False)


def keep_guesses(folder: Path, guesses: Guesses) -> None:
    """Keep the guesses in the folder of a resolution."""
    for name, rows in ((NAMED, guesses.named), (TRIED, guesses.tried)):
        rows.write_parquet(folder / FOLDER / name, compression_level=1, statistics=False)


def write_hashes(hashes: pl.Series, path: Path) -> None:
    """Write the HASH of each of some models."""
    hashes.to_frame(HASH).write_parquet(path, compression="uncompressed", statistics=False)


def former_rows(rows: pl.LazyFrame) -> pl.LazyFrame:
    """`id, former_ids` of the rows that once had other ids."""
    return rows.filter(pl.col("former_ids").list.len() > 0).select("id", "former_ids")


def hashed(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with their HASH, whatever the order of their columns."""
    return rows.with_columns(pl.struct(sorted(rows.columns)).hash().alias(HASH))


def kept_table(folder: Path, name: str) -> TableFiles:
    """The files of a table that is kept beside: CLAIMS, HASHES, KEYS, STEMS."""
    return TableFiles(folder / FOLDER, name)


def with_hashes(folder: Path) -> pl.LazyFrame:
    """The models of a resolution with their HASH, sorted by id."""
    models, hashes = TableFiles(folder, "models"), kept_table(folder, HASHES)
    base = side_by_side(models.base, hashes.base)
    if not models.is_changed:
        return base
    return laid_over(base, side_by_side(models.changes, hashes.changes), models.replaced_ids(), "id")


def hashes_of(folder: Path) -> pl.Series | None:
    """The HASH of each model of a resolution, in their order; None where this version did not make it."""
    if not (kept_table(folder, HASHES).exist and made_by_us(folder)):
        return None
    return with_hashes(folder).select(HASH).collect().to_series()


def side_by_side(models: Path, hashes: Path) -> pl.LazyFrame:
    """The rows of two files of as many, those of the one beside those of the other."""
    return pl.concat([pl.scan_parquet(path, glob=False) for path in (models, hashes)], how="horizontal")


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
        whole = all((kept / name).is_file() for name in (OPEN_CLAIMS, FORMER, ODD, LICENCES, NAMED, TRIED))
        tables = [TableFiles(folder, "claims"), *(kept_table(folder, name) for name in (CLAIMS, HASHES, KEYS, STEMS))]
        if not (same and whole and all(table.exist for table in tables) and manifest.get("versions") == versions()):
            raise WholeNeeded("another version, or another snapshot of that name, was resolved before")
        if (kept / LICENCES).read_text() != table_digest():
            raise WholeNeeded("the table of licences is another one")
        return cls(folder)

    @property
    def odd(self) -> set[str]:
        """The ids that are `oddly_named`."""
        return set(self._kept(ODD)["id"])

    @property
    def open_claims(self) -> pl.DataFrame:
        """The open claims (OPEN)."""
        return self._kept(OPEN_CLAIMS)

    @property
    def former(self) -> pl.DataFrame:
        """The rows that once had other ids (`former_rows`)."""
        return self._kept(FORMER)

    @property
    def guesses(self) -> Guesses:
        """The guesses."""
        return Guesses(self._kept(NAMED), self._kept(TRIED))

    @property
    def claims_as_read(self) -> TableFiles:
        """The claims as they were read (CLAIMED)."""
        return kept_table(self.folder, CLAIMS)

    def table(self, name: str) -> TableFiles:
        """A table: `models`, `derivations` or `claims`."""
        return TableFiles(self.folder, name)

    def _kept(self, name: str) -> pl.DataFrame:
        return pl.read_parquet(self.folder / FOLDER / name, glob=False)
