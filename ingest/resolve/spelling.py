"""Parents that no listing shows and that differ by case only: one model, under the spelling of most children."""

import polars as pl

from lineage.values import Evidence


def spelt_as_most(named: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """The claims of `name_parents` before they are decided, with one spelling of each unlisted parent.

    The Hub tells no two ids apart that differ by case alone. Of several spellings the one of most children is taken;
    of equals one that the Hub itself names, then the first by bytes. What the Hub's `baseModels` name stays as it is.
    """
    free = pl.col("parent").is_null() & pl.col("reason").is_null() & pl.col("unless").is_null()
    said = pl.coalesce("parent", pl.when(free).then("candidate"))
    spelt = (
        named.select("child", "by_hub", hub=pl.col("source") == Evidence.HUB, spelling=said)
        .drop_nulls("spelling")
        .join(listed.select(spelling="id"), on="spelling", how="anti")
    )
    spellings = (
        spelt.group_by("spelling")
        .agg(pl.col("child").n_unique(), pl.col("by_hub").any(), pl.col("hub").any())
        .with_columns(fold=pl.col("spelling").str.to_lowercase())
    )
    moves = _moves(spellings.filter(pl.len().over("fold") > 1), listed)
    if moves.is_empty():
        return named
    joined = named.with_columns(said=said).join(
        moves, left_on="said", right_on="spelling", how="left", maintain_order="left"
    )
    moved = pl.col("to").is_not_null() & (pl.col("source") != Evidence.HUB)
    return joined.with_columns(
        parent=pl.when(moved).then("to").otherwise("parent"),
        how=pl.when(moved).then(pl.lit("case_twin")).otherwise("how"),
        alike=pl.when(~moved).then("alike"),
    ).drop("said", "to")


def _moves(spellings: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """`spelling, to` of those to be written otherwise; `spellings` has `spelling, child, by_hub, hub, fold`."""
    if spellings.is_empty():
        return spellings.select("spelling", to="spelling")
    shown = listed.select(fold=pl.col("id").str.to_lowercase())
    sorted_ = spellings.join(shown, on="fold", how="anti").sort(
        "fold", "hub", "child", "by_hub", "spelling", descending=[False, True, True, True, False]
    )
    best = sorted_.group_by("fold").agg(to=pl.col("spelling").first(), named=pl.col("hub").sum())
    return (
        sorted_.join(best.filter(pl.col("named") < 2), on="fold")
        .filter(pl.col("spelling") != pl.col("to"))
        .select("spelling", "to")
    )
