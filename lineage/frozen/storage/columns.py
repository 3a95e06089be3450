"""The models' properties as columns: numbers, moments, words out of a small vocabulary, texts. Unknown is None."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import numpy as np

from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Ints, Longs
from lineage.frozen.storage.strings import Strings, encode

NO_NUMBER = -1
NO_MOMENT = np.iinfo(np.int64).min
NO_CODE = -1
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

INTEGERS = ("downloads", "downloads_all_time", "likes", "parameters")
MOMENTS = ("created_at", "last_modified")
WORDS = (
    *("author", "status", "created_month", "license", "license_name", "license_link"),
    *("new_version", "pipeline_tag", "library", "gated", "mass_upload"),
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

    def __init__(self, values: Longs) -> None:
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

    def __init__(self, codes: Ints, vocabulary: Strings) -> None:
        self.codes = codes
        self.vocabulary = vocabulary

    def get(self, number: int) -> str | None:
        code = int(self.codes[number])
        return None if code < 0 else self.vocabulary[code]

    def take(self, numbers: Iterable[int] | AnyArray) -> list[str | None]:
        codes = self.codes[_indices(numbers)].tolist()
        known: dict[int, str | None] = {code: self.vocabulary[code] for code in set(codes) if code >= 0}
        return [known.get(code) for code in codes]

    def __bool__(self) -> bool:
        return len(self.vocabulary) > 0

    def code(self, word: str) -> int | None:
        """The code of a word; None when no model has it."""
        return self.vocabulary.find(word)


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
        **{name: _words(arrays, name) for name in WORDS},
        **{name: Texts(Strings(arrays, name)) for name in TEXTS},
    }


def _words(arrays: ArrayFile, name: str) -> Words:
    if f"{name}.codes" in arrays:
        return Words(arrays[f"{name}.codes"], Strings(arrays, name))
    nothing = {f"{name}.{part}": array for part, array in encode([]).items()}
    return Words(np.full_like(arrays["status.codes"], NO_CODE), Strings(nothing, name))


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970 in UTC."""
    return round(moment.timestamp() * 1000)


class WordsWriter:
    """Collects words batch by batch as codes; the codes follow the words' order, not that of their coming."""

    def __init__(self) -> None:
        self._codes: defaultdict[str | None, int] = defaultdict(count().__next__)
        self._batches: list[Ints] = []

    def add(self, words: Sequence[str | None]) -> None:
        codes = self._codes
        self._batches.append(np.array([codes[word] for word in words], np.int32))

    def arrays(self, name: str, order: AnyArray) -> dict[str, AnyArray]:
        """The column's arrays, its rows in `order`."""
        known = sorted(word for word in self._codes if word is not None)
        final = np.full(len(self._codes), NO_CODE, np.int32)
        final[[self._codes[word] for word in known]] = np.arange(len(known), dtype=np.int32)
        codes = final[joined(self._batches, np.int32)[order]]
        return {f"{name}.codes": codes, **{f"{name}.{part}": array for part, array in encode(known).items()}}


class IntegersWriter:
    """Collects counts batch by batch."""

    def __init__(self) -> None:
        self._batches: list[Longs] = []

    def add(self, values: Sequence[int | None]) -> None:
        self._batches.append(np.array([NO_NUMBER if value is None else value for value in values], np.int64))

    def arrays(self, name: str, order: AnyArray) -> dict[str, AnyArray]:
        """The column's array, its rows in `order`."""
        return {name: joined(self._batches, np.int64)[order]}


class MomentsWriter(IntegersWriter):
    """Collects moments batch by batch."""

    def add(self, values: Sequence[datetime | None]) -> None:  # type: ignore[override]  # a column has one type
        self._batches.append(
            np.array([NO_MOMENT if value is None else milliseconds(value) for value in values], np.int64)
        )


class TextsWriter:
    """Collects texts batch by batch."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def add(self, texts: Sequence[str | None]) -> None:
        self._texts.extend(text or "" for text in texts)

    def arrays(self, name: str, order: AnyArray) -> dict[str, AnyArray]:
        """The column's arrays, its rows in `order`."""
        ordered = encode(self._texts[row] for row in order.tolist())
        return {f"{name}.{part}": array for part, array in ordered.items()}


def column_writers() -> dict[str, WordsWriter | IntegersWriter | TextsWriter]:
    """An empty writer for every column but `id`."""
    return {
        **{name: IntegersWriter() for name in INTEGERS},
        **{name: MomentsWriter() for name in MOMENTS},
        **{name: WordsWriter() for name in WORDS},
        **{name: TextsWriter() for name in TEXTS},
    }


def joined(batches: Sequence[AnyArray], dtype: type[np.generic]) -> AnyArray:
    """The batches one after the other; an empty array when there are none."""
    return np.concatenate(batches) if batches else np.zeros(0, dtype)


def _moment(value: int) -> datetime | None:
    return None if value == NO_MOMENT else EPOCH + timedelta(milliseconds=value)


def _indices(numbers: Iterable[int] | AnyArray) -> AnyArray:
    return numbers if isinstance(numbers, np.ndarray) else np.fromiter(numbers, np.int64)
