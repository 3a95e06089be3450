"""Listings half read, and what is still to come."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from ingest.crawl.family.listings import ArrivalRate, OpenListing, rows_to_come
from ingest.crawl.family.prior import Prior

PRIOR = Prior()
BORN = datetime(2026, 1, 1, tzinfo=UTC)


def assumed() -> ArrivalRate:
    return ArrivalRate.assumed(PRIOR.earlier_rate, PRIOR.earlier_rate_weight)


def page(newest: float, oldest: float, rows: int = 11) -> pl.DataFrame:
    """Models made at even steps, newest first; in days after BORN."""
    step = (newest - oldest) / (rows - 1)
    return pl.DataFrame({"created_at": [BORN + timedelta(days=newest - step * row) for row in range(rows)]})


def test_at_an_even_rate_as_many_are_to_come_as_days_are_left() -> None:
    assert rows_to_come(page(40, 30), BORN) == pytest.approx(33)
    assert rows_to_come(page(40, 0), BORN) == 0
    assert rows_to_come(page(40, -5), BORN) == 0


@pytest.mark.parametrize("rows", [pl.DataFrame({"created_at": []}, schema={"created_at": pl.Datetime("us", "UTC")})])
def test_without_dates_nothing_is_foretold(rows: pl.DataFrame) -> None:
    assert rows_to_come(rows, BORN) is None
    assert rows_to_come(page(40, 30), None) is None


def test_a_listing_goes_on_at_its_rate_less_what_is_listed_already() -> None:
    listing = OpenListing(None, 0.0, BORN)
    listing.read("/more", 11, page(40, 30))
    assert listing.members_to_come(earlier_rate=2.0) == pytest.approx(66)
    assert listing.page_yield == 11
    listing.read("/more", 0, page(30, 20))
    assert listing.members_to_come(earlier_rate=2.0) == 0
    assert listing.page_yield == 5.5


def test_without_dates_as_many_pages_are_expected_as_were_read() -> None:
    listing = OpenListing(None, 0.0)
    listing.read("/more", 900, page(40, 30))
    listing.read("/more", 900, page(30, 20))
    assert listing.members_to_come(earlier_rate=2.0) == 1800


def test_the_rate_is_learned_from_listings_that_ended() -> None:
    rate = assumed()
    assert rate.value == pytest.approx(PRIOR.earlier_rate)
    for _ in range(50):
        listing = OpenListing(None, 0.0, BORN)
        listing.read("/more", 1000, page(40, 20, 1000))  # 1,000 more foretold
        listing.read(None, 1000, page(20, 0, 4000))
        rate.learn(listing)
    assert rate.value == pytest.approx(4, rel=0.1)


def test_a_listing_of_one_page_teaches_no_rate() -> None:
    rate, listing = assumed(), OpenListing(None, 0.0, BORN)
    listing.read(None, 11, page(40, 30))
    rate.learn(listing)
    assert rate.value == pytest.approx(PRIOR.earlier_rate)


def test_a_listing_is_judged_by_its_last_pages() -> None:
    listing = OpenListing(None, 300.0)
    listing.read("/more", 800, page(40, 30))
    assert listing.page_yield == 800
    listing.read("/more", 0, page(30, 20))
    assert listing.page_yield == 400
