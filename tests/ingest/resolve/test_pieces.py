"""Rows of a Parquet file by their places."""

from pathlib import Path

import polars as pl
import pytest

from ingest.resolve import pieces
from ingest.resolve.pieces import rows_at, sink


@pytest.mark.parametrize("places", [[], [0], [3, 4], [99], [3, 7, 41, 48, 49, 90], list(range(0, 100, 3))], ids=len)
def test_rows_are_those_at_the_places(places: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "GROUP_ROWS", 10)
    rows = pl.DataFrame({"id": [f"{n:03}" for n in range(100)], "tags": [[str(n)] * (n % 3) for n in range(100)]})
    sink(rows.lazy(), tmp_path / "rows.parquet")
    assert rows_at(tmp_path / "rows.parquet", places, ["tags", "id"]).equals(rows.select("tags", "id")[places])
