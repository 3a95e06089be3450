"""The tables of a resolution where little has changed since an earlier one: what the changes touch is laid over that.

What is known of all derivations together (cycles before all) is found anew. The rows are those that resolving all of it
gives.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl

from ingest.inference.changes import GuessesAgain
from ingest.inference.keys import stems_of
from ingest.inference.pairs import DerivationPairs
from ingest.resolve.changed_claims import ChangedClaims
from ingest.resolve.changed_models import ChangedModels
from ingest.resolve.changed_rows import ChangedRows, differing, is_among, rows_among
from ingest.resolve.cycles import on_cycles
from ingest.resolve.derivations import with_irregularity
from ingest.resolve.kept import CLAIMS, STEMS, EarlierResolution, keep, keep_guesses, kept_table
from ingest.resolve.layers import lay_over
from ingest.resolve.models import claimed_hub_ids, hub_ids_of, missing_of
from ingest.resolve.outcomes import DERIVATION_COLUMNS, by_source, outcomes_of
from ingest.resolve.tables import STEPS
from ingest.snapshots.judged_by import FOLDER
from lineage.resolved.resolved_tables import TableFiles
from lineage.schema import DERIVED_FROM
from lineage.stores import Advance

PAIR = ("child", "parent", "relation")


def write_changed_tables(
    rows: ChangedRows, earlier: EarlierResolution, folder: Path, work: Path, advance: Advance
) -> dict[str, Any]:
    """Write the tables that `tables.write_tables` writes, of the same rows; returns the same counts."""
    changed = ChangedClaims.of(rows, earlier, work)
    _write_claims(rows, earlier, changed, folder)
    advance((STEPS - 2) * rows.height)
    before, pairs = _write_derivations(earlier, changed, folder)
    missing, hub_ids = _missing(rows, changed, pairs), _claimed(rows, changed)
    about = ChangedModels(rows, earlier, changed.children, before, missing, hub_ids, pairs)
    marked = about.write(folder)
    advance(rows.height)
    guessed = _guessed(about, folder)
    guessed.write_parquet(folder / "inferred.parquet")
    advance(rows.height)
    counts = _counts(earlier, changed)
    written = {"models": rows.height + missing.height, "derivations": pairs.rows.height, "claims": counts}
    return written | {"inferred": guessed.height, "mass_uploads": marked}


def _write_claims(rows: ChangedRows, earlier: EarlierResolution, changed: ChangedClaims, folder: Path) -> None:
    """Write the claims, decided and as they were read, and what else is kept."""
    children = changed.children["child"]
    lay_over(earlier.table("claims"), TableFiles(folder, "claims"), children, changed.claims)
    (folder / FOLDER).mkdir()
    lay_over(earlier.claims_as_read, kept_table(folder, CLAIMS), rows.stale["id"], changed.read)
    keep(folder, changed.open_claims, rows.former(earlier), earlier.odd, rows.nameless)


def _write_derivations(
    earlier: EarlierResolution, changed: ChangedClaims, folder: Path
) -> tuple[pl.DataFrame, DerivationPairs]:
    """Write the derivations with their irregularities; those (PAIR) that the changed children had, and all there are.

    A cycle that is new or gone leads along a derivation that is: its models are all above the changed children.
    """
    table, children, new = earlier.table("derivations"), changed.children["child"], changed.derivations
    known = table.scan().select(*PAIR, "irregularity").collect()
    other = known.select(is_among("child", changed.children)).to_series()
    before, held = known.filter(other), known.filter(~other)
    pairs = DerivationPairs(pl.concat([new.select(PAIR), held.select(PAIR)]))
    above = pairs.above(pl.concat([children, before["parent"]]))
    near = pairs.of_children(above)
    flagged = with_irregularity(near, on_cycles(near["child"], near["parent"]))
    was = held.filter(is_among("child", above.to_frame())).select("child", "parent", "irregularity")
    otherwise = differing(was, flagged.join(changed.children, on="child", how="anti"), "child")
    again = rows_among(table.scan(), otherwise, "child").select(DERIVATION_COLUMNS).collect()
    rows = pl.concat([new, again]).join(
        flagged.select("child", "parent", "irregularity"), on=["child", "parent"], how="left", maintain_order="left"
    )
    replaced = pl.concat([changed.children, otherwise]).unique().to_series()
    lay_over(table, TableFiles(folder, "derivations"), replaced, rows.select("child", "parent", *DERIVED_FROM.names))
    return before.select(PAIR), pairs


def _guessed(about: ChangedModels, folder: Path) -> pl.DataFrame:
    """What is inferred (`inference.inferred`); the guesses it comes from, and what names may lead to, are kept."""
    earlier, changed = about.earlier, about.differing
    now = about.models.among(changed["id"]).select("id").sort("id")
    stems = kept_table(folder, STEMS)
    lay_over(kept_table(earlier.folder, STEMS), stems, changed["id"], stems_of(now))
    pairs = about.differing_pairs
    gone = about.before.join(pairs, on=["child", "parent"], how="semi")
    again = GuessesAgain(about.models, about.pairs, changed, pairs, gone, stems.scan().collect())
    guesses = again.guessed(earlier.guesses)
    keep_guesses(folder, guesses)
    return again.inferred(guesses)


def _counts(earlier: EarlierResolution, changed: ChangedClaims) -> dict[str, dict[str, int]]:
    """How many claims each source made, and what became of them (`by_source`)."""
    counts = Counter(
        {(source, outcome): count for source, some in earlier.counts.items() for outcome, count in some.items()}
    )
    counts.subtract(outcomes_of(changed.before))
    counts.update(outcomes_of(changed.claims))
    return by_source(+counts)


def _missing(rows: ChangedRows, changed: ChangedClaims, pairs: DerivationPairs) -> pl.DataFrame:
    """`id` of each parent that is not listed: of those that were so, and of those that claims name now."""
    named = pl.concat([rows.was_missing.select("id"), missing_of(changed.claims.lazy())]).unique()
    still = pairs.of_parents(named["id"]).select(id="parent").unique()
    return still.filter(~is_among("id", rows.changed.select("id")))


def _claimed(rows: ChangedRows, changed: ChangedClaims) -> pl.DataFrame:
    """`id, claimed_hub_id` of the models that the Hub alone names (`claimed_hub_ids`)."""
    pairs = hub_ids_of(changed.open_claims)
    listed = rows.listed(is_among("hub_id", pairs.select("claimed_hub_id")))
    return claimed_hub_ids(pairs, listed)
