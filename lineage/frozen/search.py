"""Finding models by part of their id, whatever its case: exact, then by prefix, then anywhere; big families first.

The lower-cased ids stand in one text, one a line, in the order of rank: most descendants, then most downloads, then
the id. A prefix is found by bisection in the ids sorted by id and by name (the part after the slash). Anything else is
found by scanning that text in blocks of lines, skipping each block that lacks one of the query's trigrams.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from os.path import commonprefix

import numpy as np

from lineage.frozen.arrays import AnyArray, ArrayFile, Bools, Codes, Ints, Longs
from lineage.frozen.csr import ranges

LINES = 32  # in a block
BUCKETS = 4096  # a block's trigrams are kept as a set of hashes below this
FEW = 20_000  # models of a subtree are copied out and scanned, up to so many; more are scanned in place
WORDS = 8  # a query has at most so many; the rest is ignored


class Search:
    """Answers queries over the arrays of `search_arrays`. `rank` and `by_rank` turn numbers into ranks and back."""

    def __init__(self, arrays: ArrayFile, rank: Ints, by_rank: Ints) -> None:
        self._rank = rank
        self._by_rank = by_rank
        self._line: Longs = arrays["search.line"]
        self._text = memoryview(arrays["search.text"])
        self._map = arrays.map
        self._offset = arrays.offset("search.text")
        self._by_id: Ints = arrays["search.by_id"]
        self._by_name: Ints = arrays["search.by_name"]
        self._blocks: Codes = arrays["search.blocks"]

    def find(self, text: str, limit: int, within: Ints | None = None) -> list[int]:
        """The numbers of at most `limit` models whose id holds every word of `text`; out of `within` when given."""
        words = [word.encode(errors="surrogatepass") for word in text.lower().split()][:WORDS]
        if not words or limit <= 0:
            return []
        allowed = None if within is None else _mask(self._rank[within], len(self._rank))
        found = dict.fromkeys(self._starting(words[0], limit, allowed)) if len(words) == 1 else {}
        if len(found) < limit:
            for rank in self._anywhere(words, allowed):
                found[rank] = None
                if len(found) == limit:
                    break
        return self._by_rank[list(found)[:limit]].tolist() if found else []

    def similar(self, text: str, limit: int = 3) -> list[int]:
        """Models whose ids come nearest to one that does not exist: the same name, or the longest common beginning."""
        name = text.lower().rpartition("/")[2]
        found = self.find(name, limit)
        if found or not len(self._by_id):
            return found
        wanted = text.lower().encode(errors="surrogatepass")
        place = bisect_left(self._by_id, wanted, key=self._id)
        neighbours = [self._id(int(rank)) for rank in self._by_id[max(0, place - 1) : place + 1]]
        prefix = max((commonprefix([wanted, neighbour]) for neighbour in neighbours), key=len)
        return (
            self._numbers(islice(self._prefixed(self._by_id, self._id, prefix, limit, None), limit)) if prefix else []
        )

    def _numbers(self, ranks: Iterator[int]) -> list[int]:
        return [int(self._by_rank[rank]) for rank in ranks]

    def _id(self, rank: int) -> bytes:
        return bytes(self._text[self._line[rank] : self._line[rank + 1] - 1])

    def _name(self, rank: int) -> bytes:
        return _name(self._id(rank))

    def _starting(self, word: bytes, limit: int, allowed: Bools | None) -> Iterator[int]:
        """Ranks of ids, or of names, that start so: those that are the word itself, then the lowest ranks."""
        best = sorted(
            {
                *self._prefixed(self._by_id, self._id, word, limit, allowed),
                *self._prefixed(self._by_name, self._name, word, limit, allowed),
            }
        )
        exact = [rank for rank in self._exact(word) if allowed is None or allowed[rank]]
        return iter([*exact, *best])

    def _exact(self, word: bytes) -> list[int]:
        first = bisect_left(self._by_id, word, key=self._id)
        same = bisect_right(self._by_id, word, lo=first, key=self._id)
        return sorted(self._by_id[first:same].tolist())

    def _prefixed(
        self, ordered: Ints, key: Callable[[int], bytes], prefix: bytes, limit: int, allowed: Bools | None
    ) -> Iterator[int]:
        """The lowest ranks, at most `limit`, out of those whose key starts so."""
        first = bisect_left(ordered, prefix, key=key)
        last = bisect_right(ordered, prefix, lo=first, key=lambda rank: key(rank)[: len(prefix)])
        ranks = ordered[first:last]
        if allowed is not None:
            ranks = ranks[allowed[ranks]]
        return iter(lowest(ranks, limit).tolist())

    def _anywhere(self, words: Sequence[bytes], allowed: Bools | None) -> Iterator[int]:
        """Ranks of the ids that hold all words, lowest first."""
        longest, *others = sorted(words, key=len, reverse=True)
        if allowed is not None and np.count_nonzero(allowed) <= FEW:
            lines = self._scan_copy(longest, np.flatnonzero(allowed))
        else:
            lines = (rank for rank in self._scan_blocks(longest, words) if allowed is None or allowed[rank])
        for rank in lines:
            line = self._id(rank) if others else b""
            if all(word in line for word in others):
                yield rank

    def _scan_blocks(self, word: bytes, words: Sequence[bytes]) -> Iterator[int]:
        for first, last in self._candidates(words):
            start, end = (self._offset + int(self._line[min(line, len(self._rank))]) for line in (first, last))
            at = self._map.find(word, start, end)
            while at >= 0:
                rank = int(np.searchsorted(self._line, at - self._offset, side="right")) - 1
                yield rank
                at = self._map.find(word, self._offset + int(self._line[rank + 1]), end)

    def _candidates(self, words: Sequence[bytes]) -> Iterator[tuple[int, int]]:
        """Runs of lines, first and past the last, outside of which not all words occur."""
        wanted = np.unique(np.concatenate([_buckets(np.frombuffer(word, np.uint8)) for word in words]))
        count = -(-len(self._rank) // LINES)
        held = np.bitwise_and.reduce(self._blocks[wanted], axis=0, initial=0xFF)
        blocks = np.flatnonzero(np.unpackbits(held, count=count))
        for run in np.split(blocks, np.flatnonzero(np.diff(blocks) > 1) + 1):
            if len(run):
                yield int(run[0]) * LINES, int(run[-1] + 1) * LINES

    def _scan_copy(self, word: bytes, ranks: Longs) -> Iterator[int]:
        starts, lengths = self._line[ranks], self._line[ranks + 1] - self._line[ranks]
        text = np.frombuffer(self._text, np.uint8)[ranges(starts, lengths)].tobytes()
        ends = np.cumsum(lengths)
        at = text.find(word)
        while at >= 0:
            place = int(np.searchsorted(ends, at, side="right"))
            yield int(ranks[place])
            at = text.find(word, int(ends[place]))


def search_arrays(ids: Sequence[str], by_rank: Ints) -> dict[str, AnyArray]:
    """The arrays of `Search`: `ids` by number, `by_rank` the numbers in order of rank."""
    lines = [ids[number].lower().encode() for number in by_rank.tolist()]
    line = np.zeros(len(lines) + 1, np.int64)
    np.cumsum([len(text) + 1 for text in lines], out=line[1:])
    text = np.frombuffer(b"\n".join([*lines, b""]) if lines else b"", np.uint8)
    names = [_name(text) for text in lines]
    return {
        "search.line": line,
        "search.text": text,
        "search.by_id": np.array(sorted(range(len(lines)), key=lines.__getitem__), np.int32),
        "search.by_name": np.array(sorted(range(len(lines)), key=names.__getitem__), np.int32),
        "search.blocks": _blocks(text, line),
    }


def lowest(values: Ints, limit: int) -> Ints:
    """The `limit` lowest of distinct values, ascending."""
    if len(values) > 4 * limit:
        values = np.partition(values, limit)[:limit]
    return np.sort(values)[:limit]


def _name(id: bytes) -> bytes:
    return id[id.find(b"/") + 1 :]


def _mask(places: AnyArray, size: int) -> Bools:
    mask = np.zeros(size, np.bool_)
    mask[places] = True
    return mask


def _buckets(text: Codes) -> AnyArray:
    """The hash of each of a text's trigrams."""
    wide = text.astype(np.uint32)
    return (wide[:-2] * 961 + wide[1:-1] * 31 + wide[2:]) % BUCKETS


def _blocks(text: Codes, line: Longs) -> Codes:
    """For each bucket a bit for every block, set where one of the block's trigrams falls into it."""
    buckets = _buckets(text)
    starts = line[:-1:LINES].tolist()
    columns = []
    for eight in range(0, len(starts), 8):
        held = np.zeros((8, BUCKETS), np.bool_)
        for row, start in enumerate(starts[eight : eight + 8]):
            end = starts[eight + row + 1] if eight + row + 1 < len(starts) else len(text)
            held[row, buckets[start:end]] = True
        columns.append(np.packbits(held, axis=0)[0])
    return np.stack(columns, axis=1) if columns else np.zeros((BUCKETS, 0), np.uint8)
