"""Ids and names (the part of an id after its slash) in the order of their small letters: which begin so, which are so.

Those that begin alike are one range of that order. Where the range is long, a model tells by its place there whether it
is in it; where it is short, so are the candidates. Models are told by their ranks in the order of the answers.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lineage.frozen.search.growing import first_of, growing_ranges
from lineage.frozen.search.small_letters import small
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Ints, integers
from lineage.frozen.storage.strings import Strings

SHORT = 16  # a range of one model in so many, or fewer, is gone through whole
VERSION = re.compile(r"^([^\W\d_]+\d)(?=\d)")  # qwen36 begins so, of which the point is left out


@dataclass(frozen=True, slots=True)
class Beginning:
    """The models whose id, or name, begins with a text: a range in the order `by_key`, whose inverse is `place`."""

    by_key: Ints
    place: Ints
    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first

    def ranks(self) -> Ints:
        """All of them, in no order."""
        return self.by_key[self.first : self.last]

    def lowest(self, limit: int) -> AnyArray:
        """The lowest of them, so many, ascending; where they are many, all ranks are asked from the lowest on."""
        if are_few([self], len(self.place)):
            return lowest(self.ranks(), limit)
        every = (np.arange(first, last) for first, last in growing_ranges(len(self.place)))
        return first_of(limit, (ranks[self.hold(ranks)] for ranks in every))

    def hold(self, ranks: AnyArray) -> Bools:
        """For each of `ranks` whether it is one of them."""
        places = self.place[ranks]
        return np.asarray((places >= self.first) & (places < self.last))


class Beginnings:
    """Both orders of the models with `ids`, over the arrays of `search_arrays`."""

    def __init__(self, arrays: ArrayFile, ids: Strings) -> None:
        self._ids = ids
        self._number: Ints = arrays["search.number"]  # in order of rank
        self._numbers = integers(self._number)
        self._by_id: Ints = arrays["search.by_id"]
        self._by_name: Ints = arrays["search.by_name"]
        self._id_place: Ints = arrays["search.id_place"]
        self._name_place: Ints = arrays["search.name_place"]

    def ids(self, text: bytes) -> Beginning:
        """The models whose ids begin with a text in small letters."""
        return _beginning(self._by_id, self._id_place, self._id, text)

    def names(self, text: bytes) -> Beginning:
        """The same of their names."""
        return _beginning(self._by_name, self._name_place, self._name, text)

    def of(self, word: bytes) -> list[Beginning]:
        """The ids, and then the names, that begin with a word; then the same of the word as a version is written."""
        text = word.decode(errors="surrogatepass")
        spelt = dict.fromkeys((word, VERSION.sub(r"\1.", text).encode(errors="surrogatepass")))
        return [beginning for one in spelt for beginning in (self.ids(one), self.names(one))]

    def exact(self, word: bytes, beginnings: Sequence[Beginning]) -> tuple[AnyArray, AnyArray]:
        """Ranks of the ids, and of the names, that are a word: of those `of` it, in each the lowest first."""
        ids, names = beginnings[:2]
        return np.sort(self._ids_being(word, ids)), np.sort(self._names_being(word, names))

    def twin(self, id: str) -> str | None:
        """The one id that is this one but for capitals; None where there is none, or several."""
        typed = id.lower().encode(errors="surrogatepass")
        exact = self._ids_being(typed, self.ids(typed)).tolist()
        return self._ids[int(self._number[exact[0]])] if len(exact) == 1 else None

    def like(self, text: str, limit: int) -> list[int]:
        """The numbers of models whose ids have the longest beginning in common with `text`, the lowest ranks first."""
        wanted = text.lower().encode(errors="surrogatepass")
        if not len(self._by_id):
            return []
        place = bisect_left(self._by_id, wanted, key=self._id)
        neighbours = [self._id(int(rank)) for rank in self._by_id[max(0, place - 1) : place + 1]]
        shared = max(_shared(wanted, neighbour) for neighbour in neighbours)
        nearest = self.ids(wanted[:shared]).lowest(limit) if shared else ()
        return [int(self._number[rank]) for rank in nearest]

    def named(self, name: str, endings: Sequence[str] = ("",)) -> list[list[int]]:
        """For each of the endings the numbers of the models whose name is exactly `name` and that ending, whatever the
        case, ascending."""
        wanted = name.lower().encode(errors="surrogatepass")
        among = self.names(wanted)
        named = (self._names_being(wanted + ending.lower().encode(), among) for ending in endings)
        return [sorted(self._number[ranks].tolist()) for ranks in named]

    def _ids_being(self, word: bytes, among: Beginning) -> AnyArray:
        """Ranks of the ids that are the word, which come first of those that begin so: several that differ by case."""
        last = bisect_right(self._by_id, word, lo=among.first, hi=among.last, key=self._id)
        return self._by_id[among.first : last]

    def _names_being(self, word: bytes, among: Beginning) -> AnyArray:
        """Ranks of the names that are the word, among those that begin so or shorter."""
        ranks = integers(self._by_name)
        first = bisect_left(ranks, word, lo=among.first, hi=among.last, key=self._name)
        last = bisect_right(ranks, word, lo=first, hi=among.last, key=self._name)
        return self._by_name[first:last]

    def _id(self, rank: int) -> bytes:
        return small(self._ids.raw(self._numbers[rank]))

    def _name(self, rank: int) -> bytes:
        id = self._id(rank)
        return id[id.find(b"/") + 1 :]


def are_few(beginnings: Sequence[Beginning], size: int) -> bool:
    """Whether all of these are sooner gone through than so many models are asked."""
    return SHORT * sum(map(len, beginnings)) <= size


def any_holds(beginnings: Sequence[Beginning], ranks: AnyArray) -> Bools:
    """For each of `ranks` whether it is one of any of these."""
    return np.asarray(np.logical_or.reduce([one.hold(ranks) for one in beginnings]))


def lowest(values: AnyArray, limit: int) -> AnyArray:
    """The `limit` lowest of the values, ascending."""
    if len(values) > 4 * limit:
        values = np.partition(values, limit)[:limit]
    return np.sort(values)[:limit]


def _beginning(by_key: Ints, place: Ints, key: Callable[[int], bytes], text: bytes) -> Beginning:
    ranks = integers(by_key)
    first = last = bisect_left(ranks, text, key=key)
    if first < len(ranks) and key(ranks[first]).startswith(text):
        last = bisect_right(ranks, text, lo=first, key=lambda rank: key(rank)[: len(text)])
    return Beginning(by_key, place, first, last)


def _shared(one: bytes, other: bytes) -> int:
    """How many bytes two texts begin with alike."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
