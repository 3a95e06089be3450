"""How a result was made: of what changed since an earlier one alone, or whole, and why."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Making:
    """`whole` is why all of it was made, a clause; None: what changed since an earlier result was made alone."""

    whole: str | None = None

    def __str__(self) -> str:
        return "by changes" if self.whole is None else f"whole, as {self.whole}"


OnMade = Callable[[Making], None]
"""Is told how a result was made, once it is."""


def unasked(_: Making) -> None:
    """Nobody asks how it was made."""


class WholeNeeded(Exception):
    """Why a result cannot be made of what changed alone, a clause."""
