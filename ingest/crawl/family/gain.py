"""How many members of the family a request is expected to add: pure functions, and the figures behind them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ingest.hub.client import PAGE_SIZE

FERTILITY = {"finetune": 0.079, "quantized": 0.0095, "adapter": 0.0019, "merge": 0.05}
"""Share of models that have children of their own, by how they were made (Laufer et al. 2025; merges by ear)."""

UNKNOWN_FERTILITY = 0.01

CHILDREN_OF_PARENT = 2.9
"""Children of a descendant that has any: 17 of 100 descendants hang deeper than the first level, on 6.2 that have
children (3,078 real Qwen descendants, radar-2026-08-22, of which 1 % hang deeper still)."""

CHILDREN_OF_BASE = 370.0
"""Direct children of one of the owner's own models: 82 % of 180,000 descendants, on some 400 models (January 2026)."""

QUANTIZED_BASE = 0.01
"""What is left of that for the owner's own quantized models: 99.4 % of quantized models are leaves (Laufer et al.)."""

USUAL_BASE, USUAL_STRANGER = 5, 3
"""The magnitude of an owner's usual model, and the one up to which use says little; each further step doubles the
children. By ear: the most downloaded Qwen models have the most derivatives."""

STRANGER_SHAPE, OWNER_SHAPE = 0.03, 0.5
"""How unevenly children are spread (the shape of a gamma distribution): a few parents have most of them."""

UNEVENNESS = 1.5
"""How differently the owner's models' children are shown elsewhere: the standard deviation of the share's log odds. By
ear: finetunes and merges bear names and tags, uploads by the thousand neither, and one model may have mostly these."""

NODES = ((-2.857, 0.01126), (-1.356, 0.2221), (0.0, 0.5333), (1.356, 0.2221), (2.857, 0.01126))
"""The normal distribution at five points with their weights, after Gauss and Hermite."""

EARLIER_PACE = 1.5
"""How much quicker derivatives came before than they come now, until the crawl knows: soon after their base. By ear."""

MEMORY = 0.85
"""What a past answer counts for once another one is in."""

FIRST_PAGE = {"author": PAGE_SIZE, "search": 300.0, "tagged": 300.0}
"""Members to expect on a listing's first page, until it is read: 26 % of the descendants of Qwen lack the name, 18 %
are no direct children, so beside the children of big bases the other listings add some 300 of their 1,000. By ear."""

OTHER_PARENT = 1e-6
"""A merge's parent outside the family adds no member, only its own facts: worth what is left over."""


class Kind(StrEnum):
    """Whose a parent is: how many of its children other listings show depends on it."""

    OWN = "own"  # the family's root, or a model of the owner's
    NAMED = "named"  # a descendant whose id holds the searched text
    UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True)
class Making:
    """What is known of a possible parent before anybody asks: models of equal making are asked by children seen."""

    kind: Kind
    relation: str | None
    magnitude: int

    @property
    def shape(self) -> float:
        return OWNER_SHAPE if self.kind is Kind.OWN else STRANGER_SHAPE

    @property
    def children(self) -> float:
        """Children to expect of such a model when nothing points at any."""
        if self.kind is Kind.OWN:
            quantized = QUANTIZED_BASE if self.relation == "quantized" else 1.0
            return CHILDREN_OF_BASE * quantized * 2.0 ** (self.magnitude - USUAL_BASE)
        fertility = FERTILITY.get(self.relation or "", UNKNOWN_FERTILITY)
        return fertility * CHILDREN_OF_PARENT * 2.0 ** max(0, self.magnitude - USUAL_STRANGER)


def magnitude(downloads: int | None, likes: int | None) -> int:
    """How much a model is used, 0 to 8: the digits of its downloads and likes."""
    return min(8, len(str(downloads)) * bool(downloads) // 2 + len(str(likes)) * bool(likes))


def expected_children(making: Making, seen: int, shown: float, scale: float = 1.0) -> float:
    """Children of a model that are still to be found.

    `seen` of its children are listed already; of such models' children other listings show the share `shown`; `scale`
    corrects the making's mean for this Hub. The children are gamma-distributed around the mean, and shown
    independently: given a share, the posterior mean of all of them is (shape + seen) / (shape / mean + share), and the
    part 1 - share is new. The owner's models have different shares: one that is used by millions and has few children
    in sight may be one whose children show nowhere else. Where no share is known, what is seen says nothing.
    """
    shape, mean = making.shape, making.children * scale
    if shown <= 0:
        return mean
    likely, new = [], []
    for share, chance in shares(shown) if making.kind is Kind.OWN else ((shown, 1.0),):
        visible = mean * share
        likely.append(_log(chance) + shape * _log(shape / (shape + visible)) + seen * _log(visible / (shape + visible)))
        new.append((1 - share) * (shape + seen) / (shape / mean + share))
    weights = [math.exp(log - max(likely)) for log in likely]
    return math.fsum(weight * children for weight, children in zip(weights, new, strict=True)) / math.fsum(weights)


def shares(shown: float) -> Iterator[tuple[float, float]]:
    """Shares of single models' children that other listings show, and how likely each is, around the mean `shown`.

    The odds are log-normal, and as much lower as keeps the mean about where it is.
    """
    if not 0 < shown < 1:
        yield shown, 1.0
        return
    odds = shown / (1 - shown) * math.exp(-(UNEVENNESS**2) / 2 * (1 - 2 * shown))
    for node, chance in NODES:
        these = odds * math.exp(UNEVENNESS * node)
        yield these / (1 + these), chance


def per_request(expected: float) -> float:
    """What each request for a listing should add that nobody has asked for: one page is begun, others may be full."""
    return expected / (1 + expected / PAGE_SIZE)


def smoothed(expected: float | None, gained: int) -> float:
    """What a listing's next page should add after one that added `gained`; None: that was its first."""
    return float(gained) if expected is None else (expected + gained) / 2


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
class Luck:
    """What answers added to what they should have, the latest ones counting most.

    Questions are asked from the most promising down, so it is the latest ones that the next are like.
    """

    value: float = 1.0

    def learn(self, gained: float, expected: float) -> None:
        """Take in an answer; a member more or less makes no difference."""
        self.value = MEMORY * self.value + (1 - MEMORY) * (gained + 1) / (expected + 1)


def _log(value: float) -> float:
    """The logarithm; of nothing, that of next to nothing."""
    return math.log(max(value, 1e-300))
