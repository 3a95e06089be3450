"""Everything below a set of models, from ranges of the display forest and the few derivations that leave it.

Each subtree of the forest is one range of the preorder. Only side edges, the derivations that the forest leaves out,
have to be followed: they are sorted by the parent's place, so those that leave a range stand together. What a family
costs grows with its ranges and its models, not with the graph; only of large ones all models are looked at.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Ints
from lineage.frozen.storage.csr import Csr, ranges

SPARSE = 16  # below one model in so many, results are sorted


@dataclass(frozen=True, slots=True)
class Places:
    """A set of places in the preorder: disjoint ranges, ascending, `ends` excluded."""

    starts: AnyArray
    ends: AnyArray

    def __len__(self) -> int:
        return int((self.ends - self.starts).sum())

    def without(self, places: AnyArray) -> "Places":
        """These but for some of them, given ascending."""
        starts, ends = np.sort(np.append(self.starts, places + 1)), np.sort(np.append(self.ends, places))
        left = starts < ends
        return Places(starts[left], ends[left])

    def each(self) -> AnyArray:
        """All places, ascending."""
        return ranges(self.starts, self.ends - self.starts)

    def hold(self, places: AnyArray) -> Bools:
        """For each of `places` whether it is one of these."""
        before = np.searchsorted(self.starts, places, side="right") - 1
        return np.asarray((before >= 0) & (places < self.ends[before]))

    def blocks(self, size: int, length: int) -> Bools:
        """For each of `size` blocks of so many places whether any place of it is one of these."""
        change = np.zeros(size + 1, np.int32)
        np.add.at(change, self.starts // length, 1)
        np.add.at(change, (self.ends - 1) // length + 1, -1)
        return np.cumsum(change[:-1]) > 0

    def mask(self, size: int) -> Bools:
        """For each place below `size` whether it is one of these."""
        mask = np.zeros(size, np.bool_)
        single = self.ends - self.starts == 1
        mask[self.starts[single]] = True
        for start, end in zip(self.starts[~single].tolist(), self.ends[~single].tolist(), strict=True):
            mask[start:end] = True
        return mask


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

    def is_large(self, models: int) -> bool:
        """Whether one look at every model is cheaper than sorting so many."""
        return models > len(self.preorder) / SPARSE

    def below(self, numbers: AnyArray) -> Ints:
        """The numbers of all distinct descendants of `numbers`, `numbers` themselves left out, ascending."""
        return self.numbers(self.descendants(numbers))

    def numbers(self, places: Places) -> Ints:
        """The numbers of the models at these places, ascending."""
        if len(places.starts) == 1:
            return np.sort(self.by_preorder[places.starts[0] : places.ends[0]])
        if self.is_large(len(places)):
            return np.flatnonzero(places.mask(len(self.preorder)).take(self.preorder)).astype(np.int32)
        return np.sort(self.by_preorder[places.each()])

    def hold(self, places: Places, numbers: AnyArray) -> Bools:
        """For each of `numbers` whether its model stands at one of these places."""
        if self.is_large(len(numbers)):
            return places.mask(len(self.preorder))[self.preorder[numbers]]
        return places.hold(self.preorder[numbers])

    def descendants(self, numbers: AnyArray) -> Places:
        """The places of all distinct descendants of `numbers`, `numbers` themselves left out."""
        return self.family(numbers).without(np.unique(self.preorder[numbers]))

    def descendants_of(self, number: int) -> Places:
        """The places of all descendants of one model, itself left out."""
        family, place = self.family_of(number), self.preorder[number]
        if len(family.starts) == 1 and family.starts[0] == place:
            return Places(family.starts + np.int32(1), family.ends)
        return family.without(np.array([place]))

    def family_of(self, number: int) -> Places:
        """The places of one model and of all its descendants."""
        start = self.preorder[number]
        ends = np.array([start, start + self.size[number]], np.int32)
        first, last = self.side_from.searchsorted(ends)
        return Places(ends[:1], ends[1:]) if first == last else self.family(np.array([number]))

    def family(self, numbers: AnyArray) -> Places:
        """The places of `numbers` and of all their descendants."""
        starts = new = np.unique(self.preorder[numbers])
        while True:
            starts = self._outermost(starts)
            family = Places(starts, starts + self._size_at(starts))
            reached = self._reached(new)
            new = np.unique(reached[~family.hold(reached)])
            if not len(new):
                return family
            starts = np.union1d(starts, new)

    def _reached(self, starts: AnyArray) -> Ints:
        """Where the side edges lead that leave the subtrees at these places; some places twice."""
        first = self.side_from.searchsorted(starts)
        last = self.side_from.searchsorted(starts + self._size_at(starts))
        return np.asarray(self.side_to[ranges(first, last - first)])

    def _size_at(self, places: AnyArray) -> Ints:
        return np.asarray(self.size[self.by_preorder[places]])

    def _outermost(self, starts: AnyArray) -> AnyArray:
        """The sorted places without those inside another's subtree."""
        if len(starts) < 2:
            return starts
        furthest = np.maximum.accumulate(starts + self._size_at(starts))
        return np.asarray(starts[np.concatenate([[True], starts[1:] >= furthest[:-1]])])


def side_edges(parents: Csr, primary_parent: Ints, preorder: Ints) -> tuple[Ints, Ints]:
    """(`side_from`, `side_to`) of a graph and its forest."""
    child = np.repeat(np.arange(len(primary_parent), dtype=np.int32), parents.degrees)
    aside = primary_parent[child] != parents.indices
    start, end = preorder[parents.indices[aside]], preorder[child[aside]]
    order = np.lexsort((end, start))
    return start[order], end[order]
