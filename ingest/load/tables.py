"""What is loaded of a resolved snapshot: its tables, and what follows from them by a table of organisations."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from ingest.load.changes import keys_of
from ingest.load.kept import keep_counts, kept_counts
from ingest.load.organisations import OrganisationCounts, with_organisation
from ingest.load.organisations_since import counts_since
from ingest.resolve.licences import judgements, spelt_out
from ingest.resolve.models import JUDGED
from ingest.rows.clean import owner_of
from ingest.snapshots.resolved import TABLES, checked
from ingest.snapshots.snapshot import checksum, facts
from lineage.errors import LineageError
from lineage.files.file_identity import FileIdentity, file_identity
from lineage.home.home import by_age, read_manifest
from lineage.organisations import Organisations, known_organisations
from lineage.resolved.resolved_tables import TableFiles, scan_table
from lineage.schema import DERIVED_FROM, INFERRED_FROM, MODEL, ORGANISATION, SNAPSHOT, EdgeSchema, NodeSchema
from lineage.stores import statements
from lineage.values import SnapshotFacts

ORDER = (MODEL, ORGANISATION, DERIVED_FROM, INFERRED_FROM)
"""What is loaded, each kind after what it leans on."""


@dataclass(frozen=True)
class TablesToLoad:
    """The tables of the resolution in `folder`, which `resolved.checked` passed."""

    folder: Path
    organisations: Organisations

    @classmethod
    def open(cls, resolution: Path, organisations: Organisations | None = None) -> "TablesToLoad":
        """Those in the folder of a resolution; organisations are those of a table, None: the project's own. Raises
        BadFile."""
        checked(resolution)  # first: polars panics at some damage
        return cls(resolution, organisations or known_organisations())

    def beside(self) -> "Iterator[TablesToLoad]":
        """The other resolutions in the same folder, the newest first."""
        others = (folder for folder in reversed(by_age(self.folder.parent)) if folder != self.folder)
        return (TablesToLoad(folder, self.organisations) for folder in others)

    @cached_property
    def facts(self) -> SnapshotFacts:
        """Those of the snapshot that was resolved. Raises BadFile."""
        return facts(read_manifest(self.folder), self.folder)

    @cached_property
    def size(self) -> int:
        """How many rows they have together."""
        return sum(self.height(schema) for schema in ORDER)

    @cached_property
    def last_seen(self) -> datetime:
        """When most models were last seen: with a snapshot of everything, whatever was read over it since."""
        table = TableFiles(self.folder, _FILES[MODEL])
        found = _moments(pl.scan_parquet(table.base, glob=False))
        if table.is_changed and found.height:
            first, second = [*found["len"], 0][:2]
            others = table.replaced_ids().len() + self.changes_of(MODEL).select(pl.len()).collect().item()
            if first - second <= others:
                found = _moments(table.scan())
        return found["last_seen"][0] if found.height else self.facts.seen_at

    @cached_property
    def digest(self) -> str:
        """One for all that is loaded: the tables, what is said about them, the table of organisations, and the
        statements that write them."""
        digest = hashlib.sha256()
        for path in sorted(p for p in self.folder.iterdir() if p.is_file()):
            digest.update(f"{path.name} {_checksum(path)}\n".encode())
        puts = (statements.put(schema) for schema in (*ORDER, SNAPSHOT))
        for text in (self.organisations.digest, *statements.constraints(), *statements.indexes(), *puts):
            digest.update(f"{text}\n".encode())
        return digest.hexdigest()[:32]

    def are_in(self, load: str | None) -> bool:
        """Whether a load of that name is of these: it begins with their digest."""
        return load is not None and load.partition("-")[0] == self.digest

    def rows_of(self, schema: NodeSchema | EdgeSchema) -> pl.LazyFrame:
        """The rows of one of ORDER; none of a table that is not there, as in what an early version resolved."""
        if schema == ORGANISATION:
            return self.organisation_counts.rows(self.organisations).lazy()
        table = TableFiles(self.folder, _FILES[schema])
        if not table.exist:
            return pl.LazyFrame(schema=dict.fromkeys(keys_of(schema), pl.String))
        rows = table.scan()
        return self._models(rows) if schema == MODEL else rows

    def files_of(self, schema: NodeSchema | EdgeSchema) -> TableFiles | None:
        """The files that the rows of a kind are in; None of organisations, which are in none."""
        return None if schema == ORGANISATION else TableFiles(self.folder, _FILES[schema])

    def changes_of(self, schema: NodeSchema | EdgeSchema) -> pl.LazyFrame:
        """The rows of a kind that differ from those of an older file, of a table that `is_changed`."""
        rows = pl.scan_parquet(TableFiles(self.folder, _FILES[schema]).changes, glob=False)
        return self._models(rows) if schema == MODEL else rows

    def height(self, schema: NodeSchema | EdgeSchema) -> int:
        """How many rows of one of ORDER there are: of a table, as was counted when it was resolved."""
        if schema == ORGANISATION:
            return self._organisations
        known = self._counts.get(_FILES[schema])
        return known if isinstance(known, int) else int(self.rows_of(schema).select(pl.len()).collect().item())

    @cached_property
    def _counts(self) -> Mapping[str, Any]:
        counts = read_manifest(self.folder).get("counts", {})
        return counts if isinstance(counts, Mapping) else {}

    @cached_property
    def _organisations(self) -> int:
        return self.organisation_counts.named(self.organisations)["organisation"].n_unique()

    @cached_property
    def organisation_counts(self) -> OrganisationCounts:
        """What is counted of organisations: as it was kept, or by what changed since a resolution beside this one of
        which it was, or of all rows."""
        kept = kept_counts(self.folder, self.organisations.digest)
        if kept is not None:
            return kept
        counts = self._counts_since() or OrganisationCounts.of(
            self.rows_of(MODEL), self.rows_of(DERIVED_FROM), self.organisations
        )
        keep_counts(self.folder, self.organisations.digest, counts)
        return counts

    def _counts_since(self) -> OrganisationCounts | None:
        for other in self.beside():
            with suppress(LineageError, OSError, pl.exceptions.PolarsError):
                known = kept_counts(other.folder, self.organisations.digest)
                if known is not None:
                    checked(other.folder)
                    counts = counts_since(self.folder, other.folder, known, self.organisations)
                    if counts is not None:
                        return counts
        return None

    def _models(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """With their organisations, and whatever these need that an earlier version did not resolve."""
        nothing = pl.lit(None, pl.String)
        needed = {"author": owner_of(pl.col("id")), "base_not_found": nothing, "mass_upload": nothing}
        known = rows.collect_schema().names()
        completed = rows.with_columns(**{name: made for name, made in needed.items() if name not in known})
        if not set(JUDGED) <= set(known):
            completed = pl.concat([completed.drop(JUDGED, strict=False), self._judged.lazy()], how="horizontal")
        return with_organisation(completed, self.organisations)

    @cached_property
    def _judged(self) -> pl.DataFrame:
        """What the licences of all models come to, in their order, of an earlier version's tables."""
        models = scan_table(self.folder, _FILES[MODEL])
        stated = models.select(pl.col("id", "^license$|^license_name$")).collect()
        lacking = [pl.lit(None, pl.String).alias(name) for name in ("license", "license_name") if name not in stated]
        derivations = self.rows_of(DERIVED_FROM).select("child", "parent", "relation")
        found = pl.Series([], dtype=pl.String)  # of bases that were not found it does not tell
        judged = judgements(stated.with_columns(lacking), derivations.collect(), found)
        return judged.drop("id").with_columns(spelt_out())


def _checksum(path: Path) -> str:
    """That of a file, which is read once whatever names it has: two resolutions may share most of their tables."""
    return _checksum_of(_NamedFile(path, file_identity(path)))


@dataclass(frozen=True, slots=True)
class _NamedFile:
    """A file by one of its names; equal where it is the same one, as it was written."""

    path: Path = field(compare=False)
    identity: FileIdentity


@lru_cache(maxsize=64)
def _checksum_of(file: _NamedFile) -> str:
    return checksum(file.path)


def _moments(models: pl.LazyFrame) -> pl.DataFrame:
    """How many of the models were last seen at each moment, most first, of equals the last; an early version resolved
    no such column."""
    if "last_seen" not in models.collect_schema():
        return pl.DataFrame()
    seen = models.select(pl.col("last_seen").drop_nulls()).group_by("last_seen").len().collect()
    return seen.sort("len", "last_seen", descending=True)


_FILES: Mapping[NodeSchema | EdgeSchema, str] = {schema: name for name, schema in TABLES.items()}
