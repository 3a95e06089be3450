"""Adjacency as two arrays (compressed sparse rows), and the gathering of many rows at once.

Why not scipy.sparse, measured in CPU time (`python -m benchmarks.alternatives --models 200000`): its
`breadth_first_order` answers with arrays over all models, so the descendants of any model take 2.0 ms and of the
largest families 1.8, where `SubtreeIndex` takes 0.08 and 0.5; the distance grows with the graph. It makes an
adjacency five times as quickly, once a freeze (20 ms of seconds), and adds 143 MB to an installation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from lineage.frozen.storage.arrays import ENOUGH, AnyArray, Bools, Ints, Longs, Starts
from lineage.frozen.storage.radix import radix_order

MANY = 4  # one neighbour in so many


@dataclass(frozen=True, slots=True)
class Csr:
    """Row r's neighbours are `indices[indptr[r]:indptr[r + 1]]`."""

    indptr: Starts
    indices: Ints

    @staticmethod
    def of_sorted(rows: AnyArray, indices: AnyArray, size: int) -> "Csr":
        """The adjacency of `size` rows from edges that are sorted by row."""
        return Csr(starts_of(np.bincount(rows, minlength=size)), indices.astype(np.int32, copy=False))

    @staticmethod
    def of_edges(rows: AnyArray, indices: AnyArray, size: int) -> "Csr":
        """The adjacency of `size` rows from edges in any order; each row keeps that order."""
        order = radix_order(rows)
        return Csr.of_sorted(rows[order], indices[order], size)

    @staticmethod
    def of_rows(rows: Sequence[AnyArray]) -> "Csr":
        """The adjacency of these rows, one at least."""
        return Csr(np.array([*accumulate(map(len, rows), initial=0)]), np.concatenate(rows))

    @staticmethod
    def below(parts: Sequence["Csr"]) -> "Csr":
        """The rows of all, one below the other."""
        *before, size = accumulate((len(part.indices) for part in parts), initial=0)
        starts = [part.indptr[:-1] + first for part, first in zip(parts, before, strict=True)]
        return Csr(np.concatenate([*starts, [size]]), np.concatenate([part.indices for part in parts]))

    @property
    def degrees(self) -> Starts:
        """How many neighbours each row has."""
        return self.indptr[1:] - self.indptr[:-1]

    def of(self, row: int) -> Ints:
        """The neighbours of one row, as a view."""
        return self.indices[self.indptr[row] : self.indptr[row + 1]]

    def rows(self, values: AnyArray | None = None) -> list[AnyArray]:
        """The neighbours of each row, or in their places these values."""
        values = self.indices if values is None else values
        return [values[first:end] for first, end in pairwise(self.indptr.tolist())]

    @property
    def row_of_each(self) -> Ints:
        """The row of each neighbour."""
        return np.repeat(np.arange(len(self.indptr) - 1, dtype=np.int32), self.degrees)

    def where(self, kept: Bools) -> "Csr":
        """The same rows with some of their neighbours."""
        at = np.flatnonzero(kept)
        return Csr(at.searchsorted(self.indptr), self.indices[at])

    def degree(self, row: int) -> int:
        """How many neighbours one row has."""
        return int(self.indptr[row + 1] - self.indptr[row])

    def gather(self, rows: AnyArray) -> Ints:
        """The neighbours of all `rows`, one row after the other."""
        starts = self.indptr.take(rows)
        return self.indices[ranges(starts, self.indptr.take(rows + 1) - starts)]

    def gather_where(self, chosen: Bools) -> Ints:
        """As `gather`, of each row that is chosen; where they have many neighbours those of all rows are gone through,
        which has to hold no place of each."""
        degrees = self.degrees
        if MANY * int(degrees[chosen].sum()) < len(self.indices):
            return self.gather(np.flatnonzero(chosen))
        return self.indices[np.repeat(chosen, degrees)]

    def counts(self, rows: AnyArray) -> Starts:
        """How many neighbours each of `rows` has."""
        return np.asarray(self.indptr.take(rows + 1) - self.indptr.take(rows))


def starts_of(lengths: AnyArray) -> Starts:
    """Where rows of these lengths start, and where the last ends: of 32 bits where they are enough."""
    dtype = np.dtype(np.int32 if int(lengths.sum()) < ENOUGH else np.int64)
    starts = np.zeros(len(lengths) + 1, dtype)
    np.cumsum(lengths, dtype=dtype, out=starts[1:])
    return starts


def ranges(starts: AnyArray, lengths: AnyArray) -> Longs:
    """The integers of the ranges from `starts`, `lengths` long, one range after the other."""
    ends = lengths.cumsum()
    places: Longs = (starts - (ends - lengths)).repeat(lengths)
    places += np.arange(len(places), dtype=np.int64)
    return places


def inverse(order: AnyArray) -> Ints:
    """Where each of the numbers from 0 stands in `order`, which holds each of them once."""
    place = np.empty(len(order), np.int32)
    place[order.astype(np.intp, copy=False)] = np.arange(len(order), dtype=np.int32)
    return place
