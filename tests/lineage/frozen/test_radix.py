"""Sorting by digits gives the order that comparing gives, equals as they stood."""

import numpy as np
import pytest

from lineage.frozen.storage.radix import radix_lexsort, radix_order


@pytest.mark.parametrize("highest", [1, 3, 2**16 - 1, 2**16, 2**31 - 1, 2**32 - 1])
@pytest.mark.parametrize("kind", [np.int64, np.uint32])
def test_an_order_by_digits_is_the_stable_order(highest: int, kind: type[np.int64 | np.uint32]) -> None:
    numbers = np.random.default_rng(highest).integers(0, highest, 5_000, endpoint=True).astype(kind) // 3 * 3
    assert radix_order(numbers).tolist() == np.argsort(numbers, kind="stable").tolist()
    keys = numbers % 7, numbers // 5, numbers % 3
    assert radix_lexsort(keys).tolist() == np.lexsort(keys).tolist()


def test_nothing_is_in_order() -> None:
    assert not len(radix_order(np.zeros(0, np.int32)))
