"""The tables of a resolution, made a range of ids at a time, so that memory does not grow with texts and tags.

What the ranges have to know of each other are narrow tables: which models claims may mean, renames and spellings
(`SettledClaims`), the pairs of all derivations, and of each model what guesses and marks of mass uploads go by.
"""

from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from ingest.claims.extract import CLAIMING, claims_of, stated_relations
from ingest.resolve.derivations import derivations_of
from ingest.resolve.hub_rule import with_hub_rule
from ingest.resolve.kept import former_rows, keep, keep_claims, nameless_rows
from ingest.resolve.naming import decided
from ingest.resolve.outcomes import Outcomes, OutcomesByRange, write_outcomes
from ingest.resolve.read_claims import ReadClaims
from ingest.resolve.references import meant_by
from ingest.resolve.settled_claims import SettledClaims
from ingest.resolve.snapshot_rows import EVIDENT, SnapshotRows
from ingest.snapshots.history import with_seen
from ingest.snapshots.snapshot import Snapshot
from lineage.stores import Advance

STEPS = 6
"""How often each row is dealt with."""


def write_tables(opened: Snapshot, folder: Path, work: Path, advance: Advance) -> dict[str, Any]:
    """Write `models.parquet`, `derivations.parquet`, `inferred.parquet` and `claims.parquet`, and what is `kept`;
    returns their counts.

    `advance` is called with the number of rows dealt with, STEPS times all of them in the end. `work` is a folder to
    make here, and for others to remove.
    """
    rows = SnapshotRows(opened, work / "rows", advance)
    return write_outcomes(rows, _outcomes(rows, folder, work, advance), folder, advance)


def _outcomes(rows: SnapshotRows, folder: Path, work: Path, advance: Advance) -> Outcomes:
    """Read and decide all claims; what the next resolution goes on from is kept."""
    read = ReadClaims(work / "read")
    for number in rows.ranges.numbers:
        claiming = rows.read(number, CLAIMING)
        read.add(number, claims_of(claiming.lazy(), rows.odd))
        advance(claiming.height)
    settled = SettledClaims(read, rows.ranges.numbers, partial(meant_by, rows=rows.scan()))
    advance(rows.height)
    outcomes = OutcomesByRange(work)
    for number in rows.ranges.numbers:
        here, evident = settled.of(number), rows.read(number, EVIDENT)
        outcomes.settle(here, settled.known.listed)
        claims = decided(here)
        outcomes.add(number, claims, derived(claims, evident.lazy()))
        advance(evident.height)
    keep_claims(folder, read.pieces.scan())
    keep(folder, outcomes.open_claims, former_rows(rows.scan()), rows.odd, nameless_rows(rows.scan()))
    return outcomes.together(settled.known.listed)


def derived(claims: pl.DataFrame, rows: pl.LazyFrame) -> pl.DataFrame:
    """The derivations that decided claims give, but for their irregularity; `rows` are those of their children."""
    derivations = with_hub_rule(derivations_of(claims, stated_relations(rows)), rows)
    return with_seen(derivations, claims, rows)
