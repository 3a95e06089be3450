"""Places in the order of their ranks, from one on and before another, without the others sorted.

Ranks are distinct numbers from 0 to below a size. Near the beginning a bound is guessed by some of them; farther on
ranks are counted by classes, and those of the classes are looked at that the wanted ones are in.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from lineage.frozen.lists.conditions import in_parts
from lineage.frozen.storage.arrays import AnyArray, Bools

GUESS = 4  # how many times as many are looked at as are wanted, where it is guessed which these are
SHALLOW = 64  # a bound is guessed where one rank in so many, or fewer, is below it
SAMPLE = 64  # one rank in so many tells
FARTHER = 16  # times as far is looked where too few were wanted
FEW = 4_096  # places that are looked at all
CLASSES = 12  # bits of the number of a class

Ranked = tuple[AnyArray, Bools | None]
"""Ranks, and which of them are kept (None: all)."""


def lowest(ranks: AnyArray, kept: Bools | None, end: int, size: int) -> AnyArray:
    """The places of the `end` lowest of those ranks that are kept (None: all), lowest first."""
    (places,), _ = near([(ranks, kept)], 0, end, size)
    return places[window(ranks[places], 0, end)]


def near(parts: Sequence[Ranked], offset: int, end: int, size: int) -> tuple[list[AnyArray], int]:
    """The places, in each part, of the lowest ranks of all from `offset` on and before `end`, and of some near them, in
    no order; and how many lower ones there are."""
    total = sum(count(*part) for part in parts)
    end = min(end, total)
    if offset >= end:
        return [np.zeros(0, np.int64) for _ in parts], 0
    if total == size:
        return _between(parts, offset, end), offset
    if total <= FEW:
        return _between(parts, 0, size), 0
    bound = _bound(parts, end) if SHALLOW * end < total else None
    if bound is not None:
        found = _between(parts, 0, bound)
        if sum(map(len, found)) >= end:
            return found, 0
    shift = max(size.bit_length() - CLASSES, 0)
    passed = np.cumsum(sum(_classes(*part, shift) for part in parts))
    first, last = (int(of) for of in np.searchsorted(passed, (offset, end - 1), side="right"))
    return _between(parts, first << shift, (last + 1) << shift), int(passed[first - 1]) if first else 0


def _bound(parts: Sequence[Ranked], end: int) -> int | None:
    """A rank below which `end` of them are, and not many more, as one in SAMPLE tells; None where these are too few."""
    some = np.concatenate([_kept(ranks[::SAMPLE], kept if kept is None else kept[::SAMPLE]) for ranks, kept in parts])
    at = GUESS * (1 + end // SAMPLE)
    return int(np.partition(some, at)[at]) if at < len(some) else None


def bounds(end: int, total: int, size: int) -> Iterator[int]:
    """Ranks below which the `end` lowest of `total` may be, the likeliest first, as long as they are shallow."""
    bound = GUESS * end * size // max(total, 1)
    while SHALLOW * bound <= size:
        yield bound
        bound *= FARTHER


def count(ranks: AnyArray, kept: Bools | None) -> int:
    """How many ranks are kept."""
    return len(ranks) if kept is None else int(np.count_nonzero(kept))


def window(ranks: AnyArray, offset: int, end: int) -> AnyArray:
    """Where the lowest of some distinct ranks are, from the place `offset` on and before `end`, lowest first. No others
    are sorted."""
    end = min(end, len(ranks))
    if offset >= end:
        return np.zeros(0, np.int64)
    found = np.argpartition(ranks, (offset, end - 1))[offset:end]
    return np.asarray(found[np.argsort(ranks[found])])


def _between(parts: Sequence[Ranked], low: int, high: int) -> list[AnyArray]:
    return [_places(*part, low, high) for part in parts]


def _places(ranks: AnyArray, kept: Bools | None, low: int, high: int) -> AnyArray:
    """The places of the ranks from `low` on and below `high` that are kept."""
    chosen = ranks < high
    if low:
        chosen &= ranks >= low
    if kept is not None:
        chosen &= kept
    return np.flatnonzero(chosen)


def _classes(ranks: AnyArray, kept: Bools | None, shift: int) -> AnyArray:
    """How many ranks that are kept are of each class."""
    size = (1 << CLASSES) + 1
    counts = np.zeros(size, np.int64)
    for part in in_parts(slice(0, len(ranks))):
        some = _kept(ranks[part], kept if kept is None else kept[part])
        counts += np.bincount(some >> shift, minlength=size)
    return counts


def _kept(ranks: AnyArray, kept: Bools | None) -> AnyArray:
    return ranks if kept is None else ranks[kept]
