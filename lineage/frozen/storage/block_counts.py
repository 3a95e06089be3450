"""How often each of a few codes occurs in ranges of an array, from how often it does in blocks of it."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from lineage.frozen.storage.arrays import AnyArray, Codes, Longs

LENGTH = 1_024  # places of a block


@dataclass(frozen=True, slots=True)
class BlockCounts:
    """`before[b, c]` is how often the code c occurs before the block b of `codes`."""

    codes: Codes
    before: Longs

    @classmethod
    def of(cls, codes: Codes, size: int) -> Self:
        """Of codes from 0 to below `size`."""
        starts = range(0, len(codes), LENGTH)
        each = [np.bincount(codes[start : start + LENGTH], minlength=size) for start in starts]
        before = np.zeros((len(each) + 1, size), np.int64)
        np.cumsum(np.array(each, np.int64).reshape(len(each), size), axis=0, out=before[1:])
        return cls(codes, before)

    def counted(self, which: AnyArray | slice) -> Longs:
        """How often each code occurs at some places, or in a range of them."""
        if not isinstance(which, slice):
            return self._of(self.codes[which])
        first, last = -(-which.start // LENGTH), which.stop // LENGTH
        if first >= last:
            return self._of(self.codes[which])
        ends = self.codes[which.start : first * LENGTH], self.codes[last * LENGTH : which.stop]
        return np.asarray(self.before[last] - self.before[first] + sum(map(self._of, ends)))

    def _of(self, codes: Codes) -> Longs:
        return np.bincount(codes, minlength=self.before.shape[1])
