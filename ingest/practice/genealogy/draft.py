"""A genealogy in the making: the columns that its steps fill, and what several steps do."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ingest.practice import shape
from ingest.practice.genealogy.columns import Codes, Genealogy, Ints, Seconds, numbers_in
from ingest.practice.known_bases import KnownBase
from ingest.practice.random_streams import RandomStreams, pick


class Draft:
    """The columns of a Genealogy, not yet true; `alone` are the numbers of the models without a parent.

    `scale` is the size of this Hub's related part beside the real one's.
    """

    def __init__(self, bases: tuple[KnownBase, ...], models: int, related: float, streams: RandomStreams) -> None:
        self.streams, self.bases, self.models = streams, bases, models
        inner = sum(base.parent is not None for base in bases)
        first = len(bases)
        count = min(max(round(models * related) - inner, 0), models - first)
        self.related, self.alone = slice(first, first + count), slice(first + count, models)
        self.scale = (count + inner) / shape.RELATED_MODELS
        self.parent: Ints = np.full(models, -1, np.int32)
        self.relation: Codes = np.full(models, shape.NONE, np.uint8)
        self.level: Codes = np.zeros(models, np.uint8)
        self.root: Ints = np.arange(models, dtype=np.int32)
        self.created: Seconds = np.full(models, shape.FLOOR, np.int64)
        self.mass: Codes = np.zeros(models, np.uint8)
        self.undeclared: Codes = np.zeros(models, np.uint8)
        self.pairs: list[Ints] = []

    def finished(self) -> Genealogy:
        more = np.concatenate(self.pairs) if self.pairs else np.empty((0, 2), np.int32)
        return Genealogy(
            self.bases, self.related, self.parent, self.relation, self.level, self.root, self.created, self.mass,
            self.undeclared, more,
        )  # fmt: skip

    @property
    def related_models(self) -> Ints:
        """The numbers of `related`."""
        return numbers_in(self.related)

    @property
    def models_alone(self) -> Ints:
        """The numbers of `alone`."""
        return numbers_in(self.alone)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each base."""
        return {base.id: i for i, base in enumerate(self.bases)}

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """The chance of each base to be a (hand-made) child's parent."""
        children = np.array([base.children for base in self.bases], np.float64)
        mass = np.array([shape.MASS_BY_BASE.get(base.id, 0) for base in self.bases], np.float64)
        for base in shape.SWARM_BASES:
            mass[[b.id == base for b in self.bases]] += shape.SWARM / len(shape.SWARM_BASES)
        reported = children >= shape.REPORTED
        rest = shape.BASES * shape.RELATED_MODELS - children[reported].sum() - shape.UUID_CHILDREN - shape.TOURNAMENT
        estimates = children * ~reported
        if estimates.sum() > 0 and rest > 0:
            children = np.where(reported, children, estimates * rest / estimates.sum())
        hand_made = np.maximum(children - mass, 1.0)
        chances: NDArray[np.float64] = hand_made / hand_made.sum()
        return chances

    def relate(self, numbers: Ints, mix: tuple[float, ...], random: np.random.Generator) -> None:
        """Give these models relations in the shares of `mix`."""
        self.relation[numbers] = pick(mix, len(numbers), random)

    def date_children(self, numbers: Ints, scale: float) -> None:
        """Children come after their parents, soon for most: a truncated exponential from the parent's date to now."""
        born = self.created[self.parent[numbers]]
        left = np.maximum(shape.NOW - 1 - born, 1)
        uniform = self.streams(f"dates {len(numbers)} {scale}").random(len(numbers))
        lag = -scale * np.log1p(-uniform * -np.expm1(-left / scale))
        self.created[numbers] = np.minimum(born + 1 + lag.astype(np.int64), shape.NOW - 1)


def at_least_one_each(parents: int, children: int, random: np.random.Generator) -> NDArray[np.int64]:
    """For each child the place of its parent: every parent gets one, the others crowd (a heavy tail)."""
    first = np.arange(min(parents, children))
    weights = (random.pareto(1.25, parents) + 0.05).clip(max=0.01 * children + 1)
    more = pick(weights / weights.sum(), children - len(first), random)
    return random.permutation(np.concatenate([first, more])).astype(np.int64)
