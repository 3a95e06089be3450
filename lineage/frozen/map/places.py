"""Where models stand on the family map, many at once."""

from dataclasses import dataclass

import numpy as np

from lineage.frozen.graph import FrozenGraph
from lineage.frozen.map.layout import DOT, RELATIONS, Floats, Layout, leaf_positions
from lineage.frozen.storage.arrays import AnyArray, Longs


@dataclass(frozen=True, slots=True)
class ModelDots:
    """The dots of some models, as columns: their middles (NaN for a model without relatives, which has no place), their
    radii, the code of each model's relation (RELATIONS at roots and without a place), and its index on the sunflower of
    its parent's circle, below 0 where it has a circle of its own, or none.

    A model with a circle stands at its core, and the radius is the circle's.
    """

    x: Floats
    y: Floats
    r: Floats
    relation: Longs
    index: Longs


def dots_of(graph: FrozenGraph, numbers: AnyArray) -> ModelDots:
    """The dots of these models, in their order."""
    layout, at = graph.map, np.asarray(numbers, np.int64)
    circle, parent = layout.circle[at], graph.forest.parent[at]
    middles, radii = np.full((2, len(at)), np.nan), np.full(len(at), np.nan)
    relation, index = np.full(len(at), RELATIONS), np.full(len(at), -1)
    own, leaf = np.flatnonzero(circle >= 0), np.flatnonzero((circle < 0) & (parent >= 0))
    circles, around, code = circle[own], layout.circle[parent[leaf]], _code(graph, at[leaf])
    middles[:, own], radii[own] = (layout.core_x[circles], layout.core_y[circles]), layout.r[circles]
    index[leaf], radii[leaf] = _leaf_indices(graph, at[leaf], around, code), DOT
    leaves = layout.first_leaf[around + 1] - layout.first_leaf[around]
    middles[:, leaf] = leaf_positions(layout.core_x[around], layout.core_y[around], leaves, index[leaf])
    relation[own], relation[leaf] = layout.relation[circles], code
    x, y = middles
    return ModelDots(x, y, radii, relation, index)


def _leaf_indices(graph: FrozenGraph, leaves: AnyArray, around: AnyArray, code: AnyArray) -> Longs:
    """The place of each of some leaves on the sunflower of the circle around, given the code of its relation: one
    binary search for all of them, in the order that `Layout` gives leaves."""
    layout, downloads = graph.map, graph.models.numbers("downloads").values
    own = downloads[leaves]
    first, each = layout.first_leaf[around].astype(np.int64), layout.relations[around]
    high = first + np.take_along_axis(np.cumsum(each, axis=1), code[:, None], axis=1)[:, 0]
    low = high - np.take_along_axis(each, code[:, None], axis=1)[:, 0]
    for _ in range(int((high - low).max(initial=0)).bit_length()):
        middle = (low + high) >> 1  # where a leaf is found it is looked at again, and stands before itself no more
        others = layout.leaf.take(middle, mode="clip")
        theirs = downloads.take(others)
        before = (theirs > own) | ((theirs == own) & (others < leaves))
        low, high = np.where(before, middle + 1, low), np.where(before, high, middle)
    return np.asarray(low - first)


def _code(graph: FrozenGraph, leaves: AnyArray) -> Longs:
    """The code of the relation to the parent that each leaf is drawn under."""
    return np.minimum(graph.forest.relation[leaves], RELATIONS - 1).astype(np.int64)


def positions_of(layout: Layout, size: int) -> Floats:
    """(models, 2): x and y of the dot of each of the `size` models of a layout; NaN without a place."""
    found = np.full((size, 2), np.nan)
    found[layout.number] = np.stack([layout.core_x, layout.core_y], axis=1)
    leaves = np.diff(layout.first_leaf)
    around = np.repeat(np.arange(layout.circles), leaves)
    if len(around):
        index = np.arange(len(layout.leaf)) - layout.first_leaf[around]
        on_sunflower = leaf_positions(layout.core_x[around], layout.core_y[around], leaves[around], index)
        found[layout.leaf] = np.stack(on_sunflower, axis=1)
    return found
