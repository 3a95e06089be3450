"""Numbers that occur in an array, each once."""

import numpy as np

from lineage.frozen.storage.arrays import AnyArray, Ints, Longs

TABLE = 4  # entries for each value that a table over all numbers may have; where it were larger, values are sorted


def distinct_numbers(values: AnyArray) -> AnyArray:
    """The numbers of a flat array, ascending, each once.

    Why not `np.unique`, measured in CPU time (numpy 2.4): it looks each number up in a hash table before it sorts, so
    that 284,000 of them take 150 ms where sorting takes 17, and 0.2 where they are sorted already.
    """
    ordered = np.sort(values, kind="stable")  # quick on what is nearly sorted
    first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def numbered(values: AnyArray, size: int) -> tuple[Longs, Ints]:
    """The numbers that occur, ascending, and the place of each value among them; all are from 0 to below `size`."""
    if size > TABLE * len(values):
        found, places = np.unique(values, return_inverse=True)
        return found.astype(np.int64), places.astype(np.int32)
    occurs = np.zeros(size, np.bool_)
    occurs[values] = True
    return np.flatnonzero(occurs), (np.cumsum(occurs, dtype=np.int32) - np.int32(1))[values]


def counted(values: AnyArray, size: int) -> tuple[Longs, Longs]:
    """The numbers that occur, ascending, and how often each does; all are from 0 to below `size`."""
    if size > TABLE * len(values):
        ordered = np.sort(values.astype(np.int32 if size <= np.iinfo(np.int32).max else np.int64, copy=False))
        first = np.flatnonzero(np.diff(ordered, prepend=-1))
        return ordered[first].astype(np.int64), np.diff(first, append=len(ordered))
    counts = np.bincount(values, minlength=size)
    found = np.flatnonzero(counts)
    return found, counts[found]


def highest(counts: AnyArray, most: int, numbers: AnyArray | None = None) -> Longs:
    """The places of the highest counts, the highest first, equals by `numbers`, or in their own order: at most so
    many."""
    places = np.arange(len(counts))
    if len(counts) > most:
        places = np.flatnonzero(counts >= np.partition(counts, len(counts) - most)[len(counts) - most])
    of_equals = places if numbers is None else numbers[places]
    return places[np.lexsort((of_equals, -counts[places]))[:most]]
