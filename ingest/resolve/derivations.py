"""From decided claims to derivations: one for each child and parent, its evidence, its relation, and what is odd."""

import polars as pl

from ingest.resolve.cycles import on_cycles
from lineage.values import TRUST, Evidence, Irregularity, Outcome, Relation

_PAIR = ["child", "parent"]


def derivations_of(claims: pl.DataFrame, stated: pl.DataFrame) -> pl.DataFrame:
    """`child, parent` and the properties of DERIVED_FROM, sorted by both ids.

    `stated` is what the Hub and the card say of a child as a whole (`child, hub, card`). The relation is the one the
    most trusted source states: the Hub, then the card's `base_model_relation` (both hold for every parent of the
    child, unless the card states one for each, but not for one that its configuration alone names), then the pair's own
    tag, then the configuration; else `unknown`. It is never inferred.
    """
    accepted = claims.filter(pl.col("outcome") != Outcome.REJECTED).with_columns(
        trust=pl.col("source").replace_strict(TRUST, return_dtype=pl.Int8)
    )
    frame = (
        accepted.sort([*_PAIR, "trust", "position"])
        .group_by(_PAIR, maintain_order=True)
        .agg(
            evidence=pl.col("source").unique(maintain_order=True),
            raw=pl.coalesce(_first_raw(pl.col("source") == Evidence.CARD), pl.col("raw").first()),
            of_pair=pl.col("relation").filter(pl.col("source") == Evidence.CARD).drop_nulls().first(),
            tags=pl.col("relation").filter(pl.col("source") == Evidence.TAG).drop_nulls().unique(maintain_order=True),
            config=pl.col("relation").filter(pl.col("source") == Evidence.CONFIG).first(),
        )
        .join(stated, on="child", how="left", maintain_order="left")
        .with_columns(card=pl.coalesce("card", "of_pair"))
        .with_columns(pl.when(pl.col("evidence") != [Evidence.CONFIG.value]).then(pl.col("hub", "card")))
    )
    by_tag = pl.col("tags").list.eval(pl.format("tag:{}", pl.element()))
    claims_of_relation = pl.concat_list(
        _labelled("hub"), _labelled("card"), by_tag, _labelled("config")
    ).list.drop_nulls()
    said = pl.concat_list("hub", "card", "tags", "config").list.drop_nulls().list.n_unique()
    frame = frame.with_columns(
        relation=pl.coalesce("hub", "card", pl.col("tags").list.first(), "config", pl.lit(Relation.UNKNOWN.value)),
        relation_claims=pl.when(said > 1).then(claims_of_relation),
    )
    return frame.select(*_PAIR, "relation", "evidence", "raw", "relation_claims", irregularity=_irregularity(frame))


def _first_raw(which: pl.Expr) -> pl.Expr:
    return pl.col("raw").filter(which).first()


def _labelled(source: str) -> pl.Expr:
    """`hub:merge`, as a list of one or (unknown) of a null."""
    return pl.concat_list(pl.concat_str(pl.lit(f"{source}:"), source))


def _irregularity(frame: pl.DataFrame) -> pl.Series:
    cyclic = pl.Series(on_cycles(frame["child"], frame["parent"]))
    return frame.select(
        pl.when(pl.col("child") == pl.col("parent"))
        .then(pl.lit(Irregularity.SELF_REFERENCE.value))
        .when(cyclic)
        .then(pl.lit(Irregularity.CYCLE.value))
    ).to_series()
