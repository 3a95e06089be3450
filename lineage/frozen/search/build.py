"""The arrays of `SearchIndex`, made while freezing from the ids as one text."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lineage.frozen.earlier import Carried
from lineage.frozen.search.folding import IS_SEPARATOR, tokens
from lineage.frozen.search.grams import BIT, BUCKETS, LINES, NO_BUCKET, PLANES, Signatures, grams
from lineage.frozen.search.small_letters import ASCII, SMALL
from lineage.frozen.storage.arrays import AnyArray, Arrays, Bools, Codes, Ints, Longs
from lineage.frozen.storage.csr import inverse, ranges, starts_of
from lineage.frozen.storage.radix import radix_order
from lineage.frozen.storage.strings import SortedTexts, TextTable, byte_order, merged, table

AT_ONCE = 64 * LINES  # lines looked at together; a multiple of eight blocks
TOGETHER = 32  # times as many whose blocks are laid out together: so much of a row is four lines of the cache
TOKENS_OF, MOST_TOKENS = 100_000, 50_000  # models whose ids are taken apart; tokens that are kept
NEWLINE, SLASH = ord("\n"), ord("/")


def search_arrays(
    ids: TextTable, by_use: Ints, preorder: Ints, carried: Carried | None
) -> Iterator[tuple[str, AnyArray]]:
    """One array at a time: `ids` and `preorder` are by number, `by_use` the numbers in the order of the answers."""
    places, rank_of_number = preorder.take(by_use), inverse(by_use)
    yield "search.number", by_use
    yield "search.places", places
    yield "search.rank", inverse(places)
    yield from _tokens(ids, by_use, carried).items()
    lower = _lower(ids if carried is None else ids.rearranged(carried.added))
    for kind in ("id", "name"):
        by_text = _by_text(lower, kind) if carried is None else _by_text_again(ids, kind, carried)
        order = rank_of_number.take(by_text)
        yield f"search.by_{kind}", order
        yield f"search.{kind}_place", inverse(order)
    lines, signatures = _lines(lower, inverse(preorder), by_use, carried)
    del lower
    yield "search.signatures", signatures
    yield from lines.arrays("search.folded").items()
    yield "search.blocks", _blocks(lines)


def _tokens(ids: TextTable, by_use: Ints, carried: Carried | None) -> Arrays:
    """What the ids of the most used models are made of, the most frequent first: what a mistyped word may be. And all
    of them in byte order, each with how many there are."""
    used = by_use[:TOKENS_OF]
    if carried is None:
        counts = _counted(ids, used)
        known = table(sorted(counts))
        count = np.fromiter(map(counts.__getitem__, sorted(counts)), np.int32, len(counts))
    else:
        known, count = _counted_again(ids, used, carried)
    frequent = known.rearranged(radix_order(count.max(initial=0) - count)[:MOST_TOKENS])
    return {**frequent.arrays("search.tokens"), **known.arrays("search.all_tokens"), "search.all_tokens.count": count}


def _counted(ids: TextTable, models: AnyArray) -> Counter[str]:
    counts: Counter[str] = Counter()
    for part in ids.rearranged(models).strings():
        counts.update(tokens("\n".join(part)))
    return counts


def _counted_again(ids: TextTable, used: Ints, carried: Carried) -> tuple[TextTable, Ints]:
    """All tokens and their counts, from those of the earlier graph, those of the models that are no longer among the
    most used ones and of those that are now."""
    arrays, moved = carried.arrays, carried.moved
    before = arrays["search.number"][:TOKENS_OF]
    was = np.append(np.zeros(len(moved.number), np.bool_), False)  # the last one is the place of those that are new
    now = np.append(np.zeros(len(ids), np.bool_), False)
    was[before], now[used] = True, True
    changed = _counted(ids, used[~was[moved.earlier[used]]])
    changed.subtract(_counted(TextTable.of(arrays, "id"), before[~now[moved.number[before]]]))
    known, count = SortedTexts(TextTable.of(arrays, "search.all_tokens")), arrays["search.all_tokens.count"].copy()
    new = {}
    for token, more in changed.items():
        place = known.find(token)
        if place is None:
            new[token] = more
        else:
            count[place] += more
    order, _ = merged(known, count > 0, list(new))
    counts = np.append(count, [*new.values()]).astype(np.int32)
    return known.texts.with_others(table(list(new)), order), counts[order]


def _lower(ids: TextTable) -> TextTable:
    """The ids in small letters."""
    texts, lengths = [], []
    for first in range(0, len(ids), AT_ONCE):
        starts = ids.starts[first : first + AT_ONCE + 1]
        part = TextTable(starts - starts[0], ids.bytes[starts[0] : starts[-1]])
        if part.bytes.max(initial=0) >= ASCII:
            part = table([id.lower() for some in part.strings() for id in some])
        texts.append(SMALL[part.bytes])
        lengths.append(np.diff(part.starts))
    return _joined(texts, lengths)


def _joined(texts: Sequence[AnyArray], lengths: Sequence[Longs]) -> TextTable:
    nothing = np.zeros(0, np.uint8), np.zeros(0, np.int64)
    return TextTable(starts_of(np.concatenate([nothing[1], *lengths])), np.concatenate([nothing[0], *texts]))


def _by_text(lower: TextTable, kind: str) -> Ints:
    """The numbers in the byte order of their ids (`id`), or of what of them stands after the first slash (`name`),
    equals by number."""
    keys = (part if kind == "id" else [id[id.find("/") + 1 :] for id in part] for part in lower.strings())
    return byte_order(keys, len(lower)).astype(np.int32)


def _by_text_again(ids: TextTable, kind: str, carried: Carried) -> Ints:
    """As `_by_text`, from the order of the earlier graph."""
    order = carried.numbers(carried.arrays["search.number"][carried.arrays[f"search.by_{kind}"]])
    keys = _TextKeys.of(ids, carried.added, kind)
    added = keys.order()
    return np.insert(order, _places(order, keys.take(added), ids, kind), carried.added[added])


def _places(order: Ints, keys: "_TextKeys", ids: TextTable, kind: str) -> Longs:
    """Where models of these keys belong in an order by such keys: all by bisection at once."""
    low, high = np.zeros(len(keys.numbers), np.int64), np.full(len(keys.numbers), len(order))
    while len(open_ := np.flatnonzero(low < high)):
        middle = (low[open_] + high[open_]) // 2
        before = _TextKeys.of(ids, order[middle], kind).are_before(keys.take(open_))
        low[open_[before]], high[open_[~before]] = middle[before] + 1, middle[~before]
    return low


@dataclass(frozen=True, slots=True, eq=False)
class _TextKeys:
    """What models are ordered by: their texts in small letters, each as one value of bytes with zeros behind it, the
    lengths of these, and the models' numbers."""

    texts: AnyArray
    lengths: Longs
    numbers: AnyArray

    @classmethod
    def of(cls, ids: TextTable, numbers: AnyArray, kind: str) -> "_TextKeys":
        """By ids (`id`), or by what of them stands after the first slash (`name`)."""
        lower = _lower(TextTable(starts_of(ids.lengths(numbers)), ids.text(numbers)))
        starts, ends = lower.starts[:-1], lower.starts[1:]
        if kind == "name":
            slashes = np.append(np.flatnonzero(lower.bytes == SLASH), len(lower.bytes))
            first = slashes[np.searchsorted(slashes, starts)]
            starts = np.where(first < ends, first + 1, starts)
        lengths = ends - starts
        padded = np.zeros((len(numbers), max(int(lengths.max(initial=0)), 1)), np.uint8)
        within = ranges(np.zeros_like(lengths), lengths)
        padded[np.repeat(np.arange(len(numbers)), lengths), within] = lower.bytes[ranges(starts, lengths)]
        return cls(padded.view(f"S{padded.shape[1]}")[:, 0], lengths, numbers)

    def order(self) -> AnyArray:
        """Their places in ascending order; the numbers are ascending as they are."""
        by_length = np.argsort(self.lengths, kind="stable")
        return by_length[np.argsort(self.texts[by_length], kind="stable")]

    def take(self, places: AnyArray) -> "_TextKeys":
        """Those at some places."""
        return _TextKeys(self.texts[places], self.lengths[places], self.numbers[places])

    def are_before(self, others: "_TextKeys") -> Bools:
        """For each whether it comes before the other one at its place."""
        sooner = (self.lengths < others.lengths) | ((self.lengths == others.lengths) & (self.numbers < others.numbers))
        return np.asarray((self.texts < others.texts) | ((self.texts == others.texts) & sooner))


def _lines(lower: TextTable, by_preorder: Ints, by_use: Ints, carried: Carried | None) -> tuple[TextTable, AnyArray]:
    """The ids without separators in preorder, each with the end of a line; and (PLANES, models) their signatures in the
    order of the answers. `lower` are the ids of all models, or of those that the earlier graph does not have."""
    lines = _folded(lower)
    if carried is None:
        return lines.rearranged(by_preorder), _signed(lines).take(by_use, axis=1)
    arrays = carried.arrays
    place, rank = (carried.rows(order) for order in (arrays["preorder"], inverse(arrays["search.number"])))
    signatures = np.concatenate([arrays["search.signatures"], _signed(lines)], axis=1)
    texts = TextTable.of(arrays, "search.folded").with_others(lines, place.take(by_preorder))
    return texts, signatures.take(rank.take(by_use), axis=1)


def _folded(lower: TextTable) -> TextTable:
    """Texts without separators, each with the end of a line."""
    texts, lengths = [], []
    for first in range(0, len(lower), AT_ONCE):
        starts = lower.starts[first : first + AT_ONCE + 1]
        ends = starts[1:] - starts[0]
        text = np.insert(lower.bytes[starts[0] : starts[-1]], ends, NEWLINE)
        kept = ~IS_SEPARATOR[text]
        texts.append(text[kept])
        begins = starts[:-1] - starts[0] + np.arange(len(ends))
        lengths.append(np.add.reduceat(kept, begins, dtype=np.int64))
    return _joined(texts, lengths)


def _parts(lines: TextTable) -> Iterator[tuple[slice, Codes, AnyArray]]:
    """Some lines at a time: which, their text, and where each starts in it."""
    for first in range(0, len(lines), AT_ONCE):
        some = slice(first, min(first + AT_ONCE, len(lines)))
        starts = lines.starts[some.start : some.stop + 1]
        yield some, lines.bytes[starts[0] : starts[-1]], starts[:-1] - starts[0]


def _grams(letters: Codes) -> Sequence[AnyArray]:
    """Those at each letter; the last ones are cut off by the end of a line."""
    return grams(np.append(letters, np.zeros(2, np.uint8)))


def _blocks(lines: TextTable) -> Codes:
    """For each bucket a bit for every block of lines."""
    held = np.zeros((BUCKETS, -(-len(lines) // (8 * LINES))), np.uint8)
    holds = np.empty((AT_ONCE // (8 * LINES), 8, BUCKETS), np.uint8)
    column, waiting = 0, []
    for some, letters, starts in _parts(lines):
        waiting.append(_eights(_grams(letters), starts[::LINES], len(letters), holds))
        if len(waiting) == TOGETHER or some.stop == len(lines):
            eights = np.concatenate(waiting)
            held[:, column : column + len(eights)] = eights.T
            column, waiting = column + len(eights), []
    return held


def _signed(lines: TextTable) -> Signatures:
    """(PLANES, lines): the signature of each line."""
    signatures = np.zeros((PLANES, len(lines)), np.uint64)
    for some, letters, starts in _parts(lines):
        signatures[:, some] = _signatures(letters, _grams(letters), starts)
    return signatures


def _signatures(letters: Codes, found: Sequence[AnyArray], starts: AnyArray) -> AnyArray:
    """(PLANES, lines): the signatures of lines that start there; what holds the end of a line sets no bit."""
    size = len(letters)
    whole = np.append(letters != NEWLINE, [False, False])
    inside, kept = whole[:size], []
    for length, buckets in enumerate(found):
        inside = inside & whole[length : length + size]
        kept.append(np.where(inside, buckets[:size], NO_BUCKET))
    return np.stack([np.bitwise_or.reduceat(_any_bit(plane, kept), starts) for plane in BIT])


def _any_bit(plane: Signatures, kinds: Sequence[AnyArray]) -> Signatures:
    bits = plane.take(kinds[0])
    for buckets in kinds[1:]:
        bits |= plane.take(buckets)
    return bits


def _eights(found: Sequence[AnyArray], starts: AnyArray, size: int, holds: AnyArray) -> Codes:
    """(eights, BUCKETS): a byte for each eight of the blocks that start there, the first block in its highest bit.

    What `holds` (eights, 8, BUCKETS) has is lost: memory that was written to before is written to in half the time.
    """
    holds.fill(0)
    rows = np.repeat(np.arange(len(starts)) * BUCKETS, np.diff(starts, append=size))
    places = np.empty_like(rows)
    for buckets in found:
        np.add(rows, buckets[:size], out=places)
        holds.reshape(-1)[places] = 1
    together = holds[: -(-len(starts) // 8)].view(np.uint64)  # eight buckets at a time
    eights = together[:, 7].copy()
    for block in range(7):
        eights |= together[:, block] << np.uint64(7 - block)
    return eights.view(np.uint8)
