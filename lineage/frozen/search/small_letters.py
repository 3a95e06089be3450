"""Which texts of a table hold words, in small letters: some of them, or all by a look at every byte."""

import re
from collections.abc import Sequence

import numpy as np

from lineage.frozen.search.occurrences import SAMPLE, occurrences, rarest_first
from lineage.frozen.storage.arrays import AnyArray, Bools, Codes
from lineage.frozen.storage.distinct import are_among, distinct_numbers
from lineage.frozen.storage.strings import TextTable

ASCII = 128
"""Bytes below it are letters by themselves, which have a small one of one byte."""
CASE = ord("a") - ord("A")
"""The bit that a small letter of ASCII has, and a capital has not."""
SMALL = np.arange(256, dtype=np.uint8)
SMALL[ord("A") : ord("Z") + 1] |= CASE
NO_DIGIT_BEFORE = rb"(?<!\d)"
STRETCH = 2**18
"""Bytes that are looked through together, which a processor has at hand."""
TOGETHER = 3
"""Letters that are looked for at every place; the others where these stand."""


def small(text: bytes) -> bytes:
    """A text in small letters."""
    return text.lower() if text.isascii() else text.decode().lower().encode()


def hold_all(table: TextTable, rows: AnyArray, words: Sequence[bytes]) -> Bools:
    """For each of some rows whether its text, in small letters, holds all words; none of them is empty. One that begins
    with a digit is not held where a digit stands right before it: 8b is not in 18b."""
    text, lengths = table.text(rows), table.lengths(rows)
    ends = np.cumsum(lengths)
    letters, holds = SMALL[text], np.ones(len(rows), np.bool_)
    for word in words:
        begins = occurrences(letters, word)
        texts = ends.searchsorted(begins, side="right")
        if word[:1].isdigit():
            alone = ~_are_behind_digits(letters, begins, (ends - lengths)[texts])
            begins, texts = begins[alone], texts[alone]
        holds &= np.bincount(texts[begins + len(word) <= ends[texts]], minlength=len(rows)) > 0
    for at in distinct_numbers(ends.searchsorted(np.flatnonzero(text >= ASCII), side="right")).tolist():
        holds[at] = _holds_all(table, int(rows[at]), words)
    return holds


def rows_holding(table: TextTable, words: Sequence[bytes]) -> AnyArray:
    """All rows whose texts, in small letters, hold all words as `hold_all` has it, ascending: one word at least, and
    none of them is empty."""
    found = _rows_with(table, words[0])
    for word in words[1:]:
        found = found[are_among(found, _rows_with(table, word))]
    others = _rows_of(table, _beyond_ascii(table.bytes), 1)
    held = [row for row in others.tolist() if _holds_all(table, row, words)]
    return np.sort(np.concatenate([found[~are_among(found, others)], np.array(held, np.int64)]))


def _holds_all(table: TextTable, row: int, words: Sequence[bytes]) -> bool:
    text = small(table[row].encode())
    return all(re.search((NO_DIGIT_BEFORE if word[:1].isdigit() else b"") + re.escape(word), text) for word in words)


def _are_behind_digits(text: Codes, places: AnyArray, starts: AnyArray) -> Bools:
    """For each of some places, in texts that begin at `starts`, whether a digit of its text stands right before it."""
    before = text[places - 1]
    return np.asarray((places > starts) & (before >= ord("0")) & (before <= ord("9")))


def _rows_with(table: TextTable, word: bytes) -> AnyArray:
    """The rows whose texts hold a word as `hold_all` has it, ascending, each once; of letters of ASCII alone."""
    places = _places_of(table.bytes, word)
    if word[:1].isdigit():
        starts = table.starts[table.starts.searchsorted(places, side="right") - 1]
        places = places[~_are_behind_digits(table.bytes, places, starts)]
    return _rows_of(table, places, len(word))


def _rows_of(table: TextTable, places: AnyArray, length: int) -> AnyArray:
    """The rows in which so many bytes from some places on lie, ascending, each once."""
    rows = table.starts.searchsorted(places, side="right") - 1
    return distinct_numbers(rows[places + length <= table.starts[rows + 1]])


def _places_of(text: Codes, word: bytes) -> AnyArray:
    """The places at which a word begins in a text in small letters."""
    order = rarest_first(SMALL[text[:SAMPLE]], word)
    begins = range(0, len(text) - len(word) + 1, STRETCH)
    found = [first + _places_in(text[first : first + STRETCH + len(word) - 1], word, order) for first in begins]
    return np.concatenate([np.zeros(0, np.int64), *found])


def _places_in(text: Codes, word: bytes, order: Sequence[int]) -> AnyArray:
    last = len(text) - len(word) + 1
    begins = _are(text[order[0] : order[0] + last], word[order[0]])
    for place in order[1:TOGETHER]:
        begins &= _are(text[place : place + last], word[place])
    found = np.flatnonzero(begins)
    for place in order[TOGETHER:]:
        found = found[_are(text[found + place], word[place])]
    return found


def _are(text: Codes, letter: int) -> Bools:
    """For each byte whether it is a small letter or its capital, or a byte that is no letter of ASCII."""
    return np.asarray((text | CASE if ord("a") <= letter <= ord("z") else text) == letter)


def _beyond_ascii(text: Codes) -> AnyArray:
    """The places of the bytes that are no letters by themselves; most texts have none."""
    stretches = ((first, text[first : first + STRETCH]) for first in range(0, len(text), STRETCH))
    found = [first + np.flatnonzero(part >= ASCII) for first, part in stretches if part.max() >= ASCII]
    return np.concatenate([np.zeros(0, np.int64), *found])
