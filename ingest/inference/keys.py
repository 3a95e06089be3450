"""The names that models have and may be called after, as hashes: what a few changes touch is found without taking all
names apart again."""

import polars as pl

from ingest.inference.names import folded, name_of, openings, slices, stems, with_key

KEYS = pl.Schema({"id": pl.String(), "key": pl.UInt64(), "whole": pl.UInt64()})
"""The hash of a model's folded name, and that of its folded id."""

STEMS = pl.Schema({"id": pl.String(), "key": pl.UInt64()})
"""The hash of each name that a model may be called after, but for its whole folded name."""


def keys_of(ids: pl.DataFrame) -> pl.DataFrame:
    """KEYS of the models (`id`)."""
    return ids.select("id", *name_hashes())


def name_hashes() -> list[pl.Expr]:
    """`key` and `whole` of KEYS, of `id`."""
    id = pl.col("id")
    return [folded(name_of(id)).hash().alias("key"), folded(id).hash().alias("whole")]


def stems_of(ids: pl.DataFrame) -> pl.DataFrame:
    """STEMS of the models (`id`), by id where these are."""
    return pl.concat([_stems(some) for some in slices(ids)])


def _stems(ids: pl.DataFrame) -> pl.DataFrame:
    keys = with_key(ids.select("id"))
    shorter = stems(keys).filter(pl.col("words") > 0)
    found = pl.concat([shorter.select("id", "key"), openings(keys).select("id", "key")])
    return found.select("id", pl.col("key").hash()).unique().sort("id", "key")
