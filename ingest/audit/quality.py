"""What was irregular in a snapshot's claims: how often, with examples or every case, and what the resolver did."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl

from ingest.audit.cases import Cases, Finding
from ingest.audit.items import item_cases
from ingest.claims.rules import RULES
from ingest.inference import MISSING_RULES
from ingest.inference import RULES as GUESS_RULES
from ingest.inference.guess import GuessRule
from ingest.resolve.mass_uploads import RULES as MASS_RULES
from lineage.errors import BadFile, BadInput
from lineage.home import read_manifest
from lineage.values import Evidence, Irregularity, Outcome, Status

WORDS, WORD = 20, 60
"""Words for unknown relations that have a row of their own, and characters shown of each."""


@dataclass(frozen=True, slots=True)
class Report:
    """Every kind that occurs, in a fixed order. `unit` of the counts: claims, derivations or items, as `kind` says."""

    snapshot: str
    claims: int
    derivations: int
    rows: tuple[Finding, ...]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def lines(self, width: int) -> Iterator[str]:
        """For a terminal of so many columns: each kind once, the examples below what they are examples of.

        Words are wrapped, ids and what was written never: such a line is as long as it is.
        """
        yield f"{self.snapshot}: {self.claims:,} claims, {self.derivations:,} derivations"
        for kind, rows in groupby(self.rows, key=lambda row: row.kind):
            yield from ("", kind.upper())
            for row in rows:
                yield from _wrapped(f"{row.count:>9,}  ", f"{row.what} ({row.done})", width)
                yield from (f"{'':13}{_printable(str(example))}" for example in row.examples)


def report(resolution: Path) -> Report:
    """Read a resolution's folder. Raises BadFile when it is none."""
    tables = _Tables.read(resolution)
    rows = tuple(cases.finding() for cases in _all_cases(tables, None))
    return Report(
        str(tables.manifest.get("id", resolution.name)), tables.claims.height, tables.derivations.height, rows
    )


def find_cases(resolution: Path, snapshot: Path, rule: str) -> list[Cases]:
    """Every case of a rule, of a kind of irregularity or of a reason, by the words the report has for it.

    What reading met is in the snapshot's folder, as far as that is there. A rule that had no part in it has no case.
    Raises BadFile, and BadInput with the words there are when none is meant.
    """
    known = _all_cases(_Tables.read(resolution), snapshot)
    wanted = " ".join(rule.split()).casefold()
    for words in ("rule", "what", "kind"):
        if found := [one for one in known if getattr(one, words).casefold() == wanted]:
            return found
    guesses = (rule.name for rule in (*GUESS_RULES, *MISSING_RULES))
    if wanted in {*RULES, *guesses, *(rule.name for rule in MASS_RULES)}:
        return []
    names = "; ".join(dict.fromkeys(one.rule for one in known)) or "none: nothing was irregular"
    raise BadInput(f"nothing in this snapshot is called {rule!r}", f"there are: {names}")


@dataclass(frozen=True, slots=True, eq=False)
class _Tables:
    """What a resolution's folder holds."""

    manifest: dict[str, Any]
    claims: pl.DataFrame
    derivations: pl.DataFrame
    guessed: pl.DataFrame
    models: pl.DataFrame

    @classmethod
    def read(cls, resolution: Path) -> "_Tables":
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


def _all_cases(tables: _Tables, snapshot: Path | None) -> list[Cases]:
    """Every kind that occurs, those of one kind together."""
    claims, derivations = tables.claims, tables.derivations
    cases = [
        *_by_rule(claims),
        *_repeated(claims),
        *_by_reason(claims),
        *_agreement(derivations),
        *_unknown_relations(claims),
        *_irregular(derivations),
        *_guessed(tables.guessed, tables.models),
        *_mass(tables.models),
        *item_cases(tables.manifest.get("snapshot_counts", {}), snapshot),
    ]
    return [one for one in cases if one.count]


def _by_rule(claims: pl.DataFrame) -> list[Cases]:
    """Claims a rule had a part in, in the table's order; a claim that two rules read counts with both."""
    used = claims.with_columns(pl.col("rule").str.split("+"))
    return [
        row
        for rule in RULES.values()
        for row in Cases.of("claims by rule", f"{rule.name}: {rule.recognises}",
                            claims.filter(used["rule"].list.contains(rule.name)), rule.done)
    ]  # fmt: skip


def _repeated(claims: pl.DataFrame) -> list[Cases]:
    cards = claims.filter(pl.col("source") == Evidence.CARD, pl.col("outcome") != Outcome.REJECTED)
    repeated = cards.filter(~pl.struct("child", "parent").is_first_distinct())
    what, done = "a card that names the same parent again", "one derivation, every claim kept"
    return Cases.of("claims by rule", what, repeated, done)


def _by_reason(claims: pl.DataFrame) -> list[Cases]:
    rejected = claims.filter(pl.col("outcome") == Outcome.REJECTED)
    reasons = rejected["reason"].value_counts(sort=True).sort("count", "reason", descending=[True, False])["reason"]
    done = "kept as the child's rejected_claims, no derivation"
    return [
        row
        for reason in reasons
        for row in Cases.of("rejected claims", reason, rejected.filter(pl.col("reason") == reason), done)
    ]


def _agreement(derivations: pl.DataFrame) -> list[Cases]:
    """Where sources differ: about the parents, and about the relation."""
    evidence = pl.col("evidence").list
    edges = derivations.select("child", "parent", "raw", "evidence", "relation_claims", "relation")
    by_card = edges.filter(evidence.len() == 1, evidence.first() == Evidence.CARD)
    by_tag = edges.filter(evidence.len() == 1, evidence.first() == Evidence.TAG)
    by_config = edges.filter(evidence.len() == 1, evidence.first() == Evidence.CONFIG)
    not_card = edges.filter(evidence.contains(Evidence.HUB.value), ~evidence.contains(Evidence.CARD.value))
    disputed = edges.filter(pl.col("relation_claims").is_not_null())
    rows = {
        "only the card says so": (by_card, "kept; relation from the Hub or the card, if either states one"),
        "only a tag says so": (by_tag, "kept"),
        "only an adapter's configuration says so": (by_config, "kept, as the least trusted evidence"),
        "the Hub says so, the card does not": (not_card, "kept"),
        "sources disagree about the relation": (disputed, "the most trusted one's, all in relation_claims"),
    }
    return [row for what, (some, done) in rows.items() for row in Cases.of("derivations by source", what, some, done)]


def _unknown_relations(claims: pl.DataFrame) -> list[Cases]:
    """Words that stand for a relation and are none of the Hub's, the most used first; none in older resolutions."""
    if "unknown_relation" not in claims.columns:
        return []
    stated = claims.filter(pl.col("unknown_relation").is_not_null())
    counted = stated["unknown_relation"].value_counts().sort("count", "unknown_relation", descending=[True, False])
    words = counted["unknown_relation"].to_list()
    rows = [(word[:WORD], stated.filter(unknown_relation=word)) for word in words[:WORDS]]
    rows.append((f"{len(words) - WORDS} other words", stated.filter(pl.col("unknown_relation").is_in(words[WORDS:]))))
    what, done = "a relation the Hub does not know", "the relation is unknown, unless another source states it"
    return [row for word, some in rows for row in Cases.of("relations", f"{what}: {word}", some, done)]


def _irregular(derivations: pl.DataFrame) -> list[Cases]:
    named = {
        Irregularity.SELF_REFERENCE: "a model that names itself as its parent",
        Irregularity.CYCLE: "derivations on a cycle of two and more models",
    }
    kept = "kept and marked as such"
    return [
        row
        for value, what in named.items()
        for row in Cases.of("irregular derivations", what, derivations.filter(pl.col("irregularity") == value), kept)
    ]


def _guessed(guessed: pl.DataFrame, models: pl.DataFrame) -> list[Cases]:
    """Guesses by rule: those about listed models, then those about missing ones."""
    missing = models.filter(status=Status.MISSING.value).select(child="id")
    listed = _by_guess_rule("inferred parents", GUESS_RULES, guessed.join(missing, on="child", how="anti"))
    others = _by_guess_rule(
        "inferred parents of missing models", MISSING_RULES, guessed.join(missing, on="child", how="semi")
    )
    return listed + others


def _by_guess_rule(kind: str, rules: Sequence[GuessRule], guessed: pl.DataFrame) -> list[Cases]:
    pairs = guessed.sort("child").select("child", "parent", "rule")
    return [
        row
        for rule in rules
        for row in Cases.of(
            kind, f"{rule.name}: {rule.recognises}", pairs.filter(rule=rule.name), "kept apart, in no count"
        )
    ]


def _mass(models: pl.DataFrame) -> list[Cases]:
    kept = "kept and marked; every count can be had without"
    marked = models.select("mass_upload", child="id")
    return [
        row
        for rule in MASS_RULES
        for row in Cases.of(
            "mass uploads", f"{rule.name}: {rule.recognises}", marked.filter(mass_upload=rule.name), kept
        )
    ]


def _wrapped(first: str, text: str, width: int) -> list[str]:
    """The text behind `first`, its further lines below its own first one; no word is broken."""
    further = " " * len(first)
    plain = _printable(text)
    return textwrap.wrap(plain, max(width, 40), initial_indent=first, subsequent_indent=further,
                         break_long_words=False, break_on_hyphens=False)  # fmt: skip


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in text)
