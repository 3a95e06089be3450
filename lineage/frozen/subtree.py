"""Everything below a set of models, from ranges of the display forest and the few derivations that leave it.

Each subtree of the forest is one range of the preorder, marked whole. Only side edges, the derivations that the forest
leaves out, have to be followed: they are sorted by the parent's place, so those that leave a range stand together.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Ints
from lineage.frozen.storage.csr import Csr, ranges

SPARSE = 16  # below one model in so many, results are sorted


@dataclass(frozen=True, slots=True)
class SubtreeIndex:
    """`preorder` and `size` are the forest's, `by_preorder` turns a place back into a number; `side_from` and `side_to`
    are the places of parent and child of the side edges, sorted by the parent's.
    """

    preorder: Ints
    size: Ints
    by_preorder: Ints
    side_from: Ints
    side_to: Ints

    @classmethod
    def of(cls, arrays: ArrayFile) -> Self:
        """The index of a frozen graph's file."""
        return cls(*(arrays[name] for name in ("preorder", "primary.size", "by_preorder", "side.from", "side.to")))

    def below(self, numbers: AnyArray) -> Ints:
        """The numbers of all distinct descendants of `numbers`, `numbers` themselves left out, ascending."""
        marked = self.marked(numbers)
        reached = self.by_preorder[np.flatnonzero(marked)]
        if len(reached) > len(marked) / SPARSE:  # one look at each model is cheaper than sorting
            return np.flatnonzero(marked.take(self.preorder)).astype(np.int32)
        reached.sort()
        return reached

    def mask_below(self, numbers: AnyArray) -> Bools:
        """For each number whether `below` holds it."""
        return self.marked(numbers).take(self.preorder)

    def marked(self, numbers: AnyArray) -> Bools:
        """For each place of the preorder whether its model is in `below`."""
        marked = np.zeros(len(self.preorder), np.bool_)
        given = self.preorder[numbers]
        starts = np.unique(given)
        while len(starts):
            starts = self._outermost(starts)
            ends = starts + self._size_at(starts)
            _mark(marked, starts, ends)
            first = np.searchsorted(self.side_from, starts)
            last = np.searchsorted(self.side_from, ends)
            reached = self.side_to[ranges(first, last - first)]
            starts = np.unique(reached[~marked[reached]])
        marked[given] = False
        return marked

    def marked_family(self, number: int) -> Bools:
        """As `marked` for one model, itself included."""
        marked = self.marked(np.array([number]))
        marked[self.preorder[number]] = True
        return marked

    def _size_at(self, places: AnyArray) -> Ints:
        return np.asarray(self.size[self.by_preorder[places]])

    def _outermost(self, starts: AnyArray) -> AnyArray:
        """The sorted places without those inside another's subtree."""
        furthest = np.maximum.accumulate(starts + self._size_at(starts))
        return np.asarray(starts[np.concatenate([[True], starts[1:] >= furthest[:-1]])])


def side_edges(parents: Csr, primary_parent: Ints, preorder: Ints) -> tuple[Ints, Ints]:
    """(`side_from`, `side_to`) of a graph and its forest."""
    child = np.repeat(np.arange(len(primary_parent), dtype=np.int32), parents.degrees)
    aside = primary_parent[child] != parents.indices
    start, end = preorder[parents.indices[aside]], preorder[child[aside]]
    order = np.lexsort((end, start))
    return start[order], end[order]


def _mark(marked: Bools, starts: AnyArray, ends: AnyArray) -> None:
    single = ends - starts == 1
    marked[starts[single]] = True
    for start, end in zip(starts[~single].tolist(), ends[~single].tolist(), strict=True):
        marked[start:end] = True
