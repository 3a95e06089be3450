"""What claims ask of every row of a resolved snapshot: numbers that add up over rows, kept beside it by a load, so that
no page looks through all tags and downloads."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lineage import checksums
from lineage.published_claims.tags import COUNTED, TagQuestion, architecture_tags, named_after
from lineage.published_claims.values import PublishedClaim
from lineage.values import Status

if TYPE_CHECKING:
    import polars as pl

FILE = Path("kept") / "published-claim-counts.json"
"""In the folder of a resolved snapshot."""

RowCounts = Mapping[str, int]
"""Numbers by what they are of, in words; a question without an answer is not among them."""


@dataclass(frozen=True, slots=True)
class RowQuestions:
    """What is asked of all rows: how many models are tagged so, and how often those of an owner were downloaded."""

    tags: frozenset[TagQuestion]
    owners: frozenset[str]

    @classmethod
    def of(cls, claims: Iterable[PublishedClaim]) -> "RowQuestions":
        """Those of the claims."""
        tags, owners = set[TagQuestion](), set[str]()
        for reading in (reading for claim in claims for reading in claim.definitions):
            match reading.definition:
                case "named_after":
                    tags.add(named_after(reading.of))
                case "architecture_tag":
                    tags.add(architecture_tags(reading.of))
                case "all_time_downloads_crossing":
                    owners.add(reading.of)
                case "more_downloads_all_time_crossing":
                    owners |= {reading.of, *reading.against[:1]}
        return cls(frozenset(tags), frozenset(owners))

    def matches(self, models: "pl.LazyFrame") -> "pl.DataFrame":
        """Of the models that some question is about: a hash of the `id`, `author` where that is one of the owners,
        `status`, `downloads_all_time`, and for each question about tags, by its words, whether it finds the model."""
        import polars as pl  # noqa: PLC0415 - an import of 0.1 s, paid by those who count

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


def keep(resolution: Path, counts: RowCounts) -> None:
    """Keep what was counted of a resolved snapshot, where there is room."""
    path = resolution / FILE
    if path.parent.is_dir():
        with suppress(OSError):
            path.write_text(json.dumps(counts, ensure_ascii=False, indent=1))
            checksums.keep(path)


def kept(resolution: Path) -> RowCounts:
    """What was counted of a resolved snapshot; nothing where it was not, or is not as it was written."""
    path = resolution / FILE
    return json.loads(path.read_text()) if checksums.is_kept(path) else {}


def _tagged(question: TagQuestion, status: Status) -> str:
    return f"{status} models with {question}"


def _downloads(owner: str) -> tuple[str, str]:
    return f"listed models of {owner} that state downloads of all time", f"downloads of all time of {owner}"
