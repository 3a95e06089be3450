"""Who descends from whom: descendants, ancestors, roots, and the ways up to them."""

from collections.abc import Iterable

import numpy as np

from lineage.frozen.derivations.paths import paths_to_roots, way_around
from lineage.frozen.derivations.reachability import Reachability
from lineage.frozen.derivations.subtree import SubtreeIndex
from lineage.frozen.derivations.ways_up import WaysUp
from lineage.frozen.results import Paths
from lineage.frozen.storage.arrays import AnyArray, Bools, Ints
from lineage.frozen.storage.csr import Csr


class LineageIndex:
    """Answers about single models, from their parents, from what `reach` knows of all, and from `subtree`."""

    def __init__(self, parents: Csr, reach: Reachability, subtree: SubtreeIndex) -> None:
        self._parents = parents
        self._reach = reach
        self._subtree = subtree

    def descendants(self, number: int) -> Ints:
        """The distinct models derived, directly or not, from a model; never itself; ascending."""
        return self._subtree.numbers(self._subtree.descendants_of(number))

    def descend(self, numbers: AnyArray, number: int) -> Bools:
        """For each of `numbers` whether it is derived, directly or not, from one model; that one itself is not."""
        below = self._subtree.descendants_of(number)
        return below.hold(self._subtree.preorder[numbers]) if len(below) else np.zeros(len(numbers), np.bool_)

    def union_of(self, numbers: Iterable[int] | AnyArray) -> Ints:
        """The distinct models outside `numbers` that are derived, directly or not, from any of them; ascending."""
        return self._subtree.below(np.fromiter(numbers, np.int64))

    def ancestors(self, number: int) -> Ints:
        """The distinct models a model is derived from, directly or not; never itself; ascending."""
        seen = {number}
        waiting = [number]
        while waiting:
            new = set(self._parents.of(waiting.pop()).tolist()) - seen
            seen |= new
            waiting.extend(new)
        return np.array(sorted(seen - {number}), np.int32)

    def roots_of(self, number: int) -> Ints:
        """The roots among a model and its ancestors, ascending. There is always one; a root's only root is itself."""
        return np.array(sorted(self.nearest_roots(self.ways_up(number))), np.int32)

    def nearest_roots(self, above: WaysUp) -> list[int]:
        """The same of a model and what stands above it, the nearest first."""
        number, is_root = next(iter(above)), self._reach.is_root
        return [number] if is_root[number] else [one for one in above if is_root[one]]

    def paths_to_roots(self, number: int, limit: int = 20) -> Paths:
        """At most `limit` ways up from a model to a root, shortest first, each from the model to the root."""
        return paths_to_roots(number, self._parents, self._reach.generation, self._reach.is_root, limit)

    def ways_up(self, number: int, most: int | None = None) -> WaysUp:
        """A model and what stands above it, nearest first, with a shortest way up to each; only the nearest `most`."""
        return WaysUp(self._parents, number, most)

    def way_around(self, number: int, without: int) -> list[int] | None:
        """A way up from a model to a root that does not lead through another; None where none was found."""
        return way_around(number, without, self._parents, self._reach.is_root)
