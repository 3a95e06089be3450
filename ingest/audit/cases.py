"""Cases of one kind of irregularity: counted, exemplified, and each of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import polars as pl

EXAMPLES = 3

FIRST = 1_000
"""Cases that examples are looked for among at first, before all are: of most kinds they are there."""

BATCH = 10_000
"""Cases in memory at once when all are asked for."""


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
    """One kind of irregularity: how often, some examples, and what was done."""

    kind: str
    what: str
    count: int
    examples: tuple[Occurrence, ...]
    done: str


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """All cases of one kind of irregularity, or as many as were `kept` of `count`.

    `rows` are claims, derivations, models or what a reader kept: whatever has some of `child`, `raw`, `parent`,
    `reason`, `relation_claims` and `place`. They are read when they are asked for. `first` finds the FIRST of them, and
    maybe others behind, where that is quicker. `same` is what beside the words tells one kind from another.
    """

    kind: str
    what: str
    done: str
    rows: pl.LazyFrame
    count: int
    kept: int
    first: Callable[[], pl.LazyFrame] | None = None
    same: str = ""

    @classmethod
    def of(cls, kind: str, what: str, rows: pl.LazyFrame, done: str, count: int) -> "list[Cases]":
        """All these rows, `count` of them; an empty list when there are none."""
        return [cls(kind, what, done, rows, count, count)] if count else []

    @property
    def identity(self) -> str:
        """Equal for two that are of one condition, whatever the rows."""
        return f"{self.kind}: {self.what}: {self.same}"

    @property
    def rule(self) -> str:
        """What to ask for them by: the name of a rule, or the words for what it is."""
        return self.what.partition(":")[0]

    def finding(self) -> Finding:
        """The count and the first examples; of claims, no two that read alike."""
        some = _examples((self.rows if self.first is None else self.first()).head(FIRST))
        if some.height < EXAMPLES and self.kept > FIRST:
            some = _examples(self.rows)
        return self.found(_occurrences(some))

    def finding_since(self, earlier: Sequence[Occurrence], new: "Cases") -> Finding:
        """As `finding`, where `earlier` were the first examples and `new` are those of other children since, by child;
        those of the earlier ones are all there still, and the raw text of no other one differs from theirs before."""
        first: dict[str, Occurrence] = {}
        for case in sorted([*earlier, *_occurrences(_examples(new.rows))], key=lambda case: case.child or ""):
            first.setdefault(case.raw, case)
        return self.found(islice(first.values(), EXAMPLES))

    def found(self, examples: Iterable[Occurrence]) -> Finding:
        """Their count, with these examples."""
        return Finding(self.kind, self.what, self.count, tuple(examples), self.done)

    def occurrences(self) -> Iterator[Occurrence]:
        """Each case that was kept."""
        for rows in self.rows.collect_batches(chunk_size=BATCH):
            yield from _occurrences(rows)


def _examples(rows: pl.LazyFrame) -> pl.DataFrame:
    """EXAMPLES of the cases, the first ones; fewer where there are no more that differ."""
    columns = rows.collect_schema().names()
    if "raw" in columns and "place" not in columns:
        rows = rows.unique("raw", keep="first", maintain_order=True)
    return rows.head(EXAMPLES).collect()


def _occurrences(rows: pl.DataFrame) -> Iterator[Occurrence]:
    return map(_occurrence, rows.iter_rows(named=True))


def _occurrence(row: dict[str, Any]) -> Occurrence:
    parent, claims, reason = row.get("parent"), row.get("relation_claims"), row.get("reason")
    said = f"[{', '.join(claims)}]" if claims else f"({reason})" if reason and not parent else row.get("place")
    return Occurrence(row.get("child"), row.get("raw") or "", parent, said)
