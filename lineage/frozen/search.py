"""Finding models by part of their id, whatever its case: exact, then by prefix, then anywhere; big families first.

The lower-cased ids stand in one text, one a line, in the order of rank: most descendants, then most downloads, then
the id. Lines that can hold a word are found block by block and by their signatures (`frozen.grams`), and only those are
read, lowest rank first, until there are enough. Ids and names (the part after the slash) that start so are one range in
the order of all ids, or names: where that range is long, a line tells by its place there; where it is short, so are the
candidates.

A family is its ranks, where it is small, and a mask of places otherwise: whichever is shorter of the family and the
lines that can hold the word is gone through, the other only asked.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np

from lineage.frozen.grams import LINES, buckets_of, signature
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Codes, Ints, Longs
from lineage.frozen.subtree import SubtreeIndex

WORDS = 8  # a query has at most so many; the rest is ignored
SHORT = 16  # a range of one line in so many, or fewer, is gone through whole
FIRST_BLOCKS, GROWTH = 64, 4  # blocks looked at together: first, and how many times as many each time after
FIRST_LINES = 1024  # of a small family, as FIRST_BLOCKS


@dataclass(frozen=True, slots=True)
class _Prefixed:
    """The lines that start with a word: a range in the order `by_key`, whose inverse is `place`."""

    by_key: Ints
    place: Ints
    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first

    def ranks(self) -> Ints:
        """All of them, in no order."""
        return self.by_key[self.first : self.last]

    def hold(self, ranks: AnyArray) -> Bools:
        """For each of `ranks` whether its line is one."""
        places = self.place[ranks]
        return np.asarray((places >= self.first) & (places < self.last))


@dataclass(frozen=True, slots=True)
class _Family:
    """The models that are searched: the `ranks` of a small family, ascending, or a `mask` of places, by rank `place`.

    Neither is given where all models are.
    """

    size: int
    ranks: Ints | None = None
    mask: Bools | None = None
    place: Ints | None = None

    def kept(self, ranks: AnyArray) -> AnyArray:
        """Those of `ranks` that belong to it, in their order."""
        if self.ranks is not None:
            at = np.minimum(self.ranks.searchsorted(ranks), len(self.ranks) - 1)
            return np.asarray(ranks[self.ranks[at] == ranks])
        return ranks if self.mask is None or self.place is None else ranks[self.mask[self.place[ranks]]]


class SearchIndex:
    """Answers queries over the arrays of `search_arrays`; `subtree` says which models a family holds."""

    def __init__(self, arrays: ArrayFile, subtree: SubtreeIndex) -> None:
        self._subtree = subtree
        self._by_rank: Ints = arrays["by_rank"]  # the numbers in order of rank
        self._rank: Ints = arrays["rank.descendants"]
        self._places: Ints = arrays["search.places"]
        self._line: Longs = arrays["search.line"]
        self._text = arrays["search.text"].data
        self._by_id: Ints = arrays["search.by_id"]
        self._by_name: Ints = arrays["search.by_name"]
        self._id_place: Ints = arrays["search.id_place"]
        self._name_place: Ints = arrays["search.name_place"]
        self._blocks: Codes = arrays["search.blocks"]
        self._signatures = arrays["search.signatures"]

    def find(self, text: str, limit: int = 20, within: int | None = None) -> list[int]:
        """Models whose id holds every word of `text`, whatever the case; `within` a model and its descendants.

        The id itself comes first, then ids and names (the part after the slash) that start so, then the rest; in each
        the most descendants first.
        """
        words = [word.encode(errors="surrogatepass") for word in text.lower().split()][:WORDS]
        if not words or limit <= 0 or not len(self._by_rank):
            return []
        family = self._family(within)
        candidates = _Repeatable(self._candidates(words, family))
        starting = self._starting(words[0], limit, family, candidates) if len(words) == 1 else iter(())
        ranks = _distinct(chain(starting, self._anywhere(words, candidates)))
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
        nearest = _lowest(self._ids_starting(wanted[:shared]).ranks(), limit if shared else 0)
        return [int(self._by_rank[rank]) for rank in nearest]

    def _family(self, number: int | None) -> _Family:
        """A model and its descendants; None: all models."""
        if number is None:
            return _Family(len(self._by_rank))
        places = self._subtree.family(np.array([number]))
        size = len(places)
        if self._subtree.is_large(size):
            return _Family(size, mask=places.mask(len(self._by_rank)), place=self._places)
        return _Family(size, ranks=np.sort(self._rank[self._subtree.by_preorder[places.each()]]))

    def _id(self, rank: int) -> bytes:
        return bytes(self._text[self._line[rank] : self._line[rank + 1] - 1])

    def _name(self, rank: int) -> bytes:
        return _name(self._id(rank))

    def _starting(self, word: bytes, limit: int, family: _Family, candidates: Iterable[AnyArray]) -> Iterator[int]:
        """Ranks of ids, or of names, that start so: ids that are the word itself, then lowest ranks; some twice."""
        ids, names = self._ids_starting(word), self._names_starting(word)
        exact = family.kept(np.sort(self._exact(ids, word)))
        if SHORT * (len(ids) + len(names)) <= family.size:
            starting = _lowest(family.kept(np.concatenate([ids.ranks(), names.ranks()])), 2 * limit)
        else:
            starting = _first(limit, (ranks[ids.hold(ranks) | names.hold(ranks)] for ranks in candidates))
        return chain(exact.tolist(), starting.tolist())

    def _exact(self, starting: _Prefixed, word: bytes) -> AnyArray:
        """Ranks of the ids that are the word, which come first of those that start so: several that differ by case."""
        last = bisect_right(self._by_id, word, lo=starting.first, hi=starting.last, key=self._id)
        return self._by_id[starting.first : last]

    def _ids_starting(self, prefix: bytes) -> _Prefixed:
        return _prefixed(self._by_id, self._id_place, self._id, prefix)

    def _names_starting(self, prefix: bytes) -> _Prefixed:
        return _prefixed(self._by_name, self._name_place, self._name, prefix)

    def _anywhere(self, words: Sequence[bytes], candidates: Iterable[AnyArray]) -> Iterator[int]:
        """Ranks of the candidates that hold all words, lowest first."""
        longest, *others = sorted(words, key=len, reverse=True)
        for ranks in candidates:
            places = zip(ranks.tolist(), self._line[ranks].tolist(), self._line[ranks + 1].tolist(), strict=True)
            for rank, start, end in places:
                line = bytes(self._text[start:end])
                if longest in line and all(word in line for word in others):
                    yield rank

    def _candidates(self, words: Sequence[bytes], family: _Family) -> Iterator[AnyArray]:
        """The ranks of the family's lines that may hold all words, ascending, in parts that grow."""
        buckets = buckets_of(words)
        wanted = signature(buckets)
        if family.ranks is not None:
            for part in _growing(family.ranks, FIRST_LINES):
                yield self._signed(part, wanted)
            return
        held = np.bitwise_and.reduce(self._blocks[buckets], axis=0)
        for blocks in _growing(np.flatnonzero(np.unpackbits(held)), FIRST_BLOCKS):
            yield family.kept(self._signed_in(blocks, wanted))

    def _signed_in(self, blocks: AnyArray, wanted: AnyArray) -> AnyArray:
        """Those of the lines of these blocks whose signatures have all bits that are wanted."""
        signatures = self._signatures[0].reshape(-1, LINES)
        rows, columns = np.nonzero(signatures[blocks] & wanted[0] == wanted[0])
        ranks = blocks[rows] * LINES + columns
        return self._signed(ranks[ranks < len(self._by_rank)], wanted, first_plane=1)

    def _signed(self, ranks: AnyArray, wanted: AnyArray, first_plane: int = 0) -> AnyArray:
        """Those of the ranks whose signatures have all bits that are wanted, from a plane on."""
        for plane, bits in list(zip(self._signatures, wanted, strict=True))[first_plane:]:
            ranks = ranks[plane[ranks] & bits == bits]
        return ranks


class _Repeatable(Iterable[AnyArray]):
    """What an iterator yields, made once and only as far as anybody asked."""

    def __init__(self, arrays: Iterator[AnyArray]) -> None:
        self._made: list[AnyArray] = []
        self._rest = arrays

    def __iter__(self) -> Iterator[AnyArray]:
        yield from self._made
        for array in self._rest:
            self._made.append(array)
            yield array


def _prefixed(by_key: Ints, place: Ints, key: Callable[[int], bytes], prefix: bytes) -> _Prefixed:
    first = bisect_left(by_key, prefix, key=key)
    last = bisect_right(by_key, prefix, lo=first, key=lambda rank: key(rank)[: len(prefix)])
    return _Prefixed(by_key, place, first, last)


def _growing(values: AnyArray, first: int) -> Iterator[AnyArray]:
    """An array in parts, each GROWTH times as long as the one before."""
    start = 0
    while start < len(values):
        yield values[start : start + first]
        start, first = start + first, first * GROWTH


def _first(limit: int, parts: Iterable[AnyArray]) -> AnyArray:
    """The first values of the parts, `limit` or somewhat more of them, or all there are."""
    found: list[AnyArray] = []
    for part in parts:
        found.append(part)
        if sum(map(len, found)) >= limit:
            break
    return np.concatenate(found)[:limit] if found else np.zeros(0, np.int64)


def _lowest(values: AnyArray, limit: int) -> AnyArray:
    """The `limit` lowest of the values, ascending."""
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
