"""Finding models as people type them: exact, by prefix, by words in any order, by other words of theirs, mistyped.

The ids in small letters and without separators (`frozen.folding`) stand in one text, one a line, in the preorder of the
display forest, so that a family is a few ranges of it. Blocks of lines that lack one of a query's grams
(`frozen.grams`) are skipped; relatives have similar names, so most blocks are. What is left is gone through in the
order of rank: models before those that are only named, most downloads first, then most descendants, then the id. Where
that is little, its ranks are sorted; where it is much, the word is common, and all ranks are gone through from the
lowest until there are enough. A line is read only where its signature has all bits of the query's.

Ids and names (the part after the slash) that start so, letter by letter, are one range in the order of all ids, or
names: where that range is long, a line tells by its place there; where it is short, so are the candidates.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cache, cached_property, lru_cache
from heapq import merge
from itertools import chain, combinations, islice
from typing import TypeVar
from weakref import WeakMethod

import numpy as np

from lineage.frozen.conditions import Condition
from lineage.frozen.facet_words import FacetWords
from lineage.frozen.folding import folded, tokens
from lineage.frozen.grams import LINES, Signatures, buckets_of, signature
from lineage.frozen.growing import FIRST_LINES, GROWTH, growing, growing_ranges, growing_sorted, in_growing_parts
from lineage.frozen.occurrences import lines_holding, rarest_first
from lineage.frozen.small_letters import hold_all, rows_holding, small
from lineage.frozen.spelling import Spelling
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Codes, Ints, Starts, integers
from lineage.frozen.storage.distinct import are_among, distinct_numbers, first_of_each
from lineage.frozen.storage.strings import Strings, TextTable
from lineage.frozen.subtree import Places, SubtreeIndex
from lineage.hub_addresses import id_in

WORDS = 8  # a query has at most so many; the rest is ignored
SHORTEST = 3  # letters of a piece of a word that is taken for it
FACETS = 3  # so many of them may be said of a model beside its id
SHORT = 16  # a range of one line in so many, or fewer, is gone through whole
SPARSE = 16  # a family of one model in so many, or fewer, is gone through whole
FEW = 64  # blocks: one in so many, or fewer, are gone through whole
RARE = 64  # words that one line in so many holds, or fewer
SOON = 32  # one line in so many is gone through by rank for rare words that are asked for to the end
ALIKE = 0.6  # of the letters of two ids that are spelt much alike, as difflib counts them
KEPT = 16  # words, and texts, of which the answers are kept
FOLDED = 64  # folded words of which the blocks are kept
READ = 4_096  # ids that are read to tell which hold a word as it is typed; behind these, all are looked through
STRETCH = 512  # blocks of text that are gone through together
VERSION = re.compile(r"^([^\W\d_]+\d)(?=\d)")  # qwen36 begins so, of which the point is left out
Answer = TypeVar("Answer")
Asked = TypeVar("Asked", str, bytes)


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

    def lowest(self, limit: int) -> AnyArray:
        """The lowest of them, so many, ascending; where they are many, all ranks are asked from the lowest on."""
        if SHORT * len(self) <= len(self.place):
            return _lowest(self.ranks(), limit)
        every = (np.arange(first, last) for first, last in growing_ranges(len(self.place)))
        return _first(limit, (ranks[self.hold(ranks)] for ranks in every))

    def hold(self, ranks: AnyArray) -> Bools:
        """For each of `ranks` whether its line is one."""
        places = self.place[ranks]
        return np.asarray((places >= self.first) & (places < self.last))


class _Family(Places):
    """The places of a family, of which one word after the other is asked: what is made of all of them is kept."""

    @classmethod
    def of_places(cls, places: Places) -> "_Family":
        return cls(places.starts, places.ends)

    @cached_property
    def _kept(self) -> dict[tuple[int, ...], AnyArray]:
        return {}

    @cached_property
    def _size(self) -> int:
        return super().__len__()

    def __len__(self) -> int:
        return self._size

    def each(self) -> AnyArray:
        return self._once((), super().each)

    def mask(self, size: int) -> Bools:
        return self._once((size,), super().mask)

    def blocks(self, size: int, length: int) -> Bools:
        return self._once((size, length), super().blocks)

    def _once(self, of: tuple[int, ...], make: Callable[..., AnyArray]) -> AnyArray:
        if of not in self._kept:
            self._kept[of] = make(*of)
        return self._kept[of]


class How(StrEnum):
    """Why a model is an answer. `words`: its id holds all words, separators aside, or its task, library or licence
    does. `typo`: it does so once words are spelt otherwise, or some are left out."""

    EXACT = "exact"
    PREFIX = "prefix"
    WORDS = "words"
    TYPO = "typo"


@dataclass(frozen=True, slots=True)
class SearchMatch:
    """A model, and how it was found."""

    number: int
    how: How


class SearchIndex:
    """Answers queries over the arrays of `search_arrays`; `subtree` says which models a family holds, `facets` which
    words are said of a model beside its id, one of `ids`."""

    def __init__(self, arrays: ArrayFile, subtree: SubtreeIndex, ids: Strings, facets: FacetWords) -> None:
        self._subtree = subtree
        self._ids = ids
        self._facets = facets
        self._spelling = Spelling(Strings(arrays, "search.tokens"))
        self._number: Ints = arrays["search.number"]  # in order of rank
        self._numbers = integers(self._number)
        self._rank: Ints = arrays["search.rank"]  # by place in the preorder
        self._places: Ints = arrays["search.places"]
        self._lines = TextTable.of(arrays, "search.folded")
        self._line: Starts = self._lines.starts
        self._by_id: Ints = arrays["search.by_id"]
        self._by_name: Ints = arrays["search.by_name"]
        self._id_place: Ints = arrays["search.id_place"]
        self._name_place: Ints = arrays["search.name_place"]
        self._blocks: Codes = arrays["search.blocks"]
        self._signatures = arrays["search.signatures"]
        self.reading = _remembered(self._reading)
        self._holding_packed = _remembered(self._packed_holding)
        self._grams_of = _remembered(self._grams, FOLDED)

    def find(self, text: str, limit: int = 20, within: int | None = None) -> list[int]:
        """The numbers of `matches`."""
        return [number for numbers, _ in self._found(text, limit, within) for number in numbers.tolist()]

    def matches(self, text: str, limit: int = 20, within: int | None = None) -> list[SearchMatch]:
        """Models whose id holds every word of `text`, or that its address names; `within` a model and its descendants.

        The id itself comes first, then names (the part after the slash) that are the word, ids and names that start so
        (`qwen36` is `qwen3.6` as well), those that hold the words as they are typed, those that do without separators
        (words of nothing else do not count), and those that hold some and of which the others are said (task, library,
        licence). A word that begins with a letter and has no separator is held as it is typed by what holds it without
        separators; 27b is not 2.7b. Where there is none of all these, words are spelt otherwise or left out. In each
        the most used first.
        """
        found = self._found(text, limit, within)
        return [SearchMatch(number, how) for numbers, how in found for number in numbers.tolist()]

    def _found(self, text: str, limit: int, within: int | None) -> list[tuple[Ints, How]]:
        """What `matches` says, the numbers of models in parts."""
        words = _typed(text)
        if not words or limit <= 0 or not len(self._number):
            return []
        family = None if within is None else _Family.of_places(self._subtree.family_of(within))
        return self._first_as_typed(words, family, limit) or self._otherwise(words, family, limit)

    def _first_as_typed(self, words: Sequence[str], family: Places | None, limit: int) -> list[tuple[Ints, How]]:
        """The numbers of the first models, so many, that match these words as they are."""
        found: list[tuple[Ints, How]] = []
        left = limit
        for numbers, how in self._as_typed(words, family, limit):
            found.append((numbers[:left], how))
            left -= len(numbers)
            if left <= 0:
                break
        return found

    def _reading(self, text: str) -> tuple[Sequence[str], How] | None:
        """The words by which `matches` finds anything, as typed or others; None where it finds nothing."""
        words = _typed(text)
        if not words or not len(self._number):
            return None
        tried = chain([(words, How.WORDS)], self._other_words(words, _taken_apart(words), None))
        return next((one for one in tried if next(self._as_typed(one[0], None, 1), None) is not None), None)

    def said(self, word: str) -> Sequence[Bools] | None:
        """What is said of models beside their ids and a word stands for; None where it stands for nothing."""
        return self._facets.holding(folded(word))

    def holding(self, word: str) -> Bools:
        """For each place in the preorder whether the id of its model holds a word, separators aside."""
        return np.unpackbits(self._holding_packed(word), count=len(self._places)).view(np.bool_)

    def _packed_holding(self, word: str) -> Codes:
        """The same, eight places a byte."""
        return np.packbits(self._lines_of(word))

    def _lines_of(self, word: str) -> Bools:
        holds = np.zeros(len(self._places), np.bool_)
        if not (sought := _fold(word)):
            holds[self._places[self._starting_with(word.encode(errors="surrogatepass"))]] = True
            return holds
        buckets = buckets_of([sought])
        held = self._holding(buckets)
        places = self._in_blocks(held, None)
        if places is None:
            self._go_through(held, sought, holds)
        else:
            places = np.sort(self._places[self._signed(self._rank[places], signature(buckets))])
            holds[places] = lines_holding(self._lines.text(places), self._lines.lengths(places), sought)
        return holds

    def _go_through(self, held: Bools, word: bytes, holds: Bools) -> None:
        """Write into `holds` which lines of the blocks that are held hold a word: their text is gone through, where
        most blocks are held that of the others too."""
        order, size = rarest_first(self._lines.bytes, word), len(holds)
        firsts = np.arange(0, len(held), STRETCH)
        most = 2 * np.add.reduceat(held, firsts, dtype=np.int64) > np.diff(firsts, append=len(held))
        for first in (firsts[most] * LINES).tolist():
            lines = slice(first, min(first + STRETCH * LINES, size))
            starts = self._line[lines.start : lines.stop + 1]
            holds[lines] = lines_holding(self._lines.bytes[starts[0] : starts[-1]], np.diff(starts), word, order)
        others = np.flatnonzero(held & ~np.repeat(most, STRETCH)[: len(held)])
        for first in range(0, len(others), STRETCH):
            some = others[first : first + STRETCH]
            places = (some[:, np.newaxis] * LINES + np.arange(LINES)).reshape(-1)
            places = places[: np.searchsorted(places, size)]
            holds[places] = lines_holding(self._text_of(some), self._lines.lengths(places), word, order)

    def _text_of(self, blocks: AnyArray) -> Codes:
        """The lines of some blocks, given ascending, as one text; those side by side are taken at once."""
        first = np.flatnonzero(np.diff(blocks, prepend=-2) > 1)
        last = np.append(first[1:], len(blocks)) - 1
        starts = self._line[blocks[first] * LINES]
        ends = self._line[np.minimum((blocks[last] + 1) * LINES, len(self._places))]
        runs = zip(starts.tolist(), ends.tolist(), strict=True)
        return np.concatenate([self._lines.bytes[start:end] for start, end in runs])

    def _starting_with(self, typed: bytes) -> Ints:
        """Ranks of all ids and names that start so, some twice."""
        return np.concatenate([self._ids_starting(typed).ranks(), self._names_starting(typed).ranks()])

    def ordered(
        self, words: Sequence[str], offset: int, end: int, are_wanted: Condition, places: AnyArray | None = None
    ) -> Ints:
        """The numbers of the models that are wanted, from one on and before another in the order of the answers to
        these words: ids and names that are the one word, those that start so, then all others, the most used first.
        `places` are all that are wanted, where they are known; else models are asked in this order."""

        def candidates() -> Iterator[AnyArray]:
            if places is not None:
                return growing_sorted(self._rank[places], FIRST_LINES)
            ranks = (np.arange(first, last) for first, last in growing_ranges(len(self._number)))
            return (some[are_wanted(self._places[some])] for some in ranks)

        many = len(self._number) if places is None else len(places)
        parts = self._names_first(words[0], are_wanted, candidates, many) if len(words) == 1 else candidates()
        return self._number[_first(end, parts)[offset:]]

    def _names_first(
        self, word: str, are_wanted: Condition, candidates: Callable[[], Iterable[AnyArray]], many: int
    ) -> Iterator[AnyArray]:
        """The ranks of all that are wanted: what is the word, what starts so, and the others; ascending in each.
        `candidates` goes through so many models, and has those of them that are wanted, ascending."""
        typed = word.encode(errors="surrogatepass")
        starting = self._starting_so(typed)
        exact = distinct_numbers(self._exact_of(typed, starting))
        yield exact[are_wanted(self._places[exact])]
        if SHORT * sum(map(len, starting)) <= many:
            begun = distinct_numbers(np.concatenate([one.ranks() for one in starting]))
            begun = begun[~are_among(begun, exact)]
            yield begun[are_wanted(self._places[begun])]
        else:
            having = (ranks[_any_holds(starting, ranks)] for ranks in candidates())
            yield from (ranks[~are_among(ranks, exact)] for ranks in having)
        yield from (ranks[~_any_holds(starting, ranks)] for ranks in candidates())

    def _as_typed(self, words: Sequence[str], family: Places | None, limit: int) -> Iterator[tuple[Ints, How]]:
        """The numbers of the models that match these words as they are, each once, in parts that hold any."""
        starting = self._beginning(words[0], family, limit) if len(words) == 1 else iter(())
        holding = self._holding_all(words, family) if folded(words[0]) else ()
        seen: AnyArray = np.zeros(0, np.int64)
        for some, how in chain(starting, ((ranks, How.WORDS) for ranks in holding)):
            ranks = _each_once(some)
            ranks = ranks[~are_among(ranks, seen)]
            if len(ranks):
                seen = np.sort(np.concatenate([seen, ranks]))
                yield self._number[ranks], how

    def _beginning(self, word: str, family: Places | None, limit: int) -> Iterator[tuple[AnyArray, How]]:
        sought = [_fold(word)]
        if not any(map(len, self._candidates(sought, family))):
            return  # what starts with a word holds it
        typed = word.encode(errors="surrogatepass")
        exact, starting = self._starting(typed, limit, family, self._candidates(sought, family))
        yield exact, How.EXACT
        yield starting, How.PREFIX

    def _holding_all(self, words: Sequence[str], family: Places | None) -> Iterator[AnyArray]:
        """Ranks of models that hold the words: as typed, then folded, then with what is said of them beside the id."""
        without = [_fold(word) for word in words]
        typed = [word for word in words if word[0].isdigit() or folded(word) != word]
        holding = self._all_of(without, family, to_the_end=bool(typed))
        yield from self._typed_first(holding, words, typed, family) if typed else holding
        yield from self._said(words, family)

    def _typed_first(
        self, holding: Iterable[AnyArray], words: Sequence[str], typed: Sequence[str], family: Places | None
    ) -> Iterator[AnyArray]:
        """The ranks that hold the words: of models whose ids hold the `typed` ones as they are, then the others. The
        ids of the first READ are read; the typed ones behind these are found by one look at all ids, or by reading on
        where they are rare."""
        as_they_are = [word.encode(errors="surrogatepass") for word in typed]
        parts = in_growing_parts(holding)
        apart: list[AnyArray] = []
        behind: AnyArray = np.zeros(0, np.int32)
        read = 0
        for ranks in parts:
            hold = hold_all(self._ids.table, self._number[ranks], as_they_are)
            yield ranks[hold]
            apart.append(ranks[~hold])
            read += len(ranks)
            if read >= READ and RARE * read > ranks[-1]:
                behind = self._typed_behind(int(ranks[-1]), words, typed, as_they_are, family)
                break
        yield behind
        yield from apart
        yield from (ranks[~are_among(ranks, behind)] for ranks in parts)

    def _typed_behind(
        self, rank: int, words: Sequence[str], typed: Sequence[str], as_they_are: Sequence[bytes], family: Places | None
    ) -> AnyArray:
        """The ranks behind one, ascending, of the models that hold all words, the `typed` ones as they are."""
        numbers = rows_holding(self._ids.table, as_they_are)
        ranks = np.sort(self._rank[self._subtree.preorder[numbers]])
        ranks = self._of(family, ranks[ranks > rank])
        others = [_fold(word) for word in words if word not in typed]
        return np.concatenate([ranks[:0], *self._anywhere(others, [ranks])]) if others else ranks

    def _said(self, words: Sequence[str], family: Places | None) -> Iterator[AnyArray]:
        """Ranks of models of which some of the words are said beside their id, and whose id holds the others."""
        known = {word: facet for word in words if (facet := self._facets.holding(folded(word))) is not None}
        some = list(known)[:FACETS]
        chosen = (of for many in range(len(some)) for of in combinations(some, many + 1))
        found = (self._holding_others(words, {word: known[word] for word in of}, family) for of in chosen)
        ranks = merge(*(chain.from_iterable(part.tolist() for part in parts) for parts in found))
        length = 1  # the first does not wait for the others
        while some_ranks := list(islice(ranks, length)):
            yield np.array(some_ranks)
            length *= GROWTH

    def _holding_others(
        self, words: Sequence[str], facets: Mapping[str, Sequence[Bools]], family: Places | None
    ) -> Iterator[AnyArray]:
        """Ranks of models of which these facets are said, and whose id holds the other words."""
        others = [_fold(word) for word in words if word not in facets]
        candidates = self._candidates(others, family)
        return self._anywhere(others, (self._of_facets(ranks, facets.values()) for ranks in candidates))

    def _of_facets(self, ranks: AnyArray, facets: Iterable[Sequence[Bools]]) -> AnyArray:
        for facet in facets:
            ranks = ranks[self._facets.have(self._number[ranks], facet)]
        return ranks

    def _otherwise(self, words: Sequence[str], family: Places | None, limit: int) -> list[tuple[Ints, How]]:
        """The models that match words like these: taken apart, spelt as others are, fewer of them."""
        for tried, how in self._other_words(words, _taken_apart(words), family):
            if found := self._first_as_typed(tried, family, limit):
                return [(numbers, how) for numbers, _ in found]
        return []

    def _other_words(
        self, words: Sequence[str], parts: Sequence[str], family: Places | None
    ) -> Iterator[tuple[Sequence[str], How]]:
        if parts and parts != words:
            yield parts, How.WORDS
        is_known = cache(lambda part: self._is_known(part, family))
        unknown = parts if len(parts) == 1 else [part for part in parts if not is_known(part)]
        for other in self._spelling.others(parts, unknown):
            if len(other) == 1 or all(map(is_known, other)):
                yield other, How.TYPO
        known = [part for part in parts if part not in unknown]
        for fewer in range(len(known) - (not unknown), 0, -1):  # all of them were tried as they are
            for kept in islice(combinations(known, fewer), WORDS):
                yield kept, How.TYPO
        for piece in _pieces(max(parts, key=len, default="")):
            yield [piece], How.TYPO

    def _is_known(self, word: str, family: Places | None) -> bool:
        """Whether a word without separators is held as it is, or said."""
        sought = [_fold(word)]
        ranks = chain(self._all_of(sought, family, to_the_end=False), self._said([word], family))
        return any(map(len, ranks))

    def twin(self, id: str) -> str | None:
        """The one id that is this one but for capitals; None where there is none, or several."""
        typed = id.lower().encode(errors="surrogatepass")
        exact = self._exact(self._ids_starting(typed), typed).tolist()
        return self._ids[int(self._number[exact[0]])] if len(exact) == 1 else None

    def similar(self, text: str, limit: int = 3) -> list[int]:
        """Models whose ids come nearest to one that does not exist: the same name, or the longest common beginning;
        none that is not like it."""
        near = self.find(text.rpartition("/")[2], limit) or self.beginning_like(text, limit)
        return [number for number in near if _is_like(self._ids[number], text)]

    def beginning_like(self, text: str, limit: int) -> list[int]:
        """Models whose ids have the longest beginning in common with `text`, the lowest ranks first."""
        wanted = text.lower().encode(errors="surrogatepass")
        if not len(self._by_id):
            return []
        place = bisect_left(self._by_id, wanted, key=self._id)
        neighbours = [self._id(int(rank)) for rank in self._by_id[max(0, place - 1) : place + 1]]
        shared = max(_shared(wanted, neighbour) for neighbour in neighbours)
        nearest = self._ids_starting(wanted[:shared]).lowest(limit) if shared else ()
        return [int(self._number[rank]) for rank in nearest]

    def named(self, name: str, endings: Sequence[str] = ("",)) -> list[list[int]]:
        """For each of the endings the models whose name (the part of the id after the slash) is exactly `name` and that
        ending, whatever the case, ascending."""
        wanted = name.lower().encode(errors="surrogatepass")
        starting = self._names_starting(wanted)
        named = (self._exactly_named(wanted + ending.lower().encode(), starting) for ending in endings)
        return [sorted(self._number[ranks].tolist()) for ranks in named]

    def _exactly_named(self, wanted: bytes, among: _Prefixed) -> AnyArray:
        """Ranks of the names that are these letters, among those that begin so."""
        ranks = integers(self._by_name)
        first = bisect_left(ranks, wanted, lo=among.first, hi=among.last, key=self._name)
        last = bisect_right(ranks, wanted, lo=first, hi=among.last, key=self._name)
        return self._by_name[first:last]

    def _id(self, rank: int) -> bytes:
        return small(self._ids.raw(self._numbers[rank]))

    def _name(self, rank: int) -> bytes:
        return _name(self._id(rank))

    def _starting(
        self, word: bytes, limit: int, family: Places | None, candidates: Iterable[AnyArray]
    ) -> tuple[AnyArray, AnyArray]:
        """Ranks of ids and then of names that are the word itself, and of those that start so, lowest first; some
        twice."""
        ranges = self._starting_so(word)
        exact = self._of(family, self._exact_of(word, ranges))
        if SHORT * sum(map(len, ranges)) <= (len(self._number) if family is None else len(family)):
            starting = _lowest(self._of(family, np.concatenate([one.ranks() for one in ranges])), 2 * limit)
        else:
            starting = _first(limit, (ranks[_any_holds(ranges, ranks)] for ranks in candidates))
        return exact, starting

    def _starting_so(self, word: bytes) -> list[_Prefixed]:
        """The ids, and then the names, that start with the word; then the same of the word as a version is written."""
        text = word.decode(errors="surrogatepass")
        spelt = dict.fromkeys((word, VERSION.sub(r"\1.", text).encode(errors="surrogatepass")))
        return [starting for one in spelt for starting in (self._ids_starting(one), self._names_starting(one))]

    def _exact_of(self, word: bytes, starting: Sequence[_Prefixed]) -> AnyArray:
        """Ranks of the ids, and then of the names, that are the word: of `_starting_so`, in each the lowest first."""
        ids, names = starting[:2]
        return np.concatenate([np.sort(self._exact(ids, word)), np.sort(self._exactly_named(word, names))])

    def _of(self, family: Places | None, ranks: AnyArray) -> AnyArray:
        """Those of `ranks` that belong to the family, in their order."""
        return ranks if family is None else ranks[family.hold(self._places[ranks])]

    def _exact(self, starting: _Prefixed, word: bytes) -> AnyArray:
        """Ranks of the ids that are the word, which come first of those that start so: several that differ by case."""
        last = bisect_right(self._by_id, word, lo=starting.first, hi=starting.last, key=self._id)
        return self._by_id[starting.first : last]

    def _ids_starting(self, prefix: bytes) -> _Prefixed:
        return _prefixed(self._by_id, self._id_place, self._id, prefix)

    def _names_starting(self, prefix: bytes) -> _Prefixed:
        return _prefixed(self._by_name, self._name_place, self._name, prefix)

    def _anywhere(self, words: Sequence[bytes], candidates: Iterable[AnyArray]) -> Iterator[AnyArray]:
        """Ranks of the candidates that hold all words, lowest first."""
        for ranks in in_growing_parts(candidates):
            yield ranks[self._hold(self._places[ranks], words)]

    def _all_of(self, words: Sequence[bytes], family: Places | None, *, to_the_end: bool) -> Iterator[AnyArray]:
        """Ranks of the family's lines that hold all words, lowest first: by rank, as long as that may end soon. Where
        many lines were read in vain, and where rare words are asked for to the end, the text of all others is gone
        through."""
        held, wanted = self._sought(words)
        places = self._in_blocks(held, family)
        if places is not None:
            yield from self._anywhere(words, self._sorted(places, wanted))
            return
        size, read, found = len(self._places), 0, 0
        for ranks in in_growing_parts(self._by_rank(held, wanted, family)):
            rank = int(ranks[0])
            in_vain = not found and RARE * read > size
            if in_vain or (to_the_end and RARE * found < rank and SOON * rank > size):
                yield self._behind(rank, words, held, family)
                return
            holding = ranks[self._hold(self._places[ranks], words)]
            yield holding
            read, found = read + len(ranks), found + len(holding)

    def _behind(self, rank: int, words: Sequence[bytes], held: Bools, family: Places | None) -> AnyArray:
        """The ranks from one on, ascending, of the family's lines in the blocks that are held that hold all words: the
        text of these blocks is gone through."""
        if family is not None:
            held = held & family.blocks(len(held), LINES)
        holds = np.zeros((len(words), len(self._places)), np.bool_)
        for word, lines in zip(words, holds, strict=True):
            self._go_through(held, word, lines)
        ranks = self._of(family, self._rank[np.flatnonzero(holds.all(axis=0))])
        return np.sort(ranks[ranks >= rank])

    def _hold(self, places: AnyArray, words: Sequence[bytes]) -> Bools:
        """Whether each of the lines at some places holds all words."""
        text, lengths = self._lines.text(places), self._lines.lengths(places)
        each = [lines_holding(text, lengths, word) for word in words if word]
        return np.asarray(np.logical_and.reduce([np.ones(len(places), np.bool_), *each]))

    def _candidates(self, words: Sequence[bytes], family: Places | None) -> Iterator[AnyArray]:
        """The ranks of the family's lines that may hold all words, ascending, in parts that grow."""
        held, wanted = self._sought(words)
        places = self._in_blocks(held, family)
        return self._by_rank(held, wanted, family) if places is None else self._sorted(places, wanted)

    def _sought(self, words: Sequence[bytes]) -> tuple[Bools, Signatures]:
        """For each block whether it holds all grams of the words, and their signature."""
        blocks, wanted = map(np.array, zip(*map(self._grams_of, words or [b""]), strict=True))
        return self._unpacked(np.bitwise_and.reduce(blocks)), np.bitwise_or.reduce(wanted)

    def _sorted(self, places: AnyArray, wanted: Signatures) -> Iterator[AnyArray]:
        """The ranks of the lines at some places that have all bits that are wanted, ascending, in parts that grow."""
        return (self._signed(part, wanted) for part in growing(np.sort(self._rank[places])))

    def _by_rank(self, held: Bools, wanted: Signatures, family: Places | None) -> Iterator[AnyArray]:
        """The ranks of the family's lines in the blocks that are held that have all bits that are wanted, ascending, in
        parts that grow."""
        inside = None if family is None else family.mask(len(self._places))
        for first, last in growing_ranges(len(self._places)):
            ranks = self._signed_between(first, last, wanted)
            places = self._places[ranks]
            yield ranks[held[places // LINES] if inside is None else held[places // LINES] & inside[places]]

    def _grams(self, word: bytes) -> tuple[Codes, Signatures]:
        """The blocks that hold all grams of a word, a bit each, and its signature."""
        buckets = buckets_of([word])
        return np.bitwise_and.reduce(self._blocks[buckets], axis=0), signature(buckets)

    def _holding(self, buckets: AnyArray) -> Bools:
        """For each block whether it holds all grams of these buckets."""
        return self._unpacked(np.bitwise_and.reduce(self._blocks[buckets], axis=0))

    def _unpacked(self, blocks: Codes) -> Bools:
        """For each block whether its bit is set."""
        return np.unpackbits(blocks, count=-(-len(self._places) // LINES)).view(np.bool_)

    def _in_blocks(self, held: Bools, family: Places | None) -> AnyArray | None:
        """The places of the family's lines in the blocks that are held; None where that is most of a large family."""
        if family is not None and self._is_sparse(family, held):
            places = family.each()
            return np.asarray(places[held[places // LINES]])
        blocks = np.flatnonzero(held if family is None else held & family.blocks(len(held), LINES))
        if FEW * len(blocks) > len(held):
            return None
        places = (blocks[:, np.newaxis] * LINES + np.arange(LINES)).reshape(-1)
        places = places[places < len(self._places)]
        return places if family is None else places[family.hold(places)]

    def _is_sparse(self, family: Places, held: Bools) -> bool:
        """Whether it is sooner gone through whole than by the blocks that are held."""
        blocks = int(np.count_nonzero(held))
        some = FEW * blocks > len(held) or len(family) <= LINES * blocks
        return some and SPARSE * len(family) < len(self._places)

    def _signed_between(self, first: int, last: int, wanted: AnyArray) -> AnyArray:
        """Of the ranks from `first` on and below `last` those whose signatures have all bits that are wanted."""
        plane = int(np.bitwise_count(wanted).argmax())
        some = self._signatures[plane, first:last]
        return self._signed(first + np.flatnonzero(some & wanted[plane] == wanted[plane]), wanted)

    def _signed(self, ranks: AnyArray, wanted: AnyArray) -> AnyArray:
        """Those of the ranks whose signatures have all bits that are wanted."""
        for plane, bits in zip(self._signatures, wanted, strict=True):
            ranks = ranks[plane[ranks] & bits == bits]
        return ranks


def _remembered(method: Callable[[Asked], Answer], most: int = KEPT) -> Callable[[Asked], Answer]:
    """A method that keeps its last answers. They do not keep its object, which leaves with whoever uses it: a cycle
    would hold the mapped files until garbage is looked for."""
    own = WeakMethod(method)

    def answer(of: Asked) -> Answer:
        living = own()
        assert living is not None  # noqa: S101 - it is called through the object
        return living(of)

    return lru_cache(most)(answer)


def _typed(text: str) -> list[str]:
    """The words of a text that say anything, or that of an id or an address."""
    words = id_in(text).lower().split()[:WORDS]
    return [word for word in words if folded(word)] or words[:1]


def _taken_apart(words: Sequence[str]) -> list[str]:
    return [token for word in words for token in tokens(word)][:WORDS]


def _pieces(word: str) -> Iterator[str]:
    """Beginnings and endings of a word, the longer ones first, while they say something."""
    for length in (len(word) * 3 // 4, len(word) // 2):
        if length >= SHORTEST:
            yield from (word[:length], word[-length:])


def _prefixed(by_key: Ints, place: Ints, key: Callable[[int], bytes], prefix: bytes) -> _Prefixed:
    ranks = integers(by_key)
    first = last = bisect_left(ranks, prefix, key=key)
    if first < len(ranks) and key(ranks[first]).startswith(prefix):
        last = bisect_right(ranks, prefix, lo=first, key=lambda rank: key(rank)[: len(prefix)])
    return _Prefixed(by_key, place, first, last)


def _any_holds(starting: Sequence[_Prefixed], ranks: AnyArray) -> Bools:
    """For each of `ranks` whether its line is one of any of these."""
    return np.asarray(np.logical_or.reduce([one.hold(ranks) for one in starting]))


def _each_once(ranks: AnyArray) -> AnyArray:
    """The distinct ones, each where it comes first."""
    if (ranks[1:] > ranks[:-1]).all():
        return ranks
    _, first = first_of_each(ranks)
    return ranks[np.sort(first)]


def _first(limit: int, parts: Iterable[AnyArray]) -> AnyArray:
    """The first values of the parts, `limit` of them, or all there are."""
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


def _fold(word: str) -> bytes:
    return folded(word).encode(errors="surrogatepass")


def _name(id: bytes) -> bytes:
    return id[id.find(b"/") + 1 :]


def _is_like(id: str, text: str) -> bool:
    """Whether an id may have been meant: it holds every word of the name, or it or its name is spelt much alike."""
    wanted, found = text.lower(), id.lower()
    name = wanted.rpartition("/")[2]
    words, letters = tokens(name), folded(found)
    if words and all(word in letters for word in words):
        return True
    pairs = ((wanted, found), (name, found.rpartition("/")[2]))
    return any(SequenceMatcher(None, one, other).ratio() >= ALIKE for one, other in pairs)


def _shared(one: bytes, other: bytes) -> int:
    """How many bytes two texts begin with alike."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
