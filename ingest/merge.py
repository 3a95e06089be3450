"""A new reading laid over an earlier snapshot: models keep their history, and those that are gone leave a tombstone."""

from collections.abc import Callable
from datetime import datetime

import numpy as np
import numpy.typing as npt
import polars as pl

from ingest.resolve.claims import claims_of
from ingest.seen import dated, names_of
from ingest.snapshot import HISTORY, ROW, Snapshot, snapshots
from lineage.home import Home

Merge = Callable[[pl.LazyFrame], pl.LazyFrame]

Places = npt.NDArray[np.int64]

_AT = pl.get_index_type()
_KEY = pl.coalesce("hub_id", "id")
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
    Models are told apart by 64-bit hashes, 60 bytes each in memory.
    """
    old = dated(base.rows(), base.facts.started_at).with_row_index("at")
    new = rows.with_row_index("at")
    was, now = _marks(old), _marks(new)
    replaced = np.isin(was["key"], now["key"]) | np.isin(was["id"], now["id"])
    left = old.join(_places(np.flatnonzero(replaced)).lazy(), on="at", how="anti", maintain_order="left")
    if complete:
        left = left.with_columns(removed=pl.lit(True))
    met = _met(was, now)
    known = pl.concat([new, _first_seen(was, met).lazy()], how="horizontal").with_columns(first_seen="first")
    history = _history(old, new, _told(was, now, met)).lazy()
    fresh = known.drop("former_ids", "parents_since").join(history, on="at", how="left", maintain_order="left")
    return pl.concat([left.select(ROW.names()), fresh.select(ROW.names())])


def _marks(rows: pl.LazyFrame) -> pl.DataFrame:
    """Of each row: hashes of `key`, `id` and `claims`, `first_seen`, and whether it `has` lists of history."""
    lists = pl.col("former_ids").is_not_null() | pl.col("parents_since").is_not_null()
    hashes = {"key": _KEY.hash(), "id": pl.col("id").hash(), "claims": _claims()}
    return rows.select("first_seen", **hashes, has=lists).collect(engine="streaming")


def _met(was: pl.DataFrame, now: pl.DataFrame) -> Places:
    """For each new row the place of the old one with its key, -1 where there is none."""
    if was.is_empty():
        return np.full(now.height, -1, np.int64)
    keys, wanted = was["key"].to_numpy(), now["key"].to_numpy()
    order = np.argsort(keys)
    place = order[np.searchsorted(keys, wanted, sorter=order).clip(max=len(keys) - 1)]
    return np.where(keys[place] == wanted, place, -1)


def _first_seen(was: pl.DataFrame, met: Places) -> pl.DataFrame:
    """`first`: when the old row of each new one was first seen; null where there is none."""
    known = pl.Series(np.where(met < 0, 0, met))
    first = was["first_seen"].gather(known) if was.height else pl.Series([None], dtype=HISTORY["first_seen"])
    return pl.DataFrame({"met": met >= 0, "first": first}).select(first=pl.when("met").then("first"))


def _told(was: pl.DataFrame, now: pl.DataFrame, met: Places) -> pl.DataFrame:
    """`at, before, changed`: places of the new rows whose lists of history are not empty, and of their old ones."""
    at = np.flatnonzero(met >= 0)
    pairs = was[met[at]].select(was_id="id", was_claims="claims", has="has").hstack(now[at].select("id", "claims"))
    pairs = pairs.with_columns(at=pl.Series(at, dtype=_AT), before=pl.Series(met[at], dtype=_AT))
    changed = pl.col("claims") != pl.col("was_claims")
    told = pairs.filter(pl.col("has") | changed | (pl.col("id") != pl.col("was_id")))
    return told.select("at", "before", changed=changed)


def _history(old: pl.LazyFrame, new: pl.LazyFrame, told: pl.DataFrame) -> pl.DataFrame:
    """`at, former_ids, parents_since` of the new rows in `told`."""
    before = old.join(told.lazy().select(at="before"), on="at", how="semi").collect().rename({"at": "before"})
    after = new.join(told.lazy().select("at"), on="at", how="semi").collect()
    pairs = told.join(before.select("before", "former_ids", "parents_since", was="id"), on="before")
    pairs = pairs.join(after.select("at", "id"), on="at")
    earlier = before.join(told.filter("changed"), on="before")
    late = _late(earlier, after.join(told.filter("changed").select("at"), on="at", how="semi"))
    return pairs.join(late, on="at", how="left").select(
        "at",
        former_ids=_former_ids(),
        parents_since=pl.when("changed").then("late").otherwise("parents_since"),
    )


def _former_ids() -> pl.Expr:
    """The ids it had before: those known, and the one it `was` called if that is another."""
    renamed = pl.col("was") != pl.col("id")
    ids = pl.concat_list(pl.col("former_ids").fill_null([]), "was").list.unique(maintain_order=True)
    return pl.when(renamed).then(ids).otherwise("former_ids")


def _claims() -> pl.Expr:
    """All that a row says of its parents, as one number."""
    parents = pl.col("hub_parents").list.eval(pl.element().struct.json_encode()).list.join("\n")
    tags = pl.col("tags").list.filter(pl.element().str.starts_with("base_model:")).list.join("\n")
    parts = [part.fill_null("") for part in (pl.col("card_base_model"), pl.col("card_other_bases"), parents, tags)]
    return pl.concat_str(parts, separator="\0").hash()


def _places(numbers: Places) -> pl.DataFrame:
    return pl.DataFrame({"at": numbers}, schema={"at": _AT})


def _late(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """`at, late` of rows whose claims changed: the names for parents that they did not have from the first."""
    named = _named(after)
    new = named.join(_named(before), on=["at", "parent"], how="anti").with_columns(
        since=pl.lit(None, HISTORY["first_seen"])
    )
    listed = before.filter(pl.col("parents_since").list.len() > 0).select("at", "parents_since")
    earlier = listed.explode("parents_since").select("at", pl.col("parents_since").struct.unnest())
    late = pl.concat([new, earlier.join(named, on=["at", "parent"], how="semi").select(new.columns)])
    return late.sort("at", "parent").group_by("at", maintain_order=True).agg(late=pl.struct("parent", "since"))


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """`at, parent`: every name by which each row calls a parent."""
    names = names_of(claims_of(rows.lazy().select(ROW.names())))
    return names.join(rows.select("at", child="id"), on="child").select("at", parent="name").unique()
