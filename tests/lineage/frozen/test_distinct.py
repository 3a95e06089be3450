"""Distinct numbers, their places and counts are those of numpy, whether they are looked up in a table or sorted."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lineage.frozen.storage.distinct import are_among, counted, distinct_numbers, first_of_each, highest, numbered

NUMBERS = st.lists(st.integers(0, 5), max_size=30)


@given(st.lists(st.integers(-5, 5)), st.sampled_from((np.int32, np.int64)))
def test_distinct_numbers_are_those_of_numpy(numbers: list[int], kind: type) -> None:
    values = np.array(numbers, kind)
    found, expected = distinct_numbers(values), np.unique(values)
    assert (found.tolist(), found.dtype) == (expected.tolist(), expected.dtype)
    assert values.tolist() == numbers
    assert [part.tolist() for part in first_of_each(values)] == [
        part.tolist() for part in np.unique(values, return_index=True)
    ]


@given(NUMBERS, st.integers(6, 100))
def test_numbers_are_coded_and_counted_as_numpy_does(numbers: list[int], size: int) -> None:
    values = np.array(numbers, np.int64)
    found, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    assert [part.tolist() for part in numbered(values, size)] == [found.tolist(), places.tolist()]
    assert [part.tolist() for part in counted(values, size)] == [found.tolist(), counts.tolist()]


@given(NUMBERS, NUMBERS)
def test_numbers_are_among_others_where_numpy_says_so(numbers: list[int], others: list[int]) -> None:
    ordered = np.sort(np.array(others, np.int64))
    assert are_among(np.array(numbers, np.int64), ordered).tolist() == np.isin(numbers, others).tolist()


@given(st.lists(st.integers(0, 5), max_size=200), st.integers(1, 10))
def test_the_highest_are_the_first_of_a_stable_sort(numbers: list[int], most: int) -> None:
    values = np.array(numbers, np.int64)
    assert highest(values, most).tolist() == np.argsort(-values, kind="stable")[:most].tolist()
    backwards = np.arange(len(values))[::-1]
    assert highest(values, most, backwards).tolist() == np.lexsort((backwards, -values))[:most].tolist()


def test_numbers_of_any_size_are_counted() -> None:
    values = np.array([2**40, 3, 2**40])
    assert [part.tolist() for part in counted(values, 2**41)] == [[3, 2**40], [1, 2]]
