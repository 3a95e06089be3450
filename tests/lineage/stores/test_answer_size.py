"""An answer's bytes are those of the JSON that is sent, and its first rows are kept."""

from typing import Any

import orjson
import pytest

from lineage.errors import BadStatement
from lineage.stores.answer_size import first_within, json_size, truncate
from lineage.stores.port import Limits

LIMITS = Limits(rows=10, seconds=1.0, bytes=100_000, memory=1)


@pytest.mark.parametrize("value", ["\x01\x02", "é😀", '"\\', ["a", None, 1.5], {"a": {1: [True]}}, float("nan")])
def test_a_value_counts_as_it_is_written(value: Any) -> None:
    assert json_size(value) == len(orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)) + len(",")


def test_what_is_too_deep_for_json_is_the_statements_fault() -> None:
    deep: list[Any] = []
    for _ in range(300):
        deep = [deep]
    with pytest.raises(BadStatement, match="too deep"):
        json_size(deep)


@pytest.mark.parametrize(
    ("rows", "size", "kept", "truncation"),
    [(3, 1, 3, None), (10, 1, 10, None), (11, 1, 10, "rows"), (5, 30_000, 3, "bytes"), (1, 200_000, 0, "bytes")],
)
def test_the_first_rows_are_kept_and_what_cut_them_is_told(
    rows: int, size: int, kept: int, truncation: str | None
) -> None:
    found = truncate(("text",), [("x" * size,)] * rows, LIMITS)
    assert (len(found[0]), found[1]) == (kept, truncation)


def test_no_more_rows_are_made_than_are_kept_and_one() -> None:
    made = []
    truncate((), ((made.append(n),) for n in range(100)), LIMITS)
    assert len(made) == LIMITS.rows + 1
    assert first_within(iter([2, 3, 4]), 5, int) == ([2, 3], False)
