"""How good the guesses are: declared parents are held out, guessed again, and compared.

Children are dealt into five parts by a checksum of their ids and a seed. Each round hides all that the children of one
part declare (a fifth of the declared derivations), guesses from what is left, and compares. What the same account
declares for its other models mostly stays, and tells much. Dealing out whole accounts hides that as well.
"""

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, fields
from typing import Any
from zlib import crc32

import polars as pl
from rich.table import Table

from ingest.inference.guess import RULES, GuessRule, guesses
from ingest.inference.missing import COPIER, MISSING_RULES, copies, guesses_of_missing
from ingest.inference.names import account_of, folded, name_of, rows_with, shortest, stems
from ingest.inference.statistics import RuleScore, score_table
from lineage.text.ids import owner
from lineage.values import Status

PARTS = 5
SEED = 1
OwnerFilter = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Trial:
    """Some rules, and how they are asked: `guess(models, derivations, children)`.

    With `as_missing`, the children are taken for missing models, of which nothing but the id is known.
    """

    rules: tuple[GuessRule, ...]
    guess: Callable[[pl.DataFrame, pl.DataFrame, pl.DataFrame], pl.DataFrame]
    as_missing: bool = False


LISTED = Trial(RULES, guesses)
MISSING = Trial(MISSING_RULES, guesses_of_missing, as_missing=True)
COPIES = Trial((COPIER,), copies, as_missing=True)


@dataclass(frozen=True, slots=True)
class GuessCounts:
    """The guesses of one rule about hidden parents.

    `right`: the guess is a declared parent; `found`: and the name gave it away. Every other guess is wrong, even where
    it is so by little: `near` are one derivation off, the parent's own parent or child, as when a card names the base
    of what was quantized; `namesake` have the name of a declared parent, but another owner.
    """

    rule: str
    guessed: int
    right: int
    found: int
    near: int
    namesake: int


@dataclass(frozen=True, slots=True)
class HoldOut:
    """All rounds together; `rows` in the order of the rules of the trial, rules that guessed nothing included.

    `hidden`: children whose declared parents were hidden, and are known to what was left. `given_away`: those of them
    whose name, words for formats taken off the end of both, is a parent's name, or its owner and name. `holding`:
    hidden children with a parent's whole name anywhere in theirs. `erring`: owners of the wrongly guessed; where they
    are few for many wrong guesses, the intervals, which take each guess for independent, are too narrow.
    """

    hidden: int
    holding: int
    given_away: int
    erring: int
    rows: tuple[GuessCounts, ...]
    title: str = "Hidden parents guessed again"

    @property
    def all(self) -> GuessCounts:
        """The rules together."""
        names = [field.name for field in fields(GuessCounts)][1:]
        return GuessCounts("all", *(sum(getattr(row, name) for row in self.rows) for name in names))

    def as_dict(self) -> dict[str, Any]:
        """For machines: shares are 0 to 1, and each has its interval."""
        rows = [asdict(row) | self._score(row).as_dict() for row in self.rows]
        totals = {name: value for name, value in asdict(self.all).items() if name != "rule"}
        return {**asdict(self), **totals, **self._score(self.all).as_dict(), "rows": rows}

    def table(self) -> Table:
        """For the terminal."""
        return score_table(self.title, self._caption(), map(self._score, self.rows), self._score(self.all))

    def _score(self, row: GuessCounts) -> RuleScore:
        return RuleScore(row.rule, row.guessed, row.right, row.found, self.given_away)

    def _caption(self) -> str:
        wrong, near, namesake = self.all.guessed - self.all.right, self.all.near, self.all.namesake
        return (
            f"{self.hidden:,} children with hidden, known parents; {self.given_away:,} have the name of a parent once "
            "words for formats are taken off: that is what names can give away, and recall is the share found of them. "
            f"{self.holding:,} hold a parent's whole name anywhere. {wrong:,} wrong guesses, about models of "
            f"{self.erring:,} owners; {near:,} are one derivation from a declared parent, {namesake:,} have the name "
            "of one under another owner."
        )


def hold_out(
    models: pl.DataFrame,
    derivations: pl.DataFrame,
    *,
    rounds: int = PARTS,
    seed: int = SEED,
    owners: OwnerFilter = lambda _: True,
    by_account: bool = False,
    trial: Trial = LISTED,
) -> HoldOut:
    """Hide a fifth of the declared derivations in each of `rounds` rounds (1 to 5), and guess them again.

    Only the children of some `owners` are hidden: rules tuned on one half of the owners are reported on the other.
    With `by_account`, all that a fifth of the owners declare is hidden at a time. The `trial` says
    which rules guess, and what is left of the hidden children.
    """
    declared = _declared(derivations)
    ids = [id for id in _children(declared) if owners(_owner(id))]
    parts = [crc32(f"{seed} {_owner(id) if by_account else id}".encode()) % PARTS for id in ids]
    dealt = pl.DataFrame({"id": pl.Series(ids, dtype=pl.String), "part": parts})
    results = [_round(trial, models, declared, dealt.filter(part=part).select("id")) for part in range(rounds)]
    guessed, hidden = (pl.concat(frames) for frames in zip(*results, strict=True))
    return _score(guessed, hidden, declared, trial.rules)


def guesses_of_hidden(
    models: pl.DataFrame,
    derivations: pl.DataFrame,
    among: pl.DataFrame | None = None,
    *,
    accounts: AbstractSet[str] | None = None,
    trial: Trial = LISTED,
) -> pl.DataFrame:
    """`child, parent, rule`: what is guessed in the first round of `hold_out`, of all hidden children or those `among`
    (`id`) them.

    With `accounts`, only the children of these are hidden.
    """
    declared = _declared(derivations)
    children = _children(declared).to_list()
    ids = children if accounts is None else [id for id in children if _owner(id) in accounts]
    hidden = pl.DataFrame({"id": hidden_first(ids)}, schema={"id": pl.String})
    return _round(trial, models, declared, hidden, among)[0]


def hidden_first(ids: Iterable[str]) -> list[str]:
    """Which children the first round of `hold_out` hides."""
    start = crc32(f"{SEED} ".encode())
    return [id for id in ids if crc32(id.encode(), start) % PARTS == 0]


def predicted_and_right(guessed: pl.DataFrame, derivations: pl.DataFrame) -> dict[str, tuple[int, int]]:
    """By rule, how many guesses about hidden children (`child, parent, rule`) it made, and how many are right."""
    right = guessed.join(_declared(derivations), on=["child", "parent"], how="semi")
    counts = [dict(frame["rule"].value_counts().rows()) for frame in (guessed, right)]
    return {rule: (number, counts[1].get(rule, 0)) for rule, number in counts[0].items()}


def _declared(derivations: pl.DataFrame) -> pl.DataFrame:
    return derivations.filter(pl.col("child") != pl.col("parent")).select("child", "parent", "relation")


def _children(declared: pl.DataFrame) -> pl.Series:
    """Those that declare a parent, in their order."""
    return declared["child"].unique().sort()


def _round(
    trial: Trial,
    models: pl.DataFrame,
    declared: pl.DataFrame,
    chosen: pl.DataFrame,
    among: pl.DataFrame | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(the guesses, the hidden pairs whose parents are still known) when all that `chosen` declare is hidden; guessed
    of those `among` (`id`) them, if given."""
    left, rest, hidden = _hide(models, declared, chosen)
    asked = chosen if among is None else chosen.join(among, on="id", how="semi")
    return trial.guess(_nothing_known(left, chosen) if trial.as_missing else left, rest, asked), hidden


def _owner(id: str) -> str:
    return owner(id) or id


def half(owner: str) -> int:
    """0 for the half of the owners the rules were tuned on, 1 for the half they are reported on."""
    return crc32(owner.encode()) % 2


def _nothing_known(models: pl.DataFrame, ids: pl.DataFrame) -> pl.DataFrame:
    """The models, those `ids` missing."""
    gone = pl.col("id").is_in(ids["id"].implode())
    return models.with_columns(
        status=pl.when(gone).then(pl.lit(Status.MISSING.value)).otherwise("status"),
        created_at=pl.when(~gone).then("created_at"),
    )


def _hide(
    models: pl.DataFrame, declared: pl.DataFrame, chosen: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """What is left of the models and of the declared pairs without those of `chosen`, and those."""
    children = chosen.rename({"id": "child"})
    hidden, rest = (declared.join(children, on="child", how=how) for how in ("semi", "anti"))
    named = rest.select(id="parent").unique()
    listed, others = (models.filter(is_listed) for is_listed in (_is_listed(), ~_is_listed()))
    left = pl.concat([listed, others.join(named, on="id", how="semi")])
    known = pl.concat([rows_with(some.select("id"), "id", hidden["parent"]) for some in (named, listed)])
    return left, rest, hidden.join(known.rename({"id": "parent"}), on="parent", how="semi")


def _is_listed() -> pl.Expr:
    return pl.col("status") == Status.LISTED.value


def _score(
    guessed: pl.DataFrame, hidden: pl.DataFrame, declared: pl.DataFrame, rules: tuple[GuessRule, ...]
) -> HoldOut:
    pairs = ["child", "parent"]
    right = guessed.join(declared, on=pairs, how="semi")
    wrong = guessed.join(right, on="child", how="anti")
    given_away = hidden.filter(_is_given_away(hidden)).select("child").unique()
    holding = folded(name_of(pl.col("child"))).str.contains(folded(name_of(pl.col("parent"))), literal=True)
    frames = (
        guessed,
        right,
        right.join(given_away, on="child", how="semi"),
        _near(wrong, declared),
        _namesake(wrong, declared),
    )
    counts = [dict(frame["rule"].value_counts().rows()) for frame in frames]
    return HoldOut(
        hidden=hidden["child"].n_unique(),
        holding=hidden.filter(holding)["child"].n_unique(),
        given_away=given_away.height,
        erring=wrong.select(account_of(pl.col("child"))).n_unique(),
        rows=tuple(GuessCounts(rule.name, *(count.get(rule.name, 0) for count in counts)) for rule in rules),
    )


def _near(wrong: pl.DataFrame, declared: pl.DataFrame) -> pl.DataFrame:
    """The guesses that are one derivation from a declared parent, up or down."""
    both = _beside_declared(wrong, declared)
    down = both.join(declared, left_on=["parent", "declared"], right_on=["child", "parent"], how="semi")
    up = both.join(declared, left_on=["declared", "parent"], right_on=["child", "parent"], how="semi")
    return pl.concat([down, up]).unique("child").select("child", "rule")


def _namesake(wrong: pl.DataFrame, declared: pl.DataFrame) -> pl.DataFrame:
    """The guesses that have the name of a declared parent, but another owner."""
    same = folded(name_of(pl.col("declared"))) == folded(name_of(pl.col("parent")))
    return _beside_declared(wrong, declared).filter(same).unique("child").select("child", "rule")


def _beside_declared(guessed: pl.DataFrame, declared: pl.DataFrame) -> pl.DataFrame:
    """Each guess once for each parent that the child declares, as `declared`."""
    return guessed.join(declared.select("child", declared="parent"), on="child")


def _is_given_away(hidden: pl.DataFrame) -> pl.Series:
    """For each pair whether the child's name comes down to the parent's, or to its owner and name."""
    child, parent = (_bare(hidden[column]) for column in ("child", "parent"))
    whole = hidden.select(folded(pl.col("parent"))).to_series()
    return (child == parent) | (child == whole)


def _bare(ids: pl.Series) -> pl.Series:
    """Each id's shortest key."""
    frame = ids.to_frame("id")
    return frame.join(shortest(stems(frame.unique())), on="id", how="left", maintain_order="left")["key"]
