"""The arrays of `SearchIndex`, made while freezing from the ids as one text."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from lineage.frozen.folding import IS_SEPARATOR, tokens
from lineage.frozen.grams import BIT, BUCKETS, LINES, NO_BUCKET, PLANES, Signatures, grams
from lineage.frozen.storage.arrays import AnyArray, Arrays, Bools, Codes, Ints, Longs
from lineage.frozen.storage.csr import inverse
from lineage.frozen.storage.strings import TextTable, byte_order, encode, encoded, parts, starts_of

AT_ONCE = 64 * LINES  # lines looked at together; a multiple of eight blocks
TOKENS_OF, MOST_TOKENS = 100_000, 50_000  # models whose ids are taken apart; tokens that are kept
NEWLINE = ord("\n")
LOWER = np.arange(256, dtype=np.uint8)
LOWER[ord("A") : ord("Z") + 1] += ord("a") - ord("A")


def search_arrays(ids: TextTable, by_use: Ints, preorder: Ints) -> Iterator[tuple[str, AnyArray]]:
    """One array at a time: `ids` and `preorder` are by number, `by_use` the numbers in the order of the answers."""
    places = preorder[by_use]
    lines, rank = _lines(ids, inverse(preorder)), inverse(places)
    yield "search.number", by_use
    yield "search.places", places
    yield "search.rank", rank
    for name, keys in (("id", _ids), ("name", _names)):
        order = rank[byte_order(keys(lines), len(lines))]
        yield f"search.by_{name}", order
        yield f"search.{name}_place", inverse(order)
    yield from _tokens(lines, places).items()
    folded = _folded(lines)
    del lines
    yield from folded.arrays("search.folded").items()
    held, signatures = _skipping(folded.bytes, folded.starts)
    yield "search.blocks", held
    yield "search.signatures", signatures[:, places]


def by_use(is_missing: Bools, downloads: Longs, descendants: Longs) -> Ints:
    """The numbers of all models in the order of the answers: known models before those that are only named, most
    downloads first, then most descendants, then by id."""
    return np.lexsort((-descendants, -downloads, is_missing)).astype(np.int32)


def _folded(lines: TextTable) -> TextTable:
    """The lines without separators, some at a time."""
    texts, lengths = [], []
    for first in range(0, len(lines), AT_ONCE):
        starts = lines.starts[first : first + AT_ONCE + 1]
        text = lines.bytes[starts[0] : starts[-1]]
        kept = ~IS_SEPARATOR[text]
        texts.append(text[kept])
        lengths.append(np.add.reduceat(kept, starts[:-1] - starts[0], dtype=np.int64))
    joined = np.concatenate(texts) if texts else np.zeros(0, np.uint8)
    return TextTable(starts_of(np.concatenate(lengths) if lengths else np.zeros(0, np.int64)), joined)


def _tokens(lines: TextTable, places: Ints) -> Arrays:
    """What the ids of the most used models are made of, the most frequent first: what a mistyped word may be."""
    counts: Counter[str] = Counter()
    for rows in (places[first : first + 10_000] for first in range(0, min(len(places), TOKENS_OF), 10_000)):
        counts.update(tokens(lines.text(rows).tobytes().decode()))
    frequent = sorted(counts, key=lambda token: (-counts[token], token))[:MOST_TOKENS]
    return {f"search.tokens.{name}": array for name, array in encode(frequent).items()}


def _lines(ids: TextTable, by_preorder: Ints) -> TextTable:
    """The ids in lower case in preorder, each with the end of a line."""
    texts, lengths = [], []
    for _, rows in parts(by_preorder):
        text, length = _lower(ids, rows)
        ends = np.cumsum(length)
        texts.append(np.insert(text, ends, NEWLINE))
        lengths.append(length + 1)
    joined = np.concatenate(texts) if texts else np.zeros(0, np.uint8)
    return TextTable(starts_of(np.concatenate(lengths) if lengths else np.zeros(0, np.int64)), joined)


def _lower(ids: TextTable, rows: Ints) -> tuple[Codes, Longs]:
    text, lengths = ids.text(rows), ids.lengths(rows)
    if text.max(initial=0) < 128:
        return LOWER[text], lengths
    return encoded([id.lower() for part in TextTable(starts_of(lengths), text).strings() for id in part])


def _ids(lines: TextTable) -> Iterator[list[str]]:
    """The lines without their ends, some at a time."""
    for part in lines.strings():
        yield [line[:-1] for line in part]


def _names(lines: TextTable) -> Iterator[list[str]]:
    """What of each line stands after its first slash, some at a time."""
    for part in lines.strings():
        yield [line[line.find("/") + 1 : -1] for line in part]


def _skipping(text: Codes, line: Longs) -> tuple[Codes, Signatures]:
    """For each bucket a bit for every block, and for each plane 64 bits for every line."""
    size = len(line) - 1
    held = np.zeros((BUCKETS, -(-size // (8 * LINES))), np.uint8)
    signatures = np.zeros((PLANES, size), np.uint64)
    for first in range(0, size, AT_ONCE):
        lines = slice(first, min(first + AT_ONCE, size))
        letters = text[line[lines.start] : line[lines.stop]]
        starts = line[lines] - line[first]
        found = grams(np.append(letters, np.zeros(2, np.uint8)))
        signatures[:, lines] = _signatures(letters, found, starts)
        eights = _eights(found, starts[::LINES], len(letters))
        column = first // (8 * LINES)
        held[:, column : column + len(eights)] = eights.T
    return held, signatures


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


def _eights(found: Sequence[AnyArray], starts: AnyArray, size: int) -> Codes:
    """(eights, BUCKETS): a byte for each eight of the blocks that start there, the first block in its highest bit."""
    rows = np.repeat(np.arange(len(starts)) * BUCKETS, np.diff(starts, append=size))
    holds = np.zeros((-(-len(starts) // 8), 8, BUCKETS), np.uint8)
    for buckets in found:
        holds.reshape(-1)[rows + buckets[:size]] = 1
    eights = holds[:, 7]
    for block in range(7):
        eights |= holds[:, block] << (7 - block)
    return eights
