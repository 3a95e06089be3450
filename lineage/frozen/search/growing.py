"""Arrays in parts, each a few times as long as the one before: whoever has enough soon looks at little."""

from collections.abc import Iterable, Iterator

import numpy as np

from lineage.frozen.storage.arrays import AnyArray

GROWTH = 4
FIRST_LINES = 1024  # entries of the first part
LAST_LINES = 131_072  # and of a range at most: what is made of more no longer stays in the processor's cache
FIRST_READ = 64  # entries of the first part where each costs more, as of texts that are read
TOGETHER = 4_096  # and of such a part at most


def growing(values: AnyArray) -> Iterator[AnyArray]:
    """An array in parts, each GROWTH times as long as the one before."""
    return (values[first:last] for first, last in growing_ranges(len(values)))


def growing_ranges(size: int) -> Iterator[tuple[int, int]]:
    """Where such parts of so many entries begin and end."""
    first, length = 0, FIRST_LINES
    while first < size:
        yield first, min(first + length, size)
        first, length = first + length, min(length * GROWTH, LAST_LINES)


def growing_sorted(values: AnyArray, length: int) -> Iterator[AnyArray]:
    """An array in ascending order, in parts, the first one so long: none is sorted before it is asked for."""
    while len(values) > length:
        values = np.partition(values, length)
        yield np.sort(values[:length])
        values, length = values[length:], length * GROWTH
    yield np.sort(values)


def in_growing_parts(arrays: Iterable[AnyArray]) -> Iterator[AnyArray]:
    """The entries of some arrays in parts that are read, none of them of two arrays."""
    length = FIRST_READ
    for values in arrays:
        first = 0
        while first < len(values):
            yield values[first : first + length]
            first, length = first + length, min(length * GROWTH, TOGETHER)


def first_of(limit: int, parts: Iterable[AnyArray]) -> AnyArray:
    """The first values of the parts, `limit` of them, or all there are."""
    found: list[AnyArray] = []
    for part in parts:
        found.append(part)
        if sum(map(len, found)) >= limit:
            break
    return np.concatenate(found)[:limit] if found else np.zeros(0, np.int64)
