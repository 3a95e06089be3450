"""Columns of the frozen graph as polars series: no row is looked at by itself."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from lineage.frozen.results import EVIDENCE, RELATIONS, evidence_of
from lineage.frozen.storage.arrays import AnyArray, Codes
from lineage.frozen.storage.columns import NO_MOMENT, Words
from lineage.frozen.storage.strings import Strings

MOMENT = pl.Datetime("us", "UTC")
STRINGS = pl.List(pl.String)
RELATION_WORDS = pl.Series([str(relation) for relation in RELATIONS], dtype=pl.String)
EVIDENCE_LISTS = pl.Series(
    [[str(source) for source in evidence_of(mask)] for mask in range(1 << len(EVIDENCE))], dtype=STRINGS
)


def texts(strings: Strings, rows: AnyArray) -> pl.Series:
    """The strings at these rows."""
    joined, lengths = strings.joined(rows)
    if not len(rows):
        return pl.Series([], dtype=pl.String)
    places = pl.DataFrame({"start": np.cumsum(lengths) - lengths, "length": lengths})
    sliced = pl.lit(joined).bin.slice(pl.col("start"), pl.col("length"))
    return places.select(sliced.cast(pl.String)).to_series()


def all_texts(strings: Strings) -> pl.Series:
    """Every string, in order."""
    return texts(strings, np.arange(len(strings)))


def vocabulary(words: Words) -> pl.Series:
    """What the codes of a column of words stand for."""
    return all_texts(words.vocabulary)


def coded(words: pl.Series, codes: AnyArray) -> pl.Series:
    """The value of each code; null below 0."""
    if not len(words):
        return pl.Series([None] * len(codes), dtype=words.dtype)
    return words.gather(where(codes >= 0, codes))


def numbers(values: AnyArray) -> pl.Series:
    """Counts; null below 0."""
    return where(values >= 0, values)


def moments(values: AnyArray) -> pl.Series:
    """Moments in UTC of milliseconds since 1970; null for NO_MOMENT."""
    known = where(values != NO_MOMENT, values)
    return known.cast(pl.Datetime("ms", "UTC")).dt.cast_time_unit("us")


def relations(codes: Codes) -> pl.Series:
    """The relation of each code."""
    return coded(RELATION_WORDS, codes.astype(np.int64))


def evidence(masks: Codes) -> pl.Series:
    """The sources of each bit mask, most trusted first."""
    return coded(EVIDENCE_LISTS, masks.astype(np.int64))


def lists(values: pl.Series, lengths: AnyArray) -> pl.Series:
    """`values` in lists of these lengths, none of them 0."""
    rows = pl.Series("row", np.repeat(np.arange(len(lengths)), lengths))
    return pl.DataFrame({"row": rows, "values": values}).group_by("row", maintain_order=True).agg("values")["values"]


def where(known: AnyArray, values: AnyArray | Sequence[Any]) -> pl.Series:
    """The values as whole numbers; null where not known."""
    found = pl.DataFrame({"known": known, "value": np.asarray(values, np.int64)})
    return found.select(pl.when("known").then("value")).to_series()
