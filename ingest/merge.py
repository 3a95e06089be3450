"""A new reading laid over an earlier snapshot: models keep their history, and those that are gone leave a tombstone."""

from collections.abc import Callable
from datetime import datetime

import polars as pl

from ingest.resolve.claims import claims_of
from ingest.seen import dated, names_of
from ingest.snapshot import HISTORY, ROW, Snapshot, snapshots
from lineage.home import Home

Merge = Callable[[pl.LazyFrame], pl.LazyFrame]

_KEY = pl.coalesce("hub_id", "id").alias("key")
"""A model is the same as long as its `_id` is, whatever it is called; its id counts where a source gives no `_id`."""


def newest_complete(home: Home, source: str, before: datetime | None = None) -> Snapshot | None:
    """The newest complete snapshot of everything that `source` lists; with `before`, of those begun before it."""
    for one in reversed(snapshots(home)):
        facts = one.facts
        whole = facts.complete and facts.scope is None
        if whole and facts.source == source and (before is None or facts.started_at < before):
            return one
    return None


def over(base: Snapshot | None, *, complete: bool) -> Merge:
    """Laying rows over `base`, as `merge` does; without a base they stay as they are."""
    return lambda rows: rows if base is None else merge(base, rows, complete=complete)


def merge(base: Snapshot, rows: pl.LazyFrame, *, complete: bool) -> pl.LazyFrame:
    """Freshly read rows (schema ROW, no model twice) with the history `base` knows, behind what they leave of `base`.

    `complete` says that the rows are all the source lists: what `base` has beside them is kept as removed, with the
    date it was last seen. Otherwise it is kept as it was. A row of `base` whose id is another model's now is dropped.
    """
    old = dated(base.rows(), base.facts.started_at).with_columns(_KEY)
    new = rows.with_columns(_KEY)
    left = old.join(new.select("key"), on="key", how="anti", maintain_order="left")
    left = left.join(new.select("id"), on="id", how="anti", maintain_order="left")
    if complete:
        left = left.with_columns(removed=pl.lit(True))
    return pl.concat([left.select(ROW.names()), _with_history(old, new).select(ROW.names())])


def _with_history(old: pl.LazyFrame, new: pl.LazyFrame) -> pl.LazyFrame:
    """The new rows: first seen when `old` says, and naming each parent since `old` says, or since now (null)."""
    known = old.select("key", was="id", ids="former_ids", first="first_seen", since="parents_since", claims=_claims())
    met = new.with_columns(now=_claims()).join(known, on="key", how="left", maintain_order="left")
    changed = met.filter(pl.col("first").is_not_null() & (pl.col("now") != pl.col("claims"))).select("key").collect()
    late = _late(_these(old, changed), _these(new, changed))
    return met.join(late.lazy(), on="key", how="left", maintain_order="left").with_columns(
        first_seen="first",
        former_ids=_former_ids(),
        parents_since=pl.when(pl.col("changed")).then("late").otherwise("since"),
    )


def _former_ids() -> pl.Expr:
    """The ids it had before: those known (`ids`), and the one it `was` called if that is another."""
    renamed = pl.col("was") != pl.col("id")
    ids = pl.concat_list(pl.col("ids").fill_null([]), "was").list.unique(maintain_order=True)
    return pl.when(renamed).then(ids).otherwise("ids")


def _claims() -> pl.Expr:
    """All that a row says of its parents, as one number."""
    parents = pl.col("hub_parents").list.eval(pl.element().struct.json_encode()).list.join("\n")
    tags = pl.col("tags").list.filter(pl.element().str.starts_with("base_model:")).list.join("\n")
    parts = [part.fill_null("") for part in (pl.col("card_base_model"), pl.col("card_other_bases"), parents, tags)]
    return pl.concat_str(parts, separator="\0").hash()


def _these(rows: pl.LazyFrame, keys: pl.DataFrame) -> pl.DataFrame:
    return rows.join(keys.lazy(), on="key", how="semi").collect()


def _late(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """`key, changed, late` of rows whose claims changed; `late` lists the names they did not have from the first."""
    named = _named(after)
    new = named.join(_named(before), on=["key", "parent"], how="anti").with_columns(
        since=pl.lit(None, HISTORY["first_seen"])
    )
    listed = before.filter(pl.col("parents_since").list.len() > 0).select("key", "parents_since")
    earlier = listed.explode("parents_since").select("key", pl.col("parents_since").struct.unnest())
    late = pl.concat([new, earlier.join(named, on=["key", "parent"], how="semi").select(new.columns)])
    grouped = late.sort("key", "parent").group_by("key", maintain_order=True).agg(late=pl.struct("parent", "since"))
    return after.select("key", changed=pl.lit(True)).join(grouped, on="key", how="left")


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """`key, parent`: every name by which each row calls a parent."""
    names = names_of(claims_of(rows.lazy().select(ROW.names())))
    return names.join(rows.select("key", child="id"), on="child").select("key", parent="name").unique()
