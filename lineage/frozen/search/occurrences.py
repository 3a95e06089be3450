"""Where a few bytes stand in a long text, and which of its lines hold them, found an array at a time."""

from collections.abc import Sequence

import numpy as np

from lineage.frozen.storage.arrays import AnyArray, Bools, Codes

SAMPLE = 65_536
"""Bytes from the text's beginning that tell which letters are rare in it."""
TOGETHER = 2
"""Letters that are looked for at every place; the others where these stand."""
OFTEN = 64
"""Where the letters that were looked for stand at more than one place in so many, the next one is looked for so too."""
CROWDED = 3
"""With an occurrence for so many lines, or fewer, those before the end of each line are counted."""
FEW = 1_024
"""Lines of which the occurrences are looked up one by one, however many there are."""
BELOW = (np.uint64(1) << np.arange(64, dtype=np.uint64)) - np.uint64(1)
"""For each bit of a number the ones below it."""


def rarest_first(text: Codes, sought: bytes) -> list[int]:
    """The places of the letters of `sought`, those that are rare in the text first."""
    common = np.bincount(text[:SAMPLE], minlength=256)
    return list(map(int, np.argsort(common[np.frombuffer(sought, np.uint8)], kind="stable")))


def occurrences(text: Codes, sought: bytes) -> AnyArray:
    """The places at which `sought`, one byte at least, begins in `text`, ascending; some may overlap."""
    begins, left = _beginnings(text, sought, rarest_first(text, sought))
    return _checked(text, sought, begins, left)


def lines_holding(text: Codes, lengths: AnyArray, sought: bytes, order: Sequence[int] = ()) -> Bools:
    """For each line of a text, of these lengths, whether it holds `sought`, which no two lines hold together.

    `order` is that of `rarest_first`, for whoever looks through a text in parts.
    """
    ends = np.cumsum(lengths)
    begins, left = _beginnings(text, sought, order or rarest_first(text, sought))
    if not left and len(ends) > FEW and CROWDED * int(np.count_nonzero(begins)) > len(ends):
        return _hold_any(begins, ends)
    holds = np.zeros(len(ends), np.bool_)
    holds[ends.searchsorted(_checked(text, sought, begins, left), side="right")] = True
    return holds


def _beginnings(text: Codes, sought: bytes, order: Sequence[int]) -> tuple[Bools, Sequence[int]]:
    """For each place whether `sought` may begin there, and its letters that are still to be looked for."""
    last = max(len(text) - len(sought) + 1, 0)
    begins: Bools = text[order[0] : order[0] + last] == sought[order[0]]
    for done, place in enumerate(order[1:], 1):
        if done >= TOGETHER and OFTEN * int(np.count_nonzero(begins)) <= last:
            return begins, order[done:]
        begins &= text[place : place + last] == sought[place]
    return begins, ()


def _checked(text: Codes, sought: bytes, begins: Bools, left: Sequence[int]) -> AnyArray:
    """The places where it may begin and the letters that were left stand as well, ascending."""
    found = np.flatnonzero(begins)
    for place in left:
        if not len(found):
            break
        found = found[text[found + place] == sought[place]]
    return found


def _hold_any(begins: Bools, ends: AnyArray) -> Bools:
    """For each line whether any of its places is one; lines end at `ends`, ascending."""
    bits = np.packbits(begins, bitorder="little")
    words = np.zeros(int(ends[-1]) // 64 + 1, "<u8")
    words.view(np.uint8)[: len(bits)] = bits
    counts = np.bitwise_count(words)
    before = np.cumsum(counts, dtype=np.int32) - counts
    of_end = ends >> 6
    passed = before.take(of_end)
    passed += np.bitwise_count(words.take(of_end) & BELOW.take(ends & 63))
    return np.asarray(np.diff(passed, prepend=np.int32(0)) > 0)
