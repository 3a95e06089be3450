"""Everything below a set of models, from ranges of the display forest and the few derivations that leave it.

Each subtree of the forest is one range of the preorder. Only side edges, the derivations that the forest leaves out,
have to be followed: they are sorted by the parent's place, so those that leave a range stand together. What a family
costs grows with its ranges and its models, not with the graph.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Ints
from lineage.frozen.storage.csr import Csr, ranges
from lineage.frozen.storage.distinct import FEW, distinct_numbers
from lineage.frozen.storage.radix import radix_lexsort, radix_order

MANY = 8  # side edges for each range of places: where they are more, most of them lead back into these
LOOKS = 64  # places of a mask that are written in the time that one is searched for


@dataclass(frozen=True, slots=True)
class Places:
    """A set of places in the preorder: disjoint ranges, none of them empty, ascending, `ends` excluded."""

    starts: AnyArray
    ends: AnyArray

    @classmethod
    def of(cls, places: Ints) -> "Places":
        """Some places, given ascending."""
        return cls(places, places + np.int32(1))

    def __len__(self) -> int:
        return int((self.ends - self.starts).sum())

    def without(self, places: AnyArray) -> "Places":
        """These but for some of them, given ascending."""
        at = self.starts.searchsorted(places, side="right") - 1
        if (self.starts[at] == places).all():
            starts, ends = self.starts.copy(), self.ends
            starts[at] += 1
        else:
            starts, ends = np.insert(self.starts, at + 1, places + 1), np.insert(self.ends, at, places)
        left = starts < ends
        return Places(starts[left], ends[left])

    def outside_largest(self) -> int:
        """How many places are of other ranges than the largest."""
        lengths = self.ends - self.starts
        return int(lengths.sum() - lengths.max(initial=0))

    def largest(self) -> tuple[slice, "Places"]:
        """The largest range, and the others."""
        if not len(self.starts):
            return slice(0, 0), self
        at = int((self.ends - self.starts).argmax()) if len(self.starts) > 1 else 0
        others = np.arange(len(self.starts)) != at
        return slice(int(self.starts[at]), int(self.ends[at])), Places(self.starts[others], self.ends[others])

    def each(self) -> AnyArray:
        """All places, ascending."""
        return ranges(self.starts, self.ends - self.starts)

    def hold(self, places: AnyArray) -> Bools:
        """For each of `places` whether it is one of these."""
        if not len(self.starts):
            return np.zeros(len(places), np.bool_)
        if len(self.starts) == 1:
            return np.asarray((places >= self.starts[0]) & (places < self.ends[0]))
        before = self.starts.searchsorted(places, side="right") - 1
        return np.asarray((before >= 0) & (places < self.ends[before]))

    def index_of(self, places: AnyArray) -> AnyArray:
        """Where each of some of these stands among all of them, ascending."""
        if len(self.starts) == 1:
            return np.asarray(places - self.starts[0])
        at, lengths = self.starts.searchsorted(places, side="right") - 1, self.ends - self.starts
        return np.asarray((np.cumsum(lengths) - lengths - self.starts)[at] + places)

    def indices_of(self, which: AnyArray | slice) -> AnyArray | slice:
        """The same, of places or of a range of them that all are of these."""
        if not isinstance(which, slice):
            return self.index_of(which)
        if which.start == which.stop:
            return slice(0, 0)
        first = int(self.index_of(np.array([which.start]))[0])
        return slice(first, first + which.stop - which.start)

    def blocks(self, size: int, length: int) -> Bools:
        """For each of `size` blocks of so many places whether any place of it is one of these."""
        begun = np.bincount(self.starts // length, minlength=size + 1)
        ended = np.bincount((self.ends - 1) // length + 1, minlength=size + 1)
        return np.cumsum(begun - ended)[:size] > 0

    def mask(self, size: int) -> Bools:
        """For each place below `size` whether it is one of these."""
        return self.between(0, size)

    def between(self, first: int, end: int) -> Bools:
        """For each place from `first` on and below `end` whether it is one of these."""
        among = slice(self.ends.searchsorted(first, side="right"), self.starts.searchsorted(end))
        starts = np.maximum(self.starts[among], first) - first
        ends = np.minimum(self.ends[among], end) - first
        mask, several = np.zeros(end - first, np.bool_), np.flatnonzero(ends - starts > 1)
        mask[starts] = True
        if LOOKS * len(several) > len(mask):
            turns = mask.view(np.int8)
            turns[ends[ends < len(mask)]] -= 1  # where the next one begins there, nothing turns
            np.cumsum(turns, out=turns)
        else:
            for start, last in zip(starts[several].tolist(), ends[several].tolist(), strict=True):
                mask[start:last] = True
        return mask


NOWHERE = Places.of(np.zeros(0, np.int32))


@dataclass(frozen=True, slots=True)
class SubtreeIndex:
    """`preorder` and `size` are the forest's, `by_preorder` turns a place back into a number.

    Side edge e leads from the place `side_from[e]` of its parent, ascending, to the subtree of its child: the places
    from `side_to[e]` to `side_end[e]`. `side_more` says whether a side edge leaves that one.
    """

    preorder: Ints
    size: Ints
    by_preorder: Ints
    side_from: Ints
    side_to: Ints
    side_end: Ints
    side_more: Bools

    @classmethod
    def of(cls, arrays: ArrayFile) -> Self:
        """The index of a frozen graph's file."""
        side = (arrays[f"side.{name}"] for name in ("from", "to", "end", "more"))
        return cls(arrays["preorder"], arrays["primary.size"], arrays["by_preorder"], *side)

    def below(self, numbers: AnyArray) -> Ints:
        """The numbers of all distinct descendants of `numbers`, `numbers` themselves left out, ascending."""
        return self.numbers(self.descendants(numbers))

    def numbers(self, places: Places) -> Ints:
        """The numbers of the models at these places, ascending."""
        largest, others = places.largest()
        if not len(others.starts):
            return np.sort(self.by_preorder[largest])
        numbers = np.append(self.by_preorder[largest], self.by_preorder[others.each()])
        numbers.sort()  # a quarter of the time of one look at every model, even of a family of 700,000
        return numbers

    def descendants(self, numbers: AnyArray) -> Places:
        """The places of all distinct descendants of `numbers`, `numbers` themselves left out."""
        return self.family(numbers).without(distinct_numbers(self.preorder[numbers]))

    def descendants_of(self, number: int) -> Places:
        """The places of all descendants of one model, itself left out."""
        family, place = self.family_of(number), self.preorder[number]
        if len(family.starts) == 1 and family.starts[0] == place:
            return Places(family.starts + np.int32(1), family.ends) if family.ends[0] > place + 1 else NOWHERE
        return family.without(np.array([place]))

    def are_parents(self, numbers: AnyArray) -> Bools:
        """For each of `numbers` whether anything descends from it."""
        places = self.preorder[numbers]
        aside = self.side_from.searchsorted(places) < self.side_from.searchsorted(places, side="right")
        return np.asarray((self.size[numbers] > 1) | aside)

    def family(self, numbers: AnyArray) -> Places:
        """The places of `numbers` and of all their descendants."""
        starts = self.preorder[numbers]
        return self._closed(_union([Places(starts, starts + self.size[numbers])]))

    def family_of(self, number: int) -> Places:
        """The places of one model and of all its descendants."""
        start = self.preorder[number]
        ends = np.array([start, start + self.size[number]], np.int32)
        return self._closed(Places(ends[:1], ends[1:]))

    def _closed(self, found: Places) -> Places:
        """These, and whatever can be reached from them by side edges."""
        new, reached, followed = found, [found], NOWHERE
        while len(new.starts):
            edges = self._leaving(new)
            starts, ends, more = self.side_to[edges], self.side_end[edges], self.side_more[edges]
            if not len(starts):
                break
            if MANY * len(found.starts) < len(starts):  # most lead back into a few large subtrees
                outside = ~self._hold(found, starts)
                starts, ends, more = starts[outside], ends[outside], more[outside]
            reached.append(Places(starts, ends))
            if not more.any():
                break
            starts, ends = starts[more], ends[more]
            outside = ~(found.hold(starts) | followed.hold(starts))
            new = _union([Places(starts[outside], ends[outside])])
            followed = _union([followed, new])
        return _union(reached) if len(reached) > 1 else found

    def _hold(self, found: Places, places: AnyArray) -> Bools:
        """As `Places.hold`, by a look at every place of the forest where those asked for are many."""
        if LOOKS * len(places) < len(self.preorder) or len(found.starts) == 1:
            return found.hold(places)
        return found.mask(len(self.preorder))[places]

    def _leaving(self, places: Places) -> AnyArray | slice:
        """The side edges whose parents stand at these places."""
        first, last = self.side_from.searchsorted(places.starts), self.side_from.searchsorted(places.ends)
        return slice(first[0], last[0]) if len(first) == 1 else ranges(first, last - first)


def _union(parts: Sequence[Places]) -> Places:
    """The places of subtrees, given in any order; of two of them, one holds the other or they share no place."""
    starts, ends = np.concatenate([one.starts for one in parts]), np.concatenate([one.ends for one in parts])
    order = radix_order(starts) if len(starts) > FEW else starts.argsort(kind="stable")
    starts, ends = starts[order], ends[order]  # those that start at one place are one subtree
    outermost = np.ones(len(starts), np.bool_)
    np.greater_equal(starts[1:], np.maximum.accumulate(ends)[:-1], out=outermost[1:])
    return Places(starts[outermost], ends[outermost])


def side_edges(parents: Csr, primary_parent: Ints, preorder: Ints, size: Ints) -> dict[str, AnyArray]:
    """The arrays of a graph's side edges, by their names in its file; `preorder` and `size` are its forest's."""
    child = parents.row_of_each
    aside = primary_parent[child] != parents.indices
    start, end = preorder[parents.indices[aside]], preorder[child[aside]]
    order = radix_lexsort((end, start))
    side_from, side_to = start[order], end[order]
    side_end = side_to + size[child[aside]][order]
    more = side_from.searchsorted(side_end) > side_from.searchsorted(side_to)
    return {"side.from": side_from, "side.to": side_to, "side.end": side_end, "side.more": more}
