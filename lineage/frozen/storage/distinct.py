"""Numbers that occur in an array, each once."""

import numpy as np

from lineage.frozen.storage.arrays import AnyArray, Bools, Ints, Longs
from lineage.frozen.storage.radix import radix_order

FEW = 4_096  # values that are compared sooner than sorted by their digits
SAMPLE = 8  # entries for each that is wanted of the highest
TABLE = 4  # entries for each value that a table over all numbers may have; where it were larger, values are sorted


def distinct_numbers(values: AnyArray) -> AnyArray:
    """The numbers of a flat array, ascending, each once.

    Why not `np.unique`, measured in CPU time (numpy 2.4): it looks each number up in a hash table before it sorts, so
    that 284,000 of them take 150 ms where sorting takes 17, and 0.2 where they are sorted already.
    """
    ordered = np.sort(values, kind="stable")  # quick on what is nearly sorted
    return ordered[_differ(ordered)]


def first_of_each(values: AnyArray) -> tuple[AnyArray, Longs]:
    """As `distinct_numbers`, and the first place of each."""
    order = values.argsort(kind="stable")
    ordered = values[order]
    first = _differ(ordered)
    return ordered[first], order[first]


def are_among(numbers: AnyArray, ordered: AnyArray) -> Bools:
    """For each number whether it is one of others in ascending order; `np.isin` makes a hash table of all of them."""
    if not len(ordered):
        return np.zeros(len(numbers), np.bool_)
    return np.asarray(ordered.take(ordered.searchsorted(numbers), mode="clip") == numbers)


def _differ(ordered: AnyArray) -> Bools:
    """For each number whether it is another than the one before."""
    first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first


def pair_keys(codes: AnyArray, others: AnyArray, many: int, size: int) -> AnyArray:
    """One number for each pair of codes below `many` and others below `size`, in the order of the pairs; of 32 bits
    where they are enough."""
    dtype = np.dtype(np.int32 if many * size <= np.iinfo(np.int32).max else np.int64)
    keys = np.multiply(codes, size, dtype=dtype, casting="unsafe")
    return np.add(keys, others, out=keys, casting="unsafe")


def numbered(values: AnyArray, size: int) -> tuple[Longs, Ints]:
    """The numbers that occur, ascending, and the place of each value among them; all are from 0 to below `size`."""
    if size > TABLE * len(values):
        by_digits = len(values) > FEW and size <= 2**32
        order = radix_order(values) if by_digits else np.argsort(values, kind="stable")
        ordered = values[order]
        first = _differ(ordered)
        places = np.empty(len(values), np.int32)
        places[order] = np.cumsum(first, dtype=np.int32) - np.int32(1)
        return ordered[first].astype(np.int64), places
    occurs, at = np.zeros(size, np.bool_), values.astype(np.intp, copy=False)
    occurs[at] = True
    return np.flatnonzero(occurs), (np.cumsum(occurs, dtype=np.int32) - np.int32(1)).take(at)


def counted(values: AnyArray, size: int) -> tuple[Longs, Longs]:
    """The numbers that occur, ascending, and how often each does; all are from 0 to below `size`."""
    if size > TABLE * len(values):
        ordered = np.sort(values)
        first = np.flatnonzero(np.diff(ordered, prepend=-1))
        return ordered[first].astype(np.int64), np.diff(first, append=len(ordered))
    counts = np.bincount(values, minlength=size)
    found = np.flatnonzero(counts)
    return found, counts[found]


def highest(counts: AnyArray, most: int, numbers: AnyArray | None = None) -> Longs:
    """The places of the highest counts, the highest first, equals by `numbers`, or in their own order: at most so
    many."""
    if 0 < most < len(counts):
        bound = _bound(counts, most)
        above, equal = np.flatnonzero(counts > bound), np.flatnonzero(counts == bound)
        places = np.concatenate([above, _first(equal, most - len(above), numbers)])
    else:
        places = np.arange(len(counts))
    of_equals = places if numbers is None else numbers[places]
    return places[np.lexsort((of_equals, -counts[places]))[:most]]


def _bound(counts: AnyArray, most: int) -> AnyArray:
    """The least of the highest counts, so many. Of a long array only what is above that of a sample is looked at, for
    most counts are the same few low ones."""
    sample = counts[:: max(len(counts) // (SAMPLE * most), 1)]
    least = np.partition(sample, len(sample) - most)[len(sample) - most]
    above = counts[counts > least]
    return np.asarray(least if len(above) < most else np.partition(above, len(above) - most)[len(above) - most])


def _first(places: Longs, many: int, numbers: AnyArray | None) -> Longs:
    """So many of some places, those with the lowest numbers, or the first."""
    if numbers is None or many >= len(places):
        return places[:many]
    return places[np.argpartition(numbers[places], many)[:many]]
