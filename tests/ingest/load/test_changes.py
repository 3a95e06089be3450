"""What differs between two tables is found by a hash of each row, and is never missed where two rows share one."""

import polars as pl
import pytest

from ingest.load.changes import HashedRows, changes_since
from lineage.schema import MODEL

EARLIER = {"a/same": 1, "a/changed": 2, "a/gone": 3}
NOW = {"a/same": 1, "a/changed": 4, "a/new": 5}


def hashed(rows: dict[str, int], hashes: list[int]) -> HashedRows:
    table = pl.DataFrame({"id": list(rows), "downloads": list(rows.values())})
    return HashedRows(table.lazy(), pl.Series(hashes, dtype=pl.UInt64))


def test_rows_that_changed_or_are_new_are_put_and_those_that_are_gone_go() -> None:
    pair = changes_since(hashed(EARLIER, [1, 2, 3]), hashed(NOW, [1, 4, 5]), MODEL, 3)
    assert pair is not None
    put, gone = ([row for table in change.batches() for row in table.rows()] for change in pair)
    assert (put, gone) == ([("a/changed", 4), ("a/new", 5)], [("a/gone",)])
    assert changes_since(hashed(EARLIER, [1, 2, 3]), hashed(NOW, [1, 4, 5]), MODEL, 2) is None, "too many"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([1, 2, 3], [1, 3, 5]),  # a changed row has the hash of another one
        ([1, 2, 3], [1, 4, 2]),  # a new one has
        ([1, 2, 5], [1, 4, 5]),  # one that is gone has that of a new one
        ([1, 2, 3], [1, 1, 5]),  # a changed row has that of one that stays
    ],
)
def test_a_change_that_a_shared_hash_hides_is_none_that_is_known(before: list[int], after: list[int]) -> None:
    assert changes_since(hashed(EARLIER, before), hashed(NOW, after), MODEL, 3) is None
