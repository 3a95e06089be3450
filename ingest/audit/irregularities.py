"""Every kind of irregularity that a resolution can hold, with its cases: by rule, by reason, by source."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from ingest.audit.cases import Cases
from ingest.audit.items import KIND, item_cases
from ingest.claims.rules import RULES
from ingest.inference import MISSING_RULES
from ingest.inference import RULES as GUESS_RULES
from ingest.inference.guess import GuessRule
from ingest.resolve.mass_uploads import RULES as MASS_RULES
from lineage.errors import BadFile
from lineage.home import read_manifest
from lineage.values import Evidence, Irregularity, Outcome, Status

NAMES = {
    *RULES,
    *(rule.name for rule in (*GUESS_RULES, *MISSING_RULES)),
    *(rule.name for rule in MASS_RULES),
    *("claims by rule", "rejected claims", "derivations by source", "relations", "irregular derivations"),
    *("inferred parents", "inferred parents of missing models", "mass uploads", KIND),
}
"""Rules and kinds that a resolution may have cases of, or none."""

WORDS, WORD = 20, 60
"""Words for unknown relations that have a row of their own, and characters shown of each."""


@dataclass(frozen=True, slots=True, eq=False)
class ResolvedTables:
    """What a resolution's folder holds."""

    manifest: dict[str, Any]
    claims: pl.DataFrame
    derivations: pl.DataFrame
    guessed: pl.DataFrame
    models: pl.DataFrame

    @classmethod
    def read(cls, resolution: Path) -> "ResolvedTables":
        """Raises BadFile where the folder holds no resolution."""
        manifest = read_manifest(resolution)
        try:
            claims = pl.read_parquet(resolution / "claims.parquet")
            derivations = pl.read_parquet(resolution / "derivations.parquet")
            guessed = pl.read_parquet(resolution / "inferred.parquet")
            models = pl.read_parquet(resolution / "models.parquet", columns=["id", "status", "mass_upload"])
        except (OSError, pl.exceptions.PolarsError) as error:
            hint = "make it again with `qwen-lineage resolve`"
            raise BadFile(f"{resolution}: not a resolved snapshot", hint) from error
        return cls(manifest, claims, derivations, guessed, models)


def all_cases(tables: ResolvedTables, snapshot: Path | None) -> Iterator[Cases]:
    """Every kind that occurs, those of one kind together; of reading all that the folder `snapshot` has, else examples.

    One after the other: together they would be as large as the claims themselves, twice and more.
    """
    claims, derivations = tables.claims, tables.derivations
    yield from _by_rule(claims)
    yield from _repeated(claims)
    yield from _by_reason(claims)
    yield from _agreement(derivations)
    yield from _unknown_relations(claims)
    yield from _irregular(derivations)
    yield from _guessed(tables.guessed, tables.models)
    yield from _mass(tables.models)
    yield from item_cases(tables.manifest.get("snapshot_counts", {}), snapshot)


def _by_rule(claims: pl.DataFrame) -> Iterator[Cases]:
    """Claims a rule had a part in, in the table's order; a claim that two rules read counts with both."""
    used = claims["rule"].str.split("+")
    for rule in RULES.values():
        rows = claims.filter(used.list.contains(rule.name))
        yield from Cases.of("claims by rule", f"{rule.name}: {rule.recognises}", rows, rule.done)


def _repeated(claims: pl.DataFrame) -> Iterator[Cases]:
    cards = claims.filter(pl.col("source") == Evidence.CARD, pl.col("outcome") != Outcome.REJECTED)
    repeated = cards.filter(~pl.struct("child", "parent").is_first_distinct())
    what, done = "a card that names the same parent again", "one derivation, every claim kept"
    yield from Cases.of("claims by rule", what, repeated, done)


def _by_reason(claims: pl.DataFrame) -> Iterator[Cases]:
    rejected = claims.filter(pl.col("outcome") == Outcome.REJECTED)
    reasons = rejected["reason"].value_counts(sort=True).sort("count", "reason", descending=[True, False])["reason"]
    done = "kept as the child's rejected_claims, no derivation"
    for reason in reasons:
        yield from Cases.of("rejected claims", reason, rejected.filter(pl.col("reason") == reason), done)


def _agreement(derivations: pl.DataFrame) -> Iterator[Cases]:
    """Where sources differ: about the parents, and about the relation."""
    evidence = pl.col("evidence").list
    edges = derivations.select("child", "parent", "raw", "evidence", "relation_claims", "relation")
    alone = evidence.len() == 1
    not_card = evidence.contains(Evidence.HUB.value) & ~evidence.contains(Evidence.CARD.value)
    disputed = "the most trusted one's, all in relation_claims"
    for what, condition, done in (
        (
            "only the card says so",
            alone & (evidence.first() == Evidence.CARD),
            "kept; relation from the Hub or the card, if either states one",
        ),
        ("only a tag says so", alone & (evidence.first() == Evidence.TAG), "kept"),
        (
            "only an adapter's configuration says so",
            alone & (evidence.first() == Evidence.CONFIG),
            "kept, as the least trusted evidence",
        ),
        ("the Hub says so, the card does not", not_card, "kept"),
        ("sources disagree about the relation", pl.col("relation_claims").is_not_null(), disputed),
    ):
        yield from Cases.of("derivations by source", what, edges.filter(condition), done)


def _unknown_relations(claims: pl.DataFrame) -> Iterator[Cases]:
    """Words that stand for a relation and are none of the Hub's, the most used first; none in older resolutions."""
    if "unknown_relation" not in claims.columns:
        return
    stated = claims.filter(pl.col("unknown_relation").is_not_null())
    counted = stated["unknown_relation"].value_counts().sort("count", "unknown_relation", descending=[True, False])
    words = counted["unknown_relation"].to_list()
    rows = [(word[:WORD], [word]) for word in words[:WORDS]]
    rows.append((f"{len(words) - WORDS} other words", words[WORDS:]))
    what, done = "a relation the Hub does not know", "the relation is unknown, unless another source states it"
    for word, some in rows:
        yield from Cases.of("relations", f"{what}: {word}", stated.filter(pl.col("unknown_relation").is_in(some)), done)


def _irregular(derivations: pl.DataFrame) -> Iterator[Cases]:
    named = {
        Irregularity.SELF_REFERENCE: "a model that names itself as its parent",
        Irregularity.CYCLE: "derivations on a cycle of two and more models",
    }
    for value, what in named.items():
        rows = derivations.filter(pl.col("irregularity") == value)
        yield from Cases.of("irregular derivations", what, rows, "kept and marked as such")


def _guessed(guessed: pl.DataFrame, models: pl.DataFrame) -> Iterator[Cases]:
    """Guesses by rule: those about listed models, then those about missing ones."""
    missing = models.filter(status=Status.MISSING.value).select(child="id")
    listed, others = (guessed.join(missing, on="child", how=how) for how in ("anti", "semi"))
    yield from _by_guess_rule("inferred parents", GUESS_RULES, listed)
    yield from _by_guess_rule("inferred parents of missing models", MISSING_RULES, others)


def _by_guess_rule(kind: str, rules: Sequence[GuessRule], guessed: pl.DataFrame) -> Iterator[Cases]:
    pairs = guessed.sort("child").select("child", "parent", "rule")
    for rule in rules:
        what = f"{rule.name}: {rule.recognises}"
        yield from Cases.of(kind, what, pairs.filter(rule=rule.name), "kept apart, in no count")


def _mass(models: pl.DataFrame) -> Iterator[Cases]:
    kept = "kept and marked; every count can be had without"
    marked = models.select("mass_upload", child="id")
    for rule in MASS_RULES:
        what = f"{rule.name}: {rule.recognises}"
        yield from Cases.of("mass uploads", what, marked.filter(mass_upload=rule.name), kept)
