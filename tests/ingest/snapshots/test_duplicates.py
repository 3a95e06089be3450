"""Repeated keys are found across parts, all of them, and nothing is found where no key is repeated."""

import random
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from ingest.snapshots.duplicates import Repeats


@pytest.mark.parametrize("different", [1, 50, 1_000, 100_000])
def test_every_row_whose_key_comes_again_is_found(tmp_path: Path, different: int) -> None:
    draw = random.Random(different)
    keys = [f"owner/{draw.randrange(different)}" for _ in range(3_000)]
    repeats = Repeats(tmp_path / "keys")
    for start in range(0, len(keys), 700):
        repeats.add(pl.Series(keys[start : start + 700]))
    often = Counter(keys)
    assert sorted(repeats.positions().tolist()) == [place for place, key in enumerate(keys) if often[key] > 1]


def test_without_rows_nothing_is_repeated(tmp_path: Path) -> None:
    assert Repeats(tmp_path / "keys").positions().tolist() == []
