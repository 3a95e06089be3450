"""What a statement is likely to cost, told before it runs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lineage.cypher.words import Token

MANY_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Warned:
    """One reason why a statement may not end in time, and what would help."""

    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The engine's operators, its estimate of the rows it goes through (None where it has none), and warnings."""

    estimated_rows: float | None
    operators: tuple[str, ...]
    warnings: tuple[Warned, ...]
    engine: str


def warnings(found: Sequence[Token], estimated_rows: float | None) -> Iterator[Warned]:
    """What in the statement or its estimate says that it will not end in time."""
    if estimated_rows is not None and estimated_rows > MANY_ROWS:
        yield Warned(f"about {estimated_rows:,.0f} rows are expected", "narrow it: a label, a key, a LIMIT earlier on")
    if any(token.mark == "*" and _unbounded(found, i) for i, token in enumerate(found)):
        yield Warned("a path has no upper bound", "bound it: *1..60")


def _unbounded(found: Sequence[Token], i: int) -> bool:
    """Whether the star at `i` is that of a relationship, and has no upper bound."""
    rest = [token.text for token in found[i + 1 : i + 4]]
    inside = i > 0 and (found[i - 1].mark in ("[",) or (i > 1 and found[i - 2].mark in (":", "|")))
    return inside and (rest[:1] == ["]"] or rest[:1] == ["{"] or (rest[1:3] == ["..", "]"]) or rest[:2] == ["..", "]"])
