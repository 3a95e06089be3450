"""The hint at names like one that there is not."""

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from heapq import nlargest

LIKE, MOST_NEAR = 0.6, 3
"""How like a name must be to one that there is not, from 0 to 1, and how many such are named."""


def did_you_mean(names: Iterable[str], otherwise: str = "", notes: Mapping[str, str] | None = None) -> str:
    """The question whether one of these was meant, with what is noted of them; without any, what is said instead."""
    notes = notes or {}
    listed = ", ".join(f"{name} ({notes[name]})" if name in notes else name for name in names)
    return f"did you mean {listed}?" if listed else otherwise


def near_names(name: str, names: Iterable[str]) -> list[str]:
    """Those of some names that are like one, the likest first: by their letters as they stand, and in any order."""
    matchers = ((one, SequenceMatcher(None, one, name)) for one in names)
    alike = (((matcher.ratio() + matcher.quick_ratio()) / 2, one) for one, matcher in matchers)
    return [one for likeness, one in nlargest(MOST_NEAR, alike) if likeness >= LIKE]
