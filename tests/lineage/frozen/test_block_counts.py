"""Codes are counted in blocks as numpy counts them one by one."""

import numpy as np
import pytest

from lineage.frozen.storage import block_counts
from lineage.frozen.storage.block_counts import BlockCounts


@pytest.mark.parametrize("length", [1, 3, 1_024])
@pytest.mark.parametrize("size", [0, 1, 9, 10])
def test_codes_of_any_range_are_counted(size: int, length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(block_counts, "LENGTH", length)
    codes = np.random.default_rng(size).integers(0, 4, size).astype(np.uint8)
    counts = BlockCounts.of(codes, 5)
    for start in range(size + 1):
        for stop in range(start, size + 1):
            expected = np.bincount(codes[start:stop], minlength=5).tolist()
            assert counts.counted(slice(start, stop)).tolist() == expected
            assert counts.counted(np.arange(start, stop)).tolist() == expected
