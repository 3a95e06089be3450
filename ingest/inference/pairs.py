"""Derivations of all models, of which few are looked up by either end."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from ingest.inference.hash_index import Hashes, HashIndex, Places, distinct, others


@dataclass(frozen=True, eq=False)
class DerivationPairs:
    """Derivations: `rows` are `child, parent` and more. An end is looked for by its hash, and then compared."""

    rows: pl.DataFrame

    def of_children(self, ids: pl.Series) -> pl.DataFrame:
        """Those of these children, in no order."""
        return self._at("child", self._by_child, ids)

    def of_parents(self, ids: pl.Series, most: int | None = None) -> pl.DataFrame:
        """Those from these parents, in no order; with `most`, some of each, so many at most."""
        return self._at("parent", self._by_parent, ids, most)

    def below(self, ids: pl.Series) -> pl.Series:
        """The models and all that was derived from them, by hash: maybe a few more."""
        return self._reached(ids, self._by_parent, "child")

    def above(self, ids: pl.Series) -> pl.Series:
        """The models and all that they were derived from, by hash: maybe a few more."""
        return self._reached(ids, self._by_child, "parent")

    @cached_property
    def _hashes(self) -> dict[str, Hashes]:
        return {end: self.rows[end].hash().to_numpy() for end in ("child", "parent")}

    @cached_property
    def _by_child(self) -> HashIndex:
        return HashIndex.of(self._hashes["child"])

    @cached_property
    def _by_parent(self) -> HashIndex:
        return HashIndex.of(self._hashes["parent"])

    def _at(self, end: str, index: HashIndex, ids: pl.Series, most: int | None = None) -> pl.DataFrame:
        wanted = ids.drop_nulls()
        hashes = wanted.hash().to_numpy()
        order = np.argsort(hashes)
        places, which = index.matches(hashes[order], most)
        found = self.rows[places]
        same = found[end] == wanted.gather(order[which])
        return found if same.all() else found.filter(pl.col(end).is_in(wanted.implode()))

    def _reached(self, ids: pl.Series, index: HashIndex, end: str) -> pl.Series:
        """The ids and all at that end of what leads away from them."""
        reached = fresh = distinct(ids.hash().to_numpy())
        found: list[Places] = [np.zeros(0, np.int64)]
        while len(fresh):
            found.append(index.find(fresh))
            fresh = others(distinct(self._hashes[end][found[-1]]), reached)
            reached = np.sort(np.concatenate([reached, fresh]))
        return pl.concat([ids, self.rows[end].gather(np.concatenate(found))]).unique().alias("id")
