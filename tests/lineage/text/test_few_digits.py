"""Numbers are told in few digits: in the unit of which they are one or more as they are rounded."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.text.few_digits import about_bytes
from web.presentation.labels import short


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (4_095_367_680, "4.1 GB"),
        (117_500_000_000, "118 GB"),
        (1_200_000_000_000, "1.2 TB"),
        (67_000_000, "67 MB"),
        (19_949_999, "19.9 MB"),
        (19_960_000, "20 MB"),
        (999_499_999, "999 MB"),
        (999_500_000, "1.0 GB"),
        (999_999, "1.0 MB"),
        (1_500, "1.5 kB"),
        (1_000, "1.0 kB"),
        (999, "999 B"),
        (7, "7 B"),
        (0, "0 B"),
    ],
)
def test_a_size_is_told_in_few_digits(size: int, words: str) -> None:
    assert about_bytes(size) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (None, "?"),
        (0, "0"),
        (999, "999"),
        (1_000, "1.0k"),
        (9_949, "9.9k"),
        (9_960, "10k"),
        (999_499, "999k"),
        (999_500, "1.0M"),
        (1_234_567, "1.2M"),
        (999_600_000, "1.0B"),
    ],
)
def test_a_count_takes_five_characters_at_most(number: int | None, words: str) -> None:
    assert short(number) == words


@given(st.integers(0, 999 * 10**9) | st.integers(0, 999).map(lambda number: 10**9 - number))
def test_what_is_told_is_near_and_never_a_thousand_of_a_unit(number: int) -> None:
    for text, units in ((about_bytes(number), (" B", " kB", " MB", " GB")), (short(number), ("", "k", "M", "B"))):
        told = re.fullmatch(r"([\d.]+)(.*)", text)
        assert told is not None and float(told[1]) < 1_000
        assert float(told[1]) * 1_000 ** units.index(told[2]) == pytest.approx(number, rel=0.051)
        assert len(text.removesuffix("B").replace(" ", "")) <= 5
