"""Rows come back out of their bucket as they went in, however often what waited went to disk."""

from pathlib import Path

import polars as pl
import pytest

from ingest.snapshots import buckets
from ingest.snapshots.buckets import Buckets

SCHEMA = pl.Schema({"number": pl.Int64(), "names": pl.List(pl.String())})


@pytest.mark.parametrize("waiting", [0, 200, 8_000_000])
def test_each_bucket_gives_back_its_rows_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waiting: int
) -> None:
    monkeypatch.setattr(buckets, "WAITING", waiting)
    kept = Buckets(tmp_path / "kept", SCHEMA)
    numbers = [number * number % 101 for number in range(100)]
    for start in range(0, 100, 9):
        rows = pl.DataFrame({"number": numbers[start : start + 9]})
        kept.add(rows.with_columns(names=pl.concat_list(pl.col("number").cast(pl.String))), pl.col("number") % 7)
    for bucket in range(7):
        rows = kept.take(bucket)
        assert rows["number"].to_list() == [number for number in numbers if number % 7 == bucket]
        assert rows["names"].to_list() == [[str(number)] for number in rows["number"]]
        assert rows.schema == SCHEMA


def test_what_was_taken_is_gone_and_its_disk_free(tmp_path: Path) -> None:
    kept = Buckets(tmp_path / "kept", SCHEMA)
    kept.add(pl.DataFrame({"number": [1, 2], "names": [None, None]}), pl.lit(5))
    assert kept.take(5).height == 2
    assert kept.take(5).equals(SCHEMA.to_frame())
    assert not list((tmp_path / "kept").iterdir())


def test_a_column_of_nothing_takes_the_type_it_should_have(tmp_path: Path) -> None:
    kept = Buckets(tmp_path / "kept", SCHEMA)
    kept.add(pl.DataFrame({"number": [1], "names": [None]}), pl.lit(0))
    kept.add(pl.DataFrame({"number": [2], "names": [["a"]]}), pl.lit(0))
    assert kept.take(0)["names"].to_list() == [None, ["a"]]
