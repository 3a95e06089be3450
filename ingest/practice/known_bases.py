"""Well-known repositories, read from `data/`. Names and dates are facts, the rest approximate.

`bases.csv` has one line a repository, Qwen's first, in an order that is part of a seed's meaning. The numbers of
children that `hub-shape` reports (FLUX.1-dev, Qwen1.5-0.5B, ...) are taken from it, as of 2026-09-25 and 903,939
derivations on the whole Hub; the others are estimates kept below the smallest reported one. Licences named behind
`other` are Qwen's as seen in hub-stats of May 2026, radar's export of August 2026 and the table of
aikian/hf-model-supply-chain of September 2026.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from lineage.text import ids


@dataclass(frozen=True, slots=True)
class KnownBase:
    """A well-known repository; `month` is `YYYY-MM`, `parameters` is None where the name does not tell."""

    id: str
    month: str
    children: int
    kind: str
    architecture: str
    license: str
    license_name: str | None = None
    parent: str | None = None
    relation: str | None = None

    @property
    def owner(self) -> str:
        return ids.owner(self.id) or ""

    @property
    def parameters(self) -> int | None:
        return _parameters_in(self.id)


@cache
def bases() -> tuple[KnownBase, ...]:
    """All well-known repositories, Qwen's first; ids are unique and every parent is one of them."""
    return tuple(_base(row) for row in _table("bases.csv"))


@cache
def renamed() -> dict[str, str]:
    """Old ids the Hub answers with a redirect, and the id each is known by now."""
    return {row["old_id"]: row["id"] for row in _table("renamed.csv")}


@cache
def removed() -> dict[str, int]:
    """Well-known repositories that are gone, with the children that still name them."""
    return {row["id"]: int(row["children"]) for row in _table("removed.csv")}


def _base(row: dict[str, str]) -> KnownBase:
    return KnownBase(
        row["id"], row["month"], int(row["children"]), row["kind"], row["architecture"], row["license"],
        row["license_name"] or None, row["parent"] or None, row["relation"] or None,
    )  # fmt: skip


def _table(name: str) -> list[dict[str, str]]:
    text = (files("ingest.practice") / "data" / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _parameters_in(name: str) -> int | None:
    """The number of parameters a name gives away: 7_000_000_000 for `Qwen2.5-7B`, None where there is no size."""
    found = re.search(r"(?:^|[-_/])(?:(\d+)x)?(\d+(?:[._]\d+)?)([bBmM])(?![a-zA-Z])", name)
    if found is None:
        return None
    many, size, unit = found.groups()
    return int(int(many or 1) * float(size.replace("_", ".")) * (1e9 if unit in "bB" else 1e6))
