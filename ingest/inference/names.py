"""Names taken apart: what is left of a model's name when the words for formats and bit widths come off its end."""

from collections.abc import Iterator

import polars as pl

from ingest.rows.clean import owner_of
from lineage.weight_formats.words import MOST_ENDINGS, QUANTIZED, WORD

AT_ONCE = 250_000
"""Models whose names are taken apart at a time: most are called after nobody, and need not be held."""


def name_of(id: pl.Expr) -> pl.Expr:
    """The part of an id after its slash."""
    return id.str.split("/").list.last()


def account_of(id: pl.Expr) -> pl.Expr:
    """Who uploaded a model: its owner, and for the few that have none the id itself."""
    return owner_of(id).fill_null(id)


def folded(name: pl.Expr) -> pl.Expr:
    """Capitals, and the choice of `-`, `_` or `.`, tell no two models apart: `Qwen2.5_7B` becomes `qwen2-5-7b`."""
    dashes = name.str.to_lowercase().str.replace_many(_SIGNS, ["-"] * len(_SIGNS))
    return dashes.str.replace_all("-{2,}", "-").str.strip_chars("-")


_SIGNS = ["_", ".", " ", "/"]
"""What stands for a dash; taking all of them at once costs two thirds of one pattern for all."""


def with_key(ids: pl.DataFrame) -> pl.DataFrame:
    """The rows with `key`, the folded name of each `id`: once for all who ask, since it takes a while of millions."""
    return _with(ids, "key", folded(name_of(pl.col("id"))))


def with_whole(ids: pl.DataFrame) -> pl.DataFrame:
    """The rows with `whole`, a hash of each folded `id`, owner and name: once for all who ask."""
    return _with(ids, "whole", folded(pl.col("id")).hash())


def _with(ids: pl.DataFrame, name: str, value: pl.Expr) -> pl.DataFrame:
    """The rows with a column more, unless they have it; made of some rows at a time, and in one piece."""
    if name in ids.columns:
        return ids
    return ids.with_columns(ids.lazy().select(value.alias(name)).collect(engine="streaming").rechunk())


def slices(rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The rows, AT_ONCE at a time; one without any where there are none."""
    for start in range(0, max(rows.height, 1), AT_ONCE):
        yield rows.slice(start, AT_ONCE)


def rows_with(rows: pl.DataFrame, column: str, values: pl.Series) -> pl.DataFrame:
    """The rows that have one of these values in a column, in no order; looked for some rows at a time, since a join at
    once takes as much memory again as all models do."""
    wanted = values.unique().to_frame(column).lazy()
    return rows.lazy().join(wanted, on=column, how="semi").collect(engine="streaming")


def stems(ids: pl.DataFrame) -> pl.DataFrame:
    """What each `id` may be called after: `id, key, words`. The whole folded name comes first, with `words` 0.

    `words` is how many words for a format were taken off the name's end to get `key`. No key is empty.
    """
    now = with_key(ids).select("id", "key", words=pl.lit(0, pl.Int8)).filter(pl.col("key") != "")
    found = [now]
    for words in range(1, MOST_ENDINGS + 1):
        ending = f"-{WORD}$"
        now = now.filter(pl.col("key").str.contains(ending))
        now = now.select("id", pl.col("key").str.replace(ending, ""), words=pl.lit(words, pl.Int8))
        found.append(now.filter(pl.col("key") != ""))
    return pl.concat(found)


def shortest(keys: pl.DataFrame) -> pl.DataFrame:
    """`id, key`: of the keys of each `id` the one with most words taken off."""
    return keys.sort("words").unique("id", keep="last").select("id", "key")


def openings(ids: pl.DataFrame) -> pl.DataFrame:
    """`id, key, words` for names made of an owner, `_-_` and a model: the name without its last words, MOST_ENDINGS
    of them at most, whatever they are; owner and model together need no known ending to be told."""
    so_made = with_key(ids.filter(pl.col("id").str.contains("_-_", literal=True)))
    now = so_made.select("id", "key", words=pl.lit(0, pl.Int8)).filter(pl.col("key") != "")
    found = [now]
    for words in range(1, MOST_ENDINGS + 1):
        shorter = pl.col("key").str.replace("-[^-]+$", "")
        now = now.filter(shorter != pl.col("key")).select("id", key=shorter, words=pl.lit(words, pl.Int8))
        found.append(now)
    return pl.concat(found)


def says_quantized(id: pl.Expr) -> pl.Expr:
    """Whether the name ends in words for formats, and one of them is for a quantisation."""
    return folded(name_of(id)).str.contains(f"-(?:{QUANTIZED})(?:-{WORD})*$")


def ends_quantized(id: pl.Expr) -> pl.Expr:
    """Whether the name's very last word is for a quantisation."""
    return folded(name_of(id)).str.contains(f"-(?:{QUANTIZED})$")


def holds_quantized(id: pl.Expr) -> pl.Expr:
    """Whether a word for a quantisation stands anywhere behind the name's first; `unquantized` takes them back."""
    name = folded(name_of(id))
    return name.str.contains(f"-(?:{QUANTIZED})(?:-|$)") & ~name.str.contains("-(?:un|de)quantized")
