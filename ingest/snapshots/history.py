"""When models were seen listed, and since when they name each of their parents.

A snapshot's rows hold only what is older than itself: a null `first_seen` or `last_seen` means "this snapshot", and
`parents_since` lists just the parents that a model did not name from the first.
"""

from datetime import UTC, datetime

import polars as pl

from ingest.rows.table import HISTORY


def dated(rows: pl.LazyFrame, at: datetime) -> pl.LazyFrame:
    """The rows (schema ROW) of a snapshot begun `at`, its own time written out where they say "this snapshot"."""
    moment = pl.lit(at.astimezone(UTC), HISTORY["first_seen"])
    name = pl.element().struct
    parents = pl.struct(name.field("parent"), name.field("since").fill_null(moment))
    return rows.with_columns(
        pl.col("first_seen", "last_seen").fill_null(moment), pl.col("parents_since").list.eval(parents)
    )


def names_of(claims: pl.DataFrame) -> pl.DataFrame:
    """`child, parent, name` of each claim: what it calls its parent, by id and (the Hub alone) by `_id`.

    The `_id` stays when a parent is renamed, so the derivation is as old as before.
    """
    called = [
        claims.select("child", *(c for c in ("parent",) if c in claims.columns), name=column)
        for column in ("candidate", "hub_id")
    ]
    return pl.concat(called).filter(pl.col("name").is_not_null()).unique()


def with_seen(derivations: pl.DataFrame, claims: pl.DataFrame, rows: pl.LazyFrame) -> pl.DataFrame:
    """The derivations with `first_seen` and `last_seen`; `rows` are dated.

    A derivation is as old as the oldest name its child has for the parent, and was last seen with its child.
    """
    children = rows.select("first_seen", "last_seen", child="id").collect()
    return (
        derivations.join(children, on="child", how="left", maintain_order="left")
        .join(_later(claims, rows), on=["child", "parent"], how="left", maintain_order="left")
        .with_columns(first_seen=pl.coalesce("since", "first_seen"))
        .drop("since")
    )


def _later(claims: pl.DataFrame, rows: pl.LazyFrame) -> pl.DataFrame:
    """`child, parent, since` of the derivations that are younger than their child's row: every name for it is."""
    changed = rows.filter(pl.col("parents_since").list.len() > 0)
    since = (
        changed.select("parents_since", child="id")
        .explode("parents_since")
        .select("child", pl.col("parents_since").struct.unnest())
        .rename({"parent": "name"})
        .collect()
    )
    names = names_of(claims.join(since.select("child").unique(), on="child", how="semi"))
    young = pl.col("since").is_not_null().all()
    found = names.filter(pl.col("parent").is_not_null()).join(since, on=["child", "name"], how="left")
    return found.group_by("child", "parent").agg(since=pl.when(young).then(pl.col("since").min()))
