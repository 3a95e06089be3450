"""How much an answer may hold: its first rows are kept, as many as the limits let through in bytes as they are sent."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

import orjson

from lineage.errors import BadStatement
from lineage.stores.port import Limits, Truncation

T = TypeVar("T")

ENVELOPE = 1_000  # bytes of an answer beside its columns and rows: what it says of itself, and that it was cut
SHARE = 20  # of a small answer at most one byte in so many is left for that


def truncate(
    columns: Sequence[str], rows: Iterable[tuple[Any, ...]], limits: Limits
) -> tuple[list[tuple[Any, ...]], Truncation | None]:
    """The first rows that stay within the limits' rows and bytes, and which of the two cut them (None: neither).

    Bytes are those of the JSON that is sent, with its escapes, in UTF-8, the names of the columns included.
    """
    left = iter(rows)
    kept, whole = first_within(islice(left, limits.rows), for_rows(limits) - json_size(columns), json_size)
    if not whole:
        return kept, "bytes"
    return kept, None if next(left, None) is None else "rows"


def for_rows(limits: Limits) -> int:
    """The bytes of an answer that its columns and rows may have."""
    return limits.bytes - min(ENVELOPE, limits.bytes // SHARE)


def first_within(parts: Iterator[T], most: int, size: Callable[[T], int]) -> tuple[list[T], bool]:
    """The first parts that together are no larger than `most`, and whether these are all."""
    kept: list[T] = []
    for part in parts:
        most -= size(part)
        if most < 0:
            return kept, False
        kept.append(part)
    return kept, True


def json_size(value: Any) -> int:
    """The bytes of a value and its comma in JSON. Raises BadStatement for lists that are too deep for it."""
    try:
        return len(orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS)) + 1
    except orjson.JSONEncodeError as error:
        raise BadStatement("an answer holds lists inside lists, too deep to be sent", "flatten them") from error
