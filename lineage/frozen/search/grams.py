"""Which bytes, pairs and triples of bytes a line holds, as small numbers: what the search skips lines by.

A gram's bucket is a hash below `HASHES`; single bytes have one each. A block of lines keeps the set of all its buckets;
a line keeps a signature of `PLANES` times 64 bits, one set for each bucket. Of lines without a word of four letters
some 1 % have all its bits, of three letters 5 %, of two 20 % (200,000 practice models).
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lineage.frozen.storage.arrays import AnyArray
from lineage.frozen.storage.distinct import distinct_numbers

LINES = 32  # in a block
HASHES = 8192
BUCKETS = HASHES + 256
NO_BUCKET = BUCKETS
PLANES = 2
BITS = 64 * PLANES

Signatures = npt.NDArray[np.uint64]
Places = npt.NDArray[np.uint16]


def grams(text: AnyArray) -> tuple[Places, Places, Places]:
    """The buckets of a text's bytes, of its pairs and of its triples, each at the first byte's place."""
    letters = text.astype(np.uint16)  # what is lost above 16 bits is no part of a bucket
    pairs: Places = letters[:-1] * np.uint16(157) + letters[1:]
    triples: Places = pairs[:-1] * np.uint16(31) + letters[2:] + np.uint16(1)
    within = np.uint16(HASHES - 1)
    return letters + np.uint16(HASHES), pairs & within, triples & within


def buckets_of(words: Sequence[bytes]) -> Places:
    """The distinct buckets of the words' grams, ascending; none of no word."""
    if not words:
        return np.zeros(0, np.uint16)
    return distinct_numbers(np.concatenate([kind for word in words for kind in grams(np.frombuffer(word, np.uint8))]))


def _bits() -> Signatures:
    """(PLANES, BUCKETS + 1): the bit that each bucket sets in each plane; NO_BUCKET sets none."""
    bits = np.zeros((PLANES, BUCKETS + 1), np.uint64)
    buckets = np.arange(BUCKETS)
    bits[buckets % BITS // 64, buckets] = np.uint64(1) << (buckets % 64).astype(np.uint64)
    return bits


BIT = _bits()


def signature(buckets: AnyArray) -> Signatures:
    """The bits that these buckets set, one number a plane."""
    return np.asarray(np.bitwise_or.reduce(BIT[:, buckets], axis=1))
