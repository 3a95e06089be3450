"""From decided claims to derivations: one for each child and parent, its evidence, its relation, and what is odd."""

import numpy as np
import numpy.typing as npt
import polars as pl

from lineage.values import Evidence, Irregularity, Outcome, Relation


def derivations_of(claims: pl.DataFrame, stated: pl.DataFrame) -> pl.DataFrame:
    """`child, parent` and the properties of DERIVED_FROM that the claims of its child give, sorted by both ids.

    The claims stand in their order of trust; `stated` is what the Hub and the card say of a child as a whole (`child,
    hub, card`). The relation is the one the most trusted source states: the Hub, then the card's `base_model_relation`
    (both hold for every parent of the child, unless the card states one for each, but not for one that its
    configuration alone names), then the pair's own tag, then the configuration; else `unknown`. It is never inferred.
    """
    accepted = _with_pair(claims.filter(pl.col("outcome") != Outcome.REJECTED))
    frame = (
        accepted.group_by("pair", maintain_order=True)
        .agg(
            pl.col("child", "parent", "raw").first(),
            card_raw=_first("raw", Evidence.CARD),
            of_pair=_first("relation", Evidence.CARD),
            config=_first("relation", Evidence.CONFIG),
        )
        .with_columns(_distinct(accepted, "source")["source"].alias("evidence"))
        .join(_tagged(accepted), on="pair", how="left", maintain_order="left")
        .join(stated, on="child", how="left", maintain_order="left")
        .with_columns(pl.col("tags").fill_null([]), raw=pl.coalesce("card_raw", "raw"))
        .with_columns(card=pl.coalesce("card", "of_pair"))
        .with_columns(pl.when(pl.col("evidence") != [Evidence.CONFIG.value]).then(pl.col("hub", "card")))
    )
    by_tag = pl.col("tags").list.eval(pl.format("tag:{}", pl.element()))
    claims_of_relation = pl.concat_list(
        _labelled("hub"), _labelled("card"), by_tag, _labelled("config")
    ).list.drop_nulls()
    said = pl.concat_list("hub", "card", "tags", "config").list.drop_nulls().list.n_unique()
    return frame.select(
        "child",
        "parent",
        "evidence",
        "raw",
        relation=pl.coalesce("hub", "card", pl.col("tags").list.first(), "config", pl.lit(Relation.UNKNOWN.value)),
        relation_claims=pl.when(said > 1).then(claims_of_relation),
    )


def with_irregularity(derivations: pl.DataFrame, cyclic: npt.NDArray[np.bool_]) -> pl.DataFrame:
    """The derivations with `irregularity`; `cyclic` says which of them lie on a cycle of several models."""
    irregularity = (
        pl.when(pl.col("child") == pl.col("parent"))
        .then(pl.lit(Irregularity.SELF_REFERENCE.value))
        .when(pl.Series(cyclic))
        .then(pl.lit(Irregularity.CYCLE.value))
    )
    return derivations.with_columns(irregularity=irregularity)


def _first(column: str, source: Evidence) -> pl.Expr:
    """The first value of a source that is not null."""
    return pl.when(pl.col("source") == source).then(column).first(ignore_nulls=True)


def _with_pair(claims: pl.DataFrame) -> pl.DataFrame:
    """The claims sorted by child and parent, each pair with a number of its own, `pair`."""
    pairs = claims.sort("child", "parent", maintain_order=True)
    other = (pl.col("child") != pl.col("child").shift()) | (pl.col("parent") != pl.col("parent").shift())
    return pairs.with_columns(pair=other.fill_null(False).cum_sum())


def _tagged(accepted: pl.DataFrame) -> pl.DataFrame:
    """`pair, tags`: the relations that the tags of a pair state, each once."""
    tags = accepted.filter((pl.col("source") == Evidence.TAG) & pl.col("relation").is_not_null())
    return _distinct(tags, "relation").rename({"relation": "tags"})


def _distinct(claims: pl.DataFrame, column: str) -> pl.DataFrame:
    """The values of a column for each `pair`, as a list in their order, each once."""
    distinct = claims.select("pair", column).unique(maintain_order=True)
    return distinct.group_by("pair", maintain_order=True).agg(column)


def _labelled(source: str) -> pl.Expr:
    """`hub:merge`, as a list of one or (unknown) of a null."""
    return pl.concat_list(pl.concat_str(pl.lit(f"{source}:"), source))
