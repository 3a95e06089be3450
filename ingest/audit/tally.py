"""How many claims and derivations each kind of irregularity has: numbers that add up over children."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import polars as pl

from lineage.values import Evidence, Outcome

_EVIDENCE = pl.col("evidence").list
_ALONE, _FIRST = _EVIDENCE.len() == 1, _EVIDENCE.first()

AGREEMENTS: Mapping[str, pl.Expr] = {
    "only the card says so": _ALONE & (_FIRST == Evidence.CARD),
    "only a tag says so": _ALONE & (_FIRST == Evidence.TAG),
    "only an adapter's configuration says so": _ALONE & (_FIRST == Evidence.CONFIG),
    "the Hub says so, the card does not": _EVIDENCE.contains(Evidence.HUB.value)
    & ~_EVIDENCE.contains(Evidence.CARD.value),
    "sources disagree about the relation": pl.col("relation_claims").is_not_null(),
}
"""Derivations by the sources that state them, by what is said of them."""

REJECTED = pl.col("outcome") == Outcome.REJECTED


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows of claims and of derivations there are, and how many of each kind, none of one that has none.

    `rules` are claims by the rules that read them, `repeated` those by which a card names a parent again, `reasons`
    rejected ones, `words` those whose relation is none of the Hub's. `agreements` (see AGREEMENTS) and `irregularities`
    are derivations.
    """

    claims: int
    derivations: int
    rules: Mapping[str, int]
    repeated: int
    reasons: Mapping[str, int]
    words: Mapping[str, int]
    agreements: Mapping[str, int]
    irregularities: Mapping[str, int]

    @classmethod
    def of(cls, claims: pl.LazyFrame, derivations: pl.LazyFrame) -> "Tally":
        """Of all claims and derivations of some children."""
        sums = derivations.select(pl.len(), *(condition.sum().alias(what) for what, condition in AGREEMENTS.items()))
        found = {what: int(count) for what, count in sums.collect().row(0, named=True).items()}
        return cls(
            claims=height(claims),
            derivations=found.pop("len"),
            rules=value_counts(claims, "rule"),
            repeated=height(again_in_card(claims)),
            reasons=value_counts(claims.filter(REJECTED), "reason"),
            words=value_counts(claims, "unknown_relation"),
            agreements={what: count for what, count in found.items() if count},
            irregularities=value_counts(derivations, "irregularity"),
        )

    def changed(self, before: "Tally", after: "Tally") -> "Tally":
        """That of all, in which some children had the numbers `before` and have those `after`."""
        names = [field.name for field in fields(self)]
        return Tally(**{name: _changed(*(getattr(one, name) for one in (self, before, after))) for name in names})


def height(rows: pl.LazyFrame) -> int:
    """How many rows there are."""
    return int(rows.select(pl.len()).collect().item())


def most_frequent(counts: Mapping[str, int]) -> dict[str, int]:
    """The counts, the greatest first, of equals the first by bytes."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def again_in_card(claims: pl.LazyFrame) -> pl.LazyFrame:
    """The places (`number`) of claims by which a card names a parent that it has named before."""
    cards = claims.with_row_index("number").filter(pl.col("source") == Evidence.CARD, ~REJECTED)
    pairs = cards.select("number", "child", "parent")
    return pairs.filter(~pl.struct("child", "parent").is_first_distinct()).select("number")


def value_counts(rows: pl.LazyFrame, column: str) -> dict[str, int]:
    """How many rows have each value of a column; none where an early version resolved no such column."""
    if column not in rows.collect_schema():
        return {}
    return dict(rows.filter(pl.col(column).is_not_null()).group_by(column).len().collect().rows())


def _changed(of_all: Any, before: Any, after: Any) -> Any:
    if isinstance(of_all, int):
        return of_all - before + after
    counts = Counter(of_all)
    counts.subtract(before)
    counts.update(after)
    return {name: count for name, count in counts.items() if count}
