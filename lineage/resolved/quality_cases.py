"""Every case of a rule that the quality report counts, from the resolved snapshot that a home keeps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lineage.resolved.resolved_tables import scan_table
from lineage.values import Outcome, Status

if TYPE_CHECKING:
    import polars as pl

CASE = ("child", "raw", "parent", "said")


@dataclass(frozen=True, slots=True)
class QualityCase:
    """What was written of a model's parent, and what became of it: `parent` or the reason `said` why it is none."""

    child: str
    raw: str | None
    parent: str | None
    said: str | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """Part of the `total` cases of a rule, in the order in which they were read."""

    total: int
    offset: int
    limit: int
    items: list[QualityCase]


def cases_of(resolution: Path, kind: str, rule: str, offset: int = 0, limit: int = 50) -> CasePage:
    """A page of a rule's cases, by the words of the report; `kind` is one of `CASES`. None of one that found none."""
    import polars as pl  # noqa: PLC0415 - an import of 0.1 s, paid by those who ask for a list

    rows = CASES[kind](resolution, rule)
    known = rows.collect_schema()
    wanted = rows.select(pl.col(name) if name in known else pl.lit(None).alias(name) for name in CASE)
    page = wanted.slice(offset, limit).collect()
    total = int(rows.select(pl.len()).collect().item())
    return CasePage(total, offset, limit, [QualityCase(*row) for row in page.iter_rows()])


def _claims_by_rule(resolution: Path, rule: str) -> "pl.LazyFrame":
    import polars as pl  # noqa: PLC0415

    read = scan_table(resolution, "claims").filter(pl.col("rule").str.split("+").list.contains(rule))
    return read.rename({"reason": "said"})


def _rejected(resolution: Path, reason: str) -> "pl.LazyFrame":
    import polars as pl  # noqa: PLC0415

    rejected = pl.col("outcome") == Outcome.REJECTED
    return scan_table(resolution, "claims").filter(rejected, pl.col("reason") == reason).rename({"reason": "said"})


def _guessed(resolution: Path, rule: str, about_missing: bool = False) -> "pl.LazyFrame":
    """Guesses about models that are listed, or about those that are missing."""
    import polars as pl  # noqa: PLC0415

    missing = scan_table(resolution, "models").filter(pl.col("status") == Status.MISSING).select(child="id")
    guessed = scan_table(resolution, "inferred").filter(pl.col("rule") == rule).select("child", "parent")
    return guessed.join(missing, on="child", how="semi" if about_missing else "anti").sort("child")


def _mass_uploads(resolution: Path, rule: str) -> "pl.LazyFrame":
    import polars as pl  # noqa: PLC0415

    return scan_table(resolution, "models").filter(pl.col("mass_upload") == rule).select(child="id")


CASES: Mapping[str, Callable[[Path, str], "pl.LazyFrame"]] = {
    "claims by rule": _claims_by_rule,
    "rejected claims": _rejected,
    "inferred parents": _guessed,
    "inferred parents of missing models": lambda resolution, rule: _guessed(resolution, rule, about_missing=True),
    "mass uploads": _mass_uploads,
}
"""The kinds of the report whose cases can be listed, and how."""
