"""The rows of a snapshot that a refresh made, as the models of the earlier resolution and the few that it read."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingest.claims.extract import oddly_named
from ingest.inference.narrow_models import NarrowModels, is_missing
from ingest.resolve.kept import EarlierResolution, former_rows
from ingest.resolve.models import STATUS, status_of_row
from ingest.resolve.snapshot_rows import EVIDENT, KEPT, MODELS
from ingest.snapshots.history import dated
from ingest.snapshots.parts import rows_of
from ingest.snapshots.snapshot import Snapshot
from lineage.files.making import WholeNeeded
from lineage.values import Status

FEW = 20
"""Where one row in so many has changed, or more, all of it is resolved anew."""


@dataclass(frozen=True, slots=True, eq=False)
class ChangedRows:
    """The rows of a snapshot, most of which an earlier resolution has as they are.

    `changed` are the dated rows (KEPT) that were read since that; `stale` the ids of these and of the models that are
    called otherwise now. Of all other models the rows of that resolution, whose models are `held` (NARROW), some only
    named (`was_missing`), still hold; the rows are `nameless` where the Hub gives no `_id`. `models` are NARROW as they
    are now, but for those that are missing: they are as they were.
    """

    opened: Snapshot
    height: int
    changed: pl.DataFrame
    stale: pl.DataFrame
    nameless: pl.DataFrame
    held: NarrowModels
    was_missing: pl.DataFrame
    models: NarrowModels

    @classmethod
    def of(cls, opened: Snapshot, earlier: EarlierResolution) -> "ChangedRows":
        """Raises WholeNeeded where too much has changed, or something else than the rows that were read."""
        height = sum(part.height for part in opened.parts)
        changed = _read_since(opened, height // FEW)
        if changed is None:
            raise WholeNeeded(f"more than {1 / FEW:.0%} of the models were read again")
        held = earlier.narrow()
        was_missing = held.filter(is_missing())
        listed = held.height - was_missing.height
        known = held.among(changed["id"]).filter(~is_missing()).height
        gone = _gone(opened, changed, held, listed - known + changed.height - height)
        if gone is None:
            raise WholeNeeded("the earlier resolution and what was read do not make up the snapshot")
        if not _same_odd_ids(earlier.odd, changed, gone):
            raise WholeNeeded("other ids than before are none of the Hub's form")
        stale = pl.concat([changed.select("id"), gone])
        nameless = pl.concat(
            [earlier.nameless.filter(~is_among("id", stale)), changed.filter(pl.col("hub_id").is_null()).select("id")]
        )
        models = held.instead(stale["id"], _narrow(changed))
        return cls(opened, height, changed, stale, nameless, held, was_missing, models)

    def listed(self, *which: pl.Expr) -> pl.DataFrame:
        """`id, hub_id` of the models of which all of it is true, but for missing ones."""
        return self._as_listed(self.models.filter(~is_missing(), *which))

    def listed_among(self, ids: pl.Series) -> pl.DataFrame:
        """`id, hub_id` of those of the ids that are or were listed."""
        return self._as_listed(self.models.among(ids))

    def meant_by(self, named: pl.DataFrame, owners: pl.DataFrame, earlier: EarlierResolution) -> pl.DataFrame:
        """What `references.meant_by` gives of all rows."""
        former = self.former(earlier)
        by_former = former.explode("former_ids").join(named, left_on="former_ids", right_on="candidate", how="semi")
        names = pl.concat([named["candidate"], by_former["id"]])
        hub_ids = pl.DataFrame({"hub_id": named["hub_id"]})
        found = (
            self._as_listed(self.models.alike(names)),
            rows_among(self.listed(is_among("hub_id", hub_ids)).lazy(), hub_ids, "hub_id").collect(),
            self._as_listed(self.models.of_owners(owners["owner"])),
        )
        return pl.concat(found).unique("id").join(former, on="id", how="left")

    def moved(self, earlier: EarlierResolution) -> pl.DataFrame:
        """`id, hub_id, former_ids` of the rows that are not what they were in the earlier resolution, and as they were
        then."""
        columns = ["id", "hub_id", "former_ids"]
        rows = self.held.among(self.stale["id"]).filter(~is_missing())
        before = rows.select("id", "hub_id").join(earlier.former, on="id", how="left").select(columns)
        names = pl.col("former_ids").list.join("\n").fill_null("")
        then, now = (some.select(*columns, names=names) for some in (before, self.changed))
        on = ["id", "hub_id", "names"]
        others = [a.join(b, on=on, how="anti", nulls_equal=True) for a, b in ((then, now), (now, then))]
        return pl.concat(others).select(columns)

    def _as_listed(self, models: pl.DataFrame) -> pl.DataFrame:
        """`id, hub_id` of those of the models that are not missing, as the Hub gives them."""
        hub_id = pl.when(~is_among("id", self.nameless)).then("hub_id")
        return models.filter(~is_missing()).select("id", hub_id=hub_id)

    def former(self, earlier: EarlierResolution) -> pl.DataFrame:
        """The rows that once had other ids (`kept.former_rows`)."""
        held = earlier.former.filter(~is_among("id", self.stale))
        return pl.concat([held, former_rows(self.changed.lazy())])

    def again(self, held: pl.DataFrame) -> pl.DataFrame:
        """The columns of their rows (MODELS) of models that the earlier resolution has."""
        stated = held.with_columns(
            hub_id=pl.when(~is_among("id", self.nameless)).then("hub_id"),
            removed=pl.when(pl.col("status") == Status.REMOVED.value).then(True),
            card_licenses=pl.lit(None, pl.String),
        )
        return stated.select(MODELS)

    def evident(self, children: pl.DataFrame) -> pl.DataFrame:
        """What says more of derivations than claims do (EVIDENT), of some children (`child`)."""
        unread = children.join(self.changed, left_on="child", right_on="id", how="anti")
        read = self.changed.join(children, left_on="id", right_on="child", how="semi").select(EVIDENT)
        if unread.is_empty():
            return read
        rows = dated(_rows_of_few(self.opened, unread), self.opened.facts.data_at)
        return pl.concat([rows.select(EVIDENT).collect(), read])


def is_among(column: str, values: pl.DataFrame) -> pl.Expr:
    """Whether a column has one of the values of the other table's only column; null is none of them."""
    return pl.col(column).is_in(values.to_series().drop_nulls().implode())


def rows_among(rows: pl.LazyFrame, ids: pl.DataFrame, column: str = "id") -> pl.LazyFrame:
    """The rows of some ids, the only column of these."""
    return rows.clear() if ids.is_empty() else rows.filter(is_among(column, ids))


def differing(was: pl.DataFrame, now: pl.DataFrame, *keys: str) -> pl.DataFrame:
    """The keys of the rows that only one of both has; the columns of `was` are compared."""
    both = ((was, now.select(was.columns)), (now.select(was.columns), was))
    others = [some.join(other, on=was.columns, how="anti", nulls_equal=True).select(keys) for some, other in both]
    return pl.concat(others).unique()


def _read_since(opened: Snapshot, most: int) -> pl.DataFrame | None:
    """The dated rows (KEPT) that were read for this snapshot itself; None where there are more."""
    found = [KEPT.to_frame()]
    for part in (part for part in opened.parts if part.at is None):
        fresh = part.rows().filter(pl.col("last_seen").is_null())
        if fresh.select(pl.len()).collect().item():
            found.append(dated(fresh, opened.facts.data_at).select(KEPT.names()).collect())
        if sum(map(len, found)) > most:
            return None
    return pl.concat(found)


def _narrow(changed: pl.DataFrame) -> pl.DataFrame:
    """NARROW of the changed rows, as far as these say it."""
    columns = ("id", "hub_id", "author", "created_at")
    return changed.select(*columns, status=status_of_row().cast(STATUS))


def _gone(opened: Snapshot, changed: pl.DataFrame, held: NarrowModels, gone: int) -> pl.DataFrame | None:
    """`id` of the models that are called otherwise now, as many as were `gone`; None where these are other models."""
    former = changed["former_ids"].explode().drop_nulls()
    found = held.among(former).filter(~is_missing()).select("id").join(changed, on="id", how="anti")
    if found.height > gone:  # some of the names are borne by others, whose rows did not change
        found = found.join(rows_among(opened.rows(), found).select("id").collect(), on="id", how="anti")
    return found if found.height == gone else None


def _rows_of_few(opened: Snapshot, ids: pl.DataFrame) -> pl.LazyFrame:
    """The rows of a few ids: more than ids is read of the parts alone that have one of them, where these may be few."""
    if ids.height >= len(opened.parts):
        return rows_among(opened.rows(), ids)
    numbered = opened.rows().select("id").with_row_index("number")
    numbers = rows_among(numbered, ids).select("number").collect().to_series()
    ends = np.cumsum([part.height for part in opened.parts])
    parts = np.unique(np.searchsorted(ends, numbers.to_numpy(), side="right"))
    return rows_among(rows_of([opened.parts[part] for part in parts.tolist()]), ids)


def _same_odd_ids(odd: set[str], changed: pl.DataFrame, gone: pl.DataFrame) -> bool:
    """Whether the ids that are `oddly_named`, which every text is read by, are what they were."""
    return oddly_named(changed.lazy()) <= odd and odd.isdisjoint(gone["id"])
