"""What was irregular in a snapshot's claims: how often, with examples, and what the resolver did."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl
from rich.table import Table
from rich.text import Text

from ingest.claims.rules import RULES
from ingest.inference import MISSING_RULES
from ingest.inference import RULES as GUESS_RULES
from ingest.inference.guess import GuessRule
from ingest.resolve.mass_uploads import RULES as MASS_RULES
from lineage.errors import BadFile
from lineage.home import read_manifest
from lineage.values import Evidence, Irregularity, Outcome, Status

EXAMPLES = 3
WORDS, WORD = 20, 60
"""Words for unknown relations that have a row of their own, and characters shown of each."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One case: what was written where, and what became of it. Printed it reads `child <- raw -> parent`.

    `child` and `parent` are ids of models in the graph. `raw` is empty where nobody wrote anything. `said` stands in
    the parent's place where there is none, or behind it: a reason, or what the sources claim.
    """

    child: str | None
    raw: str
    parent: str | None = None
    said: str | None = None

    def __str__(self) -> str:
        if self.child is None:
            return f"{self.said}: {self.raw}" if self.said else self.raw
        written = f"{self.child} <- {self.raw}" if self.raw else self.child
        result = " ".join(filter(None, (self.parent, self.said)))
        return f"{written} -> {result}" if result else written


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of irregularity."""

    kind: str
    what: str
    count: int
    examples: tuple[Occurrence, ...]
    done: str


@dataclass(frozen=True, slots=True)
class Report:
    """Every kind that occurs, in a fixed order. `unit` of the counts: claims, derivations or items, as `kind` says."""

    snapshot: str
    claims: int
    derivations: int
    rows: tuple[Finding, ...]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def table(self) -> Table:
        """For the terminal: the examples stand below what they are examples of. No text is read as markup."""
        table = Table(title=f"{self.snapshot}: {self.claims:,} claims, {self.derivations:,} derivations")
        table.add_column("count", justify="right")
        table.add_column("what, and up to three examples", overflow="fold")
        table.add_column("what was done", width=24)
        for kind, rows in groupby(self.rows, key=lambda row: row.kind):
            table.add_section()
            table.add_row("", Text(kind, "bold"), "")
            for row in rows:
                text = Text(row.what)
                for example in row.examples:
                    text.append(f"\n  {_printable(str(example))}", "dim")
                table.add_row(f"{row.count:,}", text, Text(row.done))
        return table


def report(resolution: Path) -> Report:
    """Read a resolution's folder. Raises BadFile when it is none."""
    manifest = read_manifest(resolution)
    try:
        claims = pl.read_parquet(resolution / "claims.parquet")
        derivations = pl.read_parquet(resolution / "derivations.parquet")
        guessed = pl.read_parquet(resolution / "inferred.parquet")
        models = pl.read_parquet(resolution / "models.parquet", columns=["id", "status", "mass_upload"])
    except (OSError, pl.exceptions.PolarsError) as error:
        raise BadFile(f"{resolution}: not a resolved snapshot", "make it again with `qwen-lineage resolve`") from error
    rows = [
        *_by_rule(claims),
        *_by_reason(claims),
        *_agreement(claims, derivations),
        *_unknown_relations(claims),
        *_irregular(derivations),
        *_guessed(guessed, models),
        *_mass(models),
        *_items(manifest.get("snapshot_counts", {})),
    ]
    return Report(str(manifest.get("id", resolution.name)), claims.height, derivations.height, tuple(rows))


def _by_rule(claims: pl.DataFrame) -> list[Finding]:
    """Claims a rule had a part in, in the table's order; a claim that two rules read counts with both."""
    used = claims.with_columns(pl.col("rule").str.split("+"))
    return [
        row
        for rule in RULES.values()
        for row in _some("claims by rule", f"{rule.name}: {rule.recognises}",
                         claims.filter(used["rule"].list.contains(rule.name)), rule.done)
    ]  # fmt: skip


def _by_reason(claims: pl.DataFrame) -> list[Finding]:
    rejected = claims.filter(pl.col("outcome") == Outcome.REJECTED)
    reasons = rejected["reason"].value_counts(sort=True).sort("count", "reason", descending=[True, False])["reason"]
    done = "kept as the child's rejected_claims, no derivation"
    return [
        row
        for reason in reasons
        for row in _some("rejected claims", reason, rejected.filter(pl.col("reason") == reason), done)
    ]


def _agreement(claims: pl.DataFrame, derivations: pl.DataFrame) -> list[Finding]:
    """Where sources differ: about the parents, and about the relation."""
    evidence = pl.col("evidence").list
    edges = derivations.select("child", "parent", "raw", "evidence", "relation_claims", "relation")
    by_card = edges.filter(evidence.len() == 1, evidence.first() == Evidence.CARD)
    by_tag = edges.filter(evidence.len() == 1, evidence.first() == Evidence.TAG)
    not_card = edges.filter(evidence.contains(Evidence.HUB.value), ~evidence.contains(Evidence.CARD.value))
    disputed = edges.filter(pl.col("relation_claims").is_not_null())
    cards = claims.filter(pl.col("source") == Evidence.CARD, pl.col("outcome") != Outcome.REJECTED)
    repeated = cards.filter(~pl.struct("child", "parent").is_first_distinct())
    kind = "derivations by source"
    return [
        *_some(kind, "only the card says so", by_card, "kept; relation from the Hub or the card, if either states one"),
        *_some(kind, "only a tag says so", by_tag, "kept"),
        *_some(kind, "the Hub says so, the card does not", not_card, "kept"),
        *_some(kind, "sources disagree about the relation", disputed, "the most trusted one's, all in relation_claims"),
        *_some(
            "claims by rule", "a card that names the same parent again", repeated, "one derivation, every claim kept"
        ),
    ]


def _unknown_relations(claims: pl.DataFrame) -> list[Finding]:
    """Words that stand for a relation and are none of the Hub's, the most used first; none in older resolutions."""
    if "unknown_relation" not in claims.columns:
        return []
    stated = claims.filter(pl.col("unknown_relation").is_not_null())
    counted = stated["unknown_relation"].value_counts().sort("count", "unknown_relation", descending=[True, False])
    words = counted["unknown_relation"].to_list()
    rows = [(word[:WORD], stated.filter(unknown_relation=word)) for word in words[:WORDS]]
    rows.append((f"{len(words) - WORDS} other words", stated.filter(pl.col("unknown_relation").is_in(words[WORDS:]))))
    what, done = "a relation the Hub does not know", "the relation is unknown, unless another source states it"
    return [row for word, some in rows for row in _some("relations", f"{what}: {word}", some, done)]


def _irregular(derivations: pl.DataFrame) -> list[Finding]:
    named = {
        Irregularity.SELF_REFERENCE: "a model that names itself as its parent",
        Irregularity.CYCLE: "derivations on a cycle of two and more models",
    }
    kept = "kept and marked as such"
    return [
        row
        for value, what in named.items()
        for row in _some("irregular derivations", what, derivations.filter(pl.col("irregularity") == value), kept)
    ]


def _guessed(guessed: pl.DataFrame, models: pl.DataFrame) -> list[Finding]:
    """Guesses by rule: those about listed models, then those about missing ones."""
    missing = models.filter(status=Status.MISSING.value).select(child="id")
    listed = _by_guess_rule("inferred parents", GUESS_RULES, guessed.join(missing, on="child", how="anti"))
    others = _by_guess_rule(
        "inferred parents of missing models", MISSING_RULES, guessed.join(missing, on="child", how="semi")
    )
    return listed + others


def _by_guess_rule(kind: str, rules: Sequence[GuessRule], guessed: pl.DataFrame) -> list[Finding]:
    rows = []
    for rule in rules:
        found = guessed.filter(rule=rule.name).sort("child")
        pairs = found["child", "parent"].head(EXAMPLES).rows()
        examples = tuple(Occurrence(child, "", parent) for child, parent in pairs)
        what = f"{rule.name}: {rule.recognises}"
        rows.append(Finding(kind, what, found.height, examples, "kept apart, in no count"))
    return [row for row in rows if row.count]


def _mass(models: pl.DataFrame) -> list[Finding]:
    kept = "kept and marked; every count can be had without"
    rows = []
    for rule in MASS_RULES:
        found = models.filter(mass_upload=rule.name)
        examples = tuple(Occurrence(id, "") for id in found["id"].head(EXAMPLES))
        rows.append(Finding("mass uploads", f"{rule.name}: {rule.recognises}", found.height, examples, kept))
    return [row for row in rows if row.count]


def _items(counts: dict[str, Any]) -> list[Finding]:
    """What reading the source already met, from the snapshot's manifest."""
    kind = "items of the source"
    firsts = counts.get("first_rejected", [])
    rows = [
        Finding("items of the source", reason, count, _firsts(firsts, reason), "left out, text kept in rejected.jsonl")
        for reason, count in counts.get("rejected", {}).items()
    ]
    examples = counts.get("examples", {})
    rows += [
        Finding(kind, f"field {name} of a wrong type", count, _cases(examples, name), "unknown; the model is kept")
        for name, count in counts.get("odd_fields", {}).items()
    ]
    rows += [
        Finding(kind, name, count, _cases(examples, name), "read all the same")
        for name, count in counts.get("irregular", {}).items()
    ]
    if left_out := counts.get("left_out", []):
        names = tuple(Occurrence(None, name) for name in left_out)
        rows.append(Finding(kind, "a column that is no field of a model here", len(left_out), names, "left out"))
    duplicates = counts.get("duplicates", 0)
    if duplicates:
        twice = "a model listed more than once"
        done = (
            "united: the newer counts, every parent and tag is kept" if counts.get("united") else "the last one is kept"
        )
        rows.append(Finding(kind, twice, duplicates, (), done))
    return rows


def _cases(examples: dict[str, list[list[str]]], name: str) -> tuple[Occurrence, ...]:
    return tuple(Occurrence(id or None, raw) for id, raw in examples.get(name, []))


def _firsts(firsts: list[dict[str, str]], reason: str) -> tuple[Occurrence, ...]:
    return tuple(
        Occurrence(None, first["raw"][:80], said=first["place"]) for first in firsts if first["reason"] == reason
    )


def _some(kind: str, what: str, frame: pl.DataFrame, done: str) -> list[Finding]:
    """A row for the frame's claims or derivations; none when there are none."""
    if frame.is_empty():
        return []
    chosen = frame.unique("raw", keep="first", maintain_order=True).head(EXAMPLES)
    return [Finding(kind, what, frame.height, tuple(_example(row) for row in chosen.iter_rows(named=True)), done)]


def _example(row: dict[str, Any]) -> Occurrence:
    claims, reason = row.get("relation_claims"), row.get("reason")
    outcome = f"[{', '.join(claims)}]" if claims else f"({reason})" if not row["parent"] else None
    return Occurrence(row["child"], row["raw"], row["parent"], outcome)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in text)
