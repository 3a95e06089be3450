"""The models' properties as columns: numbers, moments, words out of a small vocabulary, texts. Unknown is None."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Counts, Ints, Longs, Spool, narrow
from lineage.frozen.storage.distinct import numbered, pair_keys
from lineage.frozen.storage.row_order import RowOrder
from lineage.frozen.storage.strings import SortedTexts, Strings, TextSpool, TextTable, encode, merged, table
from lineage.values import EPOCH, MICROSECOND

NO_NUMBER = -1
NO_MOMENT = np.iinfo(np.int64).min
NO_CODE = -1
MILLISECONDS_A_DAY = 24 * 60 * 60 * 1000
KNOWN_DAYS = 47_482  # to the end of 2099: looked up, where numpy takes eight times as long for a million moments

INTEGERS = ("downloads", "downloads_all_time", "likes", "parameters")
MOMENTS = ("created_at", "last_modified")
WORDS = (
    *("author", "status", "created_month", "license", "license_name", "license_link"),
    *("new_version", "pipeline_tag", "library", "gated", "base_not_found", "mass_upload"),
)
TEXTS = ("hub_id",)


class Column(ABC):
    """One property of every model, by number."""

    @abstractmethod
    def get(self, number: int) -> Any | None:
        """The value of one model; None where unknown."""

    @abstractmethod
    def take(self, numbers: Iterable[int] | AnyArray) -> list[Any | None]:
        """The values of many models, in their order."""

    @abstractmethod
    def __bool__(self) -> bool:
        """Whether the value of any model is known."""


class Integers(Column):
    """Counts, in `values`, below 0 where unknown."""

    def __init__(self, values: Counts) -> None:
        self.values = values

    def get(self, number: int) -> int | None:
        value = int(self.values[number])
        return None if value < 0 else value

    def take(self, numbers: Iterable[int] | AnyArray) -> list[int | None]:
        return [None if value < 0 else value for value in self.values[_indices(numbers)].tolist()]

    def __bool__(self) -> bool:
        return bool((self.values >= 0).any())


class Moments(Column):
    """Moments, in `values` as milliseconds since 1970 in UTC, the smallest integer where unknown."""

    def __init__(self, values: Longs) -> None:
        self.values = values

    def get(self, number: int) -> datetime | None:
        return _moment(int(self.values[number]))

    def take(self, numbers: Iterable[int] | AnyArray) -> list[datetime | None]:
        return [_moment(value) for value in self.values[_indices(numbers)].tolist()]

    def __bool__(self) -> bool:
        return bool((self.values != NO_MOMENT).any())


class Words(Column):
    """Words out of the `vocabulary` (in byte order): `codes` are places in it, -1 where unknown."""

    def __init__(self, codes: AnyArray, vocabulary: Strings) -> None:
        self.codes = codes
        self.vocabulary = vocabulary

    def get(self, number: int) -> str | None:
        return self.word(int(self.codes[number]))

    def take(self, numbers: Iterable[int] | AnyArray) -> list[str | None]:
        codes = self.codes[_indices(numbers)].tolist()
        known: dict[int, str | None] = {code: self.vocabulary[code] for code in set(codes) if code >= 0}
        return list(map(known.get, codes))

    def __bool__(self) -> bool:
        return len(self.vocabulary) > 0

    def code(self, word: str) -> int | None:
        """The code of a word; None when no model has it."""
        return self.vocabulary.find(word)

    def word(self, code: int) -> str | None:
        """The word of a code; None of one below 0."""
        return None if code < 0 else self.vocabulary[code]


def words_of_codes(codes: AnyArray, words: Iterable[str]) -> Words:
    """A column of words out of a few, given in any order; a code that is none of them is unknown."""
    listed = list(map(str, words))
    vocabulary = sorted(listed)
    of_code = np.array([*(vocabulary.index(word) for word in listed), NO_CODE], np.int32)
    arrays = {f"words.{part}": array for part, array in encode(vocabulary).items()}
    return Words(of_code[codes], Strings(arrays, "words"))


def distinct_pairs(
    one: Words, other: Words, which: AnyArray | slice = slice(None)
) -> tuple[list[tuple[str | None, str | None]], Ints]:
    """The pairs of words that some models have in two columns, each once, and the place of that of each model."""
    size = len(other.vocabulary) + 1
    many = len(one.vocabulary) + 1
    found, place = numbered(pair_keys(one.codes[which] + 1, other.codes[which] + 1, many, size), many * size)
    codes = (divmod(pair, size) for pair in found.tolist())
    return [(one.word(first - 1), other.word(second - 1)) for first, second in codes], place


class Texts(Column):
    """Texts, empty where unknown."""

    def __init__(self, texts: Strings) -> None:
        self.texts = texts

    def get(self, number: int) -> str | None:
        return self.texts[number] or None

    def take(self, numbers: Iterable[int] | AnyArray) -> list[str | None]:
        return [self.texts[i] or None for i in _indices(numbers).tolist()]

    def __bool__(self) -> bool:
        return any(self.texts)


def open_columns(arrays: ArrayFile) -> dict[str, Column]:
    """Every column by its property's name, `id` included; words that an earlier version did not freeze are unknown."""
    return {
        "id": Texts(Strings(arrays, "id")),
        **{name: Integers(arrays[name]) for name in INTEGERS},
        **{name: Moments(arrays[name]) for name in MOMENTS},
        **{name: words_in(arrays, name) for name in WORDS},
        **{name: Texts(Strings(arrays, name)) for name in TEXTS},
    }


def words_in(arrays: ArrayFile, name: str) -> Words:
    """A column of words; all unknown where an earlier version did not freeze it."""
    if f"{name}.codes" in arrays:
        return Words(arrays[f"{name}.codes"], Strings(arrays, name))
    nothing = {f"{name}.{part}": array for part, array in encode([]).items()}
    return Words(np.full_like(arrays["status.codes"], NO_CODE), Strings(nothing, name))


def months_since_1970(moments: Longs) -> Longs:
    """The month of each of `Moments.values`; below 0 where unknown."""
    days = moments // MILLISECONDS_A_DAY
    if days.max(initial=0) < KNOWN_DAYS:
        return _months_of_days()[np.maximum(days, -1)]
    months = moments.astype("datetime64[ms]").astype("datetime64[M]").astype(np.int64)
    return np.where(moments < 0, -1, months)


@cache
def _months_of_days() -> Longs:
    """The month of each of the KNOWN_DAYS since 1970; -1, which stands for whatever is before, in the last place."""
    days = np.arange(KNOWN_DAYS).astype("datetime64[D]")
    return np.append(days.astype("datetime64[M]").astype(np.int64), -1)


def month_name(month: int) -> str:
    """A month since 1970 as `YYYY-MM`."""
    return f"{1970 + month // 12}-{month % 12 + 1:02d}"


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970 in UTC."""
    return round(moment.timestamp() * 1000)


class ColumnWriter(ABC):
    """Takes a column batch by batch, spools it to disk, and gives its arrays in the end."""

    @abstractmethod
    def add(self, values: Sequence[Any]) -> None:
        """Take the values of a batch; None where unknown."""

    @abstractmethod
    def carry(self, arrays: ArrayFile, name: str) -> None:
        """Have an earlier graph's column, whose rows come before those of any batch."""

    @abstractmethod
    def arrays(self, name: str, order: RowOrder) -> dict[str, AnyArray]:
        """The column's arrays, its rows in an order, which need not hold all of them. Called once."""


class WordsWriter(ColumnWriter):
    """Collects words as codes; the codes follow the words' order, not that of their coming."""

    def __init__(self, folder: Path) -> None:
        self._codes = _CodesOfWords(table([]))
        self._earlier: AnyArray | None = None
        self._rows = Spool(folder, np.int32)

    def add(self, values: Sequence[str | None]) -> None:
        self._rows.add(np.fromiter(map(self._codes.__getitem__, values), np.int32, len(values)))

    def carry(self, arrays: ArrayFile, name: str) -> None:
        self.take(arrays[f"{name}.codes"], TextTable.of(arrays, name))

    def take(self, codes: AnyArray, vocabulary: TextTable) -> None:
        """Have values as codes of a vocabulary in byte order, which come before those of any batch."""
        self._codes, self._earlier = _CodesOfWords(vocabulary), codes

    def arrays(self, name: str, order: RowOrder) -> dict[str, AnyArray]:
        rows, codes = order.of(self._earlier, self._rows.read()), self._codes
        used = np.bincount(rows - NO_CODE, minlength=codes.size + 1)[1:] > 0
        if not codes.added and used.all():
            return {f"{name}.codes": _few(rows, codes.size), **codes.carried.texts.arrays(name)}
        added = {word: code for word, code in codes.added.items() if used[code]}
        words, _ = merged(codes.carried, used[: len(codes.carried)], list(added))
        known = codes.carried.texts.with_others(table(list(added)), words)
        code_of_row = np.append(np.arange(len(codes.carried)), list(added.values())).astype(np.int64)
        final = np.full(codes.size + 1, NO_CODE, np.int32)  # the last one is the place of NO_CODE
        final[code_of_row[words]] = np.arange(len(words), dtype=np.int32)
        return {f"{name}.codes": _few(final, len(words)).take(rows), **known.arrays(name)}


def _few(codes: Ints, words: int) -> AnyArray:
    """The codes of so many words, of 16 bits where these are enough, and for one code more."""
    return codes.astype(np.int16) if words < np.iinfo(np.int16).max else codes


class _CodesOfWords(dict[str | None, int]):
    """The code of each word: its place among the `carried` ones, or behind them as it comes."""

    def __init__(self, carried: TextTable) -> None:
        self.carried = SortedTexts(carried)
        self.added: dict[str, int] = {}
        self[None] = NO_CODE

    @property
    def size(self) -> int:
        """One more than the highest code."""
        return len(self.carried) + len(self.added)

    def __missing__(self, word: str) -> int:
        code = self.carried.find(word)
        if code is None:
            code = self.added[word] = self.size
        self[word] = code
        return code


class _NumbersWriter(ColumnWriter):
    """Collects whole numbers of 64 bits."""

    def __init__(self, folder: Path) -> None:
        self._earlier: Counts | None = None
        self._rows = Spool(folder, np.int64)

    def carry(self, arrays: ArrayFile, name: str) -> None:
        self._earlier = arrays[name]

    def arrays(self, name: str, order: RowOrder) -> dict[str, AnyArray]:
        return {name: order.of(self._earlier, self._rows.read())}


class IntegersWriter(_NumbersWriter):
    """Collects counts."""

    def add(self, values: Sequence[int | None]) -> None:
        self._rows.add(np.array([NO_NUMBER if value is None else value for value in values], np.int64))

    def arrays(self, name: str, order: RowOrder) -> dict[str, AnyArray]:
        return {name: narrow(values) for name, values in super().arrays(name, order).items()}


class MomentsWriter(_NumbersWriter):
    """Collects moments, each as such or as its microseconds since 1970 in UTC."""

    def add(self, values: Sequence[datetime | int | None]) -> None:
        if any(kind is datetime for kind in set(map(type, values))):
            values = [(value - EPOCH) // MICROSECOND if isinstance(value, datetime) else value for value in values]
        found = np.array([NO_MOMENT if value is None else value for value in values], np.int64)
        self._rows.add(np.where(found == NO_MOMENT, NO_MOMENT, (found + 500) // 1000))


class TextsWriter(ColumnWriter):
    """Collects texts."""

    def __init__(self, folder: Path) -> None:
        self._earlier = table([])
        self._rows = TextSpool(folder)

    def add(self, values: Sequence[str | None]) -> None:
        self._rows.add([text or "" for text in values])

    def carry(self, arrays: ArrayFile, name: str) -> None:
        self._earlier = TextTable.of(arrays, name)

    def arrays(self, name: str, order: RowOrder) -> dict[str, AnyArray]:
        return self._earlier.with_others(self._rows.read(), order.rows).arrays(name)


def column_writers(folder: Path) -> dict[str, ColumnWriter]:
    """An empty writer for every column but `id`, which spools below `folder`."""
    kinds: dict[str, type[WordsWriter | IntegersWriter | MomentsWriter | TextsWriter]] = {
        **dict.fromkeys(INTEGERS, IntegersWriter),
        **dict.fromkeys(MOMENTS, MomentsWriter),
        **dict.fromkeys(WORDS, WordsWriter),
        **dict.fromkeys(TEXTS, TextsWriter),
    }
    return {name: kind(folder) for name, kind in kinds.items()}


def _moment(value: int) -> datetime | None:
    return None if value == NO_MOMENT else EPOCH + timedelta(milliseconds=value)


def _indices(numbers: Iterable[int] | AnyArray) -> AnyArray:
    return numbers if isinstance(numbers, np.ndarray) else np.fromiter(numbers, np.int64)
