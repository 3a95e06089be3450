"""Where a few bytes stand in a long text, found an array at a time."""

import numpy as np

from lineage.frozen.storage.arrays import AnyArray, Codes

SAMPLE = 65_536
"""Bytes from the text's beginning that tell which letters are rare in it."""


def occurrences(text: Codes, sought: bytes) -> AnyArray:
    """The places at which `sought`, one byte at least, begins in `text`, ascending; some may overlap."""
    letters = np.frombuffer(sought, np.uint8)
    common = np.bincount(text[:SAMPLE], minlength=256)[letters]
    first, *others = np.argsort(common, kind="stable").tolist()
    last = len(text) - len(letters) + 1
    found = np.flatnonzero(text[first : max(first + last, first)] == letters[first])
    for place in others:
        found = found[text[found + place] == letters[place]]
    return found
