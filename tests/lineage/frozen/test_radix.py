"""Sorting by digits gives the order that comparing gives, equals as they stood."""

import numpy as np
import pytest

from lineage.frozen.storage.radix import RUN, radix_lexsort, radix_order


@pytest.mark.parametrize("highest", [1, 3, 2**16 - 1, 2**16, 2**31 - 1, 2**32 - 1])
@pytest.mark.parametrize("kind", [np.int64, np.uint32])
def test_an_order_by_digits_is_the_stable_order(highest: int, kind: type[np.int64 | np.uint32]) -> None:
    numbers = np.random.default_rng(highest).integers(0, highest, 5_000, endpoint=True).astype(kind) // 3 * 3
    assert radix_order(numbers).tolist() == np.argsort(numbers, kind="stable").tolist()
    keys = numbers % 7, numbers // 5, numbers % 3
    assert radix_lexsort(keys).tolist() == np.lexsort(keys).tolist()


def test_nothing_is_in_order() -> None:
    assert not len(radix_order(np.zeros(0, np.int32)))


def test_numbers_in_long_runs_are_ordered_as_any() -> None:
    draw = np.random.default_rng(1)
    runs = [np.sort(draw.integers(0, 90, 4 * RUN)) + start for start in (5, 70_000, 0, 3, 2**31)]
    numbers = np.concatenate(runs)
    assert 0 < np.count_nonzero(numbers[1:] < numbers[:-1]) * RUN < len(numbers)
    assert radix_order(numbers).tolist() == np.lexsort((np.arange(len(numbers)), numbers)).tolist()
