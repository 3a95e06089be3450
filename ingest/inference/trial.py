"""How good the guesses are: declared parents are hidden, guessed again, and compared.

Children are dealt into five parts by a checksum of their ids and a seed. Each round hides all that the children of one
part declare (a fifth of the declared derivations), guesses from what is left, and compares.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from zlib import crc32

import polars as pl
from rich.table import Table

from ingest.inference.guess import RULES, guesses
from ingest.inference.names import folded, name_of, stems
from lineage.values import Status

PARTS = 5
SEED = 1
Chosen = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Tried:
    """What one rule guessed about hidden parents. `right`: the guess is a declared parent. `near`: it is one
    derivation off, the parent's own parent or child, as when a card names the base of what was quantized."""

    rule: str
    guessed: int
    right: int
    near: int


@dataclass(frozen=True, slots=True)
class Trial:
    """All rounds together; `rows` in the order of RULES, rules that never spoke included.

    `hidden`: children whose declared parents were hidden, and are known to what was left. `given_away`: those of them
    whose name, words for formats taken off the end of both, is a parent's name, or its owner and name. `found`: those
    of `given_away` that were guessed right. `holding`: hidden children with a parent's whole name anywhere in theirs.
    """

    hidden: int
    holding: int
    given_away: int
    found: int
    rows: tuple[Tried, ...]
    title: str = "Hidden parents guessed again"

    @property
    def guessed(self) -> int:
        return sum(row.guessed for row in self.rows)

    @property
    def right(self) -> int:
        return sum(row.right for row in self.rows)

    def as_dict(self) -> dict[str, Any]:
        totals = {"guessed": self.guessed, "right": self.right}
        shares = {"precision": _share(self.right, self.guessed), "recall": _share(self.found, self.given_away)}
        return {**asdict(self), **totals, **shares}

    def table(self) -> Table:
        """For the terminal."""
        table = Table(title=self.title, caption=self._caption(), caption_justify="left", min_width=76)
        for column in ("rule", "guessed", "right", "precision", "one step off"):
            table.add_column(column, justify="left" if column == "rule" else "right")
        for row in self.rows:
            table.add_row(
                row.rule, f"{row.guessed:,}", f"{row.right:,}", _percent(row.right, row.guessed), f"{row.near:,}"
            )
        near = sum(row.near for row in self.rows)
        table.add_section()
        table.add_row("all", f"{self.guessed:,}", f"{self.right:,}", _percent(self.right, self.guessed), f"{near:,}")
        return table

    def _caption(self) -> str:
        return (
            f"{self.hidden:,} children with hidden, known parents; {self.given_away:,} have the name of a parent once "
            f"words for formats are taken off: that is what names can give away. {self.found:,} of them were found: "
            f"recall {_percent(self.found, self.given_away)}. {self.holding:,} hold a parent's whole name anywhere."
        )


def trial(
    models: pl.DataFrame,
    derivations: pl.DataFrame,
    *,
    rounds: int = PARTS,
    seed: int = SEED,
    chosen: Chosen = lambda _: True,
) -> Trial:
    """Hide a fifth of the declared derivations in each of `rounds` rounds (1 to 5), and guess them again.

    Only children whose owner is `chosen` are hidden: rules tuned on one half of the owners are reported on the other.
    """
    declared = derivations.filter(pl.col("child") != pl.col("parent")).select("child", "parent", "relation")
    children = pl.Series(
        "id", [id for id in declared["child"].unique().sort() if chosen(id.partition("/")[0])], pl.String
    )
    dealt = pl.DataFrame({"id": children, "part": [crc32(f"{seed} {id}".encode()) % PARTS for id in children]})
    played = [_round(models, declared, dealt.filter(part=part).select("id")) for part in range(rounds)]
    guessed = pl.concat([guessed for guessed, _ in played])
    hidden = pl.concat([hidden for _, hidden in played])
    return _scored(guessed, hidden, declared)


def half(owner: str) -> int:
    """0 for the half of the owners the rules were tuned on, 1 for the half they are reported on."""
    return crc32(owner.encode()) % 2


def _round(models: pl.DataFrame, declared: pl.DataFrame, chosen: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(the guesses, the hidden pairs whose parents are still known) when all that `chosen` declare is hidden."""
    hidden = declared.join(chosen.rename({"id": "child"}), on="child", how="semi")
    rest = declared.join(chosen.rename({"id": "child"}), on="child", how="anti")
    named = pl.concat([rest.select(id="parent"), models.filter(status=Status.LISTED.value).select("id")]).unique()
    left = models.join(named, on="id", how="semi")
    return guesses(left, rest, among=chosen), hidden.join(named.rename({"id": "parent"}), on="parent", how="semi")


def _scored(guessed: pl.DataFrame, hidden: pl.DataFrame, declared: pl.DataFrame) -> Trial:
    pairs = ["child", "parent"]
    right = guessed.join(declared, on=pairs, how="semi")
    near = _near(guessed.join(right, on="child", how="anti"), declared)
    told = hidden.filter(_given_away(hidden)).select("child").unique()
    holding = folded(name_of(pl.col("child"))).str.contains(folded(name_of(pl.col("parent"))), literal=True)
    counts = {
        name: dict(frame["rule"].value_counts().rows()) for name, frame in (("g", guessed), ("r", right), ("n", near))
    }
    return Trial(
        hidden=hidden["child"].n_unique(),
        holding=hidden.filter(holding)["child"].n_unique(),
        given_away=told.height,
        found=told.join(right, on="child", how="semi").height,
        rows=tuple(Tried(rule.name, *(counts[which].get(rule.name, 0) for which in "grn")) for rule in RULES),
    )


def _near(wrong: pl.DataFrame, declared: pl.DataFrame) -> pl.DataFrame:
    """The guesses that are one derivation from a declared parent, up or down."""
    said = wrong.join(declared.rename({"parent": "said"}), on="child")
    down = said.join(declared, left_on=["parent", "said"], right_on=["child", "parent"], how="semi")
    up = said.join(declared, left_on=["said", "parent"], right_on=["child", "parent"], how="semi")
    return pl.concat([down, up]).unique("child").select("child", "rule")


def _given_away(hidden: pl.DataFrame) -> pl.Series:
    """For each pair whether the child's name comes down to the parent's, or to its owner and name."""
    child, parent = (_bare(hidden[column]) for column in ("child", "parent"))
    whole = hidden.select(folded(pl.col("parent"))).to_series()
    return (child == parent) | (child == whole)


def _bare(ids: pl.Series) -> pl.Series:
    """Each id's shortest key."""
    frame = ids.to_frame("id")
    shortest = stems(frame.unique()).sort("words").unique("id", keep="last").select("id", "key")
    return frame.join(shortest, on="id", how="left", maintain_order="left")["key"]


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"
