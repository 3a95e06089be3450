"""What published claims ask of every model of a resolved snapshot: numbers that add up over models, kept beside it by a
load, so that no page looks through all tags and downloads."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lineage.files import checksums
from lineage.values import Status

if TYPE_CHECKING:
    import polars as pl

FILE = Path("kept") / "published-claim-counts.json"
"""In the folder of a resolved snapshot."""

COUNTED = (Status.LISTED, Status.REMOVED)
"""The models that are counted by their tags: what a snapshot lists, and what it listed once."""

RowCounts = Mapping[str, int]
"""Numbers by what they are of, in words; a question without an answer is not among them."""


@dataclass(frozen=True, slots=True)
class TagQuestion:
    """Which models have a tag that a regular expression finds, or such an id."""

    pattern: str
    ids_too: bool = False

    def __str__(self) -> str:
        return f"{'an id or ' * self.ids_too}a tag like {self.pattern}"

    def finds(self) -> "pl.Expr":
        """For each model (`id, tags`), whether it is one."""
        import polars as pl  # noqa: PLC0415 - an import of 0.1 s, paid by those who count

        tagged = pl.col("tags").list.eval(pl.element().str.contains(self.pattern)).list.any().fill_null(value=False)
        return tagged | pl.col("id").str.contains(self.pattern) if self.ids_too else tagged


@dataclass(frozen=True, slots=True)
class RowQuestions:
    """What is asked of all rows: how many models are tagged so, and how often those of an owner were downloaded."""

    tags: frozenset[TagQuestion]
    owners: frozenset[str]

    def matches(self, models: "pl.LazyFrame") -> "pl.DataFrame":
        """Of the models that some question is about: a hash of the `id`, `author` where that is one of the owners,
        `status`, `downloads_all_time`, and for each question about tags, by its words, whether it finds the model."""
        import polars as pl  # noqa: PLC0415

        found = {str(question): question.finds() for question in sorted(self.tags, key=str)}
        author = pl.when(pl.col("author").is_in(sorted(self.owners))).then("author").alias("author")
        rows = models.select(pl.col("id").hash().alias("id"), author, "status", "downloads_all_time", **found)
        return rows.filter(pl.any_horizontal(pl.col("author").is_not_null(), *found)).collect(engine="streaming")

    def count(self, matches: "pl.DataFrame") -> RowCounts:
        """The answers, of all models that they are about."""
        import polars as pl  # noqa: PLC0415

        sums = {
            _tagged(question, status): (pl.col(str(question)) & (pl.col("status") == status)).sum()
            for question in self.tags
            for status in COUNTED
        }
        for owner in self.owners:
            stated = (pl.col("author") == owner) & (pl.col("status") == Status.LISTED)
            values, (number, total) = pl.col("downloads_all_time").filter(stated), _downloads(owner)
            sums |= {number: values.count(), total: values.sum()}
        return matches.select(value.cast(pl.Int64).alias(name) for name, value in sums.items()).row(0, named=True)


def tagged(counts: RowCounts, question: TagQuestion) -> Mapping[Status, int] | None:
    """How many models of each status are tagged so; None where that was not counted."""
    found = {status: counts.get(_tagged(question, status)) for status in COUNTED}
    return {status: count for status, count in found.items() if count is not None} or None


def downloads(counts: RowCounts, owner: str) -> tuple[int, int] | None:
    """How many of an owner's listed models state downloads of all time, and their sum; None where nobody counted."""
    number, total = (counts.get(name) for name in _downloads(owner))
    return None if number is None or total is None else (number, total)


def keep(resolution: Path, questions: RowQuestions, counts: RowCounts) -> None:
    """Keep what was counted of a resolved snapshot, where there is room."""
    path = resolution / FILE
    if path.parent.is_dir():
        tags = sorted((one.pattern, one.ids_too) for one in questions.tags)
        asked = {"tags": tags, "owners": sorted(questions.owners)}
        with checksums.keeping(path):
            path.write_text(
                json.dumps({"asked": asked, "counts": counts}, ensure_ascii=False, indent=1), encoding="utf-8"
            )


def kept(resolution: Path) -> tuple[RowQuestions, RowCounts]:
    """What was asked and counted of a resolved snapshot; nothing where that is not there as it was written."""
    path = resolution / FILE
    if not checksums.is_kept(path):
        return RowQuestions(frozenset(), frozenset()), {}
    found = json.loads(path.read_text(encoding="utf-8"))
    tags = frozenset(TagQuestion(pattern, ids_too) for pattern, ids_too in found["asked"]["tags"])
    return RowQuestions(tags, frozenset(found["asked"]["owners"])), found["counts"]


def _tagged(question: TagQuestion, status: Status) -> str:
    return f"{status} models with {question}"


def _downloads(owner: str) -> tuple[str, str]:
    return f"listed models of {owner} that state downloads of all time", f"downloads of all time of {owner}"
