"""Owners and organisations called like a name that nobody has: the same in another case, else those most like it.

No name is compared with all there are: owners are those of the most used models whose ids begin as any beginning of it
does, or as it would without one letter's slip; organisations are theirs, and those that several owners make.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from lineage.frozen import FrozenGraph
from lineage.frozen.rollups.files import rollups_of
from lineage.frozen.storage.distinct import distinct_numbers

NEAR = 200
"""Models at most that are found by each beginning: their owners are compared with the name."""

LONGEST = 42
"""Letters of an owner's name on the Hub, at most."""

LIKE = 0.6
"""How much of two names is the same, at least (`difflib`): `Qwne` and `Qwen` have 0.75."""


@dataclass(frozen=True, slots=True)
class NearNames:
    """Names, some of which may be like one that was asked for."""

    owners: list[str]
    organisations: list[str]


def near(graph: FrozenGraph, name: str) -> NearNames:
    """Owners and organisations to be compared with a name."""
    rolled, author = rollups_of(graph), graph.models.words("author")
    begun = (one for at in range(min(len(name), LONGEST)) for one in _beginnings(name, at))
    beginnings = dict.fromkeys((f"{name}/", *begun))
    found = [number for one in beginnings for number in graph.search.beginnings.like(one, NEAR)]
    codes = author.codes[np.array(found, np.int64)]
    owners = distinct_numbers(codes[codes >= 0])
    organisations = distinct_numbers(rolled.organisation_of_owner[owners])
    theirs = rolled.organisations.take(organisations)
    return NearNames(author.vocabulary.take(owners), theirs + rolled.joined_organisations)


def _beginnings(name: str, at: int) -> tuple[str, ...]:
    """How a name begins up to a letter, and how it does where that one is too much, or stands before the next by
    mistake."""
    before, letter, behind = name[:at], name[at], name[at + 1 :]
    return before, before + behind, before + behind[:1] + letter + behind[1:]


def similar(name: str, names: Iterable[str], most: int = 3) -> list[str]:
    """The one of the names that is this one in another case, else those most like it, best first."""
    by_lower = {one.lower(): one for one in names}
    wanted = name.lower()
    if (same := by_lower.get(wanted)) is not None:
        return [same]
    return [by_lower[lower] for lower in get_close_matches(wanted, by_lower, most, LIKE)]
