"""What a request is expected to add."""

import pytest

from ingest.plan.gain import Kind, Making, Ratio, expected_children, magnitude, next_page, smoothed

FINETUNE = Making(Kind.UNNAMED, "finetune", 0)
ADAPTER = Making(Kind.UNNAMED, "adapter", 0)
BASE = Making(Kind.OWN, None, 6)


def test_the_more_children_are_seen_the_more_are_expected() -> None:
    expected = [expected_children(FINETUNE, seen, shown=0.5) for seen in (0, 1, 5, 50)]
    assert expected == sorted(expected)
    assert expected[0] < 0.1
    assert expected[1] > 10 * expected[0]


def test_where_other_listings_show_everything_nothing_is_left_to_find() -> None:
    assert expected_children(FINETUNE, 10, shown=1.0) == 0


def test_of_half_shown_children_as_many_again_are_expected() -> None:
    assert expected_children(FINETUNE, 1000, shown=0.5) == pytest.approx(1000, rel=0.3)


def test_without_any_other_listing_the_published_means_decide() -> None:
    assert expected_children(BASE, 0, shown=0.0) == pytest.approx(BASE.children)
    assert expected_children(BASE, 0, shown=0.0, scale=0.1) == pytest.approx(BASE.children / 10)
    assert expected_children(FINETUNE, 0, 0.0) > expected_children(ADAPTER, 0, 0.0)


def test_a_quantized_base_is_nearly_a_leaf() -> None:
    assert Making(Kind.OWN, "quantized", 6).children < BASE.children / 50


def test_use_is_counted_in_digits() -> None:
    assert magnitude(None, None) == magnitude(0, 0) == 0
    assert magnitude(10**9, 10**6) == 8
    assert magnitude(1_000_000, 4_000) > magnitude(1_000, 4)


def test_a_page_holds_no_more_than_a_page() -> None:
    assert next_page(50_000) == 1000
    assert next_page(3.5) == 3.5


def test_a_listing_is_judged_by_its_last_pages() -> None:
    assert smoothed(None, 800) == 800
    assert smoothed(800, 0) == 400


def test_a_ratio_begins_at_its_prior_and_follows_what_is_counted() -> None:
    ratio = Ratio(0.5, 4)
    assert ratio.value == 0.5
    ratio.cases += 96
    assert ratio.value == 0.02
