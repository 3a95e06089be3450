"""The values of a column for some rows, as arrays: a list or a series of a table is made of them when it is known which
is wanted. Unknown is None."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from lineage.frozen.storage.arrays import AnyArray
from lineage.frozen.storage.columns import NO_MOMENT, Moments
from lineage.frozen.storage.strings import Strings


class ColumnValues(Protocol):
    """The values of some rows, in their order."""

    def to_list(self) -> list[Any]: ...


@dataclass(frozen=True, slots=True)
class TextValues:
    """The texts at some rows of all; an empty one is unknown."""

    texts: Strings
    rows: AnyArray

    def to_list(self) -> list[Any]:
        return [text or None for text in self.texts.take(self.rows)]


@dataclass(frozen=True, slots=True)
class CodedValues:
    """One of a few `words` (any values) for each code, unknown below 0, or what `otherwise` says there; with a
    `separator`, a word is a list of its parts."""

    codes: AnyArray
    words: Sequence[Any]
    separator: str | None = None
    otherwise: TextValues | None = None

    def to_list(self) -> list[Any]:
        codes = self.codes.tolist()
        known = {code: self._word(code) for code in set(codes) if code >= 0}
        found = list(map(known.get, codes))
        if self.otherwise is None:
            return found
        texts = self.otherwise.to_list()
        return [text if word is None else word for word, text in zip(found, texts, strict=True)]

    def _word(self, code: int) -> Any:
        word = self.words[code]
        return word if self.separator is None else word.split(self.separator)


@dataclass(frozen=True, slots=True)
class WholeValues:
    """Counts, unknown below 0."""

    values: AnyArray

    def to_list(self) -> list[Any]:
        return [None if value < 0 else value for value in self.values.tolist()]


@dataclass(frozen=True, slots=True)
class MomentValues:
    """Milliseconds since 1970 in UTC, unknown where they are NO_MOMENT."""

    values: AnyArray

    def to_list(self) -> list[Any]:
        return Moments(self.values).take(np.arange(len(self.values)))

    def to_texts(self) -> list[str | None]:
        """In ISO 8601, to the second, as the API has them: `2025-01-31T12:00:00Z`."""
        texts = np.datetime_as_string((self.values // 1000).astype("datetime64[s]"), unit="s").tolist()
        known = (self.values != NO_MOMENT).tolist()
        return [f"{text}Z" if is_known else None for text, is_known in zip(texts, known, strict=True)]


@dataclass(frozen=True, slots=True)
class ReadValues:
    """Values that are there already."""

    values: Sequence[Any]

    def to_list(self) -> list[Any]:
        return list(self.values)


@dataclass(frozen=True, slots=True)
class FlagValues:
    """True or False."""

    values: AnyArray

    def to_list(self) -> list[Any]:
        return list(self.values.tolist())


@dataclass(frozen=True, slots=True)
class ListValues:
    """Lists of texts: those at `rows` of all, one list's after the other's, `lengths` of each, none of them 0."""

    texts: Strings
    rows: AnyArray
    lengths: AnyArray

    def to_list(self) -> list[Any]:
        texts = iter(self.texts.take(self.rows))
        return [[next(texts) for _ in range(length)] for length in self.lengths.tolist()]
