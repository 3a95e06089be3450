"""Every kind of irregularity that a resolution can hold, with its cases: by rule, by reason, by source."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from ingest.audit.cases import FIRST, Cases
from ingest.audit.items import KIND, item_cases
from ingest.audit.tally import AGREEMENTS, REJECTED, Tally, again_in_card, most_frequent, value_counts
from ingest.claims.rules import RULES
from ingest.inference import MISSING_RULES
from ingest.inference import RULES as GUESS_RULES
from ingest.inference.guess import GuessRule
from ingest.resolve.mass_uploads import RULES as MASS_RULES
from ingest.snapshots.resolved import checked
from lineage.errors import BadFile
from lineage.resolved.resolved_tables import scan_table
from lineage.values import Irregularity, Status

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

_DONE = {
    "only the card says so": "kept; relation from the Hub or the card, if either states one",
    "only a tag says so": "kept",
    "only an adapter's configuration says so": "kept, as the least trusted evidence",
    "the Hub says so, the card does not": "kept",
    "sources disagree about the relation": "the most trusted one's, all in relation_claims",
}
"""What was done with each of AGREEMENTS."""


@dataclass(frozen=True, eq=False)
class ResolvedTables:
    """What a resolution's folder holds. A table is read as often as something is asked of it, never whole."""

    name: str
    manifest: Mapping[str, Any]
    claims: pl.LazyFrame
    derivations: pl.LazyFrame
    guessed: pl.LazyFrame
    models: pl.LazyFrame

    @classmethod
    def open(cls, resolution: Path) -> "ResolvedTables":
        """Raises BadFile where the folder holds no resolved snapshot, or one that is not as it was written."""
        return cls.of(resolution, checked(resolution))

    @classmethod
    def of(cls, resolution: Path, manifest: Mapping[str, Any]) -> "ResolvedTables":
        """Those of a resolution that was `checked`, with its manifest."""
        tables = ("claims", "derivations", "inferred", "models")
        name = str(manifest.get("id", resolution.name))
        return cls(name, manifest, *(scan_table(resolution, table) for table in tables))

    @cached_property
    def first_claims(self) -> pl.LazyFrame:
        """The FIRST claims of each rule, reason and unknown relation, and others of the same children, in their order:
        the examples of forty kinds are found in one reading."""
        names = [name for name in ("rule", "reason", "unknown_relation") if name in self.claims.collect_schema()]
        kinds = self.claims.select("child", *names).collect()
        first = [pl.col(name).is_not_null() & (pl.int_range(pl.len()).over(name) < FIRST) for name in names]
        children = kinds.filter(pl.any_horizontal(first))["child"].unique()
        return self.claims.filter(pl.col("child").is_in(children.implode())).collect().lazy()

    def claims_where(
        self, condition: pl.Expr, kind: str, what: str, done: str, count: int, same: str = ""
    ) -> list[Cases]:
        """The `count` cases that are the claims of one rule, of one reason or of some unknown relations."""
        cases = Cases.of(kind, what, self.claims.filter(condition), done, count)
        return [replace(one, first=lambda: self.first_claims.filter(condition), same=same) for one in cases]


@contextmanager
def readable(resolution: Path) -> Iterator[None]:
    """Raises BadFile where the block reads what is not there, or no table."""
    try:
        yield
    except (OSError, pl.exceptions.PolarsError) as error:
        hint = "make it again with `qwen-lineage resolve`"
        raise BadFile(f"{resolution}: not a resolved snapshot", hint) from error


def all_cases(tables: ResolvedTables, snapshot: Path | None) -> Iterator[Cases]:
    """Every kind that occurs, those of one kind together; of reading all that the folder `snapshot` has, else
    examples."""
    yield from stated_cases(tables, Tally.of(tables.claims, tables.derivations))
    yield from other_cases(tables, snapshot)


def stated_cases(tables: ResolvedTables, tally: Tally) -> Iterator[Cases]:
    """The kinds of claims and derivations that `tally` has cases of, with those in the tables."""
    yield from _by_rule(tables, tally)
    yield from _repeated(tables.claims, tally)
    yield from _by_reason(tables, tally)
    yield from _agreement(tables.derivations, tally)
    yield from _unknown_relations(tables, tally)
    yield from _irregular(tables.derivations, tally)


def other_cases(tables: ResolvedTables, snapshot: Path | None) -> Iterator[Cases]:
    """The kinds of all else: of guesses, of models, and of what was read."""
    asked = tables.models.filter((pl.col("status") == Status.MISSING) | pl.col("mass_upload").is_not_null())
    models = asked.select("id", "status", "mass_upload").collect()
    yield from _guessed(tables.guessed, models.filter(pl.col("status") == Status.MISSING)["id"])
    yield from _mass(models.filter(pl.col("mass_upload").is_not_null()).select("mass_upload", child="id").lazy())
    yield from item_cases(tables.manifest.get("snapshot_counts", {}), snapshot)


def _by_rule(tables: ResolvedTables, tally: Tally) -> Iterator[Cases]:
    """Claims a rule had a part in, in the table's order; a claim that two rules read counts with both."""
    for rule in RULES.values():
        joined = [rules for rules in tally.rules if rule.name in rules.split("+")]
        read, count = pl.col("rule").is_in(joined), sum(tally.rules[rules] for rules in joined)
        what = f"{rule.name}: {rule.recognises}"
        yield from tables.claims_where(read, "claims by rule", what, rule.done, count)


def _repeated(claims: pl.LazyFrame, tally: Tally) -> Iterator[Cases]:
    if tally.repeated:
        numbers = again_in_card(claims)
        again = claims.with_row_index("number").join(numbers, on="number", how="semi", maintain_order="left")
        what, done = "a card that names the same parent again", "one derivation, every claim kept"
        yield from Cases.of("claims by rule", what, again.drop("number"), done, tally.repeated)


def _by_reason(tables: ResolvedTables, tally: Tally) -> Iterator[Cases]:
    done = "kept as the child's rejected_claims, no derivation"
    for reason, count in most_frequent(tally.reasons).items():
        given = REJECTED & (pl.col("reason") == reason)
        yield from tables.claims_where(given, "rejected claims", reason, done, count)


def _agreement(derivations: pl.LazyFrame, tally: Tally) -> Iterator[Cases]:
    """Where sources differ: about the parents, and about the relation."""
    edges = derivations.select("child", "parent", "raw", "evidence", "relation_claims", "relation")
    for what, condition in AGREEMENTS.items():
        count = tally.agreements.get(what, 0)
        yield from Cases.of("derivations by source", what, edges.filter(condition), _DONE[what], count)


def _unknown_relations(tables: ResolvedTables, tally: Tally) -> Iterator[Cases]:
    """Words that stand for a relation and are none of the Hub's, the most used first; none in older resolutions."""
    counts = most_frequent(tally.words)
    words = list(counts)
    rows = [(word[:WORD], [word]) for word in words[:WORDS]]
    rows.append((f"{len(words) - WORDS} other words", words[WORDS:]))
    what, done = "a relation the Hub does not know", "the relation is unknown, unless another source states it"
    for word, some in rows:
        stated, count = pl.col("unknown_relation").is_in(some), sum(counts[one] for one in some)
        yield from tables.claims_where(stated, "relations", f"{what}: {word}", done, count, same=" ".join(some))


def _irregular(derivations: pl.LazyFrame, tally: Tally) -> Iterator[Cases]:
    named = {
        Irregularity.SELF_REFERENCE: "a model that names itself as its parent",
        Irregularity.CYCLE: "derivations on a cycle of two and more models",
    }
    for value, what in named.items():
        rows, count = derivations.filter(pl.col("irregularity") == value), tally.irregularities.get(value, 0)
        yield from Cases.of("irregular derivations", what, rows, "kept and marked as such", count)


def _guessed(guessed: pl.LazyFrame, missing: pl.Series) -> Iterator[Cases]:
    """Guesses by rule: those about listed models, then those about the `missing` ones."""
    about = guessed.select("child", "parent", "rule").collect().sort("child")
    is_missing = about["child"].is_in(missing.implode())
    listed, others = (about.filter(which).lazy() for which in (~is_missing, is_missing))
    yield from _by_guess_rule("inferred parents", GUESS_RULES, listed)
    yield from _by_guess_rule("inferred parents of missing models", MISSING_RULES, others)


def _by_guess_rule(kind: str, rules: Sequence[GuessRule], guessed: pl.LazyFrame) -> Iterator[Cases]:
    counts = value_counts(guessed, "rule")
    for rule in rules:
        what = f"{rule.name}: {rule.recognises}"
        rows = guessed.filter(pl.col("rule") == rule.name)
        yield from Cases.of(kind, what, rows, "kept apart, in no count", counts.get(rule.name, 0))


def _mass(marked: pl.LazyFrame) -> Iterator[Cases]:
    """Models (`mass_upload, child`) by the rule that marks them."""
    kept = "kept and marked; every count can be had without"
    counts = value_counts(marked, "mass_upload")
    for rule in MASS_RULES:
        what = f"{rule.name}: {rule.recognises}"
        rows = marked.filter(pl.col("mass_upload") == rule.name)
        yield from Cases.of("mass uploads", what, rows, kept, counts.get(rule.name, 0))
