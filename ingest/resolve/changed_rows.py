"""The rows of a snapshot that a refresh made, as the models of the earlier resolution and the few that it read."""

from dataclasses import dataclass

import polars as pl

from ingest.claims.extract import oddly_named
from ingest.resolve.kept import EarlierResolution, cut, places
from ingest.resolve.ranges import Ranges
from ingest.resolve.snapshot_rows import EVIDENT, KEPT, MODELS
from ingest.snapshots.history import dated
from ingest.snapshots.snapshot import Snapshot
from lineage.making import WholeNeeded
from lineage.values import Status

FEW = 20
"""Where one row in so many has changed, or more, all of it is resolved anew."""


@dataclass(frozen=True, slots=True, eq=False)
class ChangedRows:
    """The rows of a snapshot by ranges of their ids.

    `changed` are the dated rows that were read since the earlier resolution; `stale` the ids of these and of the models
    that are called otherwise now. Of all other models that resolution's rows (`earlier`, and their `hashes`, by range)
    still hold; they are `nameless` where the Hub gives no `_id`.
    """

    opened: Snapshot
    ranges: Ranges
    height: int
    changed: pl.DataFrame
    stale: pl.DataFrame
    earlier: list[pl.LazyFrame]
    hashes: list[pl.Series]
    nameless: pl.DataFrame

    @classmethod
    def of(cls, opened: Snapshot, earlier: EarlierResolution) -> "ChangedRows":
        """Raises WholeNeeded where too much has changed, or something else than the rows that were read."""
        listing = opened.rows().select("id", "hub_id").collect()
        changed = _read_since(opened, listing.height // FEW)
        if changed is None:
            raise WholeNeeded(f"more than {1 / FEW:.0%} of the models changed")
        former = changed.select(id=pl.col("former_ids").list.explode(empty_as_null=False)).unique()
        gone = former.join(listing, on="id", how="anti")
        stale = pl.concat([changed.select("id"), gone])
        if not _same_odd_ids(earlier.odd, changed, gone):
            raise WholeNeeded("other ids than before are none of the Hub's form")
        ranges = Ranges.of(opened.parts)
        nameless = listing.filter(pl.col("hub_id").is_null()).select("id")
        models, hashes = earlier.table("models"), earlier.hashes
        held_hashes = [hashes.slice(start, length) for start, length in places(models, "id", ranges)]
        held_models = cut(models, "id", ranges)
        rows = cls(opened, ranges, listing.height, changed, stale, held_models, held_hashes, nameless)
        held = pl.scan_parquet(earlier.table("models"), glob=False).filter(_is_row(), ~is_among("id", stale))
        unchanged: int = held.select(pl.len()).collect().item()
        if unchanged + changed.height != listing.height:
            raise WholeNeeded("the earlier resolution and what was read do not make up the snapshot")
        return rows

    def scan(self) -> pl.LazyFrame:
        """All rows as the snapshot has them, in no order."""
        return self.opened.rows()

    def held(self, number: int) -> tuple[pl.DataFrame, pl.Expr]:
        """The models of a range (COLUMNS) with their HASH as the earlier resolution has them, and which of them still
        hold."""
        held = self.earlier[number].collect().with_columns(self.hashes[number])
        return held, _is_row() & ~is_among("id", self.stale)

    def again(self, held: pl.DataFrame) -> pl.DataFrame:
        """The columns of their rows (MODELS) of models that the earlier resolution has."""
        stated = held.with_columns(
            hub_id=pl.when(~is_among("id", self.nameless)).then("hub_id"),
            removed=pl.when(pl.col("status") == Status.REMOVED.value).then(True),
            card_licenses=pl.lit(None, pl.String),
        )
        return stated.select(MODELS)

    def read(self, number: int) -> pl.DataFrame:
        """The columns that a model has (MODELS) of the rows of a range that were read since."""
        return self.changed.filter(self.ranges.number(pl.col("id")) == number).select(MODELS)

    def evident(self, children: pl.DataFrame) -> pl.DataFrame:
        """What says more of derivations than claims do (EVIDENT), of some children (`child`)."""
        unread = children.join(self.changed, left_on="child", right_on="id", how="anti")["child"]
        read = self.changed.join(children, left_on="id", right_on="child", how="semi").select(EVIDENT)
        if unread.is_empty():
            return read
        rows = dated(self.opened.rows().filter(pl.col("id").is_in(unread.implode())), self.opened.facts.data_at)
        return pl.concat([rows.select(EVIDENT).collect(), read])


def is_among(column: str, values: pl.DataFrame) -> pl.Expr:
    """Whether a column has one of the values of the other table's only column; null is none of them."""
    return pl.col(column).is_in(values.to_series().drop_nulls().implode())


def _is_row() -> pl.Expr:
    """Whether a model of a resolution is a row of its snapshot."""
    return pl.col("status") != Status.MISSING.value


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


def _same_odd_ids(odd: set[str], changed: pl.DataFrame, gone: pl.DataFrame) -> bool:
    """Whether the ids that are `oddly_named`, which every text is read by, are what they were."""
    return oddly_named(changed.lazy()) <= odd and odd.isdisjoint(gone["id"])
