"""The models of a resolution: all that are or were listed, and the missing ones that derivations lead to."""

import polars as pl

from ingest.rows.clean import owner_of
from lineage.schema import MODEL
from lineage.values import Evidence, Outcome, Status

DERIVED = ("status", "created_month", "rejected_claims", "mass_upload")
"""Properties that no source states."""


def models_of(rows: pl.LazyFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """The columns of MODEL but `mass_upload`, sorted by id. `rows` are dated (`ingest.snapshots.history.dated`).

    `claims` are decided and stand in their order of trust. A model without `hub_id` gets the one the Hub's own claims
    give it, where they agree.
    """
    names = [name for name in MODEL.names if name not in DERIVED]
    status = pl.when("removed").then(pl.lit(Status.REMOVED.value)).otherwise(pl.lit(Status.LISTED.value))
    listed = rows.select(*names, status=status).collect()
    missing = (
        claims.filter(pl.col("outcome") == Outcome.MISSING)
        .select(id="parent")
        .unique()
        .with_columns(author=owner_of(pl.col("id")), status=pl.lit(Status.MISSING.value))
    )
    return (
        pl.concat([listed, missing], how="diagonal")
        .join(_hub_ids(claims, listed), on="id", how="left")
        .join(_rejected(claims), left_on="id", right_on="child", how="left")
        .with_columns(
            hub_id=pl.coalesce("hub_id", "claimed_hub_id"), created_month=pl.col("created_at").dt.strftime("%Y-%m")
        )
        .select(name for name in MODEL.names if name != "mass_upload")
        .sort("id")
    )


def _hub_ids(claims: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """`id, claimed_hub_id`: one to one, and none that a listed model bears already."""
    said = claims.filter((pl.col("source") == Evidence.HUB) & pl.col("hub_id").is_not_null())
    pairs = said.select(id="parent", claimed_hub_id="hub_id").unique()
    one_to_one = pairs.unique("id", keep="none").unique("claimed_hub_id", keep="none")
    return one_to_one.join(listed.select(claimed_hub_id="hub_id").drop_nulls(), on="claimed_hub_id", how="anti")


def _rejected(claims: pl.DataFrame) -> pl.DataFrame:
    """`child, rejected_claims`: each as `reason: raw text`, once."""
    rejected = claims.filter(pl.col("outcome") == Outcome.REJECTED)
    text = pl.concat_str("reason", pl.lit(": "), "raw")
    return rejected.group_by("child", maintain_order=True).agg(rejected_claims=text.unique(maintain_order=True))
