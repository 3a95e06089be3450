"""Finding models by part of their id, whatever its case: exact, then by prefix, then anywhere; big families first.

The lower-cased ids stand in one text, one a line, in the order of rank: most descendants, then most downloads, then
the id. A prefix is found by bisection in the ids sorted by id and by name (the part after the slash). Anything else is
found by scanning that text in blocks of lines, skipping each block that lacks one of the query's letter pairs or
triples.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice

import numpy as np

from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Codes, Ints, Longs
from lineage.frozen.storage.csr import ranges
from lineage.frozen.subtree import SubtreeIndex

LINES = 32  # in a block
BUCKETS = 8192  # a block's pairs and triples of letters are kept as a set of hashes below this
FEW = 10_000  # models of a subtree are copied out and scanned, up to so many; more are scanned in place
WORDS = 8  # a query has at most so many; the rest is ignored


class SearchIndex:
    """Answers queries over the arrays of `search_arrays`; `subtree` says which models a family holds."""

    def __init__(self, arrays: ArrayFile, subtree: SubtreeIndex) -> None:
        self._subtree = subtree
        self._by_rank: Ints = arrays["by_rank"]  # the numbers in order of rank
        self._places: Ints = arrays["search.places"]
        self._line: Longs = arrays["search.line"]
        self._text = arrays["search.text"].data
        self._map = arrays.map
        self._offset = arrays.offset("search.text")
        self._by_id: Ints = arrays["search.by_id"]
        self._by_name: Ints = arrays["search.by_name"]
        self._blocks: Codes = arrays["search.blocks"]

    def find(self, text: str, limit: int = 20, within: int | None = None) -> list[int]:
        """Models whose id holds every word of `text`, whatever the case; `within` a model and its descendants.

        The id itself comes first, then ids and names (the part after the slash) that start so, then the rest; in each
        the most descendants first.
        """
        words = [word.encode(errors="surrogatepass") for word in text.lower().split()][:WORDS]
        if not words or limit <= 0:
            return []
        allowed = None if within is None else self._subtree.marked_family(within).take(self._places)
        starting = self._starting(words[0], limit, allowed) if len(words) == 1 else iter(())
        ranks = _distinct(chain(starting, self._anywhere(words, allowed)))
        return [int(self._by_rank[rank]) for rank in islice(ranks, limit)]

    def similar(self, text: str, limit: int = 3) -> list[int]:
        """Models whose ids come nearest to one that does not exist: the same name, or the longest common beginning."""
        wanted = text.lower().encode(errors="surrogatepass")
        same_name = self.find(text.rpartition("/")[2], limit)
        if same_name or not len(self._by_id):
            return same_name
        place = bisect_left(self._by_id, wanted, key=self._id)
        neighbours = [self._id(int(rank)) for rank in self._by_id[max(0, place - 1) : place + 1]]
        shared = max(_shared(wanted, neighbour) for neighbour in neighbours)
        ranks = self._prefixed(self._by_id, self._id, wanted[:shared], limit, None) if shared else []
        return [int(self._by_rank[rank]) for rank in ranks]

    def _id(self, rank: int) -> bytes:
        return bytes(self._text[self._line[rank] : self._line[rank + 1] - 1])

    def _name(self, rank: int) -> bytes:
        return _name(self._id(rank))

    def _starting(self, word: bytes, limit: int, allowed: Bools | None) -> Iterator[int]:
        """Ranks of ids, or of names, that start so: ids that are the word itself, then lowest ranks; some twice."""
        by_id = self._prefixed(self._by_id, self._id, word, limit, allowed)
        by_name = self._prefixed(self._by_name, self._name, word, limit, allowed)
        exact = [rank for rank in self._exact(word) if allowed is None or allowed[rank]]
        return chain(exact, sorted(by_id + by_name))

    def _exact(self, word: bytes) -> list[int]:
        """Ranks of the ids that are the word: several where ids differ by case only."""
        first = bisect_left(self._by_id, word, key=self._id)
        last = bisect_right(self._by_id, word, lo=first, key=self._id)
        return sorted(self._by_id[first:last].tolist())

    def _prefixed(
        self, ordered: Ints, key: Callable[[int], bytes], prefix: bytes, limit: int, allowed: Bools | None
    ) -> list[int]:
        """The lowest ranks, at most `limit`, out of those whose key starts so."""
        first = bisect_left(ordered, prefix, key=key)
        last = bisect_right(ordered, prefix, lo=first, key=lambda rank: key(rank)[: len(prefix)])
        ranks = ordered[first:last]
        if allowed is not None:
            ranks = ranks[allowed[ranks]]
        lowest: list[int] = _lowest(ranks, limit).tolist()
        return lowest

    def _anywhere(self, words: Sequence[bytes], allowed: Bools | None) -> Iterator[int]:
        """Ranks of the ids that hold all words, lowest first."""
        longest, *others = sorted(words, key=len, reverse=True)
        for rank in self._holding(longest, words, allowed):
            line = self._id(rank) if others else b""
            if all(word in line for word in others):
                yield rank

    def _holding(self, word: bytes, words: Sequence[bytes], allowed: Bools | None) -> Iterator[int]:
        """Ranks of the ids that hold `word`, lowest first; some of those that do not hold all `words` are left out."""
        if allowed is None:
            return self._scan(word, self._candidates(words))
        if np.count_nonzero(allowed) <= FEW:
            return self._scan_copy(word, np.flatnonzero(allowed))
        blocks = self._candidates(words)
        return (rank for rank in self._scan(word, blocks) if allowed[rank])

    def _scan(self, word: bytes, blocks: Longs) -> Iterator[int]:
        """Ranks of the lines of these blocks that hold `word`."""
        for first, last in _runs(blocks):
            end = self._place(min(last * LINES, len(self._by_rank)))
            at = self._map.find(word, self._place(first * LINES), end)
            while at >= 0:
                rank = int(self._line.searchsorted(at - self._offset, side="right")) - 1
                yield rank
                at = self._map.find(word, self._place(rank + 1), end)

    def _place(self, rank: int) -> int:
        """Where a line starts in the mapped file."""
        return self._offset + int(self._line[rank])

    def _candidates(self, words: Sequence[bytes]) -> Longs:
        """The blocks that may hold a line with all words: none of their letter pairs and triples is missing."""
        wanted = np.unique(np.concatenate([grams for word in words for grams in _grams(np.frombuffer(word, np.uint8))]))
        held = np.bitwise_and.reduce(self._blocks[wanted], axis=0, initial=0xFF)
        return np.flatnonzero(np.unpackbits(held, count=-(-len(self._by_rank) // LINES)))

    def _scan_copy(self, word: bytes, ranks: Longs) -> Iterator[int]:
        """Those of `ranks` whose lines hold `word`, found in a copy of these lines."""
        starts, lengths = self._line[ranks], self._line[ranks + 1] - self._line[ranks]
        text = np.frombuffer(self._text, np.uint8)[ranges(starts, lengths)].tobytes()
        ends = np.cumsum(lengths)
        at = text.find(word)
        while at >= 0:
            place = int(ends.searchsorted(at, side="right"))
            yield int(ranks[place])
            at = text.find(word, int(ends[place]))


def search_arrays(ids: Sequence[str], by_rank: Ints, preorder: Ints) -> dict[str, AnyArray]:
    """The arrays of `SearchIndex`: `ids` and `preorder` by number, `by_rank` the numbers in order of rank."""
    lines = [ids[number].lower().encode() for number in by_rank.tolist()]
    line = np.zeros(len(lines) + 1, np.int64)
    np.cumsum([len(text) + 1 for text in lines], out=line[1:])
    text = np.frombuffer(b"\n".join([*lines, b""]), np.uint8)
    names = [_name(text) for text in lines]
    return {
        "search.places": preorder[by_rank],
        "search.line": line,
        "search.text": text,
        "search.by_id": np.array(sorted(range(len(lines)), key=lines.__getitem__), np.int32),
        "search.by_name": np.array(sorted(range(len(lines)), key=names.__getitem__), np.int32),
        "search.blocks": _blocks(text, line),
    }


def _blocks(text: Codes, line: Longs) -> Codes:
    """For each bucket a bit for every block, set where one of the block's pairs or triples falls into it."""
    pairs, triples = _grams(text)
    edges = [*line[:-1:LINES].tolist(), len(text)]
    columns = []
    for eight in range(0, len(edges) - 1, 8):
        held = np.zeros((8, BUCKETS), np.bool_)
        for row, (start, end) in enumerate(zip(edges[eight : eight + 8], edges[eight + 1 : eight + 9], strict=False)):
            held[row, pairs[start:end]] = True
            held[row, triples[start:end]] = True
        columns.append(np.packbits(held, axis=0)[0])
    return np.stack(columns, axis=1) if columns else np.zeros((BUCKETS, 0), np.uint8)


def _grams(text: Codes) -> tuple[AnyArray, AnyArray]:
    """The buckets of a text's pairs and of its triples of bytes."""
    letters = text.astype(np.uint32)
    pairs = letters[:-1] * 157 + letters[1:]
    triples = pairs[:-1] * 31 + letters[2:] + 1
    return (pairs % BUCKETS).astype(np.uint16), (triples % BUCKETS).astype(np.uint16)


def _runs(blocks: Longs) -> Iterator[tuple[int, int]]:
    """Ascending integers as ranges: the first, and the one after the last."""
    if not len(blocks):
        return
    cuts = np.flatnonzero(np.diff(blocks) > 1)
    firsts = np.concatenate([blocks[:1], blocks[cuts + 1]])
    lasts = np.concatenate([blocks[cuts], blocks[-1:]])
    yield from zip(firsts.tolist(), (lasts + 1).tolist(), strict=True)


def _lowest(values: Ints, limit: int) -> Ints:
    """The `limit` lowest of distinct values, ascending."""
    if len(values) > 4 * limit:
        values = np.partition(values, limit)[:limit]
    return np.sort(values)[:limit]


def _distinct(values: Iterator[int]) -> Iterator[int]:
    seen: set[int] = set()
    for value in values:
        if value not in seen:
            seen.add(value)
            yield value


def _name(id: bytes) -> bytes:
    return id[id.find(b"/") + 1 :]


def _shared(one: bytes, other: bytes) -> int:
    """How many bytes two texts begin with alike."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
