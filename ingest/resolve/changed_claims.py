"""The claims of a resolution where little has changed since an earlier one: those that the changes touch are decided.

A child is touched where it was read again, where one of its claims names a model that has come, gone or been renamed,
and where its open claims hang together with those of such a child (`open_claims.reached`). What the claims of the
touched children mean is found among these alone: no other has a say in it.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from ingest.claims.extract import claims_of
from ingest.resolve.changed_rows import ChangedRows, differing, is_among, rows_among
from ingest.resolve.kept import EarlierResolution
from ingest.resolve.naming import decided
from ingest.resolve.open_claims import OPEN, folded, open_claims, owners_in_doubt, reached
from ingest.resolve.outcomes import CLAIM_COLUMNS, DERIVATION_COLUMNS
from ingest.resolve.read_claims import ReadClaims
from ingest.resolve.settled_claims import SettledClaims
from ingest.resolve.tables import derived
from ingest.rows.clean import owner_of


@dataclass(frozen=True, slots=True, eq=False)
class ChangedClaims:
    """What becomes of the claims that changes touch.

    `children` (`child`) are those that were read again, are called otherwise now, or whose claims are decided
    otherwise: in `claims` (CLAIM_COLUMNS) and `derivations` (DERIVATION_COLUMNS) they have these rows, and no others.
    `read` are the claims as they were read (CLAIMED) of the rows that were read again; `open_claims` (OPEN) those of
    all children. `before` (CLAIM_COLUMNS) is what the claims of the children were.
    """

    children: pl.DataFrame
    read: pl.DataFrame
    before: pl.DataFrame
    claims: pl.DataFrame
    derivations: pl.DataFrame
    open_claims: pl.DataFrame

    @classmethod
    def of(cls, rows: ChangedRows, earlier: EarlierResolution, work: Path) -> "ChangedClaims":
        """Decide them; `work` is a folder to make here."""
        fresh = claims_of(rows.changed.lazy(), earlier.odd)
        touched = _touched(rows, earlier, fresh)
        others = touched.join(rows.stale, left_on="child", right_on="id", how="anti")
        kept = rows_among(earlier.claims_as_read.scan(), others, "child").collect()
        read = ReadClaims(work)
        read.add(0, pl.concat([kept, fresh]))
        settled = SettledClaims(read, range(1), partial(rows.meant_by, earlier=earlier))
        here = settled.of(0)
        open_now = open_claims(here, settled.known.listed)
        now = decided(here)
        before = rows_among(earlier.table("claims").scan(), touched, "child").collect()
        was, are = (some.join(others, on="child", how="semi") for some in (before, now))
        otherwise = differing(was, are, "child")
        children = pl.concat([rows.stale.select(child="id"), otherwise]).unique()
        anew = now.join(children, on="child", how="semi", maintain_order="left")
        derivations = derived(anew, rows.evident(anew.select("child").unique()).lazy())
        held = earlier.open_claims.filter(~is_among("child", touched))
        return cls(
            children,
            read.pieces.read(0).filter(is_among("child", rows.stale)),
            before.join(children, on="child", how="semi"),
            anew.select(CLAIM_COLUMNS),
            derivations.select(DERIVATION_COLUMNS),
            pl.concat([held, open_now]).sort("child", maintain_order=True),
        )


def _touched(rows: ChangedRows, earlier: EarlierResolution, fresh: pl.DataFrame) -> pl.DataFrame:
    """`child` of all children that the changed rows touch, of which `fresh` are the claims.

    A claim that is not open is touched where the very model that it names has come, gone or been renamed, which was its
    child's parent then; an open one by any name.
    """
    moved, before = rows.moved(earlier), earlier.open_claims.select(OPEN)
    ids = pl.concat([moved["id"], moved["former_ids"].explode().drop_nulls()]).to_frame("id")
    owners = moved.select(owner_of(pl.col("id"))).to_series().drop_nulls().unique()
    derived = rows_among(earlier.table("derivations").scan().select("child", "parent"), ids, "parent").collect()
    by_hub_id = before.filter(is_among("hub_id", moved.select("hub_id")))
    listed = rows.listed_among(fresh["candidate"])
    open_now = open_claims(fresh.with_columns(parent=pl.lit(None, pl.String)), listed)
    return reached(
        pl.concat([rows.stale["id"], derived["child"], by_hub_id["child"]]),
        pl.concat([folded(ids["id"]), owners_in_doubt(owners)]),
        pl.concat([before, open_now]),
    )
