"""The models a name may have been made from, each with what speaks for it and against it."""

from collections.abc import Iterable

import polars as pl

from ingest.inference.names import (
    account_of,
    ends_quantized,
    folded,
    holds_quantized,
    name_of,
    openings,
    rows_with,
    says_quantized,
    slices,
    stems,
    with_key,
    with_whole,
)
from lineage.values import Relation, Status

FEW = 20
"""A name that more models bear is looked for only among those with derivatives: `my-model` is nobody's parent."""

BY_OWNER, BY_SERIES, BY_SUFFIX, BY_NAME = range(4)
"""How a candidate was found, most telling first: its owner and name stand in the orphan's; the account's other
quantisations of that name come from it; its name stands there with words for a format; or it is the very name."""


VOTES = 3
"""Accounts that must name one of several models with the same name, or one that no listing shows: when that was made,
and who else has the name, cannot be looked up."""


def candidates(
    orphans: Iterable[pl.DataFrame], models: pl.DataFrame, declared: pl.DataFrame, formats: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Every model that one of the `orphans` (frames of `id, author, created_at, key`) may be called after: `id, parent,
    way, words` and, about the parent,

    - `own`: by the orphan's account; `root`: declares no parent; `listed`
    - `quantized`: it is declared so, or a word for it stands in its name
    - `beside`: a quantized model, too, has a name that the orphan's begins with, and takes up no less of it
    - `votes`: accounts naming it, among the `said` accounts that declare formats of its name.

    By its very name alone nobody is found whom no VOTES accounts name under it: no rule would speak for them. `formats`
    are the `format_names` of all children that declare anything and whose names lead where an orphan's may, maybe of
    more, where they are known.
    """
    claims = format_claims(declared) if formats is None else claims_of(formats, declared)
    votes = votes_of(claims)
    found = _found(orphans, models, declared, claims, votes).filter(_in_time()).with_columns(beside=_beside())
    said = said_of(claims)
    counted = found.join(votes, on=["key", "parent"], how="left").join(said, on="key", how="left")
    return counted.filter(~_converted_again()).with_columns(pl.col("votes", "said").fill_null(0))


def _found(
    orphans: Iterable[pl.DataFrame],
    models: pl.DataFrame,
    declared: pl.DataFrame,
    claims: pl.DataFrame,
    votes: pl.DataFrame,
) -> pl.DataFrame:
    """Whom the ways lead to, whatever speaks against it."""
    voted = votes.filter(pl.col("votes") >= VOTES).select("key").unique()
    parts = zip(*(_called_after(some, models, voted) for some in orphans), strict=True)
    tables: list[pl.DataFrame] = [pl.concat(frames) for frames in parts]
    names, owned, called, about = tables
    called = called.unique()
    series = _series(names.join(about.select("id", "author"), on="id"), claims)
    near = pl.concat([called["parent"], series["parent"]]).unique()
    known = _known(models, declared, names["key"].unique(), near)
    by_id = owned.join(known.drop("key").join(called, on="parent"), on="key").with_columns(way=pl.lit(BY_OWNER))
    by_series = series.join(known.drop("key"), on="parent").with_columns(way=pl.lit(BY_SERIES))
    by_name = names.join(known, on="key").with_columns(
        way=pl.when(pl.col("words") > 0).then(pl.lit(BY_SUFFIX)).otherwise(pl.lit(BY_NAME))
    )
    columns = by_name.columns
    found = pl.concat([by_id.select(columns), by_series.select(columns), by_name])
    found = found.filter(pl.col("id") != pl.col("parent")).join(about, on="id")
    return found.with_columns(own=pl.col("parent_author") == pl.col("author"))


def _called_after(
    orphans: pl.DataFrame, models: pl.DataFrame, voted: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """`id, key, words` of what some orphans may be called after: where the key is a name, and where it is an owner and
    name that models have; these models (`_called`); and `id, author, created_at` of such orphans."""
    keys = stems(orphans)
    bare = keys.lazy().filter(words=0).join(voted.lazy(), on="key", how="semi").collect()
    names = pl.concat([keys.filter(pl.col("words") > 0), bare])
    owned = pl.concat([keys, openings(orphans).join(keys, on=["id", "key"], how="anti")])
    called = _called(models, owned["key"])
    owned = owned.join(called, on="key", how="semi")
    about = orphans.select("id", "author", "created_at")
    return names, owned, called, about.join(pl.concat([names, owned]), on="id", how="semi")


def _called(models: pl.DataFrame, keys: pl.Series) -> pl.DataFrame:
    """`parent, key` of the models whose owner and name make one of the keys, found by hash: maybe of a few more."""
    near = rows_with(with_whole(models), "whole", keys.hash())
    return near.select(parent="id", key=folded(pl.col("id")))


def _known(models: pl.DataFrame, declared: pl.DataFrame, keys: pl.Series, ids: pl.Series) -> pl.DataFrame:
    """The models called by one of the `keys` or `ids` that may be parents, under the key of their name."""
    named = with_key(models).select(
        parent="id",
        parent_author="author",
        parent_created="created_at",
        listed=pl.col("status") == Status.LISTED.value,
        key="key",
    )
    meant = rows_with(named, "parent", ids)["key"]
    known = rows_with(named, "key", pl.concat([keys, meant]))
    used = rows_with(declared.select("parent"), "parent", known["parent"]).unique().with_columns(used=pl.lit(True))
    made = rows_with(declared.select("child", "relation"), "child", known["parent"])
    made = made.group_by(parent="child").agg(made=(pl.col("relation") == Relation.QUANTIZED.value).any())
    known = known.join(used, on="parent", how="left").join(made, on="parent", how="left")
    return (
        known.filter(pl.col("used").is_not_null() | (pl.len().over("key") <= FEW))
        .with_columns(
            root=pl.col("made").is_null(),
            quantized=pl.col("made").fill_null(False) | holds_quantized(pl.col("parent")),
        )
        .drop("used", "made")
    )


def format_claims(declared: pl.DataFrame) -> pl.DataFrame:
    """`author, key, parent, quantisation`: what accounts declare for models called `key` and words for a format."""
    return claims_of(format_names(declared.select(id="child").unique()), declared)


def format_names(children: pl.DataFrame) -> pl.DataFrame:
    """`id, key, author, quantisation` of the children (`id`) that are called `key` and words for a format."""
    names = pl.concat([stems(some).filter(pl.col("words") > 0) for some in slices(children)])
    id = pl.col("id")
    return names.select("id", "key", author=account_of(id), quantisation=says_quantized(id))


def claims_of(names: pl.DataFrame, declared: pl.DataFrame) -> pl.DataFrame:
    """What `format_claims` gives, of children whose names (`format_names`) are known."""
    told = names.join(declared.select("parent", id="child"), on="id")
    return told.select("key", "parent", "author", "quantisation").unique()


def _series(keys: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """`id, key, words, parent`: what the account of each `id` declares for its other quantisations of the name.

    Other formats tell nothing: an account's own `X-BF16` is often the fine-tune that its `X-GGUF` was made from.
    """
    quantisations = keys.filter((pl.col("words") > 0) & says_quantized(pl.col("id")))
    told = claims.filter("quantisation").drop("quantisation")
    return quantisations.join(told, on=["author", "key"]).drop("author")


def votes_of(claims: pl.DataFrame) -> pl.DataFrame:
    """`key, parent, votes`: how many accounts name a parent called `key` for formats of it. An account is one witness
    however much it uploads: all its cards are filled in alike."""
    return votes_among(claims.filter(pl.col("key") == folded(name_of(pl.col("parent")))))


def votes_among(claims: pl.DataFrame) -> pl.DataFrame:
    """The same of claims that all name a parent called `key`; one may stand there more than once."""
    return claims.group_by("key", "parent").agg(votes=pl.col("author").n_unique())


def said_of(claims: pl.DataFrame) -> pl.DataFrame:
    """`key, said`: how many accounts declare anything for formats of it; a claim may stand there more than once."""
    return claims.group_by("key").agg(said=pl.col("author").n_unique())


def _in_time() -> pl.Expr:
    """A parent is not younger than its child (by a day: uploads of one evening come in any order), and a copy's
    original is older."""
    born, parent_born = pl.col("created_at"), pl.col("parent_created")
    in_time = (parent_born <= born + pl.duration(days=1)).fill_null(True)
    older = (parent_born < born).fill_null(True)
    return pl.when(pl.col("way") == BY_NAME).then(older).otherwise(in_time)


def _converted_again() -> pl.Expr:
    """What was quantized already is seldom the parent of a further format, unless the account says so elsewhere."""
    return ends_quantized(pl.col("parent")) & pl.col("way").is_in([BY_OWNER, BY_SUFFIX])


def _beside() -> pl.Expr:
    """Whether the name tells two stories: `Qwen3-8B-FP8-GGUF` is `Qwen3-8B` or somebody's `Qwen3-8B-FP8` in GGUF."""
    fewest = pl.col("words").filter(_converted_again()).min().over("id")
    return (pl.col("words") >= fewest).fill_null(False)
