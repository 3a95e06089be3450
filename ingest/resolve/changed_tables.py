"""The tables of a resolution where little has changed since an earlier one: what the changes touch is laid over that.

What is known of all derivations together (cycles before all) is found anew. The rows are those that resolving all of it
gives.
"""

from pathlib import Path
from typing import Any

import polars as pl

from ingest.inference.changes import GuessesAgain, NameTables
from ingest.inference.keys import keys_of, stems_of
from ingest.resolve.changed_claims import ChangedClaims
from ingest.resolve.changed_models import ChangedModels
from ingest.resolve.changed_rows import ChangedRows, is_among, rows_among
from ingest.resolve.cycles import on_cycles
from ingest.resolve.derivations import with_irregularity
from ingest.resolve.kept import CLAIMS, FOLDER, KEYS, STEMS, EarlierResolution, keep, keep_guesses, kept_table
from ingest.resolve.layers import lay_over
from ingest.resolve.models import claimed_hub_ids, hub_ids_of, missing_of
from ingest.resolve.outcomes import DERIVATION_COLUMNS, by_source, narrow
from ingest.resolve.tables import STEPS
from lineage.resolved_tables import TableFiles, scan_table
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
    pairs = _write_derivations(earlier, changed, folder)
    claims = scan_table(folder, "claims")
    missing, hub_ids = missing_of(claims), _claimed(rows, changed)
    before = rows_among(earlier.table("derivations").scan(), changed.children, "child").select(PAIR).collect()
    models = narrow(rows.scan(), missing)
    about = ChangedModels(rows, earlier, changed.children, before, missing, hub_ids, pairs, models)
    marked = about.write(folder)
    advance(rows.height)
    guessed = _guessed(about, folder)
    guessed.write_parquet(folder / "inferred.parquet")
    advance(rows.height)
    counts = claims.group_by("source", "outcome").len().collect()
    by_outcome = by_source({(source, outcome): count for source, outcome, count in counts.rows()})
    written = {"models": models.height, "derivations": pairs.height, "claims": by_outcome}
    return written | {"inferred": guessed.height, "mass_uploads": marked}


def _write_claims(rows: ChangedRows, earlier: EarlierResolution, changed: ChangedClaims, folder: Path) -> None:
    """Write the claims, decided and as they were read, and what else is kept."""
    children = changed.children["child"]
    lay_over(earlier.table("claims"), TableFiles(folder, "claims"), children, changed.claims)
    (folder / FOLDER).mkdir()
    lay_over(earlier.claims_as_read, kept_table(folder, CLAIMS), rows.stale["id"], changed.read)
    keep(folder, changed.open_claims, rows.former(earlier), earlier.odd)


def _write_derivations(earlier: EarlierResolution, changed: ChangedClaims, folder: Path) -> pl.DataFrame:
    """Write the derivations with their irregularities; all of them as PAIR."""
    before = earlier.table("derivations")
    new = changed.derivations
    held = before.scan().filter(~is_among("child", changed.children)).select(*PAIR, "irregularity").collect()
    pairs = pl.concat([new.select(PAIR), held.select(PAIR)])
    flagged = with_irregularity(pairs, on_cycles(pairs["child"], pairs["parent"]))
    now = flagged[new.height :]["irregularity"]
    otherwise = held.filter(held["irregularity"].ne_missing(now)).select("child").unique()
    again = rows_among(before.scan(), otherwise, "child").select(DERIVATION_COLUMNS).collect()
    rows = pl.concat([new, again]).join(
        flagged.select("child", "parent", "irregularity"), on=["child", "parent"], how="left", maintain_order="left"
    )
    columns = ("child", "parent", *DERIVED_FROM.names)
    replaced = pl.concat([changed.children, otherwise]).unique().to_series()
    lay_over(before, TableFiles(folder, "derivations"), replaced, rows.select(columns))
    return pairs


def _guessed(about: ChangedModels, folder: Path) -> pl.DataFrame:
    """What is inferred (`inference.inferred`); the guesses it comes from, and all names, are kept."""
    earlier, changed = about.earlier, about.differing
    now = about.models.filter(is_among("id", changed)).select("id").sort("id")
    for name, rows in ((KEYS, keys_of(now)), (STEMS, stems_of(now))):
        lay_over(kept_table(earlier.folder, name), kept_table(folder, name), changed["id"], rows)
    names = NameTables(*(kept_table(folder, name).scan() for name in (KEYS, STEMS)))
    pairs = about.differing_pairs
    gone = about.before.join(pairs, on=["child", "parent"], how="semi")
    again = GuessesAgain(about.models, about.pairs, changed, pairs, gone, names)
    guesses = again.guessed(earlier.guesses)
    keep_guesses(folder, guesses)
    return again.inferred(guesses)


def _claimed(rows: ChangedRows, changed: ChangedClaims) -> pl.DataFrame:
    """`id, claimed_hub_id` of the models that the Hub alone names (`claimed_hub_ids`)."""
    pairs = hub_ids_of(changed.open_claims)
    listed = rows_among(rows.scan(), pairs.select("claimed_hub_id"), "hub_id").select("hub_id").collect()
    return claimed_hub_ids(pairs, listed)
