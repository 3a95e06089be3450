"""What people type into a search, as words."""

from collections.abc import Iterator, Sequence

from lineage.frozen.search.folding import folded, tokens
from lineage.hub_addresses import id_in

WORDS = 8  # a query has at most so many; the rest is ignored
SHORTEST = 3  # letters of a piece of a word that is taken for it


def words_in(text: str) -> list[str]:
    """The words of a text that say anything, or that of an id or an address."""
    words = id_in(text).lower().split()[:WORDS]
    return [word for word in words if folded(word)] or words[:1]


def taken_apart(words: Sequence[str]) -> list[str]:
    """The words that some words are made of, at their separators."""
    return [token for word in words for token in tokens(word)][:WORDS]


def pieces(word: str) -> Iterator[str]:
    """Beginnings and endings of a word, the longer ones first, while they say something."""
    for length in (len(word) * 3 // 4, len(word) // 2):
        if length >= SHORTEST:
            yield from (word[:length], word[-length:])


def as_typed(word: str) -> bytes:
    """A word as ids in small letters hold it."""
    return word.encode(errors="surrogatepass")


def as_folded(word: str) -> bytes:
    """A word as folded ids hold it; empty where it is separators alone."""
    return folded(word).encode(errors="surrogatepass")
