"""How much an answer may hold: its first rows are kept, as many as the limits let through."""

from collections.abc import Iterable, Iterator
from typing import Any

from lineage.stores.port import Limits, Truncation

NUMBER = 8  # bytes of a number, a date, true, false or null as JSON, roughly


def truncate(rows: Iterable[tuple[Any, ...]], limits: Limits) -> tuple[list[tuple[Any, ...]], Truncation | None]:
    """The first rows that stay within the limits' rows and bytes, and which of the two cut them (None: neither)."""
    kept: list[tuple[Any, ...]] = []
    left = limits.bytes
    for row in rows:
        if len(kept) == limits.rows:
            return kept, "rows"
        left -= json_size(row, left)
        if left < 0:
            return kept, "bytes"
        kept.append(row)
    return kept, None


def json_size(value: Any, most: int) -> int:
    """The bytes of a value as JSON, roughly; counting ends once it is above `most`."""
    total = 0
    for part in _parts(value):
        total += part
        if total > most:
            break
    return total


def _parts(value: Any) -> Iterator[int]:
    if isinstance(value, str):
        yield len(value) + 3
    elif isinstance(value, dict):
        yield 2
        for key, item in value.items():
            yield len(key) + 4
            yield from _parts(item)
    elif isinstance(value, list | tuple):
        yield 2
        for item in value:
            yield from _parts(item)
    else:
        yield NUMBER
