"""The tables of a resolution where little has changed since an earlier one: only what the changes touch is decided.

All claims are looked up among the models of today, as ever. Where that says of a child's claims what it said before
(`settled_claims.decisions_of`), and the child was not read again, its decided claims and its derivations are those of
the earlier resolution. What is known of all derivations together (cycles, guesses, mass uploads) is found anew.
"""

from pathlib import Path
from typing import Any

import polars as pl

from ingest.claims.extract import claims_of
from ingest.resolve.changed_models import ChangedModels
from ingest.resolve.changed_rows import ChangedRows, is_among
from ingest.resolve.kept import CLAIMS, DECISIONS, EarlierResolution, cut, keep
from ingest.resolve.naming import decided
from ingest.resolve.outcomes import CLAIM_COLUMNS, DERIVATION_COLUMNS, Outcomes, OutcomesByRange, write_outcomes
from ingest.resolve.read_claims import ReadClaims
from ingest.resolve.settled_claims import SettledClaims
from ingest.resolve.tables import STEPS, derived
from lineage.stores import Advance


def write_changed_tables(
    rows: ChangedRows, earlier: EarlierResolution, folder: Path, work: Path, advance: Advance
) -> dict[str, Any]:
    """Write what `tables.write_tables` writes, the same bytes; returns the same counts."""
    outcomes, decided_anew = _outcomes(rows, earlier, folder, work)
    advance((STEPS - 2) * rows.height)
    return write_outcomes(ChangedModels.of(rows, earlier, decided_anew), outcomes, folder, advance)


def _outcomes(rows: ChangedRows, earlier: EarlierResolution, folder: Path, work: Path) -> tuple[Outcomes, pl.DataFrame]:
    """What becomes of all claims, and the children (`child`) whose claims are decided anew."""
    odd = earlier.odd
    read = _read(rows, earlier, odd, work / "read")
    settled = SettledClaims(read, rows.ranges.numbers, rows.scan())
    outcomes = OutcomesByRange(work)
    touched = _decide(rows, earlier, settled, outcomes)
    keep(folder, read.pieces.scan(), outcomes.decisions, odd)
    return outcomes.together(settled.known.listed), touched


def _read(rows: ChangedRows, earlier: EarlierResolution, odd: set[str], folder: Path) -> ReadClaims:
    """All claims as they are read: those of models that were not read again are kept."""
    read = ReadClaims(folder)
    fresh = rows.ranges.parted(claims_of(rows.changed.lazy(), odd), "child")
    for number, kept in enumerate(cut(earlier.kept(CLAIMS), "child", rows.ranges)):
        read.add(number, pl.concat([_without(kept, rows.stale), fresh[number]]))
    return read


def _decide(
    rows: ChangedRows, earlier: EarlierResolution, settled: SettledClaims, outcomes: OutcomesByRange
) -> pl.DataFrame:
    """Gather the claims and derivations of all ranges; those of the children that changes touch (`child`, which is what
    this returns) are decided."""
    again = []
    for number, before in enumerate(cut(earlier.kept(DECISIONS), "child", rows.ranges)):
        here = settled.of(number)
        same = outcomes.settle(here).join(before.collect(), on=["child", "decision"], how="semi").select("child")
        same = _without(same.lazy(), rows.stale)
        again.append(decided(here.join(same, on="child", how="anti", maintain_order="left")))
    touched = pl.concat(again).select("child").unique()
    evident = rows.evident(touched).lazy()
    other = pl.concat([touched, rows.stale.select(child="id")]).unique()
    tables = [cut(earlier.table(name), "child", rows.ranges) for name in ("claims", "derivations")]
    for number, (claims, derivations) in enumerate(zip(*tables, strict=True)):
        new = again[number]
        outcomes.add(
            number,
            _together(_without(claims, other), new.select(CLAIM_COLUMNS), "child"),
            _together(
                _without(derivations.select(DERIVATION_COLUMNS), other),
                derived(new, evident).select(DERIVATION_COLUMNS),
                "child",
                "parent",
            ),
        )
    return touched


def _without(rows: pl.LazyFrame, ids: pl.DataFrame) -> pl.DataFrame:
    """The rows but for those of these children (`id` or `child`), in their order."""
    return rows.filter(~is_among("child", ids)).collect()


def _together(held: pl.DataFrame, new: pl.DataFrame, *keys: str) -> pl.DataFrame:
    """Both, sorted by these keys; rows of equal keys stay in their order."""
    return pl.concat([held, new]).sort(*keys, maintain_order=True)
