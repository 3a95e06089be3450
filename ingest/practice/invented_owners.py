"""Invented accounts, and which model belongs to which."""

import numpy as np
from numpy.typing import NDArray

from ingest.practice.genealogy.columns import Genealogy, Mass, Undeclared
from ingest.practice.word_lists import word_lists
from lineage.frozen.storage.distinct import distinct_numbers


def owner(number: int) -> str:
    """The invented account with this number; two numbers never share a name, not even in another case."""
    words = word_lists()
    pairs = len(words.first) * len(words.second)
    round_, place = divmod(number, pairs)
    mixed = place * 7919 % pairs
    a, b = words.first[mixed % len(words.first)], words.second[mixed // len(words.first)]
    style = number % len(words.owner_styles)
    name = words.owner_styles[style].format(a=a, b=b, A=a.title(), B=b.title())
    return name if round_ == 0 and style != 3 else f"{name}{number}"


def owners(genealogy: Genealogy, random: np.random.Generator) -> list[str]:
    """An account for each model: a few are prolific, a mass upload by timestamp belongs to very few."""
    accounts = max(12, round(genealogy.size / 4.5))
    hands = (accounts * random.random(genealogy.size) ** 2.2).astype(np.int64)
    packer = np.isin(genealogy.undeclared, [Undeclared.REUPLOAD])
    hands[packer] = accounts
    for mass, together in (
        (Mass.TIMESTAMP, 8000),
        (Mass.UUID, 3000),
        (Mass.OMEGA, 6000),
        (Mass.CUID, 3000),
        (Mass.TOURNAMENT, 2000),
    ):
        _gather(hands, genealogy, mass, together, accounts, random)
    table = [owner(k) for k in range(int(hands.max()) + 1)] if len(hands) else []
    return [table[k] for k in hands.tolist()]


def _gather(
    hands: NDArray[np.int64],
    genealogy: Genealogy,
    mass: Mass,
    together: int,
    accounts: int,
    random: np.random.Generator,
) -> None:
    """Put the mass uploads of one pattern and one parent into one account for each `together` of them."""
    ours = np.flatnonzero(genealogy.mass == mass)
    for place, parent in enumerate(distinct_numbers(genealogy.parent[ours]) if mass == Mass.TIMESTAMP else [None]):
        part = ours if parent is None else ours[genealogy.parent[ours] == parent]
        few = 1 + len(part) // together
        hands[part] = accounts + 1 + 1000 * mass + 50 * place + random.integers(0, few, len(part))
