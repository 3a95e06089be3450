"""Where a few bytes stand in a long text, found an array at a time."""

from collections.abc import Sequence

import numpy as np

from lineage.frozen.storage.arrays import AnyArray, Codes

SAMPLE = 65_536
"""Bytes from the text's beginning that tell which letters are rare in it."""
TOGETHER = 2
"""Letters that are looked for at every place; the others where these stand."""


def rarest_first(text: Codes, sought: bytes) -> list[int]:
    """The places of the letters of `sought`, those that are rare in the text first."""
    common = np.bincount(text[:SAMPLE], minlength=256)
    return list(map(int, np.argsort(common[np.frombuffer(sought, np.uint8)], kind="stable")))


def occurrences(text: Codes, sought: bytes, order: Sequence[int] = ()) -> AnyArray:
    """The places at which `sought`, one byte at least, begins in `text`, ascending; some may overlap.

    `order` is that of `rarest_first`, for whoever looks through a text in parts.
    """
    places = order or rarest_first(text, sought)
    last = max(len(text) - len(sought) + 1, 0)
    begins = [text[place : place + last] == sought[place] for place in places[:TOGETHER]]
    found = np.flatnonzero(np.logical_and.reduce(begins))
    for place in places[TOGETHER:]:
        found = found[text[found + place] == sought[place]]
    return found
