"""Shares and their intervals, against published figures and the definition."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from ingest.inference.statistics import RuleScore, interval, score_table, share


@pytest.mark.parametrize(
    ("part", "whole", "ends"),
    [
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
        (20, 20, (0.8389, 1.0)),
    ],
)
def test_the_interval_is_the_published_one(part: int, whole: int, ends: tuple[float, float]) -> None:
    """The examples of R. G. Newcombe, Statistics in Medicine 17 (1998), table I; the last is the third turned round."""
    assert interval(part, whole) == pytest.approx(ends, abs=5e-5)


@given(st.integers(1, 10_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_the_ends_are_the_shares_from_which_the_counted_one_is_just_surprising(counted: tuple[int, int]) -> None:
    part, whole = counted
    found = interval(part, whole)
    assert found is not None and 0 <= found[0] <= part / whole + 1e-9 and part / whole - 1e-9 <= found[1] <= 1
    for end in found:
        if 0 < end < 1:
            assert abs(part / whole - end) == pytest.approx(1.959964 * sqrt(end * (1 - end) / whole), abs=1e-6)


def test_nothing_has_no_share() -> None:
    assert (share(0, 0), interval(0, 0)) == (None, None)
    assert RuleScore("quiet", 0, 0, 0, 0).cells() == ("quiet", "0", "0", "-", "0", "-")


def test_a_score_table_fits_80_columns_and_says_how_sure_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    row = RuleScore("author_-_model", 12_345, 12_300, 12_000, 15_000)
    Console(width=80).print(score_table("Judged", "as it is", [row], row))
    shown = capsys.readouterr().out
    assert "99.6 (99.5-99.7)" in shown and "80.0 (79.4-80.6)" in shown
