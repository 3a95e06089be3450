"""What is asked of all models at once, narrow and in memory: few of them are looked up by any of their names."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from ingest.inference.hash_index import HashIndex
from ingest.inference.keys import name_hashes
from ingest.inference.names import folded
from ingest.rows.clean import owner_of
from lineage.values import Status

BY_KEY, BY_WHOLE = "by key", "by whole"
"""Columns of places: the order of the models by the hashes of their names (KEYS)."""


def is_missing() -> pl.Expr:
    """Whether a model is only named."""
    return pl.col("status") == Status.MISSING.value


def orders(names: pl.DataFrame) -> list[pl.Series]:
    """BY_KEY and BY_WHOLE of models with KEYS, which are kept: finding the order of millions takes a while."""
    columns = ((BY_KEY, "key"), (BY_WHOLE, "whole"))
    return [names[hashes].arg_sort().cast(pl.UInt32).alias(name) for name, hashes in columns]


@dataclass(frozen=True, eq=False)
class ModelLayer:
    """Rows sorted by id, with KEYS, and their `orders` where they are known."""

    rows: pl.DataFrame
    orders: pl.DataFrame | None = None

    @cached_property
    def by_key(self) -> HashIndex:
        """By the folded name."""
        return self._index("key", BY_KEY)

    @cached_property
    def by_whole(self) -> HashIndex:
        """By the folded id."""
        return self._index("whole", BY_WHOLE)

    def _index(self, hashes: str, order: str) -> HashIndex:
        places = None if self.orders is None else self.orders[order].to_numpy()
        return HashIndex.of(self.rows[hashes].to_numpy(), places)

    def of_owners(self, owners: pl.Series) -> pl.DataFrame:
        """The rows of ids that start with an owner and its slash: `0` is the sign behind that."""
        first, behind = (self.rows["id"].search_sorted(owners + sign) for sign in ("/", "0"))
        ranges: Iterable[tuple[int, int]] = zip(first, behind, strict=True)
        found = [self.rows.slice(start, end - start) for start, end in ranges if end > start]
        return pl.concat([self.rows.clear(), *found])


@dataclass(frozen=True, slots=True, eq=False)
class NarrowModels:
    """Models with KEYS (`ingest.inference.keys`) and more, in layers, each with the ids of those that hold no more."""

    layers: tuple[tuple[ModelLayer, pl.Series], ...]

    def instead(self, replaced: pl.Series, rows: pl.DataFrame) -> "NarrowModels":
        """The same with these rows instead of those of the `replaced` ids; KEYS and columns that they lack are
        added."""
        named = rows.with_columns(name_hashes())
        alike = pl.concat([self.layers[0][0].rows.clear(), named], how="diagonal").sort("id")
        older = ((layer, pl.concat([gone, replaced])) for layer, gone in self.layers)
        return NarrowModels((*older, (ModelLayer(alike), replaced.clear())))

    @property
    def height(self) -> int:
        """How many models there are."""
        return sum(layer.rows.height - _among(layer, gone).height for layer, gone in self.layers)

    def filter(self, *which: pl.Expr, columns: Iterable[str] | None = None) -> pl.DataFrame:
        """The rows, all columns or these, for which all of it is true."""
        chosen = pl.all() if columns is None else pl.col("id", *columns)
        found = (layer.rows.lazy().filter(*which).select(chosen).collect() for layer, _ in self.layers)
        return self._holding(found)

    def among(self, ids: pl.Series) -> pl.DataFrame:
        """The rows of these ids."""
        return self._holding(_among(layer, ids) for layer, _ in self.layers)

    def alike(self, ids: pl.Series) -> pl.DataFrame:
        """The rows of ids that differ from these by capitals and signs at most, and maybe others."""
        return self.with_whole(_whole(ids))

    def with_key(self, keys: pl.Series) -> pl.DataFrame:
        """The rows whose folded name has one of these hashes."""
        return self._holding(layer.rows[layer.by_key.find(keys)] for layer, _ in self.layers)

    def with_whole(self, keys: pl.Series) -> pl.DataFrame:
        """The rows whose folded id has one of these hashes."""
        return self._holding(layer.rows[layer.by_whole.find(keys)] for layer, _ in self.layers)

    def of_owners(self, owners: pl.Series) -> pl.DataFrame:
        """The rows of ids with one of these owners, whose ids stand together."""
        found = self._holding(layer.of_owners(owners.drop_nulls().unique()) for layer, _ in self.layers)
        return found.filter(owner_of(pl.col("id")).is_in(owners.implode()))

    def _holding(self, found: Iterable[pl.DataFrame]) -> pl.DataFrame:
        """Those of some rows of each layer that hold."""
        by_layer = zip(found, self.layers, strict=True)
        return pl.concat([rows.filter(~pl.col("id").is_in(gone.implode())) for rows, (_, gone) in by_layer])


def _among(layer: ModelLayer, ids: pl.Series) -> pl.DataFrame:
    """The layer's rows of these ids."""
    return layer.rows[layer.by_whole.find(_whole(ids))].filter(pl.col("id").is_in(ids.drop_nulls().implode()))


def _whole(ids: pl.Series) -> pl.Series:
    return ids.drop_nulls().unique().to_frame("id").select(folded(pl.col("id")).hash()).to_series()
