"""What claims refer to, and the few of the listed models that they may mean: the others need not be looked through."""

from collections.abc import Iterable

import polars as pl

from ingest.rows.clean import owner_of


class References:
    """Names in claims (CLAIMED), gathered a frame at a time: each is kept once."""

    def __init__(self) -> None:
        self._names: list[pl.DataFrame] = []
        self._owners: list[pl.DataFrame] = []

    def add(self, claims: pl.DataFrame) -> None:
        """Gather what these claims refer to."""
        self._names.append(claims.select("candidate", "by_hub", "hub_id").unique())
        self._owners.append(claims.filter("by_owner").select(owner=owner_of(pl.col("candidate"))).drop_nulls().unique())

    def gathered(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """`candidate, hub_id, by_hub` of all claims, and each `owner` of whom another model would dispel a doubt."""
        return pl.concat(self._names).unique(), pl.concat(self._owners).unique()


def meant_by(named: pl.DataFrame, owners: pl.DataFrame, rows: pl.LazyFrame) -> pl.DataFrame:
    """`id, hub_id, former_ids` of the `rows` that claims may mean: by id in any case, by an earlier id, by `_id`, or by
    the owner alone. `named` and `owners` are those of `References`."""
    listed = rows.select("id", "hub_id", "former_ids")
    folds = named.lazy().select(fold=pl.col("candidate").str.to_lowercase()).drop_nulls().unique()
    names = named.lazy().select(former="candidate").drop_nulls().unique()
    hub_ids = named.lazy().select("hub_id").drop_nulls().unique()
    fold, former = pl.col("id").str.to_lowercase(), listed.filter(pl.col("former_ids").list.len() > 0)
    found: Iterable[pl.LazyFrame] = (
        listed.with_columns(fold=fold).join(folds, on="fold", how="semi"),
        listed.join(hub_ids, on="hub_id", how="semi"),
        former.with_columns(former="former_ids").explode("former").join(names, on="former", how="semi"),
        listed.with_columns(owner=owner_of(pl.col("id"))).join(owners.lazy(), on="owner", how="semi"),
    )
    columns = ["id", "hub_id", "former_ids"]
    return pl.concat([one.select(columns) for one in found]).unique("id").collect(engine="streaming")
