"""Which models a document holds, and in which order."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lineage.frozen import FrozenGraph
from lineage.frozen.storage.arrays import AnyArray
from lineage.frozen.storage.distinct import are_among, distinct_numbers

MOST_COMPONENTS = 20_000
"""Models that one document holds at most, 60 MB of it."""
DEFAULT_COMPONENTS = 10_000


@dataclass(frozen=True, slots=True)
class BomSelection:
    """Numbers of models, the subject first; `steps` up to those that it comes from; `left_out` counts the others."""

    numbers: tuple[int, ...]
    steps: dict[int, int]
    left_out: int


def select(graph: FrozenGraph, number: int, *, subtree: bool, limit: int) -> BomSelection:
    """The subject, then what it comes from, the nearest first.

    In a `subtree` what was made from it follows, the most derived first, and then whatever else those were made from,
    so that every declared parent is there too; models beyond `limit` are left out from the end of that order.
    """
    levels = list(_levels_up(graph, np.array([number])))
    steps = {int(one): distance for distance, level in enumerate(levels) for one in level}
    order = [np.concatenate(levels), *(_below(graph, number, levels) if subtree else ())]
    numbers = np.concatenate(order)
    kept = tuple(numbers[:limit].tolist())
    return BomSelection(kept, {one: steps[one] for one in kept if one in steps}, len(numbers) - len(kept))


def _below(graph: FrozenGraph, number: int, levels: list[AnyArray]) -> Iterator[AnyArray]:
    above, below = np.sort(np.concatenate(levels)), graph.lineage.descendants(number)
    below = below[~are_among(below, above)]
    yield below[np.argsort(-graph.reach.descendant_count[below], kind="stable")]
    known = np.concatenate([above, below])
    yield from (level for level in list(_levels_up(graph, known))[1:])


def _levels_up(graph: FrozenGraph, start: AnyArray) -> Iterator[AnyArray]:
    """The models, then those that they are made from, level by level, each model once; ascending in each level."""
    seen = level = distinct_numbers(start)
    while len(level):
        yield level
        level = distinct_numbers(graph.parents.gather(level))
        level = level[~are_among(level, seen)]
        seen = np.sort(np.concatenate([seen, level]), kind="stable")
