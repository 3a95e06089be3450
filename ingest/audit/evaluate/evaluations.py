"""The evaluations of `qwen-lineage evaluate`: of the rules asked for, on a snapshot or on a practice Hub."""

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

import polars as pl

from ingest.audit.evaluate.evaluation import Evaluation
from ingest.audit.evaluate.subjects import EvaluationSubject
from ingest.inference import HoldOut, hold_out
from ingest.inference.hold_out import MISSING, half
from ingest.inference.names import with_key, with_whole
from ingest.snapshots.resolved import checked
from lineage.errors import BadInput
from lineage.home.home import Home
from lineage.resolved.resolved_tables import scan_table

SEED = 1
"""Of the practice Hub."""


UNLESS_NAMED = (EvaluationSubject.INFERENCE, EvaluationSubject.MASS_UPLOADS)
"""What is evaluated where nothing is named: `missing` asks the same rules once more."""


def evaluate(
    home: Home, subjects: Collection[EvaluationSubject], snapshot: str | None = None, practice: int | None = None
) -> list[Evaluation | HoldOut]:
    """The evaluations of these subjects, or where none is named of those of UNLESS_NAMED that can be had.

    On a resolved snapshot, the newest unless named, declared parents are hidden and guessed again. A practice Hub of
    so many models is made up and resolved, and its truth known as well. Raises BadInput for marks of mass uploads
    without one.
    """
    if practice is not None:
        return _on_practice_hub(practice, subjects or UNLESS_NAMED)
    if EvaluationSubject.MASS_UPLOADS in subjects:
        raise BadInput(
            "nobody knows which models of a real Hub are mass uploads", "name a practice Hub: --practice 60000"
        )
    return _hidden(home.resolution(snapshot), subjects or UNLESS_NAMED)


def _hidden(resolution: Path, subjects: Collection[EvaluationSubject]) -> list[Evaluation | HoldOut]:
    """Those that hide parents."""
    results: list[Evaluation | HoldOut] = []
    if EvaluationSubject.INFERENCE in subjects:
        results += hidden_parents(resolution)
    if EvaluationSubject.MISSING in subjects:
        results.append(hidden_parents_of_missing(resolution))
    return results


def hidden_parents(resolution: Path) -> tuple[HoldOut, HoldOut, HoldOut]:
    """Declared parents hidden and guessed again: for the owners the rules were tuned on and for the others, these
    twice, hidden one by one and account by account."""
    models, derivations = _tables(resolution)

    def held_out(owners: str, chosen: Callable[[str], bool], by_account: bool = False) -> HoldOut:
        result = hold_out(models, derivations, owners=chosen, by_account=by_account)
        return replace(result, title=f"Hidden parents guessed again: {owners}")

    return (
        held_out("owners the rules were tuned on", lambda owner: half(owner) == 0),
        held_out("owners held out", lambda owner: half(owner) == 1),
        held_out("owners held out, all of an owner's at once", lambda owner: half(owner) == 1, by_account=True),
    )


def hidden_parents_of_missing(resolution: Path) -> HoldOut:
    """Declared parents hidden and guessed again as if their children were missing: nothing but the id is known."""
    result = hold_out(*_tables(resolution), trial=MISSING)
    return replace(result, title="Hidden parents guessed again: children as if they were missing")


def _tables(resolution: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What guessing needs of the models, their names folded once for all rounds and those of a status together, and of
    derivations. Raises BadFile."""
    checked(resolution)
    models = scan_table(resolution, "models").select("id", "author", "status", "created_at").collect()
    derivations = scan_table(resolution, "derivations").select("child", "parent", "relation").collect()
    return with_whole(with_key(models.sort("status"))), derivations


def _on_practice_hub(models: int, subjects: Collection[EvaluationSubject]) -> list[Evaluation | HoldOut]:
    from ingest.audit.evaluate import ground_truth  # noqa: PLC0415 - the practice Hub's only

    results: list[Evaluation | HoldOut] = []
    with ground_truth.practice_resolution(models, SEED) as (made, folder):
        if EvaluationSubject.MASS_UPLOADS in subjects:
            results.append(ground_truth.evaluate_marks(made, folder))
        if EvaluationSubject.INFERENCE in subjects:
            results.append(ground_truth.evaluate_guesses(made, folder))
        results += _hidden(folder, subjects)
    return results
