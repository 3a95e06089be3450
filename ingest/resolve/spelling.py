"""Parents that no listing shows and that differ by case only: one model, as the Hub spells it or else most children."""

from collections.abc import Sequence

import polars as pl

from lineage.values import Evidence


def spellings_of(named: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """`spelling, child, by_hub, hub` of each parent that is not listed: how many children write it so, and whether the
    Hub does, or its own `baseModels`.

    `named` are all claims of some children before they are decided; `listed` has `id`.
    """
    spelt = (
        named.select("child", "by_hub", hub=pl.col("source") == Evidence.HUB, spelling=_spelling())
        .drop_nulls("spelling")
        .join(listed.select(spelling="id"), on="spelling", how="anti")
    )
    return spelt.group_by("spelling").agg(pl.col("child").n_unique(), pl.col("by_hub").any(), pl.col("hub").any())


def spelt_as_most(spellings: Sequence[pl.DataFrame], listed: pl.DataFrame) -> pl.DataFrame:
    """`spelling, to`: how those that are to be written otherwise are; `spellings` are those of `spellings_of`.

    The Hub tells no two ids apart that differ by case alone. Of several spellings the one that the Hub's `baseModels`
    name is taken, else the one of most children; of equals one that the Hub writes so elsewhere, then the first by
    bytes. Where `baseModels` name several, all stay as they are.
    """
    together = (
        pl.concat(spellings)
        .group_by("spelling")
        .agg(pl.col("child").sum(), pl.col("by_hub", "hub").any())
        .with_columns(fold=pl.col("spelling").str.to_lowercase())
    )
    shown = listed.select(fold=pl.col("id").str.to_lowercase())
    ranked = (
        together.filter(pl.len().over("fold") > 1)
        .join(shown, on="fold", how="anti")
        .sort("fold", "hub", "child", "by_hub", "spelling", descending=[False, True, True, True, False])
    )
    best = ranked.group_by("fold").agg(to=pl.col("spelling").first(), named=pl.col("hub").sum())
    others = ranked.join(best.filter(pl.col("named") < 2), on="fold")
    return others.filter(pl.col("spelling") != pl.col("to")).select("spelling", "to")


def respelt(named: pl.DataFrame, moves: pl.DataFrame) -> pl.DataFrame:
    """The claims with the spellings that `spelt_as_most` gives."""
    joined = named.with_columns(spelling=_spelling()).join(moves, on="spelling", how="left", maintain_order="left")
    moved = pl.col("to").is_not_null() & (pl.col("source") != Evidence.HUB)
    return joined.with_columns(
        parent=pl.when(moved).then("to").otherwise("parent"),
        how=pl.when(moved).then(pl.lit("case_twin")).otherwise("how"),
        alike=pl.when(~moved).then("alike"),
    ).drop("spelling", "to")


def _spelling() -> pl.Expr:
    """How a claim spells its parent; null where it is to be rejected."""
    free = pl.col("parent").is_null() & pl.col("reason").is_null() & pl.col("unless").is_null()
    return pl.coalesce("parent", pl.when(free).then("candidate"))
