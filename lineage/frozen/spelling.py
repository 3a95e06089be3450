"""What a mistyped word may have been: parts of other ids that are one or two letters away."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice, product

from lineage.frozen.storage.strings import Strings

LIKE = 3  # words that are tried for a mistyped one
MOST = 12  # combinations of them
TWO_FROM = 6  # letters from which on two may be wrong; one below, none below SHORTEST
SHORTEST = 3


class Spelling:
    """Words like others, out of `words`, the most frequent first; sorted by length at the first question."""

    def __init__(self, words: Strings) -> None:
        self._words = words

    def others(self, words: Sequence[str], unknown: Sequence[str]) -> Iterator[list[str]]:
        """The words with those that are unknown spelt otherwise, the likeliest first; a word like which there is none
        is left out. Nothing where no word is unknown, or none is like any of them."""
        like = {word: self._like(word) for word in unknown}
        if any(like.values()):
            choices = [like[word] or [""] if word in like else [word] for word in words]
            yield from ([word for word in chosen if word] for chosen in islice(product(*choices), MOST))

    def _like(self, word: str) -> list[str]:
        wrong = 0 if len(word) < SHORTEST else 1 if len(word) < TWO_FROM else 2
        if not wrong:
            return []
        from rapidfuzz.distance import OSA  # noqa: PLC0415 - for mistyped words alone
        from rapidfuzz.process import extract  # noqa: PLC0415

        lengths = range(len(word) - wrong, len(word) + wrong + 1)
        known = [other for length in lengths for other in self._by_length.get(length, ())]
        found = extract(word, known, scorer=OSA.distance, score_cutoff=wrong, limit=None)
        return [other for other, _, _ in sorted(found, key=lambda one: (one[1], self._place[one[0]]))[:LIKE]]

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        lengths: dict[int, list[str]] = defaultdict(list)
        for word in self._words:
            lengths[len(word)].append(word)
        return lengths

    @cached_property
    def _place(self) -> dict[str, int]:
        return {word: place for place, word in enumerate(self._words)}
