"""How far a crawl is, as its callers are told."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a crawl is: what it asked so far, and the models it expects (None: cannot say)."""

    requests: int
    models: int
    expected: int | None
    doing: str


Watch = Callable[[Progress], None]
