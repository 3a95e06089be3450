"""What `qwen-lineage quality` prints: the report of a snapshot, or how good our own rules are."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import polars as pl
from rich.table import Table

from ingest.audit.quality import report
from ingest.inference import Trial, trial
from ingest.inference.trial import half
from lineage.errors import BadInput
from lineage.home import Home

SEED = 1
TRIALS: dict[str, dict[str, Any]] = {
    "owners the rules were tuned on": {"chosen": lambda owner: half(owner) == 0},
    "owners held out": {"chosen": lambda owner: half(owner) == 1},
    "owners held out, all of an owner's at once": {"chosen": lambda owner: half(owner) == 1, "accounts": True},
}


class Part(Protocol):
    """One table of an assessment."""

    def as_dict(self) -> dict[str, Any]: ...

    def table(self) -> Table: ...


def assess(
    home: Home, snapshot: str | None, *, inference: bool, mass_uploads: bool, practice: int | None
) -> list[Part]:
    """The tables asked for; the snapshot's report when none is.

    Raises BadInput for marks of mass uploads without a practice Hub, whose truth is the only one known.
    """
    if practice is not None:
        return _practice(practice, inference or not mass_uploads, mass_uploads or not inference)
    if mass_uploads:
        raise BadInput(
            "nobody knows which models of a real Hub are mass uploads", "name a practice Hub: --practice 60000"
        )
    folder = home.resolution(snapshot)
    return list(hidden_parents(folder)) if inference else [report(folder)]


def hidden_parents(resolution: Path) -> list[Trial]:
    """The trial with hidden parents, for the owners the rules were tuned on and for the others: these twice, hidden one
    by one and account by account."""
    models = pl.read_parquet(resolution / "models.parquet", columns=["id", "author", "status", "created_at"])
    derivations = pl.read_parquet(resolution / "derivations.parquet", columns=["child", "parent", "relation"])
    return [
        replace(trial(models, derivations, **how), title=f"Hidden parents guessed again: {title}")
        for title, how in TRIALS.items()
    ]


def _practice(models: int, inference: bool, mass_uploads: bool) -> list[Part]:
    from ingest.audit.truth import judge_guesses, judge_marks, practice_resolution  # noqa: PLC0415 - the practice Hub's only

    with practice_resolution(models, SEED) as (made, folder):
        marks: list[Part] = [judge_marks(made, folder)] if mass_uploads else []
        guesses: list[Part] = [judge_guesses(made, folder), *hidden_parents(folder)] if inference else []
        return [*marks, *guesses]
