"""Finding models as people type them: exact, by prefix, by words in any order, by other words of theirs, mistyped.

`search.beginnings` tells which ids and names begin with a word, `search.lines` which ids hold words,
`search.facet_words` what is said of models beside their ids, `search.spelling` what a mistyped word may have been. In
each kind of answer models come by rank: models before those that are only named, most downloads first, then most
descendants, then the id.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cache
from heapq import merge
from itertools import chain, combinations, islice

import numpy as np

from lineage.frozen.derivations.subtree import Places, SubtreeIndex
from lineage.frozen.lists.conditions import Condition
from lineage.frozen.search.beginnings import Beginning, Beginnings, any_holds, are_few, lowest
from lineage.frozen.search.facet_words import FacetWords
from lineage.frozen.search.folding import folded, tokens
from lineage.frozen.search.growing import (
    FIRST_LINES,
    GROWTH,
    first_of,
    growing_ranges,
    growing_sorted,
    in_growing_parts,
)
from lineage.frozen.search.lines import RARE, FoldedLines, SearchedFamily
from lineage.frozen.search.remembered import remembered
from lineage.frozen.search.small_letters import hold_all, rows_holding
from lineage.frozen.search.spelling import Spelling
from lineage.frozen.search.typed import (
    WORDS,
    as_folded,
    as_typed,
    how_stored_taken_off,
    ids_pasted,
    joined,
    names_pasted,
    pieces,
    taken_apart,
    words_in,
)
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Codes, Ints
from lineage.frozen.storage.distinct import are_among, distinct_numbers, first_of_each
from lineage.frozen.storage.strings import Strings

FACETS = 3  # so many words may be said of a model beside its id
ALIKE = 0.6  # of the letters of two ids that are spelt much alike, as difflib counts them
NEAR = 200  # of the models of an owner that begin alike, so many are compared with an id that there is not
KEPT = 16  # words, and texts, of which the answers are kept
READ = 4_096  # ids that are read to tell which hold a word as it is typed; behind these, all are looked through


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
        self._lines = FoldedLines(arrays)
        self.beginnings = Beginnings(arrays, ids)
        self.reading = remembered(self._reading, KEPT)
        self._holding_packed = remembered(self._packed_holding, KEPT)

    def find(self, text: str, limit: int = 20, within: int | None = None) -> list[int]:
        """The numbers of `matches`."""
        numbers: list[int] = self.numbers(text, limit, within).tolist()
        return numbers

    def numbers(self, text: str, limit: int, within: int | None = None) -> Ints:
        """The same as an array."""
        return np.concatenate([np.zeros(0, np.int32), *(numbers for numbers, _ in self._found(text, limit, within))])

    def matches(self, text: str, limit: int = 20, within: int | None = None) -> list[SearchMatch]:
        """Models whose id holds every word of `text`, or that its address names; `within` a model and its descendants.

        The id itself comes first, then models that others were made from whose name (the part after the slash) is the
        word, or the words with signs between them, ids and names that start so (`qwen36` is `qwen3.6` as well), those
        that hold the words as they are typed, those that do without separators (words of nothing else do not count),
        and those that hold some and of which the others are said (task, library, licence). A word that begins with a
        letter and has no separator is held as it is typed by what holds it without separators; 27b is not 2.7b, and 8b
        not in 18b. Where there is none of all these, what was pasted is looked through for an id and for the name of a
        file, and words are taken apart, spelt otherwise or left out, first those at the end of a name that say how
        weights are stored. In each the most used first.
        """
        found = self._found(text, limit, within)
        return [SearchMatch(number, how) for numbers, how in found for number in numbers.tolist()]

    def being(self, text: str, limit: int) -> list[int]:
        """Models whose id or name is a text, capitals aside, the most used first."""
        typed = as_typed(text.lower())
        ranks = np.concatenate(self.beginnings.exact(typed, self.beginnings.of(typed)))
        return list(self._number[distinct_numbers(ranks)[:limit]].tolist())

    def similar(self, text: str, limit: int = 3) -> list[int]:
        """Models whose ids come nearest to one that does not exist: those of the same owner whose names are one letter
        off, else those of the same name, which may be a file's, or with the longest common beginning; none that is not
        like it."""
        if slips := self._one_letter_off(text, limit):
            return slips
        meant = next(names_pasted(text), text)
        near = self.find(meant.rpartition("/")[2], limit) or self.beginnings.like(text, limit)
        return [number for number in near if _is_like(self._ids[number], meant)]

    def _one_letter_off(self, id: str, limit: int) -> list[int]:
        """Models of an id's owner whose names are its name but for a letter, or two that changed places, the nearest
        first, of these the most used: among the NEAR most used that begin as any beginning of the id, owner and all."""
        from rapidfuzz.distance import OSA  # noqa: PLC0415 - for mistyped ids alone
        from rapidfuzz.process import extract  # noqa: PLC0415

        wanted, found = id.lower(), []
        for end in range(wanted.find("/") + 1 or len(wanted), len(wanted)):
            begun = self.beginnings.ids(as_typed(wanted[:end]))
            found.append(begun.lowest(NEAR))
            if len(begun) <= NEAR:
                break  # it has all that begin as the id does further on
        numbers = self._number[distinct_numbers(np.concatenate(found))].tolist() if found else []
        ids = [one.lower() for one in self._ids.take(numbers)]
        near = extract(wanted, ids, scorer=OSA.distance, score_cutoff=1, limit=limit)
        return [numbers[place] for _, _, place in near]

    def said(self, word: str) -> Sequence[Bools] | None:
        """What is said of models beside their ids and a word stands for; None where it stands for nothing."""
        return self._facets.holding(folded(word))

    def holding(self, word: str) -> Bools:
        """For each place in the preorder whether the id of its model holds a word, separators aside; whether it, or
        its name, begins with one that is separators alone."""
        return np.unpackbits(self._holding_packed(word), count=len(self._number)).view(np.bool_)

    def ordered(
        self, words: Sequence[str], offset: int, end: int, are_wanted: Condition, places: AnyArray | None = None
    ) -> Ints:
        """The numbers of the models that are wanted, from one on and before another in the order of the answers to
        these words: ids that are the one word, or the words with signs between them, and names that are with models
        made from theirs, what starts with the one word, then all others, the most used first. `places` are all that are
        wanted, where they are known; else models are asked in this order."""

        def candidates() -> Iterator[AnyArray]:
            if places is not None:
                return growing_sorted(self._lines.rank[places], FIRST_LINES)
            ranks = (np.arange(first, last) for first, last in growing_ranges(len(self._number)))
            return (some[are_wanted(self._lines.places[some])] for some in ranks)

        many = len(self._number) if places is None else len(places)
        if len(words) == 1:
            parts = self._names_first(words[0], are_wanted, candidates, many)
        else:
            parts = self._called_first(words, are_wanted, candidates)
        return self._number[first_of(end, parts)[offset:]]

    def _found(self, text: str, limit: int, within: int | None) -> list[tuple[Ints, How]]:
        """What `matches` says, the numbers of models in parts."""
        words = words_in(text)
        if not words or limit <= 0 or not len(self._number):
            return []
        family = None if within is None else SearchedFamily.of_places(self._subtree.family_of(within))
        return self._first_as_typed(words, family, limit) or self._otherwise(text, words, family, limit)

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
        words = words_in(text)
        if not words or not len(self._number):
            return None
        tried = chain([(words, How.WORDS)], self._other_words(text, words, None))
        return next((one for one in tried if next(self._as_typed(one[0], None, 1), None) is not None), None)

    def _packed_holding(self, word: str) -> Codes:
        """As `holding`, eight places a byte."""
        if sought := as_folded(word):
            return np.packbits(self._lines.holding(sought))
        holds, typed = np.zeros(len(self._number), np.bool_), as_typed(word)
        for beginning in (self.beginnings.ids(typed), self.beginnings.names(typed)):
            holds[self._lines.places[beginning.ranks()]] = True
        return np.packbits(holds)

    def _names_first(
        self, word: str, are_wanted: Condition, candidates: Callable[[], Iterable[AnyArray]], many: int
    ) -> Iterator[AnyArray]:
        """The ranks of all that are wanted: what is the word, what starts so, and the others; ascending in each.
        `candidates` goes through so many models, and has those of them that are wanted, ascending."""
        typed, places = as_typed(word), self._lines.places
        starting = self.beginnings.of(typed)
        exact = distinct_numbers(self._exact(typed, starting))
        yield exact[are_wanted(places[exact])]
        if are_few(starting, many):
            begun = distinct_numbers(np.concatenate([one.ranks() for one in starting]))
            begun = begun[~are_among(begun, exact)]
            yield begun[are_wanted(places[begun])]
        else:
            having = (ranks[any_holds(starting, ranks)] for ranks in candidates())
            yield from (ranks[~are_among(ranks, exact)] for ranks in having)
        yield from (ranks[~any_holds(starting, ranks)] for ranks in candidates())

    def _as_typed(self, words: Sequence[str], family: Places | None, limit: int) -> Iterator[tuple[Ints, How]]:
        """The numbers of the models that match these words as they are, each once, in parts that hold any."""
        if len(words) == 1:
            starting = self._starting(words[0], family, limit)
        else:
            starting = iter([(self._lines.of(family, self._called(words)), How.WORDS)])
        holding = self._holding_all(words, family) if folded(words[0]) else ()
        seen: AnyArray = np.zeros(0, np.int64)
        for some, how in chain(starting, ((ranks, How.WORDS) for ranks in holding)):
            ranks = _each_once(some)
            ranks = ranks[~are_among(ranks, seen)]
            if len(ranks):
                seen = np.sort(np.concatenate([seen, ranks]))
                yield self._number[ranks], how

    def _starting(self, word: str, family: Places | None, limit: int) -> Iterator[tuple[AnyArray, How]]:
        """Ranks of what is the word itself, and of ids and names that start so, lowest first; some twice."""
        sought, typed = [as_folded(word)], as_typed(word)
        if not any(map(len, self._lines.candidates(sought, family))):
            return  # what starts with a word holds it
        starting = self.beginnings.of(typed)
        yield self._lines.of(family, self._exact(typed, starting)), How.EXACT
        if are_few(starting, len(self._number) if family is None else len(family)):
            begun = self._lines.of(family, np.concatenate([one.ranks() for one in starting]))
            yield lowest(begun, 2 * limit), How.PREFIX
        else:
            candidates = self._lines.candidates(sought, family)
            yield first_of(limit, (ranks[any_holds(starting, ranks)] for ranks in candidates)), How.PREFIX

    def _called_first(
        self, words: Sequence[str], are_wanted: Condition, candidates: Callable[[], Iterable[AnyArray]]
    ) -> Iterator[AnyArray]:
        """The same for several words: what is called so, and the others."""
        called = distinct_numbers(self._called(words))
        yield called[are_wanted(self._lines.places[called])]
        yield from (ranks[~are_among(ranks, called)] for ranks in candidates())

    def _called(self, words: Sequence[str]) -> AnyArray:
        """Ranks of the ids that several words are the parts of, and then of the names from whose models others were
        made."""
        typed = [as_typed(name) for name in joined(words)]
        return np.concatenate([self._exact(name, self.beginnings.of(name)) for name in typed])

    def _exact(self, typed: bytes, starting: Sequence[Beginning]) -> AnyArray:
        """Ranks of the ids that are a word, and then of the names from whose models others were made."""
        ids, names = self.beginnings.exact(typed, starting)
        return np.concatenate([ids, names[self._subtree.are_parents(self._number[names])]])

    def _holding_all(self, words: Sequence[str], family: Places | None) -> Iterator[AnyArray]:
        """Ranks of models that hold the words: as typed, then folded, then with what is said of them beside the id."""
        typed = [word for word in words if word[0].isdigit() or folded(word) != word]
        holding = self._lines.holding_all([*map(as_folded, words)], family, to_the_end=bool(typed))
        yield from self._typed_first(holding, words, typed, family) if typed else holding
        yield from self._said(words, family)

    def _typed_first(
        self, holding: Iterable[AnyArray], words: Sequence[str], typed: Sequence[str], family: Places | None
    ) -> Iterator[AnyArray]:
        """The ranks that hold the words: of models whose ids hold the `typed` ones as they are, then the others. The
        ids of the first READ are read; the typed ones behind these are found by one look at all ids, or by reading on
        where they are rare."""
        as_they_are = [*map(as_typed, typed)]
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
                others = [as_folded(word) for word in words if word not in typed]
                behind = self._typed_behind(int(ranks[-1]), as_they_are, others, family)
                break
        yield behind
        yield from apart
        yield from (ranks[~are_among(ranks, behind)] for ranks in parts)

    def _typed_behind(
        self, rank: int, as_they_are: Sequence[bytes], others: Sequence[bytes], family: Places | None
    ) -> AnyArray:
        """The ranks behind one, ascending, of the models that hold words as they are, and others folded."""
        numbers = rows_holding(self._ids.table, as_they_are)
        ranks = np.sort(self._lines.rank[self._subtree.preorder[numbers]])
        ranks = self._lines.of(family, ranks[ranks > rank])
        return np.concatenate([ranks[:0], *self._lines.among(others, [ranks])]) if others else ranks

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
        others = [as_folded(word) for word in words if word not in facets]
        candidates = self._lines.candidates(others, family)
        return self._lines.among(others, (self._of_facets(ranks, facets.values()) for ranks in candidates))

    def _of_facets(self, ranks: AnyArray, facets: Iterable[Sequence[Bools]]) -> AnyArray:
        for facet in facets:
            ranks = ranks[self._facets.have(self._number[ranks], facet)]
        return ranks

    def _otherwise(self, text: str, words: Sequence[str], family: Places | None, limit: int) -> list[tuple[Ints, How]]:
        """The models that match words like these: pasted with others, taken apart, spelt as others are, fewer."""
        for tried, how in self._other_words(text, words, family):
            if found := self._first_as_typed(tried, family, limit):
                return [(numbers, how) for numbers, _ in found]
        return []

    def _other_words(
        self, text: str, words: Sequence[str], family: Places | None
    ) -> Iterator[tuple[Sequence[str], How]]:
        yield from (([id], How.TYPO) for id in ids_pasted(text) if self._is_id(id))
        yield from (([name], How.TYPO) for name in names_pasted(text))
        names, stored = how_stored_taken_off(words)
        if stored:
            yield [*names, *stored], How.WORDS
            yield [*filter(None, (name.rpartition("/")[2] for name in names)), *stored], How.TYPO
            yield names, How.TYPO
        parts = taken_apart(words)
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
        for piece in pieces(max(parts, key=len, default="")):
            yield [piece], How.TYPO

    def _is_id(self, text: str) -> bool:
        """Whether a model's id is a text in small letters, capitals aside."""
        typed = as_typed(text)
        return len(self.beginnings.exact(typed, self.beginnings.of(typed))[0]) > 0

    def _is_known(self, word: str, family: Places | None) -> bool:
        """Whether a word without separators is held as it is, or said."""
        held = self._lines.holding_all([as_folded(word)], family, to_the_end=False)
        return any(map(len, chain(held, self._said([word], family))))


def _each_once(ranks: AnyArray) -> AnyArray:
    """The distinct ones, each where it comes first."""
    if (ranks[1:] > ranks[:-1]).all():
        return ranks
    _, first = first_of_each(ranks)
    return ranks[np.sort(first)]


def _stands_for(word: str, part: str) -> bool:
    """Whether a part of a name is a word, or begins or ends with one of three letters or more."""
    return part == word or (len(word) > 2 and (part.startswith(word) or part.endswith(word)))


def _is_like(id: str, text: str) -> bool:
    """Whether an id may have been meant: it holds every word of the name, or it or its name is spelt much alike."""
    wanted, found = text.lower(), id.lower()
    name = wanted.rpartition("/")[2]
    words, parts = tokens(name), tokens(found)
    if words and all(any(_stands_for(word, part) for part in parts) for word in words):
        return True
    pairs = ((wanted, found), (name, found.rpartition("/")[2]))
    return any(SequenceMatcher(None, one, other).ratio() >= ALIKE for one, other in pairs)
