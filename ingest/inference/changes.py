"""Guesses after a few changes: made again where a name leads to what has changed, and those of earlier elsewhere.

What is guessed of a model depends on the models and the declared formats that its own name leads to, or what is left of
it when words come off (`candidates`). So a change touches those whose names lead to a changed model's name, to its
owner and name, or to the name that a changed format was made of.
"""

from dataclasses import dataclass

import polars as pl

from ingest.inference.candidates import FEW, VOTES, format_names, said_of, votes_among
from ingest.inference.edges import Guesses, as_edges, named_once
from ingest.inference.guess import agreed_by
from ingest.inference.hold_out import hidden_first
from ingest.inference.keys import keys_of, stems_of
from ingest.inference.missing import called, copies
from ingest.inference.names import account_of, folded, name_of
from ingest.inference.narrow_models import NarrowModels, is_missing
from ingest.inference.pairs import DerivationPairs
from lineage.values import Status

ASKED = ("id", "author", "status", "created_at", "whole")
"""What guesses go by of a model."""

WITNESSES = 30
"""Children of a parent that are looked at for one that the first round of `hold_out` leaves it."""


@dataclass(frozen=True, slots=True, eq=False)
class GuessesAgain:
    """Guesses about `models` (ASKED) by their `derivations` (`child, parent, relation`).

    `changed` (`id, author`) are the models that are new, gone, or of another author, status or date than before, with
    each author that they have or had; `pairs`
    (`child, parent`) the derivations that are new, gone, or of another relation, `gone` (`child, parent, relation`)
    what these were. `stems` are STEMS of all models.
    """

    models: NarrowModels
    derivations: DerivationPairs
    changed: pl.DataFrame
    pairs: pl.DataFrame
    gone: pl.DataFrame
    stems: pl.DataFrame

    def guessed(self, earlier: Guesses) -> Guesses:
        """What `Guesses.of` gives, where `earlier` is what it gave before the changes."""
        touched = self._touched()
        found = Guesses.among(*self._around(touched), touched.to_frame("id"))
        return Guesses(_instead(earlier.named, found.named, touched), _instead(earlier.tried, found.tried, touched))

    def inferred(self, guessed: Guesses) -> pl.DataFrame:
        """What `edges.inferred` gives, of the guesses."""
        missing = self.models.filter(is_missing()).select(ASKED)
        originals = self.models.with_key(called(missing.select("id"))["key"].hash()).filter(~is_missing())
        some = pl.concat([missing, originals.select(ASKED)])
        copied = copies(some, self.derivations.rows)
        tried = self.derivations.of_children(guessed.tried["child"])
        return as_edges(guessed, copied, tried, lambda: (self.models.filter().select(ASKED), self.derivations.rows))

    def _declared_by(self, children: pl.Series) -> pl.DataFrame:
        return _foreign(self.derivations.of_children(children))

    def _declared_from(self, parents: pl.Series) -> pl.DataFrame:
        return _foreign(self.derivations.of_parents(parents))

    def _some_from(self, parents: pl.Series) -> pl.DataFrame:
        """WITNESSES of each parent at most."""
        return _foreign(self.derivations.of_parents(parents, WITNESSES))

    def _made_of(self, keys: pl.Series) -> pl.DataFrame:
        """STEMS of the models that may be called after a name with one of these hashes."""
        return self.stems.filter(_among("key", keys))

    def _touched(self) -> pl.Series:
        """The models of which another guess may be made than before."""
        children, others = self.pairs["child"].unique(), self._parents_of_others()
        differing = pl.concat([self.changed["id"], children, others]).unique()
        own = keys_of(differing.to_frame("id"))
        sharing = self.models.with_key(own["key"])
        few = _of_few(own, sharing)
        used = pl.concat([others, self.derivations.of_parents(differing, 1)["parent"]])
        possible = own.filter(_among("key", few) | _among("id", used))["key"]
        wholes = pl.concat([own["whole"], sharing.filter(_among("key", few))["whole"]])
        told = pl.concat([children, self._declared_from(differing)["child"]]).unique()
        agreed = self._agreed_otherwise(stems_of(children.to_frame("id"))["key"].unique())
        voted = self._voted(own["key"].unique())
        bare = pl.concat([wholes, agreed, voted.filter(_among("parent", differing))["key"]])
        beside = self._of_their_authors(own, sharing.filter(_among("key", voted["key"])))
        led = self._made_of(pl.concat([possible, wholes, agreed]))["id"]
        named = self.models.with_key(bare)["id"]
        return pl.concat([differing, named, beside, led, self._in_series_with(told)]).unique()

    def _of_their_authors(self, own: pl.DataFrame, sharing: pl.DataFrame) -> pl.Series:
        """Those of the models `sharing` a name with differing ones (`own`: KEYS) that are by the author whom these have
        or had: who has such a model is not said to mirror another's."""
        held = sharing.filter(_among("id", own["id"])).select("id", "author")
        authors = pl.concat([held, self.changed.select(held.columns)]).join(own, on="id")
        return sharing.join(authors, on=["key", "author"], how="semi")["id"]

    def _agreed_otherwise(self, keys: pl.Series) -> pl.Series:
        """Those of the keys under which accounts agree about other parents, or in another order, than before, or say
        anything for the first time or no more."""
        names = self._format_names(keys)
        pairs = self._now_and_before(names["id"])
        children = pairs["child"].unique()
        hidden = pl.Series(hidden_first(children.to_list()), dtype=pl.String)
        told = names.join(pairs.with_columns(hidden=_among("child", hidden)), left_on="id", right_on="child")
        found = []
        for some in (told, told.filter(~pl.col("hidden"))):
            was, are = (_agreements(some.filter(then)) for then in ("before", "now"))
            both = ((was, are), (are, was))
            found += [one.join(other, on=one.columns, how="anti", nulls_equal=True)["key"] for one, other in both]
        return pl.concat(found).unique()

    def _format_names(self, keys: pl.Series) -> pl.DataFrame:
        """`id, key, author` of the models that are called by one of the keys and words for a format: what
        `format_names` gives, with the hash of each key, of models that are there or are children of changed pairs."""
        made = self._made_of(keys)
        opened = pl.col("id").str.contains("_-_", literal=True)  # whose STEMS hold more than names of formats
        others = pl.concat([made.filter(opened)["id"], self.pairs["child"]]).unique()
        anew = format_names(others.to_frame("id")).select("id", pl.col("key").hash())
        names = pl.concat([made.filter(~opened, ~_among("id", others)), anew])
        return names.with_columns(author=account_of(pl.col("id")).cast(pl.Categorical))

    def _now_and_before(self, children: pl.Series) -> pl.DataFrame:
        """`child, parent, now, before` of the pairs that these children have or had, and those of changed pairs."""
        are = self._declared_by(pl.concat([children, self.pairs["child"]])).select("child", "parent")
        changed = are.join(self.pairs, on=["child", "parent"], how="semi").with_columns(before=False)
        others = are.join(self.pairs, on=["child", "parent"], how="anti").with_columns(before=True)
        were = _foreign(self.gone).select("child", "parent", now=False, before=True)
        return pl.concat([pl.concat([changed, others]).with_columns(now=True).select(were.columns), were])

    def _in_series_with(self, children: pl.Series) -> pl.Series:
        """The models that the accounts of some children made of the same names as these."""
        made = stems_of(children.to_frame("id")).select("key", account=account_of(pl.col("id"))).unique()
        others = self._made_of(made["key"]).with_columns(account=account_of(pl.col("id")))
        return others.join(made, on=["key", "account"], how="semi")["id"]

    def _parents_of_others(self) -> pl.Series:
        """The parents of changed pairs that may have derivatives now and had none, or the other way round, with the
        hidden children or without."""
        parents = self.pairs["parent"].unique()
        still = self._some_from(parents).join(self.pairs, on=["child", "parent"], how="anti")
        return parents.filter(~parents.is_in(_unhidden(still)["parent"].implode()))

    def _voted(self, keys: pl.Series) -> pl.DataFrame:
        """`key, parent`: whom VOTES accounts name under those of the keys under which they do."""
        made = self._made_of(keys)
        formats = made.join(self._declared_by(made["id"]), left_on="id", right_on="child")
        votes = votes_among(formats.filter(_is_called()).with_columns(author=account_of(pl.col("id"))))
        return votes.filter(pl.col("votes") >= VOTES).select("key", "parent")

    def _known(self, near: pl.DataFrame) -> pl.DataFrame:
        """Those of some models that may be found among them for their names: those with derivatives, and so many of
        the others that whoever counts them sees whether FEW bear a name."""
        bearers = near.with_columns(used=_among("id", self.derivations.of_parents(near["id"], 1)["parent"]))
        others = bearers.filter(~pl.col("used")).group_by("key", "status").head(FEW + 1)
        return pl.concat([bearers.filter("used"), others.select(bearers.columns)]).drop("used")

    def _around(self, touched: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        """The models, the derivations and the names of formats (`format_names`) that guesses about the touched models
        go by. Whom a model shares its very name with is asked only where accounts name one of them so."""
        ids = touched.to_frame("id")
        own, led = keys_of(ids)["key"].unique(), stems_of(ids)["key"]
        keys = pl.concat([own, led]).unique()
        possible = pl.concat([led, self._voted(own)["key"]])
        near = pl.concat([self.models.with_key(possible), self.models.with_whole(keys)])
        namesakes = self.models.with_key(near.filter(_among("whole", keys))["key"])
        formats = self._declared_by(self._made_of(keys)["id"].unique())
        known = self._known(pl.concat([near, namesakes]).unique("id"))
        named = pl.concat([touched, formats["parent"]]).unique()
        models = pl.concat([known, self.models.among(named.filter(~named.is_in(known["id"].implode())))])
        wanted = models["id"]
        witnesses = _unhidden(self._some_from(wanted))
        others = self._declared_from(wanted.filter(~wanted.is_in(witnesses["parent"].implode())))
        told = [formats, self._declared_by(wanted), witnesses, others]
        names = format_names(formats.select(id="child").unique())
        return named_once(models.select(ASKED)), pl.concat(told).unique(), names


def _of_few(own: pl.DataFrame, sharing: pl.DataFrame) -> pl.Series:
    """The keys that FEW listed models bear or bore: who bears another is found for its derivatives alone. `own` are
    KEYS of those that differ, `sharing` are the models with the same keys."""
    listed = sharing.filter(pl.col("status") == Status.LISTED.value)
    same = listed.join(own, on="id", how="anti").group_by("key").len()
    return own.join(same.filter(pl.col("len") > FEW), on="key", how="anti")["key"].unique()


def _agreements(claims: pl.DataFrame) -> pl.DataFrame:
    """`key, parent, many, place`: of each name (a hash) what any rule asks of its claims (`format_claims`): that there
    are some (a row without a parent), and on which parents accounts agree, in the order in which they are taken."""
    said = said_of(claims)
    agreed = votes_among(claims.filter(_is_called())).join(said, on="key").filter(agreed_by(1))
    ordered = agreed.sort("key", "votes", "parent", descending=[False, True, False])
    place = pl.int_range(pl.len()).over("key")
    return pl.concat(
        [said.select("key"), ordered.select("key", "parent", many=agreed_by(VOTES), place=place)], how="diagonal"
    )


def _is_called() -> pl.Expr:
    """Whether the `parent` has the name whose hash is the `key`."""
    return pl.col("key") == folded(name_of(pl.col("parent"))).hash()


def _unhidden(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs of children that the first round of `hold_out` does not hide."""
    return pairs.filter(~_among("child", pl.Series(hidden_first(pairs["child"].unique().to_list()), dtype=pl.String)))


def _instead(earlier: pl.DataFrame, now: pl.DataFrame, touched: pl.Series) -> pl.DataFrame:
    """The earlier guesses, those about touched models by what they are now."""
    return pl.concat([earlier.filter(~_among("child", touched)), now.select(earlier.columns)]).sort("child")


def _foreign(derivations: pl.DataFrame) -> pl.DataFrame:
    """Those from another model."""
    return derivations.filter(pl.col("child") != pl.col("parent"))


def _among(column: str, values: pl.Series) -> pl.Expr:
    return pl.col(column).is_in(values.unique().implode())
