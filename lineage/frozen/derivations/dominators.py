"""What hangs on one model alone: the models that no root reaches but through it (its dominator subtree).

A node with one parent is dominated by that parent, a joint by the nearest node that dominates all its parents. So only
joints have to be looked at one by one, each after all joints above it; those of a cycle again and again, until nothing
changes (Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm").

Why not networkx: `immediate_dominators` walks every model in Python, and importing it takes 0.2 s of every freeze.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import groupby
from typing import Self

import numpy as np

from lineage.frozen.derivations.forest import forest
from lineage.frozen.derivations.kin import among, by_places
from lineage.frozen.derivations.reachability import Reachability, by_level
from lineage.frozen.derivations.trees import CutTrees, Trees
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Ints, integers
from lineage.frozen.storage.csr import Csr, inverse
from lineage.frozen.storage.radix import radix_lexsort

NOBODY = -1
_UNKNOWN = -2


@dataclass(frozen=True, slots=True)
class DominatorTree:
    """What hangs on each model alone, as one range of places; a model on a cycle counts as one, not for its cycle.

    One entry in each array for each place of the display forest's preorder: its model's `place` in the preorder of
    this tree, and the `size` of its part of it, itself included.
    """

    place: Ints
    size: Ints

    @classmethod
    def of(cls, arrays: ArrayFile) -> Self | None:
        """From a frozen graph's file; None where an earlier version wrote it."""
        names = [f"dominators.{field.name}" for field in fields(cls)]
        return cls(*(arrays[name] for name in names)) if names[0] in arrays else None

    @classmethod
    def made(cls, parents: Csr, reach: Reachability, by_preorder: Ints) -> Self:
        """Of a graph without self-references; `by_preorder` is the model at each place of the display forest."""
        related = parents.degrees > 0
        related[parents.indices] = True
        numbers, place = among(related)
        above = _dominators_of_models(by_places(parents, numbers, place), _of_kin(reach, numbers, place))
        below = np.flatnonzero(above != NOBODY).astype(np.int32)
        tree = forest(above, np.zeros(0, np.uint8), Csr.of_edges(above[below], below, len(above)))
        size, of_roots = np.ones(len(place), np.int32), np.ones(len(place), np.int32)
        size[numbers], of_roots[numbers] = tree.size, np.where(above == NOBODY, tree.size, 0)
        places = np.cumsum(of_roots, dtype=np.int32) - of_roots
        places[numbers] = places[numbers[tree.root]] + tree.preorder - tree.preorder[tree.root]
        return cls(places.take(by_preorder), size.take(by_preorder))

    def arrays(self) -> dict[str, AnyArray]:
        """The arrays by their names in a frozen graph's file."""
        return {f"dominators.{field.name}": getattr(self, field.name) for field in fields(self)}

    def hang_on(self, place: int, which: AnyArray | slice) -> Bools:
        """For each of some places whether no root reaches its model but through that at `place`, itself left out."""
        first, places = self.place[place], self.place[which]
        return np.asarray((places > first) & (places < first + self.size[place]))


def _of_kin(reach: Reachability, numbers: Ints, place: Ints) -> Reachability:
    """That of the models with relatives, by their places among these."""
    some = replace(reach, **{field.name: getattr(reach, field.name)[numbers] for field in fields(reach)})
    return replace(some, component=place[some.component])


def _dominators_of_models(parents: Csr, reach: Reachability) -> Ints:
    """As `dominators`, of single models: the first of a cycle that nothing outside leads to is reached by itself."""
    inner = np.repeat(reach.is_root, parents.degrees)
    child = parents.row_of_each
    led_to = Csr.of_sorted(child[~inner], parents.indices[~inner], len(reach.is_root)) if inner.any() else parents
    deepest_first = reach.depth.max(initial=0) - reach.depth
    order = inverse(radix_lexsort((reach.generation, reach.component, deepest_first)))
    return dominators(led_to, CutTrees.of(led_to), order, reach.component)


def dominators(parents: Csr, cut: CutTrees, order: Ints, component: Ints) -> Ints:
    """The nearest node without which no root reaches a node; NOBODY where there is none, as above roots.

    Roots are those without parents. `cut` are the trees that are left when the edges above joints are cut. By `order`
    each node stands behind one of its parents, behind all that are in another `component`, and its component together.
    """
    found = np.full(len(order), NOBODY, np.int32)
    single, joints = np.flatnonzero(parents.degrees == 1), np.flatnonzero(parents.degrees > 1)
    found[single], found[joints] = parents.indices[parents.indptr[single]], _UNKNOWN
    walk = _Walk(parents, cut, order, found)
    ordered = joints[np.argsort(order[joints], kind="stable")].tolist()
    for _, group in groupby(ordered, component.__getitem__):
        walk.settle(list(group))
    return found


def dominated(trees: Trees, variants: Sequence[Bools]) -> AnyArray:
    """(variants, models): how many of the models that each variant counts hang on a model alone, itself left out.

    Of a model on a cycle it is what hangs on the whole cycle, the cycle left out.
    """
    above = dominators(trees.parents, trees.cut, -trees.level, np.arange(trees.size, dtype=np.int32))
    levels = [nodes[above[nodes] != NOBODY] for nodes in by_level(trees.level)]
    counts = []
    for counted in variants:
        total = np.bincount(trees.node[counted], minlength=trees.size)
        for nodes in levels:
            np.add.at(total, above[nodes], total[nodes])
        own = np.bincount(trees.node[counted & ~trees.is_leaf], minlength=trees.size)
        counts.append(np.where(trees.is_leaf, 0, (total - own)[trees.node]))
    return np.stack(counts).astype(np.int32)


class _Walk:
    """Finds the dominators of joints from those `above` nodes that are known already."""

    def __init__(self, parents: Csr, cut: CutTrees, order: Ints, above: Ints) -> None:
        self._parents = parents
        self._above, self._top, self._order = integers(above), integers(cut.top), integers(order)
        self._place, self._end = integers(cut.place), integers(cut.end)

    def settle(self, joints: list[int]) -> None:
        """Make known what stands above the joints of one component, in their order."""
        while True:
            before = [self._above[joint] for joint in joints]
            for joint in joints:
                self._above[joint] = self._meet_all(self._known_parents(joint))
            if len(joints) == 1 or before == [self._above[joint] for joint in joints]:
                return

    def _known_parents(self, joint: int) -> Iterator[int]:
        """Its parents but those that it stands in front of itself, as on a cycle."""
        return (node for node in self._parents.of(joint).tolist() if self._above[self._top[node]] != _UNKNOWN)

    def _meet_all(self, nodes: Iterator[int]) -> int:
        """The nearest node that is each of these or dominates it; NOBODY where there is none."""
        met = next(nodes)
        for node in nodes:
            if met == NOBODY:
                break
            met = self._meet(met, node)
        return met

    def _meet(self, one: int, other: int) -> int:
        """From the tree of the later top upwards, until both stand in one tree; there, up to where one holds both."""
        while self._top[one] != self._top[other]:
            if self._order[self._top[one]] < self._order[self._top[other]]:
                one, other = other, one
            one = self._above[self._top[one]]
            if one == NOBODY:
                return NOBODY
        while not self._place[one] <= self._place[other] < self._end[one]:
            one = self._above[one]
        return one
