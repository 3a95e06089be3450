"""Candidates of one sort, the best first."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

Rank = Callable[[str], int | None]
"""The present rank of an id; None when it is out for good."""


@dataclass(slots=True)
class Ranking:
    """Ids by rank, highest first; equal ones by id. An id is pushed whenever its rank grows.

    `first` is true to the present ranks once they were `settle`d.
    """

    _heap: list[tuple[int, str]] = field(default_factory=list)

    @property
    def first(self) -> str | None:
        return self._heap[0][1] if self._heap else None

    def push(self, id: str, rank: int) -> None:
        heapq.heappush(self._heap, (-rank, id))

    def settle(self, rank: Rank) -> None:
        """Drop from the top what is out, and sink what fell, until the first is where it belongs."""
        while self._heap:
            negative, id = self._heap[0]
            present = rank(id)
            if present == -negative:
                return
            heapq.heappop(self._heap)
            if present is not None and present < -negative:
                self.push(id, present)
