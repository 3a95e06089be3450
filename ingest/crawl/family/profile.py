"""Whose descendants are wanted, and what is known of a model before its children are asked for."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class Affiliation(StrEnum):
    """Whose a model is: how many of its children other listings show depends on it."""

    OWN = "own"
    """The owner's."""
    NAMED = "named"
    """A stranger's, whose id holds the searched text."""
    UNNAMED = "unnamed"
    """Any other."""


@dataclass(frozen=True, slots=True)
class Family:
    """Whose descendants are wanted: those of one model (`root`), or of every model of an `owner`.

    `word` is what the searched names hold (lower case), None where nothing is searched.
    """

    owner: str
    root: str | None = None
    word: str | None = None

    def is_base(self, id: str) -> bool:
        return id == self.root if self.root else id.startswith(f"{self.owner}/")

    def affiliation(self, id: str) -> Affiliation:
        if id.startswith(f"{self.owner}/"):
            return Affiliation.OWN
        return Affiliation.NAMED if self.word and self.word in id.lower() else Affiliation.UNNAMED


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a possible parent: of models with one profile the one with more listed children goes first."""

    affiliation: Affiliation
    relation: str | None
    magnitude: int


@cache
def shared_profile(affiliation: Affiliation, relation: str | None, magnitude: int) -> Profile:
    """The one profile with these values, shared by all its models."""
    return Profile(affiliation, relation, magnitude)


def magnitude(downloads: int | None, likes: int | None) -> int:
    """How much a model is used, 0 to 8: the digits of its downloads and likes."""
    return min(8, len(str(downloads)) * bool(downloads) // 2 + len(str(likes)) * bool(likes))
