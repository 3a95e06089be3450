"""The tables of a resolution, made a range of ids at a time, so that memory does not grow with texts and tags.

What the ranges have to know of each other are narrow tables: which models claims may mean, renames and spellings
(`DecidedClaims`), the pairs of all derivations, and of each model what guesses and marks of mass uploads go by.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from ingest.claims.extract import stated_relations
from ingest.inference import inferred
from ingest.resolve.cycles import on_cycles
from ingest.resolve.decided_claims import DecidedClaims
from ingest.resolve.derivations import derivations_of, with_irregularity
from ingest.resolve.hub_rule import with_hub_rule
from ingest.resolve.mass_uploads import marks
from ingest.resolve.models import claimed_hub_ids, hub_ids_of, missing_models, missing_of, models_of, status_of_row
from ingest.resolve.pieces import Pieces, write_frames
from ingest.resolve.snapshot_rows import EVIDENT, MODELS, SnapshotRows
from ingest.snapshots.history import with_seen
from ingest.snapshots.snapshot import Snapshot
from lineage.schema import DERIVED_FROM
from lineage.stores import Advance

CLAIM_COLUMNS = (
    "child",
    "source",
    "position",
    "raw",
    "relation",
    "outcome",
    "rule",
    "parent",
    "reason",
    "unknown_relation",
)
"""One source saying once that `child` comes from what `raw` names, and what was made of it: `rule` names the rules that
decided; `parent` is null exactly where the `outcome` is rejected, and then `reason` says why. `unknown_relation` is a
word for a relation that the Hub does not know; `relation` is null then."""

STEPS = 6
"""How often each row is dealt with."""


def write_tables(opened: Snapshot, folder: Path, work: Path, advance: Advance) -> dict[str, Any]:
    """Write `models.parquet`, `derivations.parquet`, `inferred.parquet` and `claims.parquet`; returns their counts.

    `advance` is called with the number of rows dealt with, STEPS times all of them in the end. `work` is a folder to
    make here, and for others to remove.
    """
    rows = SnapshotRows(opened, work / "rows", advance)
    outcomes = _Outcomes(rows, work, advance)
    pairs = outcomes.derivations.scan().select("child", "parent", "relation").collect()
    cyclic = on_cycles(pairs["child"], pairs["parent"])
    models = _narrow(rows, outcomes.missing)
    marked, guessed = marks(models, pairs), inferred(models, pairs)
    del models, pairs
    advance(rows.height)
    outcomes.claims.scan().sink_parquet(folder / "claims.parquet")
    derivations = write_frames(_derivations(rows, outcomes, cyclic), folder / "derivations.parquet")
    guessed.write_parquet(folder / "inferred.parquet")
    written = write_frames(_models(rows, outcomes, marked, advance), folder / "models.parquet")
    counts = {"models": written, "derivations": derivations, "claims": outcomes.counts()}
    return counts | {"inferred": guessed.height, "mass_uploads": marked.height}


class _Outcomes:
    """What became of the claims: `claims` (CLAIM_COLUMNS) and `derivations` in pieces, `missing` models (`id`), and
    `hub_ids` (`id, claimed_hub_id`)."""

    def __init__(self, rows: SnapshotRows, work: Path, advance: Advance) -> None:
        self.claims, self.derivations = Pieces(work / "claims"), Pieces(work / "derivations")
        self._counts: Counter[tuple[str, str]] = Counter()
        decided = DecidedClaims(rows, work / "read", advance)
        missing, hub_ids = [], []
        for number in rows.ranges.numbers:
            claims, evident = decided.of(number), rows.read(number, EVIDENT)
            missing.append(missing_of(claims))
            hub_ids.append(hub_ids_of(claims))
            self._count(claims)
            self.claims.write(number, claims.select(CLAIM_COLUMNS))
            self.derivations.write(number, _derived(claims, evident.lazy()))
            advance(evident.height)
        self.missing = pl.concat(missing).unique()
        self.hub_ids = claimed_hub_ids(pl.concat(hub_ids), decided.known.listed)

    def counts(self) -> dict[str, dict[str, int]]:
        """How many claims each source made, and what became of them."""
        found: dict[str, dict[str, int]] = {}
        for (source, outcome), count in sorted(self._counts.items()):
            found.setdefault(source, {})[outcome] = count
        return found

    def _count(self, claims: pl.DataFrame) -> None:
        for source, outcome, count in claims.group_by("source", "outcome").len().rows():
            self._counts[source, outcome] += count


def _derived(claims: pl.DataFrame, rows: pl.LazyFrame) -> pl.DataFrame:
    """The derivations of a range's children, but for their irregularity."""
    derivations = with_hub_rule(derivations_of(claims, stated_relations(rows)), rows)
    return with_seen(derivations, claims, rows)


def _derivations(rows: SnapshotRows, outcomes: _Outcomes, cyclic: npt.NDArray[np.bool_]) -> Iterator[pl.DataFrame]:
    """The derivations of each range with their irregularities; `cyclic` has a flag for each of all, in their order."""
    start = 0
    for number in rows.ranges.numbers:
        piece = outcomes.derivations.read(number)
        flags, start = cyclic[start : start + piece.height], start + piece.height
        yield with_irregularity(piece, flags).select("child", "parent", *DERIVED_FROM.names)


def _narrow(rows: SnapshotRows, missing: pl.DataFrame) -> pl.DataFrame:
    """`id, author, status, created_at` of every model, in no order."""
    listed = rows.scan().select("id", "author", "created_at", status=status_of_row()).collect()
    together = pl.concat([listed, missing_models(missing)], how="diagonal")
    return together.select("id", "author", "status", "created_at")


def _models(rows: SnapshotRows, outcomes: _Outcomes, marked: pl.DataFrame, advance: Advance) -> Iterator[pl.DataFrame]:
    """The models of each range (columns of MODEL)."""
    parted = [rows.ranges.parted(table) for table in (outcomes.missing, outcomes.hub_ids, marked)]
    for number, (missing, hub_ids, marks_here) in enumerate(zip(*parted, strict=True)):
        read = rows.read(number, MODELS)
        yield models_of(read, missing, outcomes.claims.read(number), hub_ids, marks_here)
        advance(read.height)
