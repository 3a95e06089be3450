"""What a mistyped word may have been: parts of other ids that are one or two letters away."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain, islice, product

import numpy as np

from lineage.frozen.search.growing import growing_sorted
from lineage.frozen.storage.arrays import AnyArray, Ints
from lineage.frozen.storage.csr import starts_of
from lineage.frozen.storage.strings import Strings

LIKE = 3  # words that are tried for a mistyped one
MOST_COMBINATIONS = 12  # combinations of them
TWO_FROM = 6  # letters from which on two may be wrong; one below, none below SHORTEST
SHORTEST = 3
AT_FIRST = 64  # words that are compared with one, the first time


class Spelling:
    """Words like others, out of `words`, the most frequent first; looked through at the first question."""

    def __init__(self, words: Strings) -> None:
        self._words = words

    def others(self, words: Sequence[str], unknown: Sequence[str]) -> Iterator[list[str]]:
        """The words with those that are unknown spelt otherwise, the likeliest first; a word like which there is none
        is left out. Nothing where no word is unknown, or none is like any of them."""
        like = {word: self._like(word) for word in unknown}
        if any(like.values()):
            choices = [like[word] or [""] if word in like else [word] for word in words]
            yield from ([word for word in chosen if word] for chosen in islice(product(*choices), MOST_COMBINATIONS))

    def _like(self, word: str) -> list[str]:
        """The words with one or two letters wrong, LIKE of them, the nearest first, of these the most frequent."""
        if len(word) < SHORTEST:
            return []
        near = self._known.near(word, 1 if len(word) < TWO_FROM else 2)
        found = (self._at_distance(word, wrong, places) for wrong, places in enumerate(near))
        return list(islice(chain.from_iterable(found), LIKE))

    def _at_distance(self, word: str, wrong: int, places: Ints) -> Iterator[str]:
        """The words at some places that have so many letters wrong, the most frequent first."""
        from rapidfuzz.distance import OSA  # noqa: PLC0415 - for mistyped words alone
        from rapidfuzz.process import extract  # noqa: PLC0415

        for some in growing_sorted(places, AT_FIRST):
            found = extract(word, self._words.take(some), scorer=OSA.distance, score_cutoff=wrong, limit=None)
            yield from (other for other, letters, _ in found if letters == wrong)

    @cached_property
    def _known(self) -> "_Letters":
        return _Letters(self._words)


class _Letters:
    """The letters of some words, which come by their length: `_places` are those in the order they were given in.

    A bit for each letter (some share one) says whether a word has it, `_once`, and whether it has it again, `_twice`.
    A letter that is left out, put in or changed takes at most one of these bits away, and adds at most one.
    """

    def __init__(self, words: Strings) -> None:
        text = words.table
        codes = _code_points(text.bytes.tobytes().decode())
        begun = starts_of((text.bytes & 0xC0) != 0x80)  # letters before each byte
        starts = begun[text.starts]
        lengths = np.diff(starts)
        self._places = np.argsort(lengths, kind="stable").astype(np.int32)
        starts, self._lengths = starts[self._places], lengths[self._places]
        bits = _bits(codes)
        self._once, self._twice = np.zeros((2, len(words)), np.uint64)
        for place in range(int(lengths.max(initial=0))):
            longer = slice(int(self._lengths.searchsorted(place, side="right")), None)
            bit = bits[starts[longer] + place]
            self._twice[longer] |= self._once[longer] & bit
            self._once[longer] |= bit

    def near(self, word: str, most: int) -> Iterator[Ints]:
        """For no letter wrong, one, and so on up to so many: the places of some words, in no order, among which are all
        that have so many wrong."""
        first = int(self._lengths.searchsorted(len(word) - most))
        some = slice(first, int(self._lengths.searchsorted(len(word) + most, side="right")))
        once, twice = np.zeros((2, 1), np.uint64)
        for bit in _bits(_code_points(word)):
            twice |= once & bit
            once |= bit
        has, again = self._once[some], self._twice[some]
        lost = _missing(once, has) + _missing(twice, again)
        added = _missing(has, once) + _missing(again, twice)
        differ = np.maximum(lost, added)
        for wrong in range(most + 1):
            yield self._places[some][differ <= wrong]


def _code_points(text: str) -> AnyArray:
    return np.frombuffer(text.encode("utf-32-le", errors="surrogatepass"), np.uint32)


def _bits(codes: AnyArray) -> AnyArray:
    """One for each letter: small letters and digits have their own."""
    return np.uint64(1) << np.where(codes < 64, codes, codes & 31).astype(np.uint64)


def _missing(bits: AnyArray, others: AnyArray) -> AnyArray:
    """How many of some bits are not among others."""
    return np.bitwise_count(bits & ~others)
