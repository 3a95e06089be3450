"""From the ids that claims name to the models they mean: exact, wrong case, renamed, missing.

A model is *known* when the snapshot lists it, or when the Hub itself names it as a parent: it then exists under
exactly that id, and this snapshot only lacks it.

The claims come some children at a time. What they all say together is gathered in between: which models are known
(`KnownModels`), which old names lead to which new ones (`renames_of`), how most spell what is not listed (`spelling`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from ingest.claims.extract import with_position
from ingest.claims.rules import AMBIGUOUS, WORDED
from ingest.resolve.spelling import respelt
from ingest.rows.clean import owner_of
from lineage.values import Evidence, Outcome

_ROUNDS = 3
"""Renames met at one child help to tell them apart at another; on real rows nothing is learned after the second."""


@dataclass(frozen=True, slots=True, eq=False)
class KnownModels:
    """The models that claims may mean.

    `listed`: `id, hub_id`; `today`: `hub_id, followed`, the id under which a `_id` is listed; `owners`: `owner` of each
    known model; `meanings`: `candidate, exact, alias, only_by_case, alike`, what is known of each name in a claim.
    """

    listed: pl.DataFrame
    today: pl.DataFrame
    owners: pl.DataFrame
    meanings: pl.DataFrame

    @classmethod
    def of(cls, named: pl.DataFrame, listed: pl.DataFrame) -> "KnownModels":
        """`named` is `candidate, hub_id, by_hub` of all claims; `listed` is `id, hub_id, former_ids`, of no other
        models than they may mean (`references.meant_by`)."""
        today = listed.filter(pl.col("hub_id").is_not_null()).unique("hub_id", keep="none")
        today = today.select("hub_id", followed="id")
        by_hub = named.filter("by_hub").join(today, on="hub_id", how="left")
        aliases = _aliases(by_hub, listed)
        known = _known(by_hub, listed).join(aliases, left_on="id", right_on="candidate", how="anti")
        owners = known.select(owner=owner_of(pl.col("id"))).drop_nulls().unique()
        return cls(listed.select("id", "hub_id"), today, owners, _meanings(named, known, aliases))


@dataclass(frozen=True, slots=True, eq=False)
class Rename:
    """Where the names of claims lead to: columns `on` and `to`; `how` is the rule."""

    moves: pl.DataFrame
    on: tuple[str, ...]
    how: str


def looked_up(claims: pl.DataFrame, known: KnownModels) -> pl.DataFrame:
    """The claims (CLAIMED) with `at`, their place, with the `parent` they name where it is known, and `how` it was
    found: `exact`, `renamed` or `wrong_case`; `alike` is the number of those that differ by case alone."""
    claims = claims.with_row_index("at").pipe(_by_hub_id, known.today)
    return (
        claims.join(known.meanings, on="candidate", how="left", maintain_order="left")
        .with_columns(
            parent=pl.coalesce("followed", "exact", "alias", "only_by_case"),
            how=pl.when(pl.col("followed").is_not_null() & (pl.col("followed") != pl.col("candidate")))
            .then(pl.lit("renamed"))
            .when(pl.coalesce("followed", "exact").is_not_null())
            .then(pl.lit("exact"))
            .when(pl.col("alias").is_not_null())
            .then(pl.lit("renamed"))
            .when(pl.col("only_by_case").is_not_null())
            .then(pl.lit("wrong_case")),
        )
        .drop("followed", "exact", "alias", "only_by_case")
    )


def renamed(named: pl.DataFrame, renames: Sequence[Rename], known: KnownModels) -> pl.DataFrame:
    """The claims that `looked_up` gives, followed through all renames, without doubts that an owner dispels."""
    for rename in renames:
        named = _follow(named, rename)
    return _by_owner(named, known)


def settled(named: pl.DataFrame, spellings: pl.DataFrame, known: KnownModels) -> pl.DataFrame:
    """The claims that `renamed` gives with all that other models have a say in: `parent`, `reason`, and whether the
    parent `is_listed`.

    `spellings` is `spelling, to` (`spelling.spelt_as_most`).
    """
    spelt = respelt(named, spellings)
    reason = (
        pl.when(pl.col("parent").is_not_null())
        .then(None)
        .when(_AMBIGUOUS)
        .then(pl.lit(AMBIGUOUS))
        .otherwise(pl.coalesce("reason", "unless"))
    )
    meant = spelt.with_columns(reason=reason).with_columns(
        parent=pl.when(pl.col("reason").is_null()).then(pl.coalesce("parent", "candidate"))
    )
    listed = known.listed.select(parent="id", is_listed=pl.lit(True))
    return meant.join(listed, on="parent", how="left", maintain_order="left")


def decided(settled: pl.DataFrame) -> pl.DataFrame:
    """The claims that `settled` gives, of some children, with `outcome` and `rule`, in their order.

    `rule` joins the rules' names by `+`: those that read the text, then the one that found the model (`exact` alone).
    """
    return _without_mere_words(_decided(settled))


_AMBIGUOUS = pl.col("alike") > 1


def _by_hub_id(claims: pl.DataFrame, today: pl.DataFrame) -> pl.DataFrame:
    """`followed`: for the Hub's own claims, the id under which their `_id` is listed, else the id they give."""
    joined = claims.join(today, on="hub_id", how="left", maintain_order="left")
    own = pl.col("source") == Evidence.HUB
    return joined.with_columns(followed=pl.when(own).then(pl.coalesce("followed", "candidate")))


def _known(by_hub: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """`id, is_listed`: every known model once."""
    named = by_hub.select(id=pl.coalesce("followed", "candidate")).drop_nulls().unique()
    return pl.concat(
        [
            listed.select("id", is_listed=pl.lit(True)),
            named.join(listed, on="id", how="anti").select("id", is_listed=pl.lit(False)),
        ]
    )


def _by_owner(named: pl.DataFrame, known: KnownModels) -> pl.DataFrame:
    """The claims, without doubt about an id of an owner of whom another model is known, where that is enough."""
    waiting = named.filter(pl.col("by_owner") & pl.col("parent").is_null())
    owned = waiting.select("at", owner=owner_of(pl.col("candidate"))).drop_nulls()
    trusted = owned.join(known.owners, on="owner", how="semi")["at"].implode()
    return named.with_columns(unless=pl.when(~pl.col("at").is_in(trusted)).then("unless"))


def _without_mere_words(decided: pl.DataFrame) -> pl.DataFrame:
    """The claims, but for words of a sentence that name nothing where others of its words name a parent.

    A sentence of which no word does is one rejected claim.
    """
    worded = pl.col("rules").list.set_intersection(list(WORDED)).list.len() > 0
    rejected = decided.filter(worded & (pl.col("outcome") == Outcome.REJECTED.value))
    if rejected.is_empty():
        return decided
    read = decided.filter(pl.col("outcome") != Outcome.REJECTED.value)
    text = ["child", "text"]
    mere = rejected.join(read, on=text, how="semi")["at"], rejected.filter(~pl.struct(text).is_first_distinct())["at"]
    needless = pl.concat(mere).unique().to_frame()
    return with_position(decided.join(needless, on="at", how="anti", maintain_order="left"))


def _meanings(named: pl.DataFrame, known: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    """`candidate, exact, alias, only_by_case, alike` of each name: the known model of that id, the one an old name
    leads to, and the only one that differs by case, or how many do."""
    names = named.select("candidate").drop_nulls().unique()
    exact = names.join(known.select(candidate="id", exact="id"), on="candidate", how="left")
    by_case = exact.join(_by_case(known), left_on=_fold("candidate"), right_on="fold", how="left")
    return by_case.join(aliases, on="candidate", how="left").select(
        "candidate", "exact", "alias", "only_by_case", "alike"
    )


def _by_case(known: pl.DataFrame) -> pl.DataFrame:
    """`fold, only_by_case, alike`: the one known id (a listed one first) of each spelling without case, or how many."""
    best = known.with_columns(fold=_fold("id")).filter(pl.col("is_listed") == pl.col("is_listed").any().over("fold"))
    return best.group_by("fold").agg(
        only_by_case=pl.when(pl.len() == 1).then(pl.col("id").first()), alike=pl.len().cast(pl.Int64)
    )


def _aliases(by_hub: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """`candidate, alias`: ids that are listed under another id now, by the Hub's `_id` or by earlier snapshots."""
    moved = by_hub.filter(pl.col("followed") != pl.col("candidate")).select("candidate", alias="followed")
    former = listed.filter(pl.col("former_ids").list.len() > 0)
    former = former.select(candidate="former_ids", alias="id").explode("candidate")
    pairs = pl.concat([moved, former]).unique().unique("candidate", keep="none")
    return pairs.join(listed.select(candidate="id"), on="candidate", how="anti")


def in_question(named: pl.DataFrame) -> pl.DataFrame:
    """Of the claims that `looked_up` gives all of each child whose card names something in vain, as `renames_of` needs
    them."""
    children = named.filter(_in_vain()).select("child").unique()
    columns = ("child", "source", "candidate", "rules", "by_hub", "parent", "how")
    return named.select(columns).join(children, on="child", how="semi", maintain_order="left")


def renames_of(named: pl.DataFrame) -> list[Rename]:
    """What pairs a name that a card gives in vain with what the Hub names instead, where there is no choice.

    The Hub makes its claims from the card alone, following redirects: a left-over pair is a model and its old name.
    An old name that always led to one new name is then followed at the children where it could not be told. `named` are
    the claims `in_question`; the renames are to be followed one after the other.
    """
    renames: list[Rename] = []
    for _ in range(_ROUNDS):
        pairs = _pairs(named)
        new = pairs.join(
            named.filter(pl.col("how") == "renamed").select("child", "candidate"), on=["child", "candidate"], how="anti"
        )
        if new.is_empty():
            break
        renames.append(Rename(new.rename({"new": "to"}), ("child", "candidate"), "renamed"))
        named = _follow(named, renames[-1])
        found = named.filter((pl.col("how") == "renamed") & (pl.col("source") == Evidence.CARD))
        learned = found.select("candidate", to="parent").unique().unique("candidate", keep="none")
        renames.append(Rename(learned, ("candidate",), "learned_rename"))
        named = _follow(named, renames[-1])
    return renames


def _in_vain() -> pl.Expr:
    """Whether a claim is a card's, names something, and means no known model."""
    meant = pl.col("candidate").is_not_null() & ~pl.col("rules").list.contains("words")
    return (pl.col("source") == Evidence.CARD) & pl.col("parent").is_null() & meant


def _pairs(named: pl.DataFrame) -> pl.DataFrame:
    """`child, candidate, new`: what one name of the card and one of the Hub's that are left over have in common.

    They are the child's only ones, or the only ones of that name under another owner.
    """
    cards = named.filter(pl.col("source") == Evidence.CARD)
    in_vain = named.filter(_in_vain()).select("child", "candidate")
    hub = named.filter("by_hub")
    spoken = hub.filter(pl.col("source") == Evidence.HUB).select("child").unique()
    trusted = pl.concat(
        [
            hub.filter(pl.col("source") == Evidence.HUB),
            hub.filter(pl.col("source") != Evidence.HUB).join(spoken, on="child", how="anti"),
        ]
    ).select("child", new="parent")
    matched = cards.select("child", new="parent").drop_nulls()
    unmatched = trusted.drop_nulls().unique().join(matched, on=["child", "new"], how="anti")
    in_vain, unmatched = in_vain.unique(), unmatched.unique()
    alone = in_vain.unique("child", keep="none").join(unmatched.unique("child", keep="none"), on="child")
    moved = _only(in_vain, "candidate").join(_only(unmatched, "new"), on=["child", "name"]).drop("name")
    pairs = pl.concat([frame.select("child", "candidate", "new") for frame in (alone, moved)])
    return pairs.unique(["child", "candidate"], keep="first", maintain_order=True).sort("child", "candidate")


def _only(ids: pl.DataFrame, column: str) -> pl.DataFrame:
    """With `name`, the id without its owner; without ids of one child that share it."""
    name = pl.col(column).str.split("/").list.last().str.to_lowercase()
    return ids.with_columns(name=name).unique(["child", "name"], keep="none")


def _follow(named: pl.DataFrame, rename: Rename) -> pl.DataFrame:
    """Give the nameless claims that a rename speaks of the parent it leads to."""
    joined = named.join(rename.moves, on=rename.on, how="left", maintain_order="left")
    moved = pl.col("parent").is_null() & pl.col("to").is_not_null() & (pl.col("source") != Evidence.HUB)
    return joined.with_columns(
        parent=pl.when(moved).then("to").otherwise("parent"),
        how=pl.when(moved).then(pl.lit(rename.how)).otherwise("how"),
    ).drop("to")


def _decided(settled: pl.DataFrame) -> pl.DataFrame:
    rejected = pl.col("reason").is_not_null()
    outcome = (
        pl.when(rejected)
        .then(pl.lit(Outcome.REJECTED.value))
        .when(pl.col("is_listed"))
        .then(pl.lit(Outcome.RESOLVED.value))
        .otherwise(pl.lit(Outcome.MISSING.value))
    )
    found = (
        pl.when(rejected & _AMBIGUOUS)
        .then(pl.lit("wrong_case"))
        .when(pl.col("how").is_in(["renamed", "learned_rename", "wrong_case", "case_twin"]))
        .then("how")
        .when(~rejected & pl.col("is_listed").is_null())
        .then(pl.lit("not_listed"))
    )
    rules = pl.concat_list("rules", found).list.drop_nulls()
    return settled.sort("at").with_columns(
        outcome=outcome, rule=pl.when(rules.list.len() > 0).then(rules.list.join("+")).otherwise(pl.lit("exact"))
    )


def _fold(column: str) -> pl.Expr:
    return pl.col(column).str.to_lowercase()
