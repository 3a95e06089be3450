"""Which models' ids hold words, separators aside: the folded ids as one text, gone through as little as need be.

The ids in small letters and without separators (`search.folding`) stand one a line, in the preorder of the display
forest, so that a family is a few ranges of them. Blocks of lines that lack one of the words' grams (`search.grams`) are
skipped; relatives have similar names, so most blocks are. What is left is gone through in the order of rank: where that
is little, its ranks are sorted; where it is much, the word is common, and all ranks are gone through from the lowest
until there are enough. A line is read only where its signature has all bits of the words'.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

import numpy as np

from lineage.frozen.derivations.subtree import Places
from lineage.frozen.search.grams import LINES, Signatures, buckets_of, signature
from lineage.frozen.search.growing import growing, growing_ranges, in_growing_parts
from lineage.frozen.search.occurrences import lines_holding, rarest_first
from lineage.frozen.search.remembered import remembered
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Codes, Ints, Starts
from lineage.frozen.storage.strings import TextTable

SPARSE = 16  # a family of one model in so many, or fewer, is gone through whole
FEW = 64  # blocks: one in so many, or fewer, are gone through whole
RARE = 64  # words that one line in so many holds, or fewer
SOON = 32  # one line in so many is gone through by rank for rare words that are asked for to the end
FOLDED = 64  # folded words of which the blocks are kept
STRETCH = 512  # blocks of text that are gone through together


class SearchedFamily(Places):
    """The places of a family, of which one word after the other is asked: what is made of all of them is kept."""

    @classmethod
    def of_places(cls, places: Places) -> "SearchedFamily":
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


class FoldedLines:
    """The folded ids of a graph, over the arrays of `search_arrays`. Words are folded too, a family is the places that
    it has; `places` are by rank in the order of the answers, `rank` is by place."""

    def __init__(self, arrays: ArrayFile) -> None:
        self.places: Ints = arrays["search.places"]
        self.rank: Ints = arrays["search.rank"]
        self._lines = TextTable.of(arrays, "search.folded")
        self._line: Starts = self._lines.starts
        self._blocks: Codes = arrays["search.blocks"]
        self._signatures = arrays["search.signatures"]
        self._grams_of = remembered(self._grams, FOLDED)

    def __len__(self) -> int:
        return len(self.places)

    def holding(self, word: bytes) -> Bools:
        """For each place in the preorder whether its line holds a word, which is not empty."""
        holds = np.zeros(len(self), np.bool_)
        buckets = buckets_of([word])
        held = self._holding(buckets)
        places = self._in_blocks(held, None)
        if places is None:
            self._go_through(held, word, holds)
        else:
            places = np.sort(self.places[self._signed(self.rank[places], signature(buckets))])
            holds[places] = lines_holding(self._lines.text(places), self._lines.lengths(places), word)
        return holds

    def holding_all(self, words: Sequence[bytes], family: Places | None, *, to_the_end: bool) -> Iterator[AnyArray]:
        """Ranks of the family's lines that hold all words, lowest first: by rank, as long as that may end soon. Where
        many lines were read in vain, and where rare words are asked for to the end, the text of all others is gone
        through."""
        held, wanted = self._sought(words)
        places = self._in_blocks(held, family)
        if places is not None:
            yield from self.among(words, self._sorted(places, wanted))
            return
        size, read, found = len(self), 0, 0
        for ranks in in_growing_parts(self._by_rank(held, wanted, family)):
            rank = int(ranks[0])
            in_vain = not found and RARE * read > size
            if in_vain or (to_the_end and RARE * found < rank and SOON * rank > size):
                yield self._behind(rank, words, held, family)
                return
            holding = ranks[self._hold(self.places[ranks], words)]
            yield holding
            read, found = read + len(ranks), found + len(holding)

    def candidates(self, words: Sequence[bytes], family: Places | None) -> Iterator[AnyArray]:
        """The ranks of the family's lines that may hold all words, ascending, in parts that grow."""
        held, wanted = self._sought(words)
        places = self._in_blocks(held, family)
        return self._by_rank(held, wanted, family) if places is None else self._sorted(places, wanted)

    def among(self, words: Sequence[bytes], candidates: Iterable[AnyArray]) -> Iterator[AnyArray]:
        """Ranks of the candidates that hold all words, lowest first."""
        for ranks in in_growing_parts(candidates):
            yield ranks[self._hold(self.places[ranks], words)]

    def of(self, family: Places | None, ranks: AnyArray) -> AnyArray:
        """Those of `ranks` that belong to a family, in their order."""
        return ranks if family is None else ranks[family.hold(self.places[ranks])]

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
        ends = self._line[np.minimum((blocks[last] + 1) * LINES, len(self))]
        runs = zip(starts.tolist(), ends.tolist(), strict=True)
        return np.concatenate([self._lines.bytes[start:end] for start, end in runs])

    def _behind(self, rank: int, words: Sequence[bytes], held: Bools, family: Places | None) -> AnyArray:
        """The ranks from one on, ascending, of the family's lines in the blocks that are held that hold all words: the
        text of these blocks is gone through."""
        if family is not None:
            held = held & family.blocks(len(held), LINES)
        holds = np.zeros((len(words), len(self)), np.bool_)
        for word, lines in zip(words, holds, strict=True):
            self._go_through(held, word, lines)
        ranks = self.of(family, self.rank[np.flatnonzero(holds.all(axis=0))])
        return np.sort(ranks[ranks >= rank])

    def _hold(self, places: AnyArray, words: Sequence[bytes]) -> Bools:
        """Whether each of the lines at some places holds all words."""
        text, lengths = self._lines.text(places), self._lines.lengths(places)
        each = [lines_holding(text, lengths, word) for word in words if word]
        return np.asarray(np.logical_and.reduce([np.ones(len(places), np.bool_), *each]))

    def _sought(self, words: Sequence[bytes]) -> tuple[Bools, Signatures]:
        """For each block whether it holds all grams of the words, and their signature."""
        blocks, wanted = map(np.array, zip(*map(self._grams_of, words or [b""]), strict=True))
        return self._unpacked(np.bitwise_and.reduce(blocks)), np.bitwise_or.reduce(wanted)

    def _sorted(self, places: AnyArray, wanted: Signatures) -> Iterator[AnyArray]:
        """The ranks of the lines at some places that have all bits that are wanted, ascending, in parts that grow."""
        return (self._signed(part, wanted) for part in growing(np.sort(self.rank[places])))

    def _by_rank(self, held: Bools, wanted: Signatures, family: Places | None) -> Iterator[AnyArray]:
        """The ranks of the family's lines in the blocks that are held that have all bits that are wanted, ascending, in
        parts that grow."""
        inside = None if family is None else family.mask(len(self))
        for first, last in growing_ranges(len(self)):
            ranks = self._signed_between(first, last, wanted)
            places = self.places[ranks]
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
        return np.unpackbits(blocks, count=-(-len(self) // LINES)).view(np.bool_)

    def _in_blocks(self, held: Bools, family: Places | None) -> AnyArray | None:
        """The places of the family's lines in the blocks that are held; None where that is most of a large family."""
        if family is not None and self._is_sparse(family, held):
            places = family.each()
            return np.asarray(places[held[places // LINES]])
        blocks = np.flatnonzero(held if family is None else held & family.blocks(len(held), LINES))
        if FEW * len(blocks) > len(held):
            return None
        places = (blocks[:, np.newaxis] * LINES + np.arange(LINES)).reshape(-1)
        places = places[places < len(self)]
        return places if family is None else places[family.hold(places)]

    def _is_sparse(self, family: Places, held: Bools) -> bool:
        """Whether it is sooner gone through whole than by the blocks that are held."""
        blocks = int(np.count_nonzero(held))
        some = FEW * blocks > len(held) or len(family) <= LINES * blocks
        return some and SPARSE * len(family) < len(self)

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
