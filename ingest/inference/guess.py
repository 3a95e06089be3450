"""The rules that guess a parent from a name, and what keeps them from guessing.

A name says what a model is called after, not whose: many accounts have a `Qwen3-8B`. What the same account, or several
others, declare for models called so settles it; where they differ, nothing is guessed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from ingest.inference.candidates import BY_NAME, BY_OWNER, BY_SERIES, BY_SUFFIX, VOTES, candidates
from ingest.inference.names import rows_with, slices, with_key
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
    "no such model is known; or a quantized one, too, has a name that this one begins with",
)
OWNER = GuessRule(
    "owner_model",
    "the same with another sign between: `bartowski/Qwen_Qwen3-8B-GGUF`",
    "the same",
)
SERIES = GuessRule(
    "suffix_series",
    "a name and words for a quantisation, whose account declares a parent for its other quantisations of that name",
    "it declares several",
)
AGREED = GuessRule(
    "suffix_agreed",
    "the parent's name and words for a format, as in `Qwen3-8B-GGUF`, where accounts with such a namesake name it",
    "fewer than nine in ten of them do; or fewer than three, and several models are called so or the parent is not "
    "listed; or a quantized model, too, has a name that this one begins with; or the account has a model called so: it "
    "often declares what that was made from, whatever others do",
)
ALONE = GuessRule(
    "suffix_alone",
    "the same where no namesake declares anything, and only one other model is called so",
    "as above, or that model is quantized already: then what it was quantized from is declared as often",
)
MIRROR = GuessRule(
    "mirror",
    "the very name of an older root, which accounts say their formats of that name come from",
    "fewer than three of them, or than nine in ten, name it: two accounts hit upon one name too often",
)

RULES = (AUTHOR, OWNER, SERIES, AGREED, ALONE, MIRROR)
"""The first that speaks about a model decides."""

AGREEMENT = 0.9

LISTED, MISSING = (Status.LISTED,), (Status.MISSING,)


def guesses(
    models: pl.DataFrame,
    derivations: pl.DataFrame,
    among: pl.DataFrame | None = None,
    statuses: tuple[Status, ...] = LISTED,
    formats: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """`child, parent, rule`, at most one row a child, sorted by child.

    The children are the `models` (`id, author, status, created_at`) of these `statuses` that declare no parent but
    themselves; `among` (`id`) narrows them. `derivations` (`child, parent, relation`) are the declared ones. Of a
    missing model no date is known: ALONE does not speak about it, since the one other model of its name is as often a
    copy itself. `formats` are as in `candidates`.
    """
    declared = derivations.filter(pl.col("child") != pl.col("parent")).select("child", "parent", "relation")
    models = with_key(models)
    asked = models if among is None else rows_with(models, "id", among["id"])
    found = _decided(candidates(_orphans(asked, declared, statuses), models, declared, formats))
    missing = asked.filter(pl.col("status") == Status.MISSING.value)["id"].implode()
    dateless = pl.col("id").is_in(missing) & (pl.col("rule") == ALONE.name)
    return found.filter(~dateless).select(child="id", parent="parent", rule="rule").sort("child")


def _orphans(models: pl.DataFrame, declared: pl.DataFrame, statuses: Sequence[Status]) -> Iterator[pl.DataFrame]:
    """`id, author, created_at, key` of the models of these statuses that declare no parent, some at a time."""
    has_status = pl.col("status").is_in([status.value for status in statuses])
    childless = ~pl.col("id").is_in(declared["child"].unique().implode())
    marked = models.select("id", "author", "created_at", "key", chosen=has_status & childless)
    return (some.filter("chosen").drop("chosen") for some in slices(marked))


def _decided(found: pl.DataFrame) -> pl.DataFrame:
    """The best candidate of each orphan, where a rule speaks for it, with `rule`."""
    group = ["id", "way", "words"]
    best = (
        found.with_columns(sole=pl.len().over(group) == 1, anyone_own=pl.col("own").any().over(group))
        .sort(*group, "votes", "parent", descending=[False, False, False, True, False])
        .unique("id", keep="first", maintain_order=True)
    )
    return best.with_columns(rule=_speaking()).filter(pl.col("rule").is_not_null())


def _speaking() -> pl.Expr:
    """The name of the rule that speaks for the candidate; null where none does."""
    way, clear = pl.col("way"), ~pl.col("beside")
    alone, theirs = pl.col("sole") & pl.col("listed"), ~pl.col("anyone_own")
    some, many = agreed_by(1), agreed_by(VOTES)
    unsaid = (pl.col("said") == 0) & ~pl.col("quantized")
    author = pl.col("id").str.contains("_-_", literal=True)
    return (
        pl.when((way == BY_OWNER) & clear & pl.col("sole"))
        .then(pl.when(author).then(_rule(AUTHOR)).otherwise(_rule(OWNER)))
        .when((way == BY_SERIES) & pl.col("sole"))
        .then(_rule(SERIES))
        .when((way == BY_SUFFIX) & clear & theirs & (many | (some & alone)))
        .then(_rule(AGREED))
        .when((way == BY_SUFFIX) & clear & theirs & alone & unsaid)
        .then(_rule(ALONE))
        .when((way == BY_NAME) & theirs & many & pl.col("root"))
        .then(_rule(MIRROR))
    )


def agreed_by(accounts: int) -> pl.Expr:
    """Whether so many accounts name the parent, and nearly all who name any."""
    return (pl.col("votes") >= AGREEMENT * pl.col("said")) & (pl.col("votes") >= accounts)


def _rule(rule: GuessRule) -> pl.Expr:
    return pl.lit(rule.name)
