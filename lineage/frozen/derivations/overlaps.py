"""What several sets of places have in common: the bounds of all are gone through once, not those of each two again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from lineage.frozen.derivations.subtree import Places
from lineage.frozen.storage.arrays import AnyArray, Longs


@dataclass(frozen=True, slots=True)
class Overlaps:
    """The stretches into which the bounds of some sets cut the preorder: each from one of the places `bounds`,
    ascending, to the next. `held` has of each the sets that hold it: a bit for each, the first one's is the lowest."""

    sets: int
    bounds: Longs
    held: Longs

    @classmethod
    def of(cls, sets: Sequence[Places]) -> Self:
        """Those of a few sets: `counts` has a number for each subset of them."""
        shift = (2 * len(sets)).bit_length()
        keys = np.concatenate([_keys(one, at, shift) for at, one in enumerate(sets)])
        keys.sort(kind="stable")  # those of each set are ascending, so that they are merged
        changes = np.array([change for at in range(len(sets)) for change in (-1 << at, 1 << at)])
        return cls(len(sets), keys >> shift, np.cumsum(changes[keys & ((1 << shift) - 1)])[:-1])

    def counts(self, before: AnyArray) -> Longs:
        """(2 ** sets): how many of something belong to the sets that a number has the bits of, and to no other;
        `before` is how many of it there are before each of the bounds."""
        return np.bincount(self.held, np.diff(before), 1 << self.sets).astype(np.int64)


def in_both(counts: Longs) -> Longs:
    """(sets, sets): how many belong to both of two sets, of one and itself all that it has, by `counts`."""
    subsets = np.arange(len(counts))
    belong = subsets[:, np.newaxis] >> np.arange(int(subsets[-1]).bit_length()) & 1
    return np.asarray(belong.T @ (counts[:, np.newaxis] * belong))


def _keys(places: Places, at: int, shift: int) -> Longs:
    """The bounds of the set at some place, ascending, each above what happens there: it ends, or it begins again."""
    bounds = np.empty((len(places.starts), 2), np.int64)
    bounds[:, 0], bounds[:, 1] = places.starts, places.ends
    return (bounds << shift | (2 * at + 1, 2 * at)).reshape(-1)
