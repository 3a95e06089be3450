"""Where every model stands on the family map, all at once."""

import numpy as np

from lineage.frozen.graph import FrozenGraph
from lineage.frozen.map.layout import Floats, Layout, leaf_positions


def positions(graph: FrozenGraph) -> Floats:
    """(models, 2): x and y of each model's dot; NaN for a model without relatives, which has no place."""
    return positions_of(graph.map, graph.size)


def positions_of(layout: Layout, size: int) -> Floats:
    """The same of a layout of so many models: a circle's model stands at its core, a leaf on the core's sunflower."""
    found = np.full((size, 2), np.nan)
    found[layout.number] = np.stack([layout.core_x, layout.core_y], axis=1)
    leaves = np.diff(layout.first_leaf)
    around = np.repeat(np.arange(layout.circles), leaves)
    if len(around):
        index = np.arange(len(layout.leaf)) - layout.first_leaf[around]
        found[layout.leaf] = np.stack(_on_sunflowers(layout, around, leaves[around], index), axis=1)
    return found


def _on_sunflowers(layout: Layout, around: np.ndarray, leaves: np.ndarray, index: np.ndarray) -> tuple[Floats, Floats]:
    return leaf_positions(layout.core_x[around], layout.core_y[around], leaves, index)
