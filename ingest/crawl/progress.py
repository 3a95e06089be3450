"""How far a crawl is, as its callers are told, and what can be had of it before it has ended."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a crawl is: what it asked so far, and the models it expects (None: cannot say)."""

    requests: int
    models: int
    expected: int | None
    doing: str


Watch = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class PartialCrawl:
    """A crawl between two requests: how far it is, and what it gives when asked.

    `coverage` says how much of a family is found so far, as its manifest does; None where nothing is estimated. In a
    large family that takes a second. `write` makes a snapshot of what was read until now, in the place of the one
    before; the crawl goes on as if there were none.
    """

    progress: Progress
    coverage: Callable[[], Mapping[str, Any] | None]
    write: Callable[[], Path]
    goes_on: bool = True
    """Whether another request follows, as far as is known: else the whole crawl's snapshot is next."""


Midway = Callable[[PartialCrawl], None]
"""Is told after each request, and first of all where a stopped crawl goes on."""
