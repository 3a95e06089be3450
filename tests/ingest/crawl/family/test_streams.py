"""Listings half read, and what is still to come."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from ingest.crawl.family.gain import EARLIER_PACE
from ingest.crawl.family.streams import Pace, Stream, ahead

BORN = datetime(2026, 1, 1, tzinfo=UTC)


def page(newest: float, oldest: float, rows: int = 11) -> pl.DataFrame:
    """Models made at even steps, newest first; in days after BORN."""
    step = (newest - oldest) / (rows - 1)
    return pl.DataFrame({"created_at": [BORN + timedelta(days=newest - step * row) for row in range(rows)]})


def test_at_an_even_pace_as_many_are_to_come_as_days_are_left() -> None:
    assert ahead(page(40, 30), BORN) == pytest.approx(33)
    assert ahead(page(40, 0), BORN) == 0
    assert ahead(page(40, -5), BORN) == 0


@pytest.mark.parametrize("rows", [pl.DataFrame({"created_at": []}, schema={"created_at": pl.Datetime("us", "UTC")})])
def test_without_dates_nothing_is_foretold(rows: pl.DataFrame) -> None:
    assert ahead(rows, BORN) is None
    assert ahead(page(40, 30), None) is None


def test_a_listing_goes_on_at_its_pace_less_what_is_listed_already() -> None:
    stream = Stream(None, 0.0, BORN)
    stream.read("/more", 11, page(40, 30))
    assert stream.rest(pace=2.0) == pytest.approx(66)
    assert stream.gain == 11
    stream.read("/more", 0, page(30, 20))
    assert stream.rest(pace=2.0) == 0
    assert stream.gain == 5.5


def test_without_dates_as_many_pages_are_expected_as_were_read() -> None:
    stream = Stream(None, 0.0)
    stream.read("/more", 900, page(40, 30))
    stream.read("/more", 900, page(30, 20))
    assert stream.rest(pace=2.0) == 1800


def test_the_pace_is_learned_from_listings_that_ended() -> None:
    pace = Pace()
    assert pace.value == pytest.approx(EARLIER_PACE)
    for _ in range(50):
        stream = Stream(None, 0.0, BORN)
        stream.read("/more", 1000, page(40, 20, 1000))  # 1,000 more foretold
        stream.read(None, 1000, page(20, 0, 4000))
        pace.learn(stream)
    assert pace.value == pytest.approx(4, rel=0.1)


def test_a_listing_of_one_page_teaches_no_pace() -> None:
    pace, stream = Pace(), Stream(None, 0.0, BORN)
    stream.read(None, 11, page(40, 30))
    pace.learn(stream)
    assert pace.value == pytest.approx(EARLIER_PACE)
