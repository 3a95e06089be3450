"""The rules that guess a parent from a name, and what keeps them from guessing.

A name says what a model is called after, not whose: many accounts have a `Qwen3-8B`. What other models with the same
name declare settles it, and where they differ nothing is guessed.
"""

from dataclasses import dataclass

import polars as pl

from ingest.inference.candidates import NAMED, SAME, SERIES, SUFFIXED, candidates
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
SERIES_RULE = GuessRule(
    "suffix_series",
    "a name and words for a format, where the account's other formats of that name declare one parent",
    "they declare several",
)
AGREED = GuessRule(
    "suffix_agreed",
    "the parent's name and words for a format, as in `Qwen3-8B-GGUF`; accounts with such a namesake name that parent",
    "fewer than nine in ten agree, or fewer than three where several models are called so or the parent is not listed",
)
ALONE = GuessRule(
    "suffix_alone",
    "the same where no namesake declares anything, and only one other model is called so, which is listed",
    "it is the account's own: those declare what theirs was made from, more often than theirs; or it is quantized",
)
MIRROR = GuessRule(
    "mirror",
    "the very name of an older root, which declared namesakes with a format in their name say they come from",
    "fewer than three of them, or than nine in ten, name it: two accounts hit upon one name too often",
)

RULES = (AUTHOR, OWNER, SERIES_RULE, AGREED, ALONE, MIRROR)
"""The first that speaks about a model decides."""

AGREEMENT = 0.9
VOTES = 3
"""Namesakes that must name one of several models with the same name."""

def guesses(models: pl.DataFrame, derivations: pl.DataFrame, among: pl.DataFrame | None = None) -> pl.DataFrame:
    """`child, parent, rule`, at most one row a child, sorted by child.

    The children are the listed `models` (`id, author, status, created_at`) that declare no parent but themselves;
    `among` (`id`) narrows them. `derivations` (`child, parent, relation`) are the declared ones.
    """
    declared = derivations.filter(pl.col("child") != pl.col("parent")).select("child", "parent", "relation")
    orphans = models.filter(pl.col("status") == Status.LISTED.value).join(
        declared.select(id="child").unique(), on="id", how="anti"
    )
    if among is not None:
        orphans = orphans.join(among, on="id", how="semi")
    found = candidates(orphans.select("id", "author", "created_at"), models, declared)
    return _decided(found).select(child="id", parent="parent", rule="rule").sort("child")


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
    certain = (sole & pl.col("listed")) | (pl.col("votes") >= VOTES)
    settled = agreed & certain & (pl.col("own") | ~pl.col("anyone_own"))
    alone = sole & (pl.col("said") == 0) & pl.col("listed") & ~pl.col("quantized")
    rule = (
        pl.when((way == NAMED) & sole)
        .then(pl.when(pl.col("id").str.contains("_-_", literal=True)).then(_rule(AUTHOR)).otherwise(_rule(OWNER)))
        .when((way == SERIES) & sole)
        .then(_rule(SERIES_RULE))
        .when((way == SUFFIXED) & settled)
        .then(_rule(AGREED))
        .when((way == SUFFIXED) & alone & ~pl.col("own"))
        .then(_rule(ALONE))
        .when((way == SAME) & pl.col("root") & ~pl.col("own") & settled & (pl.col("votes") >= VOTES))
        .then(_rule(MIRROR))
    )
    return best.with_columns(rule=rule).filter(pl.col("rule").is_not_null())


def _rule(rule: GuessRule) -> pl.Expr:
    return pl.lit(rule.name)
