"""Parents guessed for missing models, of which only the id is known: whom their names say they were made from.

Children hang on copies that a snapshot does not list, `unsloth/Qwen3-8B` before all. The rules for listed models are
asked without the one that leans on dates, and one more: an account that does little else than copy.
"""

import polars as pl

from ingest.inference.guess import AGREED, AUTHOR, MIRROR, MISSING, OWNER, SERIES, GuessRule, guesses
from ingest.inference.names import account_of, ends_quantized, folded, shortest, stems, with_key
from lineage.values import Status

COPIER = GuessRule(
    "copier",
    "the name of somebody's model, with words for a format or not, at an account four in five of whose children are "
    "called after their parents",
    "the account declares parents for fewer than ten; or several models are called so and none has nine in ten of "
    "their children",
)

MISSING_RULES = (AUTHOR, OWNER, SERIES, AGREED, MIRROR, COPIER)
"""The first that speaks about a missing model decides."""

FEWEST_CHILDREN, COPIED, PREFERRED = 10, 0.8, 0.9


def guesses_of_missing(
    models: pl.DataFrame, derivations: pl.DataFrame, among: pl.DataFrame | None = None
) -> pl.DataFrame:
    """As `guesses`, of the missing `models`, with what COPIER says where no other rule speaks."""
    named = guesses(models, derivations, among, MISSING)
    return pl.concat([named, copies(models, derivations, among).join(named, on="child", how="anti")]).sort("child")


def copies(models: pl.DataFrame, derivations: pl.DataFrame, among: pl.DataFrame | None = None) -> pl.DataFrame:
    """`child, parent, rule`: what COPIER says of the missing `models`, or of those `among` (`id`) them."""
    declared = derivations.filter(pl.col("child") != pl.col("parent")).select("child", "parent")
    ids = models.filter(pl.col("status") == Status.MISSING.value).select("id")
    ids = ids if among is None else ids.join(among, on="id", how="semi")
    owned = ids.with_columns(account=account_of(pl.col("id")))
    accounts = copiers(declared, owned["account"].unique())
    found = called(owned.filter(pl.col("account").is_in(accounts.implode())).select("id")).join(
        with_key(models).select("key", parent="id"), on="key"
    )
    originals = _originals(found.select("parent").unique(), declared, accounts)
    found = found.join(originals, on="parent")
    nearest = found.filter(pl.col("words") == pl.col("words").min().over("id"))
    share = pl.col("weight") / pl.col("weight").sum().over("id")
    best = nearest.filter(share >= PREFERRED)
    return best.select(child="id", parent="parent", rule=pl.lit(COPIER.name)).sort("child", "parent")


def copiers(declared: pl.DataFrame, among: pl.Series | None = None) -> pl.Series:
    """Accounts (of those `among`) with FEWEST_CHILDREN children and more, COPIED of which are called after a parent of
    another account."""
    children = declared.with_columns(account=account_of(pl.col("child")))
    if among is not None:
        children = children.filter(pl.col("account").is_in(among.implode()))
    many = children.group_by("account").agg(pl.col("child").n_unique()).filter(pl.col("child") >= FEWEST_CHILDREN)
    named = _namesakes(children.join(many, on="account", how="semi"))
    copied = named.group_by(account=account_of(pl.col("child"))).len("copied")
    shares = many.join(copied, on="account").filter(pl.col("copied") >= COPIED * pl.col("child"))
    return shares["account"].sort()


def called(ids: pl.DataFrame) -> pl.DataFrame:
    """As `stems`, but the account's own name counts as a word: `unsloth/Qwen3-8B-unsloth-bnb-4bit`."""
    found = stems(ids)
    own = pl.concat_str(pl.lit("-"), folded(account_of(pl.col("id"))))
    shorter = found.with_columns(key=pl.col("key").str.strip_suffix(own), words=pl.col("words") + 1)
    return pl.concat([found, shorter.join(found, on=["id", "key"], how="anti")])


def _originals(ids: pl.DataFrame, declared: pl.DataFrame, accounts: pl.Series) -> pl.DataFrame:
    """`parent, weight`: which of the `ids` (`parent`) are no copies themselves, and how many children each has."""
    foreign = ids.filter(~account_of(pl.col("parent")).is_in(accounts.implode()) & ~ends_quantized(pl.col("parent")))
    made = _namesakes(declared.join(foreign.rename({"parent": "child"}), on="child", how="semi"))
    children = declared.join(foreign, on="parent", how="semi").group_by("parent").len("children")
    left = foreign.join(made.rename({"child": "parent"}), on="parent", how="anti")
    return left.join(children, on="parent", how="left").select("parent", weight=pl.col("children").fill_null(0) + 0.1)


def _namesakes(declared: pl.DataFrame) -> pl.DataFrame:
    """`child`: those whose name comes down to that of a parent of another account."""
    foreign = declared.filter(account_of(pl.col("child")) != account_of(pl.col("parent")))
    bare = shortest(called(pl.concat([foreign["child"], foreign["parent"]]).unique().to_frame("id")))
    pairs = foreign.join(bare.rename({"id": "child"}), on="child").join(bare.rename({"id": "parent"}), on="parent")
    return pairs.filter(pl.col("key") == pl.col("key_right")).select("child").unique()
