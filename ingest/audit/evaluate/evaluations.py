"""The evaluations of `qwen-lineage evaluate`: of the rules asked for, on a snapshot or on a practice Hub."""

from collections.abc import Callable, Collection
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

import polars as pl

from ingest.audit.evaluate.evaluation import Evaluation
from ingest.inference import HoldOut, hold_out
from ingest.inference.hold_out import half
from lineage.errors import BadInput
from lineage.home import Home

SEED = 1
"""Of the practice Hub."""


class EvaluationSubject(StrEnum):
    """The rules an evaluation is about."""

    INFERENCE = "inference"
    MASS_UPLOADS = "mass-uploads"


def evaluate(
    home: Home, subjects: Collection[EvaluationSubject], snapshot: str | None = None, practice: int | None = None
) -> list[Evaluation | HoldOut]:
    """The evaluations of these subjects, or where none is named of all that can be had.

    On a resolved snapshot, the newest unless named, declared parents are hidden and guessed again. A practice Hub of
    so many models is made up and resolved, and its truth known as well. Raises BadInput for marks of mass uploads
    without one.
    """
    if practice is not None:
        return _on_practice_hub(practice, subjects or tuple(EvaluationSubject))
    if EvaluationSubject.MASS_UPLOADS in subjects:
        raise BadInput(
            "nobody knows which models of a real Hub are mass uploads", "name a practice Hub: --practice 60000"
        )
    return list(hidden_parents(home.resolution(snapshot)))


def hidden_parents(resolution: Path) -> tuple[HoldOut, HoldOut, HoldOut]:
    """Declared parents hidden and guessed again: for the owners the rules were tuned on and for the others, these
    twice, hidden one by one and account by account."""
    models = pl.read_parquet(resolution / "models.parquet", columns=["id", "author", "status", "created_at"])
    derivations = pl.read_parquet(resolution / "derivations.parquet", columns=["child", "parent", "relation"])

    def held_out(owners: str, chosen: Callable[[str], bool], by_account: bool = False) -> HoldOut:
        result = hold_out(models, derivations, owners=chosen, by_account=by_account)
        return replace(result, title=f"Hidden parents guessed again: {owners}")

    return (
        held_out("owners the rules were tuned on", lambda owner: half(owner) == 0),
        held_out("owners held out", lambda owner: half(owner) == 1),
        held_out("owners held out, all of an owner's at once", lambda owner: half(owner) == 1, by_account=True),
    )


def _on_practice_hub(models: int, subjects: Collection[EvaluationSubject]) -> list[Evaluation | HoldOut]:
    from ingest.audit.evaluate import ground_truth  # noqa: PLC0415 - the practice Hub's only

    results: list[Evaluation | HoldOut] = []
    with ground_truth.practice_resolution(models, SEED) as (made, folder):
        if EvaluationSubject.MASS_UPLOADS in subjects:
            results.append(ground_truth.evaluate_marks(made, folder))
        if EvaluationSubject.INFERENCE in subjects:
            results += [ground_truth.evaluate_guesses(made, folder), *hidden_parents(folder)]
    return results
