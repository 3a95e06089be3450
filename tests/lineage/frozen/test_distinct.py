"""Distinct numbers are those of numpy, of the same type."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lineage.frozen.storage.distinct import distinct_numbers


@given(st.lists(st.integers(-5, 5)), st.sampled_from((np.int32, np.int64)))
def test_distinct_numbers_are_those_of_numpy(numbers: list[int], kind: type) -> None:
    values = np.array(numbers, kind)
    found, expected = distinct_numbers(values), np.unique(values)
    assert (found.tolist(), found.dtype) == (expected.tolist(), expected.dtype)
    assert values.tolist() == numbers
