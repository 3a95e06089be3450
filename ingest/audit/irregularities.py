"""Every kind of irregularity that a resolution can hold, with its cases: by rule, by reason, by source."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from ingest.audit.cases import FIRST, Cases
from ingest.audit.items import KIND, item_cases
from ingest.claims.rules import RULES
from ingest.inference import MISSING_RULES
from ingest.inference import RULES as GUESS_RULES
from ingest.inference.guess import GuessRule
from ingest.resolve.mass_uploads import RULES as MASS_RULES
from ingest.snapshots.resolved import checked
from lineage.errors import BadFile
from lineage.resolved_tables import scan_table
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


@dataclass(frozen=True, eq=False)
class ResolvedTables:
    """What a resolution's folder holds. A table is read as often as something is asked of it, never whole."""

    manifest: dict[str, Any]
    claims: pl.LazyFrame
    derivations: pl.LazyFrame
    guessed: pl.LazyFrame
    models: pl.LazyFrame

    @classmethod
    def open(cls, resolution: Path) -> "ResolvedTables":
        """Raises BadFile where the folder holds no resolved snapshot, or one that is not as it was written."""
        names = ("claims", "derivations", "inferred", "models")
        return cls(dict(checked(resolution)), *(scan_table(resolution, name) for name in names))

    @cached_property
    def first_claims(self) -> pl.LazyFrame:
        """The FIRST claims of each rule, reason and unknown relation, and others of the same children, in their order:
        the examples of forty kinds are found in one reading."""
        names = [name for name in ("rule", "reason", "unknown_relation") if name in self.claims.collect_schema()]
        kinds = self.claims.select("child", *names).collect()
        first = [pl.col(name).is_not_null() & (pl.int_range(pl.len()).over(name) < FIRST) for name in names]
        children = kinds.filter(pl.any_horizontal(first))["child"].unique()
        return self.claims.filter(pl.col("child").is_in(children.implode())).collect().lazy()

    def claims_where(self, condition: pl.Expr, kind: str, what: str, done: str, count: int) -> list[Cases]:
        """The `count` cases that are the claims of one rule, of one reason or of some unknown relations."""
        return Cases.of(kind, what, self.claims.filter(condition), done, count, self.first_claims.filter(condition))


@contextmanager
def readable(resolution: Path) -> Iterator[None]:
    """Raises BadFile where the block reads what is not there, or no table."""
    try:
        yield
    except (OSError, pl.exceptions.PolarsError) as error:
        hint = "make it again with `qwen-lineage resolve`"
        raise BadFile(f"{resolution}: not a resolved snapshot", hint) from error


def height(rows: pl.LazyFrame) -> int:
    """How many rows there are."""
    return int(rows.select(pl.len()).collect().item())


def all_cases(tables: ResolvedTables, snapshot: Path | None) -> Iterator[Cases]:
    """Every kind that occurs, those of one kind together; of reading all that the folder `snapshot` has, else
    examples."""
    yield from _by_rule(tables)
    yield from _repeated(tables.claims)
    yield from _by_reason(tables)
    yield from _agreement(tables.derivations)
    yield from _unknown_relations(tables)
    yield from _irregular(tables.derivations)
    yield from _guessed(tables.guessed, tables.models)
    yield from _mass(tables.models)
    yield from item_cases(tables.manifest.get("snapshot_counts", {}), snapshot)


def _counts(rows: pl.LazyFrame, column: str) -> dict[str, int]:
    """How many rows have each value of a column, the most frequent first, of equals the first by bytes."""
    counted = rows.filter(pl.col(column).is_not_null()).group_by(column).len().collect()
    return dict(counted.sort("len", column, descending=[True, False]).rows())


def _by_rule(tables: ResolvedTables) -> Iterator[Cases]:
    """Claims a rule had a part in, in the table's order; a claim that two rules read counts with both."""
    counts = _counts(tables.claims, "rule")
    for rule in RULES.values():
        joined = [rules for rules in counts if rule.name in rules.split("+")]
        read, count = pl.col("rule").is_in(joined), sum(counts[rules] for rules in joined)
        what = f"{rule.name}: {rule.recognises}"
        yield from tables.claims_where(read, "claims by rule", what, rule.done, count)


def _repeated(claims: pl.LazyFrame) -> Iterator[Cases]:
    numbered = claims.with_row_index("number")
    cards = numbered.filter(pl.col("source") == Evidence.CARD, pl.col("outcome") != Outcome.REJECTED)
    pairs = cards.select("number", "child", "parent").collect()
    again = pairs.filter(~pl.struct("child", "parent").is_first_distinct()).select("number")
    repeated = numbered.join(again.lazy(), on="number", how="semi", maintain_order="left").drop("number")
    what, done = "a card that names the same parent again", "one derivation, every claim kept"
    yield from Cases.of("claims by rule", what, repeated, done, again.height)


def _by_reason(tables: ResolvedTables) -> Iterator[Cases]:
    rejected, done = pl.col("outcome") == Outcome.REJECTED, "kept as the child's rejected_claims, no derivation"
    for reason, count in _counts(tables.claims.filter(rejected), "reason").items():
        given = rejected & (pl.col("reason") == reason)
        yield from tables.claims_where(given, "rejected claims", reason, done, count)


def _agreement(derivations: pl.LazyFrame) -> Iterator[Cases]:
    """Where sources differ: about the parents, and about the relation."""
    evidence = pl.col("evidence").list
    edges = derivations.select("child", "parent", "raw", "evidence", "relation_claims", "relation")
    alone = evidence.len() == 1
    not_card = evidence.contains(Evidence.HUB.value) & ~evidence.contains(Evidence.CARD.value)
    disputed = "the most trusted one's, all in relation_claims"
    kinds = (
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
    )
    counts = edges.select(pl.col("relation").filter(condition).len().alias(what) for what, condition, _ in kinds)
    found = counts.collect().row(0, named=True)
    for what, condition, done in kinds:
        yield from Cases.of("derivations by source", what, edges.filter(condition), done, found[what])


def _unknown_relations(tables: ResolvedTables) -> Iterator[Cases]:
    """Words that stand for a relation and are none of the Hub's, the most used first; none in older resolutions."""
    if "unknown_relation" not in tables.claims.collect_schema():
        return
    counts = _counts(tables.claims, "unknown_relation")
    words = list(counts)
    rows = [(word[:WORD], [word]) for word in words[:WORDS]]
    rows.append((f"{len(words) - WORDS} other words", words[WORDS:]))
    what, done = "a relation the Hub does not know", "the relation is unknown, unless another source states it"
    for word, some in rows:
        stated, count = pl.col("unknown_relation").is_in(some), sum(counts[one] for one in some)
        yield from tables.claims_where(stated, "relations", f"{what}: {word}", done, count)


def _irregular(derivations: pl.LazyFrame) -> Iterator[Cases]:
    named = {
        Irregularity.SELF_REFERENCE: "a model that names itself as its parent",
        Irregularity.CYCLE: "derivations on a cycle of two and more models",
    }
    counts = _counts(derivations, "irregularity")
    for value, what in named.items():
        rows = derivations.filter(pl.col("irregularity") == value)
        yield from Cases.of("irregular derivations", what, rows, "kept and marked as such", counts.get(value, 0))


def _guessed(guessed: pl.LazyFrame, models: pl.LazyFrame) -> Iterator[Cases]:
    """Guesses by rule: those about listed models, then those about missing ones."""
    pairs = guessed.select("child", "parent", "rule")
    about = pairs.join(models.select("status", child="id"), on="child", how="left").collect().sort("child")
    missing = (pl.col("status") == Status.MISSING.value).fill_null(False)
    listed, others = (about.filter(condition).drop("status").lazy() for condition in (~missing, missing))
    yield from _by_guess_rule("inferred parents", GUESS_RULES, listed)
    yield from _by_guess_rule("inferred parents of missing models", MISSING_RULES, others)


def _by_guess_rule(kind: str, rules: Sequence[GuessRule], guessed: pl.LazyFrame) -> Iterator[Cases]:
    counts = _counts(guessed, "rule")
    for rule in rules:
        what = f"{rule.name}: {rule.recognises}"
        rows = guessed.filter(pl.col("rule") == rule.name)
        yield from Cases.of(kind, what, rows, "kept apart, in no count", counts.get(rule.name, 0))


def _mass(models: pl.LazyFrame) -> Iterator[Cases]:
    kept = "kept and marked; every count can be had without"
    marked = models.filter(pl.col("mass_upload").is_not_null()).select("mass_upload", child="id").collect().lazy()
    counts = _counts(marked, "mass_upload")
    for rule in MASS_RULES:
        what = f"{rule.name}: {rule.recognises}"
        rows = marked.filter(pl.col("mass_upload") == rule.name)
        yield from Cases.of("mass uploads", what, rows, kept, counts.get(rule.name, 0))
