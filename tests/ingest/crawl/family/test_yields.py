"""What a request is expected to add."""

import pytest
from numpy.polynomial.hermite_e import hermegauss

from ingest.crawl.family.estimators import Calibration, Ratio
from ingest.crawl.family.prior import Prior
from ingest.crawl.family.profile import Affiliation, Profile, magnitude
from ingest.crawl.family.yields import NODES, expected_children, per_request, shares, usual_children
from ingest.hub.client import PAGE_SIZE

PRIOR = Prior()
FINETUNE = Profile(Affiliation.UNNAMED, "finetune", 0)
ADAPTER = Profile(Affiliation.UNNAMED, "adapter", 0)
BASE = Profile(Affiliation.OWN, None, 6)


def test_the_more_children_are_seen_the_more_are_expected() -> None:
    expected = [expected_children(PRIOR, FINETUNE, seen, shown=0.5) for seen in (0, 1, 5, 50)]
    assert expected == sorted(expected)
    assert expected[0] < 0.1
    assert expected[1] > 10 * expected[0]


def test_where_other_listings_show_everything_nothing_is_left_to_find() -> None:
    assert expected_children(PRIOR, FINETUNE, 10, shown=1.0) == 0


def test_of_half_shown_children_as_many_again_are_expected() -> None:
    assert expected_children(PRIOR, FINETUNE, 1000, shown=0.5) == pytest.approx(1000, rel=0.3)


def test_without_any_other_listing_the_published_means_decide() -> None:
    assert expected_children(PRIOR, BASE, 0, shown=0.0) == pytest.approx(usual_children(PRIOR, BASE))
    assert expected_children(PRIOR, BASE, 0, shown=0.0, scale=0.1) == pytest.approx(usual_children(PRIOR, BASE) / 10)
    assert expected_children(PRIOR, FINETUNE, 0, 0.0) > expected_children(PRIOR, ADAPTER, 0, 0.0)


def test_a_quantized_base_is_nearly_a_leaf() -> None:
    assert usual_children(PRIOR, Profile(Affiliation.OWN, "quantized", 6)) < usual_children(PRIOR, BASE) / 50


def test_use_is_counted_in_digits() -> None:
    assert magnitude(None, None) == magnitude(0, 0) == 0
    assert magnitude(10**9, 10**6) == 8
    assert magnitude(1_000_000, 4_000) > magnitude(1_000, 4)


def test_a_base_in_great_use_may_have_children_that_show_nowhere_else() -> None:
    """As after an upload by the thousand: the few that are seen do not speak for all."""
    used, little_used = Profile(Affiliation.OWN, None, 8), Profile(Affiliation.OWN, None, 3)
    as_usual = 60 / 0.05 * 0.95
    assert expected_children(PRIOR, used, 60, shown=0.05) > 1.2 * as_usual
    assert expected_children(PRIOR, little_used, 60, shown=0.05) < 0.5 * as_usual
    assert expected_children(PRIOR, used, 0, shown=0.05) > 20 * expected_children(PRIOR, used, 0, shown=0.9)


def test_what_is_seen_says_nothing_while_no_share_is_known() -> None:
    assert expected_children(PRIOR, BASE, 40, shown=0.0) == usual_children(PRIOR, BASE)


@pytest.mark.parametrize("shown", [0.02, 0.1, 0.3, 0.5, 0.7, 0.95])
def test_single_models_shares_differ_and_keep_their_mean(shown: float) -> None:
    shares_, chances = zip(*shares(shown, PRIOR.unevenness), strict=True)
    assert sum(chances) == pytest.approx(1, abs=1e-3)
    assert shares_[0] < 0.7 * shown
    assert sum(share * chance for share, chance in shares(shown, PRIOR.unevenness)) == pytest.approx(shown, rel=0.35)


def test_the_normal_distribution_is_taken_at_the_points_of_gauss_and_hermite() -> None:
    nodes, weights = hermegauss(len(NODES))
    assert [node for node, _ in NODES] == pytest.approx(nodes, abs=1e-3)
    assert [weight for _, weight in NODES] == pytest.approx(weights / weights.sum(), rel=1e-3)


def test_a_request_adds_less_than_a_page_and_little_adds_itself() -> None:
    assert 0.9 * PAGE_SIZE < per_request(50_000) < PAGE_SIZE
    assert per_request(3.5) == pytest.approx(3.5, rel=0.01)


def test_calibration_follows_the_last_answers() -> None:
    calibration = Calibration(PRIOR.memory)
    for _ in range(40):
        calibration.learn(gained=99, expected=199)
    assert calibration.value == pytest.approx(0.5, rel=0.01)
    calibration.learn(gained=0, expected=0)
    assert calibration.value > 0.5


def test_a_ratio_begins_at_its_prior_and_follows_what_is_counted() -> None:
    ratio = Ratio(0.5, 4)
    assert ratio.value == 0.5
    ratio.cases += 96
    assert ratio.value == 0.02
