"""The rules that guess a parent from a name, and what keeps them from guessing.

A name says what a model is called after, not whose: many accounts have a `Qwen3-8B`. What other models with the same
name declare settles it, and where they differ nothing is guessed.
"""

from dataclasses import dataclass

import polars as pl

from ingest.inference.names import ends_quantized, folded, name_of, openings, stems
from lineage.values import Status


@dataclass(frozen=True, slots=True)
class GuessRule:
    """One rule: its name, what it recognises, and when it keeps silent."""

    name: str
    recognises: str
    silent: str


AUTHOR = GuessRule(
    "author_-_model",
    "owner and name of the parent in the name, as in `RichardErkhov/Qwen_-_Qwen3-8B-gguf`",
    "no such model is known",
)
OWNER = GuessRule(
    "owner_model",
    "the same with another sign between: `bartowski/Qwen_Qwen3-8B-GGUF`",
    "no such model is known",
)
AGREED = GuessRule(
    "suffix_agreed",
    "the parent's name and words for a format, as in `Qwen3-8B-GGUF`, whose declared namesakes name that parent",
    "fewer than nine in ten of them agree, or fewer than three where several models are called so",
)
ALONE = GuessRule(
    "suffix_alone",
    "the same where no namesake declares anything, and only one other model is called so",
    "it is the account's own: those declare what theirs was made from, more often than theirs",
)
MIRROR = GuessRule(
    "mirror",
    "the very name of an older root, which declared namesakes with a format in their name say they come from",
    "fewer than three of them, or than nine in ten, name it: two accounts hit upon one name too often",
)

RULES = (AUTHOR, OWNER, AGREED, ALONE, MIRROR)
"""The first that speaks about a model decides."""

AGREEMENT = 0.9
VOTES = 3
"""Namesakes that must name one of several models with the same name."""

FEW = 20
"""A name that more models bear is looked for only among those with derivatives: `my-model` is nobody's parent."""

_NAMED, _SUFFIXED, _SAME = range(3)


def guesses(models: pl.DataFrame, derivations: pl.DataFrame, among: pl.DataFrame | None = None) -> pl.DataFrame:
    """`child, parent, rule`, at most one row a child, sorted by child.

    The children are the listed `models` (`id, author, status, created_at`) that declare no parent but themselves;
    `among` (`id`) narrows them. `derivations` (`child, parent`) are the declared ones.
    """
    declared = derivations.filter(pl.col("child") != pl.col("parent")).select("child", "parent")
    orphans = models.filter(pl.col("status") == Status.LISTED.value).join(
        declared.select(id="child").unique(), on="id", how="anti"
    )
    if among is not None:
        orphans = orphans.join(among, on="id", how="semi")
    found = _candidates(orphans.select("id", "author", "created_at"), models, declared)
    return _decided(found).select(child="id", parent="parent", rule="rule").sort("child")


def _candidates(orphans: pl.DataFrame, models: pl.DataFrame, declared: pl.DataFrame) -> pl.DataFrame:
    """Every model that an orphan may be called after, with what speaks for it."""
    keys = stems(orphans)
    known = _known(models, declared)
    told = pl.concat([keys, openings(orphans)]).unique(["id", "key"], keep="first", maintain_order=True)
    by_id = told.join(known.with_columns(key=folded(pl.col("parent"))), on="key").with_columns(way=pl.lit(_NAMED))
    by_name = keys.join(known, on="key").with_columns(
        way=pl.when(pl.col("words") > 0).then(pl.lit(_SUFFIXED)).otherwise(pl.lit(_SAME))
    )
    votes = _votes(declared)
    found = (
        pl.concat([by_id, by_name])
        .filter(pl.col("id") != pl.col("parent"))
        .join(orphans, on="id")
        .join(votes.select("key", "parent", "votes"), on=["key", "parent"], how="left")
        .join(votes.select("key", "said").unique(), on="key", how="left")
        .with_columns(pl.col("votes", "said").fill_null(0), own=pl.col("parent_author") == pl.col("author"))
    )
    return found.filter(_possible())


def _known(models: pl.DataFrame, declared: pl.DataFrame) -> pl.DataFrame:
    """The models that may be parents, under the key of their name: `root` without parents."""
    used = declared.select("parent", used=pl.lit(True)).unique()
    derived = declared.select(parent="child", derived=pl.lit(True)).unique()
    known = (
        models.select(
            parent="id", parent_author="author", parent_created="created_at", key=folded(name_of(pl.col("id")))
        )
        .join(used, on="parent", how="left")
        .join(derived, on="parent", how="left")
        .with_columns(root=pl.col("derived").is_null())
    )
    return known.filter(pl.col("used").is_not_null() | (pl.len().over("key") <= FEW)).drop("used", "derived")


def _votes(declared: pl.DataFrame) -> pl.DataFrame:
    """What declared children with a format in their name say: of `said` that are called after `key`, `votes` name
    `parent`, which is called so; one row with null for a key none of whose children names such a model."""
    names = stems(declared.select(id="child").unique()).filter(pl.col("words") > 0)
    said = names.group_by("key").agg(said=pl.col("id").n_unique())
    agreeing = names.join(declared.rename({"child": "id"}), on="id").filter(
        pl.col("key") == folded(name_of(pl.col("parent")))
    )
    votes = agreeing.group_by("key", "parent").agg(votes=pl.col("id").n_unique())
    return said.join(votes, on="key", how="left")


def _possible() -> pl.Expr:
    """A parent is not younger than its child (by a day: uploads of one evening come in any order), a copy's original
    is older; and what was quantized already is no parent of a further format."""
    born, parent_born = pl.col("created_at"), pl.col("parent_created")
    in_time = (parent_born <= born + pl.duration(days=1)).fill_null(True)
    older = (parent_born < born).fill_null(True)
    same = pl.col("way") == _SAME
    return in_time & pl.when(same).then(older).otherwise(~ends_quantized(pl.col("parent")))


def _decided(found: pl.DataFrame) -> pl.DataFrame:
    """The best candidate of each orphan, where a rule speaks for it, with `rule`."""
    group = ["id", "way", "words"]
    best = (
        found.with_columns(rivals=pl.len().over(group) - 1, anyone_own=pl.col("own").any().over(group))
        .sort(*group, "votes", "parent", descending=[False, False, False, True, False])
        .unique("id", keep="first", maintain_order=True)
    )
    sole, way = pl.col("rivals") == 0, pl.col("way")
    agreed = (pl.col("votes") > 0) & (pl.col("votes") >= AGREEMENT * pl.col("said"))
    settled = agreed & (sole | (pl.col("votes") >= VOTES)) & (pl.col("own") | ~pl.col("anyone_own"))
    alone = sole & (pl.col("said") == 0)
    rule = (
        pl.when((way == _NAMED) & sole)
        .then(pl.when(pl.col("id").str.contains("_-_", literal=True)).then(_rule(AUTHOR)).otherwise(_rule(OWNER)))
        .when((way == _SUFFIXED) & settled)
        .then(_rule(AGREED))
        .when((way == _SUFFIXED) & alone & ~pl.col("own"))
        .then(_rule(ALONE))
        .when((way == _SAME) & pl.col("root") & ~pl.col("own") & settled & (pl.col("votes") >= VOTES))
        .then(_rule(MIRROR))
    )
    return best.with_columns(rule=rule).filter(pl.col("rule").is_not_null())


def _rule(rule: GuessRule) -> pl.Expr:
    return pl.lit(rule.name)
