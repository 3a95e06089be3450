"""What a crawl learns by counting: each begins at a prior and follows the answers."""

from dataclasses import dataclass


@dataclass(slots=True)
class Ratio:
    """A ratio learned by counting, beginning at `prior` with the weight of `weight` cases."""

    prior: float
    weight: float
    hits: float = 0.0
    cases: float = 0.0

    @property
    def value(self) -> float:
        return (self.prior * self.weight + self.hits) / (self.weight + self.cases)


@dataclass(slots=True)
class Calibration:
    """What answers added to what they should have, the latest ones counting most: `memory` is kept at each.

    Requests are sent from the most promising down, so it is the latest ones that the next are like.
    """

    memory: float
    value: float = 1.0

    def learn(self, gained: float, expected: float) -> None:
        """Take in an answer; a member more or less makes no difference."""
        self.value = self.memory * self.value + (1 - self.memory) * (gained + 1) / (expected + 1)
