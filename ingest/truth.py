"""What the practice Hub knows and a real one does not: how right marks and guesses are."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from rich.table import Table

from ingest.hub import EXPAND
from ingest.inference import RULES as GUESS_RULES
from ingest.items import rows
from ingest.mass_uploads import RULES as MASS_RULES
from ingest.practice import Population, population
from ingest.practice.descent import Undeclared
from ingest.practice.items import Items
from ingest.resolve import resolve
from ingest.snapshot import About, write_snapshot
from ingest.tally import Tally
from lineage.home import Home

_PAGE = 10_000
_TOLD = (Undeclared.REUPLOAD, Undeclared.SUFFIX, Undeclared.MIRROR)


@dataclass(frozen=True, slots=True)
class Judged:
    """How often one rule spoke, and how often it was right."""

    rule: str
    said: int
    right: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """All rules against the truth: `true` models are really so, `found` of them were said to be."""

    what: str
    models: int
    true: int
    found: int
    rows: tuple[Judged, ...]

    @property
    def precision(self) -> float | None:
        said = sum(row.said for row in self.rows)
        return sum(row.right for row in self.rows) / said if said else None

    @property
    def recall(self) -> float | None:
        return self.found / self.true if self.true else None

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "precision": self.precision, "recall": self.recall}

    def table(self) -> Table:
        """For the terminal."""
        caption = f"{self.found:,} of the {self.true:,} that really are were found: recall {_percent(self.recall)}"
        title = f"{self.what}, practice Hub of {self.models:,} models"
        table = Table(title=title, caption=caption, caption_justify="left", min_width=64)
        for column in ("rule", "said", "right", "precision"):
            table.add_column(column, justify="left" if column == "rule" else "right")
        for row in self.rows:
            table.add_row(
                row.rule, f"{row.said:,}", f"{row.right:,}", _percent(row.right / row.said if row.said else None)
            )
        table.add_section()
        said, right = sum(row.said for row in self.rows), sum(row.right for row in self.rows)
        table.add_row("all", f"{said:,}", f"{right:,}", _percent(self.precision))
        return table


@contextmanager
def practice_resolution(models: int, seed: int) -> Iterator[tuple[Population, Path]]:
    """A practice Hub, and what the resolver makes of its whole listing, in a folder that is gone afterwards."""
    made = population(models, seed=seed)
    with tempfile.TemporaryDirectory(prefix="qwen-lineage-truth-") as folder:
        home = Home(Path(folder))
        about = About("a practice Hub", datetime.now(UTC), synthetic=True)
        snapshot = write_snapshot(home, "practice", _frames(made), about)
        yield made, resolve(snapshot, home)


def judge_marks(made: Population, resolution: Path) -> Verdict:
    """The marks of mass uploads against who really is one."""
    marked = pl.read_parquet(resolution / "models.parquet", columns=["id", "mass_upload"]).drop_nulls()
    truth = pl.DataFrame({"id": made.ids, "true": made.truth.is_mass_upload})
    judged = marked.join(truth, on="id", how="left").with_columns(right=pl.col("true").fill_null(False))
    rules = [rule.name for rule in MASS_RULES]
    rows_ = _judged(judged.select("right", rule="mass_upload"), rules)
    return Verdict("Mass uploads", made.size, int(truth["true"].sum()), sum(row.right for row in rows_), rows_)


def judge_guesses(made: Population, resolution: Path) -> Verdict:
    """The inferred parents against the true ones, of models whose cards say nothing.

    `true` counts those whose name was made from the parent's: re-uploads, formats, copies.
    """
    guessed = pl.read_parquet(resolution / "inferred.parquet", columns=["child", "parent", "rule"])
    links = made.truth.links
    pairs = {(made.ids[int(c)], made.id(int(p))) for c, p in zip(links.children, links.parents, strict=True)}
    right = [pair in pairs for pair in guessed.select("child", "parent").iter_rows()]
    judged = guessed.with_columns(right=pl.Series(right, dtype=pl.Boolean))
    told = pl.Series([made.ids[i] for i in np.flatnonzero(np.isin(made.truth.undeclared, _TOLD))], dtype=pl.String)
    found = judged.filter(pl.col("right") & pl.col("child").is_in(told.implode())).height
    rules = [rule.name for rule in GUESS_RULES]
    return Verdict("Inferred parents", made.size, len(told), found, _judged(judged, rules))


def _judged(frame: pl.DataFrame, rules: list[str]) -> tuple[Judged, ...]:
    counts = {
        rule: (said, right) for rule, said, right in frame.group_by("rule").agg(pl.len(), pl.col("right").sum()).rows()
    }
    return tuple(Judged(rule, *counts.get(rule, (0, 0))) for rule in rules)


def _frames(made: Population) -> Iterator[pl.DataFrame]:
    items = Items(made)
    for start in range(0, made.size, _PAGE):
        yield rows(items.of(np.arange(start, min(start + _PAGE, made.size)), EXPAND), Tally())


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"
