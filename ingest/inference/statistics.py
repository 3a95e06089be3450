"""Shares of counts, and how far from the truth a share may be that was counted on so few."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Any

from rich.box import SIMPLE
from rich.table import Table

CONFIDENCE = 0.95
"""How many of the intervals given here hold the true share, in the long run."""


def share(part: int, whole: int) -> float | None:
    """Rounded to four digits; None of nothing."""
    return round(part / whole, 4) if whole else None


def interval(part: int, whole: int) -> tuple[float, float] | None:
    """Wilson's score interval for the share; None of nothing.

    It holds near 0 and 1 and for small counts, where the usual `p +- 2 s` leaves 0 to 1 or shrinks to a point
    (E. B. Wilson, 1927; R. G. Newcombe, Statistics in Medicine 17, 1998). It takes each count for independent: where
    one account's models are right or wrong together, the truth may lie farther off.
    """
    if not whole:
        return None
    z, p = NormalDist().inv_cdf((1 + CONFIDENCE) / 2), part / whole
    middle, shrink = p + z * z / (2 * whole), 1 + z * z / whole
    spread = z * sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole))
    return max(0.0, middle - spread) / shrink, min(shrink, middle + spread) / shrink


@dataclass(frozen=True, slots=True)
class RuleScore:
    """How many predictions one rule made, how many of them are correct, and how many of the `relevant` cases, the ones
    to be found, they `found`."""

    rule: str
    predicted: int
    correct: int
    found: int
    relevant: int

    @property
    def precision(self) -> float | None:
        return share(self.correct, self.predicted)

    @property
    def recall(self) -> float | None:
        return share(self.found, self.relevant)

    def as_dict(self) -> dict[str, Any]:
        """`precision` and `recall`, 0 to 1, each with its interval, all to four digits."""
        ends = {
            "precision_95": interval(self.correct, self.predicted),
            "recall_95": interval(self.found, self.relevant),
        }
        rounded = {name: [round(end, 4) for end in pair] if pair else None for name, pair in ends.items()}
        return {"precision": self.precision, "recall": self.recall, **rounded}

    def cells(self) -> tuple[str, ...]:
        """A row of score_table."""
        precision, recall = _with_interval(self.correct, self.predicted), _with_interval(self.found, self.relevant)
        return self.rule, f"{self.predicted:,}", f"{self.correct:,}", precision, f"{self.found:,}", recall


def score_table(title: str, caption: str, rows: Iterable[RuleScore], all: RuleScore) -> Table:
    """For the terminal, 80 columns wide."""
    table = Table(title=title, caption=caption, caption_justify="left", box=SIMPLE, padding=(0, 1, 0, 0))
    for column in ("rule", "total", "correct", "precision, % (95 %)", "found", "recall, % (95 %)"):
        table.add_column(column, justify="left" if column == "rule" else "right")
    for row in rows:
        table.add_row(*row.cells())
    table.add_section()
    table.add_row(*all.cells())
    return table


def _with_interval(part: int, whole: int) -> str:
    """As `96.2 (94.5-97.4)`, per cent with the ends of the interval; `-` of nothing."""
    ends = interval(part, whole)
    return f"{100 * part / whole:.1f} ({100 * ends[0]:.1f}-{100 * ends[1]:.1f})" if ends else "-"
