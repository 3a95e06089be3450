"""An evaluation: the predictions of some rules beside the truth."""

from dataclasses import dataclass
from typing import Any

from rich.table import Table

from ingest.inference.statistics import RuleScore, score_table


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All rules of one subject against the truth of a practice Hub of `models` models, in the order of the rules.

    Each has the same `relevant` cases, of which no two rules find the same one.
    """

    subject: str
    models: int
    relevant: int
    scores: tuple[RuleScore, ...]

    @property
    def total(self) -> RuleScore:
        """The rules together."""
        predicted, correct, found = (
            sum(getattr(score, name) for score in self.scores) for name in ("predicted", "correct", "found")
        )
        return RuleScore("all", predicted, correct, found, self.relevant)

    def as_dict(self) -> dict[str, Any]:
        """For machines: shares are 0 to 1, and each has its interval. `said` and `right` are predictions, all and
        correct ones; `true` the relevant cases."""
        return {
            "what": self.subject,
            "models": self.models,
            "true": self.relevant,
            "rows": [{"rule": score.rule, **_as_dict(score)} for score in self.scores],
            **_as_dict(self.total),
        }

    def table(self) -> Table:
        """For the terminal."""
        title = f"{self.subject}, practice Hub of {self.models:,} models"
        caption = f"Recall: the share found of the {self.relevant:,} that really are."
        return score_table(title, caption, self.scores, self.total)


def _as_dict(score: RuleScore) -> dict[str, Any]:
    return {"said": score.predicted, "right": score.correct, "found": score.found, **score.as_dict()}
