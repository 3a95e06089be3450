"""Evaluations against what a practice Hub knows and a real one does not: who was made from whom, and by a program."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl

from ingest.audit.evaluate.evaluation import Evaluation
from ingest.inference import RULES as GUESS_RULES
from ingest.inference.statistics import RuleScore
from ingest.practice import Population, population
from ingest.practice.genealogy.columns import Undeclared
from ingest.practice.wire_items import WireItems
from ingest.resolve import resolve
from ingest.resolve.mass_uploads import RULES as MASS_RULES
from ingest.rows.fields import EXPAND
from ingest.rows.rejections import Rejections
from ingest.rows.tolerant import rows
from ingest.snapshots.snapshot import About, write_snapshot
from lineage.home.home import Home
from lineage.resolved.resolved_tables import scan_table
from lineage.values import Status

_PAGE = 10_000
_GIVEN_AWAY = (Undeclared.REUPLOAD, Undeclared.SUFFIX, Undeclared.MIRROR)


@contextmanager
def practice_resolution(models: int, seed: int) -> Iterator[tuple[Population, Path]]:
    """A practice Hub, and what the resolver makes of its whole listing, in a folder that is gone afterwards."""
    made = population(models, seed=seed)
    with tempfile.TemporaryDirectory(prefix="qwen-lineage-truth-") as folder:
        home = Home(Path(folder))
        about = About("a practice Hub", datetime.now(UTC), synthetic=True)
        snapshot = write_snapshot(home, "practice", _frames(made), about)
        yield made, resolve(snapshot, home)


def evaluate_marks(made: Population, resolution: Path) -> Evaluation:
    """The marks of mass uploads against who really is one."""
    marked = scan_table(resolution, "models").select("id", "mass_upload").collect().drop_nulls()
    truth = pl.DataFrame({"id": made.ids, "correct": made.truth.is_mass_upload})
    marks = marked.join(truth, on="id", how="left").select(pl.col("correct").fill_null(False), rule="mass_upload")
    relevant = int(truth["correct"].sum())
    scores = _scores(marks.with_columns(found="correct"), [rule.name for rule in MASS_RULES], relevant)
    return Evaluation("Mass uploads", made.size, relevant, scores)


def evaluate_guesses(made: Population, resolution: Path) -> Evaluation:
    """The inferred parents against the true ones, of models whose cards say nothing.

    Those whose name was made from the parent's (re-uploads, formats, copies) are the relevant ones; guesses about
    missing models are left out.
    """
    guessed = scan_table(resolution, "inferred").select("child", "parent", "rule").collect()
    models = scan_table(resolution, "models").select("id", "status").collect()
    listed = models.filter(status=Status.LISTED.value)
    guessed = guessed.join(listed, left_on="child", right_on="id", how="semi", maintain_order="left")
    given_away = np.flatnonzero(np.isin(made.truth.undeclared, _GIVEN_AWAY))
    relevant = pl.Series([made.ids[i] for i in given_away], dtype=pl.String)
    guesses = guessed.with_columns(correct=_is_true(guessed, made)).with_columns(
        found=pl.col("correct") & pl.col("child").is_in(relevant.implode())
    )
    scores = _scores(guesses, [rule.name for rule in GUESS_RULES], len(relevant))
    return Evaluation("Inferred parents", made.size, len(relevant), scores)


def _is_true(guessed: pl.DataFrame, made: Population) -> pl.Series:
    """For each guess whether the child was made from that parent."""
    links = made.truth.links
    pairs = {(made.ids[int(c)], made.id(int(p))) for c, p in zip(links.children, links.parents, strict=True)}
    return pl.Series([pair in pairs for pair in guessed.select("child", "parent").iter_rows()], dtype=pl.Boolean)


def _scores(predictions: pl.DataFrame, rules: Sequence[str], relevant: int) -> tuple[RuleScore, ...]:
    """One score a rule, of predictions with `rule`, `correct` and `found`."""
    sums = predictions.group_by("rule").agg(pl.len(), pl.col("correct", "found").sum())
    counts = {rule: (predicted, correct, found) for rule, predicted, correct, found in sums.rows()}
    return tuple(RuleScore(rule, *counts.get(rule, (0, 0, 0)), relevant) for rule in rules)


def _frames(made: Population) -> Iterator[pl.DataFrame]:
    items = WireItems(made)
    for start in range(0, made.size, _PAGE):
        yield rows(items.of(np.arange(start, min(start + _PAGE, made.size)), EXPAND), Rejections())
