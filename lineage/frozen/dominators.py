"""What hangs on one model alone: the models that no root reaches but through it (its dominator subtree).

A node with one parent is dominated by that parent, a joint by the nearest node that dominates all its parents. So only
joints have to be looked at one by one, each after all joints above it. A cycle counts as one node.

Why not networkx: `immediate_dominators` walks every model in Python, and importing it takes 0.2 s of every freeze.
"""

from collections.abc import Sequence

import numpy as np

from lineage.frozen.reachability import by_level
from lineage.frozen.storage.arrays import AnyArray, Bools, Ints, integers
from lineage.frozen.trees import Trees

NOBODY = -1


def dominators(trees: Trees) -> Ints:
    """The nearest node without which no root reaches a node; NOBODY where there is none, as above roots."""
    found = np.full(trees.size, NOBODY, np.int32)
    single = np.flatnonzero(trees.parents.degrees == 1)
    found[single] = trees.parents.indices[trees.parents.indptr[single]]
    tree = _DominatorTree(trees, found)
    for joint in trees.joints.tolist():
        found[joint] = tree.meet(trees.parents.of(joint).tolist())
    return found


def dominated(trees: Trees, variants: Sequence[Bools]) -> AnyArray:
    """(variants, models): how many of the models that each variant counts hang on a model alone, itself left out.

    Of a model on a cycle it is what hangs on the whole cycle, the cycle left out.
    """
    above = dominators(trees)
    levels = [nodes[above[nodes] != NOBODY] for nodes in by_level(trees.level)]
    counts = []
    for counted in variants:
        own = np.bincount(trees.component[counted], minlength=trees.size)
        total = own.copy()
        for nodes in levels:
            np.add.at(total, above[nodes], total[nodes])
        counts.append((total - own)[trees.component])
    return np.stack(counts).astype(np.int32)


class _DominatorTree:
    """The dominators `above` nodes, known of all that stand above the node that is looked at."""

    def __init__(self, trees: Trees, above: Ints) -> None:
        self._above, self._top, self._level = integers(above), integers(trees.top), integers(trees.level)
        self._place, self._end = integers(trees.place), integers(trees.end)

    def meet(self, nodes: list[int]) -> int:
        """The nearest node that is each of these or dominates it; NOBODY where there is none."""
        met = nodes[0]
        for node in nodes[1:]:
            if met == NOBODY:
                break
            met = self._meet(met, node)
        return met

    def _meet(self, one: int, other: int) -> int:
        """From the tree of the lower top upwards, until both stand in one tree; there, up to where one holds both."""
        while self._top[one] != self._top[other]:
            if self._level[self._top[one]] > self._level[self._top[other]]:
                one, other = other, one
            one = self._above[self._top[one]]
            if one == NOBODY:
                return NOBODY
        while not self._place[one] <= self._place[other] < self._end[one]:
            one = self._above[one]
        return one
