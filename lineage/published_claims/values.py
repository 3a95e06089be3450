"""A published claim as data: what was printed, when and by whom, and the readings that make it computable."""

from dataclasses import dataclass
from datetime import date as Day

EIGHT = ("meta-llama", "deepseek-ai", "openai", "mistralai", "nvidia", "zai-org", "moonshotai", "MiniMaxAI")
"""The eight of "more than the next eight together", as owners; by organisation they have more."""


@dataclass(frozen=True, slots=True)
class ClaimReading:
    """One reading of a claim: a definition by name, what it is computed of, and what the claim says it is.

    `expected`: at least so much, or exactly this model's id; None where the definition compares by itself.
    `at_most`: and no more than that. `asked`: first and last day that the claim is about, where it is about some. `by`:
    the day by which a number that grows as a rule was reached.
    """

    definition: str
    expected: float | str | None = None
    at_most: float | None = None
    of: str = "Qwen"
    against: tuple[str, ...] = EIGHT
    asked: tuple[Day, Day] | None = None
    by: Day | None = None


@dataclass(frozen=True, slots=True)
class CounterFigure:
    """Another figure that was published about the same."""

    figure: str
    source: str


@dataclass(frozen=True, slots=True)
class PublishedClaim:
    """What was printed, its `date` in words (a day, a month, a season), where, and its readings."""

    text: str
    date: str
    source: str
    definitions: tuple[ClaimReading, ...]
    counter_figures: tuple[CounterFigure, ...] = ()
