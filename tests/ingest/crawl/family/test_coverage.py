"""Capture and recapture."""

import random

import pytest

from ingest.crawl.family.coverage import Captures, chapman


def drawn(size: int, by_name: float, otherwise: float, seed: int) -> Captures:
    """Two independent captures of a stratum of `size` models."""
    chance = random.Random(seed)
    captures = Captures()
    for _ in range(size):
        first, second = chance.random() < by_name, chance.random() < otherwise
        captures.first += first
        captures.second += second
        captures.both += first and second
        captures.found += first or second
    return captures


@pytest.mark.parametrize("seed", range(5))
def test_independent_captures_tell_how_many_there_are(seed: int) -> None:
    assert chapman([drawn(5000, 0.74, 0.5, seed)]) == pytest.approx(5000, rel=0.02)


def test_strata_save_what_a_pooled_estimate_would_miss() -> None:
    strata = [drawn(5000, 0.9, 0.9, 1), drawn(5000, 0.3, 0.3, 2)]
    pooled = Captures(*(sum(getattr(part, name) for part in strata) for name in Captures.__slots__))
    alone, apart = chapman([pooled]), chapman(strata)
    assert alone is not None
    assert apart == pytest.approx(10_000, rel=0.03)
    assert alone < 9_200


def test_never_fewer_than_were_found() -> None:
    assert chapman([Captures(first=2, second=2, both=2, found=9)]) == 9


def test_without_overlap_nothing_can_be_said() -> None:
    assert chapman([]) is None
    assert chapman([Captures(first=5, found=5)]) is None
