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

from ingest.hub.client import EXPAND
from ingest.inference import RULES as GUESS_RULES
from ingest.inference.statistics import Score, score_table, share
from ingest.practice import Population, population
from ingest.practice.descent import Undeclared
from ingest.practice.wire_items import WireItems
from ingest.resolve import resolve
from ingest.resolve.mass_uploads import RULES as MASS_RULES
from ingest.rows.rejections import Tally
from ingest.rows.tolerant import rows
from ingest.snapshots.snapshot import About, write_snapshot
from lineage.home import Home

_PAGE = 10_000
_TOLD = (Undeclared.REUPLOAD, Undeclared.SUFFIX, Undeclared.MIRROR)


@dataclass(frozen=True, slots=True)
class Judged:
    """How often one rule spoke, how often it was right, and how many it `found` of those it should speak about."""

    rule: str
    said: int
    right: int
    found: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """All rules against the truth: `true` models are really so."""

    what: str
    models: int
    true: int
    rows: tuple[Judged, ...]

    @property
    def all(self) -> Judged:
        """The rules together."""
        names = ("said", "right", "found")
        return Judged("all", *(sum(getattr(row, name) for row in self.rows) for name in names))

    @property
    def precision(self) -> float | None:
        return share(self.all.right, self.all.said)

    @property
    def recall(self) -> float | None:
        return share(self.all.found, self.true)

    def as_dict(self) -> dict[str, Any]:
        """For machines: shares are 0 to 1, and each has its interval."""
        rows = [asdict(row) | self._score(row).as_dict() for row in self.rows]
        totals = {name: value for name, value in asdict(self.all).items() if name != "rule"}
        return {**asdict(self), **totals, **self._score(self.all).as_dict(), "rows": rows}

    def table(self) -> Table:
        """For the terminal."""
        caption = f"Recall: the share found of the {self.true:,} that really are."
        title = f"{self.what}, practice Hub of {self.models:,} models"
        return score_table(title, caption, map(self._score, self.rows), self._score(self.all))

    def _score(self, row: Judged) -> Score:
        return Score(row.rule, row.said, row.right, row.found, self.true)


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
    rows_ = _judged(judged.select("right", found="right", rule="mass_upload"), rules)
    return Verdict("Mass uploads", made.size, int(truth["true"].sum()), rows_)


def judge_guesses(made: Population, resolution: Path) -> Verdict:
    """The inferred parents against the true ones, of models whose cards say nothing.

    `true` counts those whose name was made from the parent's: re-uploads, formats, copies.
    """
    guessed = pl.read_parquet(resolution / "inferred.parquet", columns=["child", "parent", "rule"])
    links = made.truth.links
    pairs = {(made.ids[int(c)], made.id(int(p))) for c, p in zip(links.children, links.parents, strict=True)}
    right = [pair in pairs for pair in guessed.select("child", "parent").iter_rows()]
    told = pl.Series([made.ids[i] for i in np.flatnonzero(np.isin(made.truth.undeclared, _TOLD))], dtype=pl.String)
    judged = guessed.with_columns(right=pl.Series(right, dtype=pl.Boolean)).with_columns(
        found=pl.col("right") & pl.col("child").is_in(told.implode())
    )
    rules = [rule.name for rule in GUESS_RULES]
    return Verdict("Inferred parents", made.size, len(told), _judged(judged, rules))


def _judged(frame: pl.DataFrame, rules: list[str]) -> tuple[Judged, ...]:
    sums = frame.group_by("rule").agg(pl.len(), pl.col("right", "found").sum())
    counts = {rule: counted for rule, *counted in sums.rows()}
    return tuple(Judged(rule, *counts.get(rule, (0, 0, 0))) for rule in rules)


def _frames(made: Population) -> Iterator[pl.DataFrame]:
    items = WireItems(made)
    for start in range(0, made.size, _PAGE):
        yield rows(items.of(np.arange(start, min(start + _PAGE, made.size)), EXPAND), Tally())
