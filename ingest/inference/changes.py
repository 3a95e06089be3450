"""Guesses after a few changes: made again where a name leads to what has changed, and those of earlier elsewhere.

What is guessed of a model depends on the models and the declared formats that its own name leads to, or what is left of
it when words come off (`candidates`). So a change touches those whose names lead to a changed model's name, to its
owner and name, or to the name that a changed format was made of.
"""

from dataclasses import dataclass

import polars as pl

from ingest.inference.candidates import FEW, VOTES, claims_of, format_names, said_of, votes_of
from ingest.inference.edges import Guesses, as_edges, named_once
from ingest.inference.guess import LISTED, MISSING, agreed_by, guesses
from ingest.inference.hold_out import guesses_of_hidden, hidden_first
from ingest.inference.keys import keys_of, stems_of
from ingest.inference.missing import called, copies
from ingest.inference.names import account_of, folded, name_of
from lineage.values import Status

WITNESSES = 30
"""Children of a parent that are looked at for one that the first round of `hold_out` leaves it."""


@dataclass(frozen=True, slots=True, eq=False)
class NameTables:
    """The `keys` (KEYS) and `stems` (STEMS) of all models."""

    keys: pl.LazyFrame
    stems: pl.LazyFrame

    def called(self, keys: pl.Series) -> pl.DataFrame:
        """KEYS of the models whose folded name has one of these hashes."""
        return self.keys.filter(_among("key", keys)).collect()

    def known_as(self, keys: pl.Series) -> pl.DataFrame:
        """KEYS of the models whose folded name, or owner and name, has one of these hashes."""
        return self.keys.filter(_among("key", keys) | _among("whole", keys)).collect()

    def made_of(self, keys: pl.Series) -> pl.DataFrame:
        """STEMS of the models that may be called after a name with one of these hashes."""
        return self.stems.filter(_among("key", keys)).collect()


@dataclass(frozen=True, slots=True, eq=False)
class GuessesAgain:
    """Guesses about `models` (`id, author, status, created_at`) by their `derivations` (`child, parent, relation`).

    `changed` (`id`) are the models that are new, gone, or of another author, status or date than before; `pairs`
    (`child, parent`) the derivations that are new, gone, or of another relation, `gone` (`child, parent, relation`)
    what these were.
    """

    models: pl.DataFrame
    derivations: pl.DataFrame
    changed: pl.DataFrame
    pairs: pl.DataFrame
    gone: pl.DataFrame
    names: NameTables

    def guessed(self, earlier: Guesses) -> Guesses:
        """What `Guesses.of` gives, where `earlier` is what it gave before the changes."""
        touched = self._touched()
        models, derivations = self._around(touched)
        among = touched.to_frame("id")
        named = guesses(models, derivations, among, (*LISTED, *MISSING))
        tried = guesses_of_hidden(models, derivations, among)
        return Guesses(_instead(earlier.named, named, touched), _instead(earlier.tried, tried, touched))

    def inferred(self, guessed: Guesses) -> pl.DataFrame:
        """What `edges.inferred` gives, of the guesses."""
        missing = self.models.filter(_is_missing())
        originals = self.names.called(called(missing.select("id"))["key"].hash())["id"]
        some = pl.concat([missing, self.models.filter(_among("id", originals), ~_is_missing())])
        return as_edges(guessed, copies(some, self.derivations), self.models, self.derivations)

    @property
    def _declared(self) -> pl.DataFrame:
        return _foreign(self.derivations)

    def _touched(self) -> pl.Series:
        """The models of which another guess may be made than before."""
        children = self.pairs["child"].unique()
        differing = pl.concat([self.changed["id"], children, self._parents_of_others()]).unique()
        own = keys_of(differing.to_frame("id"))
        wholes = pl.concat([own["whole"], self._wholes_of_few(own)])
        told = pl.concat([children, self._declared.filter(_among("parent", differing))["child"]]).unique()
        agreed = self._agreed_otherwise(stems_of(children.to_frame("id"))["key"].unique())
        bare = pl.concat([wholes, agreed, self._voted(own["key"].unique())])
        led = self.names.made_of(pl.concat([own["key"], wholes, agreed]))["id"]
        return pl.concat([differing, self.names.called(bare)["id"], led, self._in_series_with(told)]).unique()

    def _agreed_otherwise(self, keys: pl.Series) -> pl.Series:
        """Those of the keys under which accounts agree about other parents, or in another order, than before."""
        formats = self.names.made_of(keys)["id"]
        now = self._declared.filter(_among("child", pl.concat([formats, self.pairs["child"]])))
        before = pl.concat(
            [now.join(self.pairs, on=["child", "parent"], how="anti"), _foreign(self.gone).select(now.columns)]
        )
        children = pl.concat([now["child"], before["child"]]).unique()
        names = format_names(children.to_frame("id"))
        hidden = _among("child", pl.Series(hidden_first(children), dtype=pl.String))
        found = []
        for pairs in ((before, now), (before.filter(~hidden), now.filter(~hidden))):
            was, are = (_agreements(claims_of(names, some)) for some in pairs)
            found += [some.join(other, on=some.columns, how="anti")["key"] for some, other in ((was, are), (are, was))]
        return pl.concat(found).unique().hash()

    def _in_series_with(self, children: pl.Series) -> pl.Series:
        """The models that the accounts of some children made of the same names as these."""
        made = stems_of(children.to_frame("id")).select("key", account=account_of(pl.col("id"))).unique()
        others = self.names.made_of(made["key"]).with_columns(account=account_of(pl.col("id")))
        return others.join(made, on=["key", "account"], how="semi")["id"]

    def _parents_of_others(self) -> pl.Series:
        """The parents of changed pairs that may have derivatives now and had none, or the other way round, with the
        hidden children or without."""
        parents = self.pairs["parent"].unique()
        still = self._declared.filter(_among("parent", parents)).join(self.pairs, on=["child", "parent"], how="anti")
        return parents.filter(~parents.is_in(_witnesses(still)["parent"].implode()))

    def _wholes_of_few(self, own: pl.DataFrame) -> pl.Series:
        """The `whole` of the models that share a name with changed ones (KEYS), of a name that FEW bear or bore: only
        of such are models found that have no derivatives."""
        sharing = self.names.called(own["key"])
        bearers = sharing.group_by("key").len("now").join(own.group_by("key").len("changed"), on="key")
        few = bearers.filter(pl.col("now").cast(pl.Int64) - pl.col("changed") <= FEW)
        return sharing.join(few, on="key", how="semi")["whole"]

    def _voted(self, keys: pl.Series) -> pl.Series:
        """Those of the keys under which VOTES accounts name a parent."""
        formats = self.names.made_of(keys).join(self._declared, left_on="id", right_on="child")
        named = formats.filter(pl.col("key") == folded(name_of(pl.col("parent"))).hash())
        votes = named.group_by("key", "parent").agg(votes=account_of(pl.col("id")).n_unique())
        return votes.filter(pl.col("votes") >= VOTES)["key"]

    def _around(self, touched: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The models and the derivations that guesses about the touched models go by."""
        ids = touched.to_frame("id")
        keys = pl.concat([keys_of(ids)["key"], stems_of(ids)["key"]]).unique()
        near = self.names.known_as(keys)
        namesakes = self.names.called(near.filter(_among("whole", keys))["key"])
        formats = self.names.made_of(keys)["id"].unique()
        declared = self._declared
        parents = declared.filter(_among("child", formats))["parent"]
        wanted = pl.concat([touched, near["id"], namesakes["id"], parents]).unique()
        told = declared.filter(_among("child", pl.concat([formats, wanted])))
        using = declared.filter(_among("parent", wanted))
        witnesses = _witnesses(using)
        others = using.filter(~_among("parent", witnesses["parent"]))
        return named_once(self.models.filter(_among("id", wanted))), pl.concat([told, witnesses, others]).unique()


def _agreements(claims: pl.DataFrame) -> pl.DataFrame:
    """`key, parents`: of each name what accounts claim (`format_claims`), as far as any rule asks for it."""
    counted = said_of(claims).join(votes_of(claims), on="key", how="left").sort("key", "votes", "parent")
    parent = pl.concat_str(
        pl.col("parent").fill_null(""),
        *(agreed_by(votes).fill_null(value=False) for votes in (1, VOTES)),
        pl.col("votes") >= VOTES,
        separator=" ",
        ignore_nulls=True,
    )
    return (
        counted.group_by("key", maintain_order=True).agg(parents=parent).with_columns(pl.col("parents").list.join("\n"))
    )


def _witnesses(pairs: pl.DataFrame) -> pl.DataFrame:
    """Some pairs of each parent that stay when the first round of `hold_out` hides children; none where few stay."""
    asked = pairs.group_by("parent").head(WITNESSES).select(pairs.columns)
    hidden = pl.Series(hidden_first(asked["child"].unique()), dtype=pl.String)
    return asked.filter(~_among("child", hidden))


def _instead(earlier: pl.DataFrame, now: pl.DataFrame, touched: pl.Series) -> pl.DataFrame:
    """The earlier guesses, those about touched models by what they are now."""
    return pl.concat([earlier.filter(~_among("child", touched)), now.select(earlier.columns)]).sort("child")


def _foreign(derivations: pl.DataFrame) -> pl.DataFrame:
    """Those from another model."""
    return derivations.filter(pl.col("child") != pl.col("parent"))


def _among(column: str, values: pl.Series) -> pl.Expr:
    return pl.col(column).is_in(values.unique().implode())


def _is_missing() -> pl.Expr:
    return pl.col("status") == Status.MISSING.value
