"""The models a name may have been made from, each with what speaks for it and against it."""

import polars as pl

from ingest.inference.names import ends_quantized, folded, holds_quantized, name_of, openings, owner_of, says_quantized, stems
from lineage.values import Relation, Status

FEW = 20
"""A name that more models bear is looked for only among those with derivatives: `my-model` is nobody's parent."""

NAMED, SERIES, SUFFIXED, SAME = range(4)
"""How the candidate was found, the most telling way first: by its owner and name; as the declared parent of the
account's other formats of the name; by its name and words for a format; by the very same name."""


def candidates(orphans: pl.DataFrame, models: pl.DataFrame, declared: pl.DataFrame) -> pl.DataFrame:
    """Every model that one of the `orphans` (`id, author, created_at`) may be called after.

    `id, way, words, parent`, and of the parent: `own` (by the same account), `root` (declares no parent), `listed`,
    `quantized` (declared so, or a word for it stands anywhere in its name). `said` accounts have formats of the name,
    `votes` of them name this parent.
    """
    keys, known = stems(orphans), _known(models, declared)
    told = pl.concat([keys, openings(orphans)]).unique(["id", "key"], keep="first", maintain_order=True)
    claims = _claims(declared)
    by_id = told.join(known.with_columns(key=folded(pl.col("parent"))), on="key").with_columns(way=pl.lit(NAMED))
    by_name = keys.join(known, on="key").with_columns(
        way=pl.when(pl.col("words") > 0).then(pl.lit(SUFFIXED)).otherwise(pl.lit(SAME))
    )
    by_kin = _series(keys.join(orphans.select("id", "author"), on="id"), claims).join(known.drop("key"), on="parent")
    found = (
        pl.concat([by_id, by_kin.with_columns(way=pl.lit(SERIES)).select(by_name.columns), by_name])
        .filter(pl.col("id") != pl.col("parent"))
        .join(orphans, on="id")
        .with_columns(own=pl.col("parent_author") == pl.col("author"))
    )
    return _unblocked(_in_time(found)).join(_votes(claims), on=["key", "parent"], how="left").join(
        claims.group_by("key").agg(said=pl.col("author").n_unique()), on="key", how="left"
    ).with_columns(pl.col("votes", "said").fill_null(0))


def _known(models: pl.DataFrame, declared: pl.DataFrame) -> pl.DataFrame:
    """The models that may be parents, under the key of their name."""
    used = declared.select("parent", used=pl.lit(True)).unique()
    derived = declared.group_by(parent="child").agg(made=(pl.col("relation") == Relation.QUANTIZED.value).any())
    known = (
        models.select(
            parent="id",
            parent_author="author",
            parent_created="created_at",
            listed=pl.col("status") == Status.LISTED.value,
            key=folded(name_of(pl.col("id"))),
        )
        .join(used, on="parent", how="left")
        .join(derived, on="parent", how="left")
        .with_columns(
            root=pl.col("made").is_null(),
            quantized=pl.col("made").fill_null(False) | holds_quantized(pl.col("parent")),
        )
    )
    return known.filter(pl.col("used").is_not_null() | (pl.len().over("key") <= FEW)).drop("used", "made")


def _claims(declared: pl.DataFrame) -> pl.DataFrame:
    """`author, key, parent`: what accounts declare for models whose name is `key` and words for a format."""
    names = stems(declared.select(id="child").unique()).filter(pl.col("words") > 0)
    claims = names.join(declared.rename({"child": "id"}), on="id")
    return claims.select("key", "parent", author=owner_of(pl.col("id")), quantized=says_quantized(pl.col("id"))).unique()


def _series(keys: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """`id, key, words, parent`: what the orphan's own account declares for other formats of its name."""
    formats = keys.filter((pl.col("words") > 0) & says_quantized(pl.col("id")))
    told = claims.filter("quantized").drop("quantized")
    return formats.join(told, on=["author", "key"]).drop("author")


def _votes(claims: pl.DataFrame) -> pl.DataFrame:
    """`key, parent, votes`: how many accounts name a parent called `key`. An account is one witness, however many
    formats it uploads: it fills in their cards alike."""
    called = claims.filter(pl.col("key") == folded(name_of(pl.col("parent"))))
    return called.group_by("key", "parent").agg(votes=pl.col("author").n_unique())


def _in_time(found: pl.DataFrame) -> pl.DataFrame:
    """A parent is not younger than its child (by a day: uploads of one evening come in any order), and a copy's
    original is older."""
    born, parent_born = pl.col("created_at"), pl.col("parent_created")
    in_time = (parent_born <= born + pl.duration(days=1)).fill_null(True)
    older = (parent_born < born).fill_null(True)
    return found.filter(pl.when(pl.col("way") == SAME).then(older).otherwise(in_time))


def _unblocked(found: pl.DataFrame) -> pl.DataFrame:
    """What was quantized already is seldom the parent of a further format: a `Qwen3-8B-FP8` that `Qwen3-8B-FP8-GGUF`
    begins with is not taken for its parent, nor is then `Qwen3-8B`: the name does not tell which of them it was."""
    blocks = ends_quantized(pl.col("parent")) & pl.col("way").is_in([NAMED, SUFFIXED])
    least = pl.col("words").filter(blocks).min().over("id")
    told_otherwise = pl.col("way").is_in([SERIES, SAME])
    return found.filter(told_otherwise | least.is_null() | (pl.col("words") < least))
