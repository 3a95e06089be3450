"""Which end of an edge is the child, where a header says only `source` and `target`: the data decide, or nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

End = TypeVar("End")

SAMPLE = 20_000
"""Edges looked at."""

_CLEAR = 0.8
"""Share of the edges whose names tell that must tell the same."""
_REPEATS = 1.25
"""How many times as many different children as parents there must be."""


@dataclass(frozen=True, slots=True)
class Direction:
    """The place of the child (0 or 1) among the two ends, and why it is believed to be."""

    child: int
    reason: str

    def child_first(self, first: End, second: End) -> tuple[End, End]:
        """The two ends as child and parent."""
        return (first, second) if self.child == 0 else (second, first)

    def note(self, column: str) -> str:
        """What whoever reads a snapshot should know, where the child is in a `column` of that name."""
        return f"the child is the column `{column}`: {self.reason}"


def direction(edges: Sequence[tuple[str, str]]) -> Direction | None:
    """The child's end: whose names hold the other's (`Qwen3-8B-Law` and `Qwen3-8B`), and which repeats less; None when
    neither tells, or they contradict each other."""
    by_name, by_repeats = _by_name(edges), _by_repeats(edges)
    if by_name is not None and by_repeats is not None and by_name != by_repeats:
        return None
    if by_name is not None:
        return Direction(by_name, "its names hold those of the other end")
    return None if by_repeats is None else Direction(by_repeats, "the ids of the other end repeat more")


def _by_name(edges: Sequence[tuple[str, str]]) -> int | None:
    first = sum(_holds(one, other) for one, other in edges)
    second = sum(_holds(other, one) for one, other in edges)
    if not first + second or max(first, second) < _CLEAR * (first + second):
        return None
    return 0 if first > second else 1


def _holds(child: str, parent: str) -> bool:
    """Whether a model's name holds another's and is longer."""
    name, other = (id.rstrip("/").rpartition("/")[2].lower() for id in (child, parent))
    return len(other) > 3 and other in name and other != name


def _by_repeats(edges: Sequence[tuple[str, str]]) -> int | None:
    first, second = (len({edge[end] for edge in edges}) for end in (0, 1))
    if len(edges) < 3 or max(first, second) < _REPEATS * min(first, second):
        return None
    return 0 if first > second else 1
