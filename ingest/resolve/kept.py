"""What a resolution keeps for the next one, so that of a few changes only what they touch is decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ingest.inference.edges import Guesses
from ingest.inference.keys import name_hashes
from ingest.inference.narrow_models import BY_KEY, BY_WHOLE, ModelLayer, NarrowModels, orders
from ingest.resolve.models import COLUMNS, STATUS
from ingest.resolve.pieces import rows_at, sink
from ingest.snapshots.judged_by import FOLDER, judged_by_us, keep_rules
from ingest.snapshots.parts import PLACE
from ingest.snapshots.resolved import checked
from ingest.snapshots.snapshot import Snapshot, facts
from lineage.errors import LineageError
from lineage.files.checksums import KnownChecksums
from lineage.files.making import WholeNeeded
from lineage.home.home import Home, read_manifest
from lineage.resolved.resolved_tables import TableFiles, laid_over
from lineage.version import versions

CLAIMS, HASHES, STEMS = "claims", "hashes", "stems"
OPEN_CLAIMS, FORMER, ODD, NAMELESS = "open.parquet", "former.parquet", "odd.parquet", "nameless.parquet"
NAMED, TRIED = "named.parquet", "tried.parquet"
HASH = "hash of the row"
"""A column of models: equal for equal rows, of whatever resolution of this version."""

HASHED = (HASH, "key", "whole")
"""What is kept of each model beside its row: the hash of that, and those of its names (`ingest.inference.keys`)."""

NARROW = (
    *("id", "hub_id", "author", "status", "created_at", "mass_upload"),
    *HASHED,
)
"""What is asked of all models at once."""


def keep(folder: Path, open_claims: pl.DataFrame, former: pl.DataFrame, odd: set[str], nameless: pl.DataFrame) -> None:
    """Keep the open claims (OPEN, by child), the rows that once had other ids (`former_rows`), the ids that are
    `oddly_named`, those of the rows without `_id` (`nameless_rows`), and which table of licences holds, in the folder
    of a resolution."""
    kept = folder / FOLDER
    kept.mkdir(exist_ok=True)
    open_claims.write_parquet(kept / OPEN_CLAIMS, statistics=False)
    former.sort("id").write_parquet(kept / FORMER, statistics=False)
    pl.DataFrame({"id": sorted(odd)}, schema={"id": pl.String}).write_parquet(kept / ODD)
    nameless.sort("id").write_parquet(kept / NAMELESS, statistics=False)
    keep_rules(folder)


def keep_claims(folder: Path, claims: pl.LazyFrame) -> None:
    """Keep the claims as they were read (CLAIMED, by child), in the folder of a resolution."""
    (folder / FOLDER).mkdir(exist_ok=True)
    sink(claims, kept_table(folder, CLAIMS).whole)


def keep_hashes(folder: Path, hashes: pl.LazyFrame) -> None:
    """Keep HASHED of each model, in the order of the models, in the folder of a resolution."""
    write_hashes(hashes.collect(), kept_table(folder, HASHES).whole)


def keep_stems(folder: Path, stems: pl.LazyFrame) -> None:
    """Keep STEMS of the models (`ingest.inference.keys`), by id, in the folder of a resolution."""
    stems.sink_parquet(kept_table(folder, STEMS).whole, compression="lz4", statistics=False)


def keep_guesses(folder: Path, guesses: Guesses) -> None:
    """Keep the guesses in the folder of a resolution."""
    for name, rows in ((NAMED, guesses.named), (TRIED, guesses.tried)):
        rows.write_parquet(folder / FOLDER / name, compression_level=1, statistics=False)


def write_hashes(hashes: pl.DataFrame, path: Path) -> None:
    """Write HASHED of each of some models, and their `orders`."""
    hashes.with_columns(orders(hashes)).write_parquet(path, compression="uncompressed", statistics=False)


def former_rows(rows: pl.LazyFrame) -> pl.DataFrame:
    """`id, former_ids` of the rows that once had other ids."""
    return rows.filter(pl.col("former_ids").list.len() > 0).select("id", "former_ids").collect()


def nameless_rows(rows: pl.LazyFrame) -> pl.DataFrame:
    """`id` of the rows that the Hub gives no `_id`."""
    return rows.filter(pl.col("hub_id").is_null()).select("id").collect()


def hashed(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with HASHED; HASH is whatever the order of their columns."""
    return rows.with_columns(pl.struct(sorted(rows.columns)).hash().alias(HASH), *name_hashes())


def kept_table(folder: Path, name: str) -> TableFiles:
    """The files of a table that is kept beside: CLAIMS, HASHES, STEMS."""
    return TableFiles(folder / FOLDER, name)


def with_hashes(folder: Path, hashed: Sequence[str] = HASHED) -> pl.LazyFrame:
    """The models of a resolution with HASHED, or these of it, sorted by id."""
    models, hashes = TableFiles(folder, "models"), kept_table(folder, HASHES)
    base = side_by_side(models.base, hashes.base, hashed)
    if not models.is_changed:
        return base
    return laid_over(base, side_by_side(models.changes, hashes.changes, hashed), models.replaced_ids(), "id")


def hashes_of(folder: Path) -> pl.Series | None:
    """The HASH of each model of a resolution, in their order; None where this version did not make it. What was
    resolved before KEYS were kept beside has it, too."""
    if not (kept_table(folder, HASHES).exist and made_by_us(folder)):
        return None
    return with_hashes(folder, [HASH]).select(HASH).collect().to_series()


def side_by_side(models: Path, hashes: Path, hashed: Sequence[str] = HASHED) -> pl.LazyFrame:
    """The models of a file, and HASHED, or these of it, of each from another."""
    scans = pl.scan_parquet(models, glob=False), pl.scan_parquet(hashes, glob=False).select(hashed)
    return pl.concat(scans, how="horizontal")


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
        whole = all((kept / name).is_file() for name in (OPEN_CLAIMS, FORMER, ODD, NAMELESS, NAMED, TRIED))
        tables = [TableFiles(folder, "claims"), *(kept_table(folder, name) for name in (CLAIMS, HASHES, STEMS))]
        if not (same and whole and all(table.exist for table in tables) and manifest.get("versions") == versions()):
            raise WholeNeeded("another version, or another snapshot of that name, was resolved before")
        if not judged_by_us(folder):
            raise WholeNeeded("the table of licences is another one")
        return cls(folder)

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many claims each source made, and what became of them."""
        counts: dict[str, dict[str, int]] = read_manifest(self.folder)["counts"]["claims"]
        return counts

    @property
    def checksums(self) -> KnownChecksums:
        """The checksums of its files, which are as they were written."""
        return KnownChecksums(self.folder, read_manifest(self.folder).get("checksums"))

    @property
    def odd(self) -> set[str]:
        """The ids that are `oddly_named`."""
        return set(self._kept(ODD)["id"])

    @property
    def nameless(self) -> pl.DataFrame:
        """`id` of the rows that the Hub gave no `_id` (`nameless_rows`)."""
        return self._kept(NAMELESS)

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

    def narrow(self) -> NarrowModels:
        """NARROW of all models, and the PLACE of each; a `status` is a STATUS."""
        models, hashes = self.table("models"), kept_table(self.folder, HASHES)
        replaced = models.replaced_ids()
        base = _narrow(models.base, hashes.base), replaced
        if not models.is_changed:
            return NarrowModels((base,))
        return NarrowModels((base, (_narrow(models.changes, hashes.changes), replaced.clear())))

    def models(self, some: pl.DataFrame, columns: Sequence[str] = COLUMNS) -> pl.DataFrame:
        """The models of a few rows of `narrow`, all columns or these, `id` the first."""
        table = self.table("models")
        changes = pl.scan_parquet(table.changes if table.is_changed else table.base, glob=False).select(columns)
        changes = changes.filter(pl.col("id").is_in(some["id"].implode())) if table.is_changed else changes.clear()
        held = changes.collect()
        elsewhere = some.join(held, on="id", how="anti").sort(PLACE)
        rest = rows_at(table.base, elsewhere[PLACE].to_list(), columns[1:])
        return pl.concat([held, elsewhere.select("id").hstack(rest)])

    def _kept(self, name: str) -> pl.DataFrame:
        return pl.read_parquet(self.folder / FOLDER / name, glob=False)


def _narrow(models: Path, hashes: Path) -> ModelLayer:
    rows = side_by_side(models, hashes).select(NARROW).with_columns(pl.col("status").cast(STATUS)).with_row_index(PLACE)
    orders = pl.read_parquet(hashes, columns=[BY_KEY, BY_WHOLE], glob=False)
    return ModelLayer(rows.collect().rechunk(), orders)
