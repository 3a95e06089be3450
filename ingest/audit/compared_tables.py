"""The tables of two resolutions as they are compared: whole, or of both the rows alone that may differ."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Self

import polars as pl

from ingest.audit.families import families, families_of
from ingest.resolve.touched import rows_of_both, touched_ids
from lineage.resolved.resolved_tables import TableFiles, scan_table
from lineage.schema import LICENCE_COLUMNS

MODELS = ("id", "hub_id", "status", *LICENCE_COLUMNS)
DERIVATIONS = ("child", "parent", "relation", "evidence")
PAIR = ("child", "parent")


@dataclass(frozen=True, slots=True, eq=False)
class ComparedTables:
    """What is compared of the resolution in `folder`: MODELS and DERIVATIONS, all rows of them or, where it is a
    `part`, all derivations of the children whose derivations may differ, and of the models those that may and both ends
    of these derivations. `pairs` gives PAIR of all derivations of the resolution."""

    folder: Path
    models: pl.LazyFrame
    derivations: pl.LazyFrame
    pairs: Callable[[], pl.DataFrame]
    part: bool = False

    @classmethod
    def whole(cls, folder: Path) -> Self:
        derivations = scan_table(folder, "derivations")
        return cls(folder, scan_table(folder, "models"), derivations, lambda: derivations.select(PAIR).collect())

    @classmethod
    def pair(cls, a: Path, b: Path) -> tuple[Self, Self]:
        """Both, in parts where they are changes of the same older files, so that it is known which rows may differ."""
        return cls._parts(a, b) or (cls.whole(a), cls.whole(b))

    @classmethod
    def _parts(cls, a: Path, b: Path) -> tuple[Self, Self] | None:
        models, derivations = ((TableFiles(a, name), TableFiles(b, name)) for name in ("models", "derivations"))
        touched, children = touched_ids(*models), touched_ids(*derivations)
        if touched is None or children is None:
            return None
        edges = rows_of_both(*derivations, children, DERIVATIONS)
        ends = (some[end].alias("id") for some in edges for end in ("child", "parent"))
        rows = rows_of_both(*models, pl.concat([touched.alias("id"), *ends]).unique(), MODELS)
        base = cache(lambda: pl.read_parquet(derivations[1].base, columns=list(PAIR), glob=False))
        all_pairs = [partial(_pairs, base, table) for table in derivations]
        return (
            cls(a, rows[0].lazy(), edges[0].lazy(), all_pairs[0], part=True),
            cls(b, rows[1].lazy(), edges[1].lazy(), all_pairs[1], part=True),
        )

    def knows_hub_ids(self) -> bool:
        """Whether a model of the resolution has an `_id` of the Hub."""
        known = pl.col("hub_id").is_not_null()
        scans = (self.models, scan_table(self.folder, "models")) if self.part else (self.models,)
        return any(scan.select(known.any()).collect().item() for scan in scans)

    def families(self, ids: pl.Series) -> pl.DataFrame:
        """`id, family` of those of the models that have a relative in the resolution, and it may be of others too."""
        return families_of(ids, self.pairs()) if self.part else families(self.pairs())

    def evidence(self) -> set[str]:
        """The sources of claims that the derivations here rest on."""
        return _evidence(self.derivations)


def evidence_of(a: ComparedTables, b: ComparedTables) -> tuple[set[str], set[str]]:
    """The sources of claims that all derivations of each rest on. What the parts of both have makes no difference:
    where that is all of it, no other rows are looked at."""
    found = a.evidence(), b.evidence()
    if not a.part or found[0] == found[1]:
        return found
    then, now = (_evidence(scan_table(side.folder, "derivations")) for side in (a, b))
    return then, now


def _pairs(base: Callable[[], pl.DataFrame], table: TableFiles) -> pl.DataFrame:
    """PAIR of a table of derivations of that base, in no order."""
    if not table.is_changed:
        return base()
    changes = pl.read_parquet(table.changes, columns=list(PAIR), glob=False)
    return pl.concat([base().filter(~pl.col("child").is_in(table.replaced_ids().implode())), changes])


def _evidence(derivations: pl.LazyFrame) -> set[str]:
    evidence = derivations.select("evidence").explode("evidence").unique().collect()
    return set(evidence["evidence"].drop_nulls())
