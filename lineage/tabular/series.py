"""Columns of the frozen graph as polars series: no row is looked at by itself."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from lineage.columns.derivations import EVIDENCE_LISTS, RELATION_WORDS
from lineage.columns.values import (
    CodedValues,
    ColumnValues,
    FlagValues,
    ListValues,
    MomentValues,
    TextValues,
    WholeValues,
)
from lineage.frozen.storage.arrays import AnyArray, Codes
from lineage.frozen.storage.columns import NO_MOMENT
from lineage.frozen.storage.strings import Strings


class Vocabulary:
    """The words of one column of codes as a series, made when they are first needed."""

    def __init__(self) -> None:
        self._words: pl.Series | None = None

    def of(self, values: CodedValues) -> pl.Series:
        """The word of each row, null where it has none. Where there are more words than rows, those of the rows alone
        are looked at."""
        if len(values.words) > len(values.codes):
            codes, place = np.unique(values.codes, return_inverse=True)
            known = codes >= 0
            return _coded(_series(values, codes[known]), place - np.count_nonzero(~known))
        if self._words is None:
            self._words = _series(values, np.arange(len(values.words)))
        return _coded(self._words, values.codes)


def to_series(values: ColumnValues, vocabulary: Vocabulary) -> pl.Series:
    """The values of a column for some rows; `vocabulary` is the column's own."""
    match values:
        case CodedValues():
            words = vocabulary.of(values)
            return words if values.otherwise is None else _filled(words, texts(values.otherwise))
        case TextValues():
            return texts(values)
        case WholeValues():
            return _where(values.values >= 0, values.values)
        case MomentValues():
            known = _where(values.values != NO_MOMENT, values.values)
            return known.cast(pl.Datetime("ms", "UTC")).dt.cast_time_unit("us")
        case ListValues():
            return _lists(texts(TextValues(values.texts, values.rows)), values.lengths)
        case FlagValues():
            return pl.Series(values.values, dtype=pl.Boolean)
    raise TypeError(type(values).__name__)


def texts(values: TextValues) -> pl.Series:
    """The texts at some rows; an empty one is null."""
    found = _texts(values.texts, values.rows)
    return found.set(found == "", None) if len(found) else found


def relations(codes: Codes) -> pl.Series:
    """The relation of each code."""
    return Vocabulary().of(CodedValues(codes, RELATION_WORDS))


def evidence(masks: Codes) -> pl.Series:
    """The sources of each bit mask, most trusted first."""
    return Vocabulary().of(CodedValues(masks, EVIDENCE_LISTS))


def _series(values: CodedValues, codes: AnyArray) -> pl.Series:
    """The words of some codes."""
    words = values.words
    if not isinstance(words, Strings):
        return pl.Series([words[code] for code in codes.tolist()])
    found = _texts(words, codes)
    return found if values.separator is None else found.str.split(values.separator)


def _texts(strings: Strings, rows: AnyArray) -> pl.Series:
    joined, lengths = strings.joined(rows)
    if not len(rows):
        return pl.Series([], dtype=pl.String)
    places = pl.DataFrame({"start": np.cumsum(lengths) - lengths, "length": lengths})
    sliced = pl.lit(joined).bin.slice(pl.col("start"), pl.col("length"))
    return places.select(sliced.cast(pl.String)).to_series()


def _coded(words: pl.Series, codes: AnyArray) -> pl.Series:
    """The value of each code; null below 0."""
    if not len(words):
        return pl.Series([None] * len(codes), dtype=words.dtype)
    return words.gather(_where(codes >= 0, codes))


def _filled(words: pl.Series, otherwise: pl.Series) -> pl.Series:
    return pl.select(pl.coalesce(words, otherwise)).to_series()


def _lists(values: pl.Series, lengths: AnyArray) -> pl.Series:
    """`values` in lists of these lengths, none of them 0."""
    rows = pl.Series("row", np.repeat(np.arange(len(lengths)), lengths))
    return pl.DataFrame({"row": rows, "values": values}).group_by("row", maintain_order=True).agg("values")["values"]


def _where(known: AnyArray, values: AnyArray | Sequence[Any]) -> pl.Series:
    """The values as whole numbers; null where not known."""
    found = pl.DataFrame({"known": known, "value": np.asarray(values, np.int64)})
    return found.select(pl.when("known").then("value")).to_series()
