"""From a snapshot's claims to models and derivations."""

from collections import Counter
from pathlib import Path

import polars as pl

from ingest.claims.extract import claims_of, stated_relations
from ingest.claims.rules import RULES, Rule
from ingest.inference import inferred
from ingest.resolve.derivations import derivations_of
from ingest.resolve.hub_rule import with_hub_rule
from ingest.resolve.mass_uploads import marked
from ingest.resolve.models import models_of
from ingest.resolve.naming import name_parents
from ingest.snapshots.history import dated, with_seen
from ingest.snapshots.snapshot import Snapshot
from lineage.home import Home, new_folder, write_manifest
from lineage.schema import DERIVED_FROM, MODEL
from lineage.values import TRUST
from lineage.version import versions

__all__ = ["CLAIM_COLUMNS", "RULES", "Rule", "resolve"]

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


def resolve(snapshot: Path, home: Home) -> Path:
    """Read a snapshot's folder; the folder of what was made of it, under the same name.

    It holds `models.parquet` (columns of schema.MODEL), `derivations.parquet` (child, parent and the columns of
    schema.DERIVED_FROM), `inferred.parquet` (the same of schema.INFERRED_FROM, which no derivation is mixed with) and
    `claims.parquet` (CLAIM_COLUMNS), each sorted by its ids, and the snapshot's facts with counts in the
    manifest. The same snapshot gives the same bytes. Nothing is there when it fails. Raises BadFile when the snapshot
    is not as it was written.
    """
    opened = Snapshot.open(snapshot)
    opened.check()
    rows = dated(opened.rows(), opened.facts.data_at)
    claims = name_parents(claims_of(rows), rows.select("id", "hub_id", "former_ids").collect())
    trust = pl.col("source").replace_strict(TRUST, return_dtype=pl.Int8)
    claims = claims.sort("child", trust, "position")
    derivations = with_hub_rule(derivations_of(claims, stated_relations(rows)), rows)
    derivations = with_seen(derivations, claims, rows).select("child", "parent", *DERIVED_FROM.names)
    final = home.resolved / snapshot.name
    with new_folder(final) as folder:
        models = marked(models_of(rows, claims), derivations).select(MODEL.names)
        models.write_parquet(folder / "models.parquet")
        derivations.write_parquet(folder / "derivations.parquet")
        guessed = inferred(models, derivations)
        guessed.write_parquet(folder / "inferred.parquet")
        claims.select(CLAIM_COLUMNS).write_parquet(folder / "claims.parquet")
        counts = {"models": models.height, "derivations": derivations.height, "claims": _counts(claims)}
        counts |= {"inferred": guessed.height, "mass_uploads": models["mass_upload"].count()}
        read = opened.manifest.get("counts", {})
        facts = opened.facts.to_row()
        write_manifest(folder, {**facts, "counts": counts, "snapshot_counts": read, "versions": versions()})
    return final


def _counts(claims: pl.DataFrame) -> dict[str, dict[str, int]]:
    """How many claims each source made, and what became of them."""
    found: dict[str, Counter[str]] = {}
    for source, outcome, count in claims.group_by("source", "outcome").len().sort("source", "outcome").rows():
        found.setdefault(source, Counter())[outcome] = count
    return {source: dict(counter) for source, counter in found.items()}
