"""Every fault plan of the detail route, met by a real `verify` over HTTP; tests/README.md has the plans as a table."""

import time
from pathlib import Path

import pytest

from ingest.audit.verify import Verification, Why, verify
from ingest.crawl.everything import crawl_all
from ingest.hub.client import Hub
from ingest.practice import Population, Server, population, serve
from ingest.resolve import resolve
from lineage.errors import HubError
from lineage.home.home import Home
from tests.ingest.crawl.test_faults import (
    QUICK,
    README,
    SECRET,
    Elsewhere,
    client,
    elsewhere,
    faulty,
    server,
    visits_of_the_faulty_page,
)
from tests.ingest.faults import DETAIL_PLANS, PLANS_BY_NAME, FaultPlan, markdown_table

__all__ = ["elsewhere", "server"]  # fixtures

BASES = 4
STOPPING = [plan for plan in DETAIL_PLANS if plan.expected.error]
ENDING = [plan for plan in DETAIL_PLANS if not plan.expected.error and not plan.expected.lost]
LOSING = [plan for plan in DETAIL_PLANS if plan.expected.lost]
named = pytest.mark.parametrize
pytestmark = pytest.mark.apart


@pytest.fixture(scope="module")
def people() -> Population:
    return population(650, seed=5, related=0.6)


@pytest.fixture(scope="module")
def resolved(people: Population, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Home(tmp_path_factory.mktemp("resolved"))
    with serve(people) as well:
        return resolve(crawl_all(home, Hub(well.url)), home)


@pytest.fixture(scope="module")
def undisturbed(people: Population, resolved: Path) -> Verification:
    """What comes of a Hub without faults."""
    with serve(people) as well:
        return verify(resolved, Hub(well.url), bases=BASES)


@named("plan", ENDING, ids=lambda plan: plan.name)
def test_a_comparison_under_a_plan_ends_as_if_nothing_had_been(
    plan: FaultPlan, server: Server, resolved: Path, undisturbed: Verification
) -> None:
    assert verify(resolved, client(server, plan), bases=BASES) == undisturbed
    assert visits_of_the_faulty_page(server, plan) == plan.expected.requests


@named("plan", LOSING, ids=lambda plan: plan.name)
def test_the_children_of_a_base_that_is_not_shown_are_churn(
    plan: FaultPlan, server: Server, resolved: Path, undisturbed: Verification
) -> None:
    found = verify(resolved, client(server, plan), bases=BASES)
    before = set(map(str, undisturbed.differences))
    other = [one for one in found.differences if str(one) not in before]
    assert len({one.base for one in other}) == plan.expected.lost
    assert {one.theirs for one in other} == {0}
    assert all(one.why[Why.CHURN] > 0 for one in other)
    assert Why.UNEXPLAINED not in found.by_reason()
    assert found.requests == undisturbed.requests
    assert visits_of_the_faulty_page(server, plan) == plan.expected.requests


@named("plan", STOPPING, ids=lambda plan: plan.name)
def test_a_comparison_under_a_plan_stops_with_one_line_and_succeeds_once_the_hub_is_well(
    plan: FaultPlan, server: Server, resolved: Path, undisturbed: Verification
) -> None:
    began = time.monotonic()
    with pytest.raises(HubError) as caught:
        verify(resolved, client(server, plan), bases=BASES)
    assert time.monotonic() - began < 4 * QUICK.tries * QUICK.deadline
    error = caught.value
    assert plan.expected.error in error.message
    assert "\n" not in error.message
    assert SECRET not in error.message
    assert visits_of_the_faulty_page(server, plan) <= (plan.expected.requests or QUICK.tries + 2)
    faulty(server).healed = True
    assert verify(resolved, client(server, plan), bases=BASES) == undisturbed


def test_nothing_and_above_all_no_token_reaches_another_host(
    server: Server, elsewhere: Elsewhere, resolved: Path
) -> None:
    with pytest.raises(HubError):
        verify(resolved, client(server, PLANS_BY_NAME["detail-foreign-redirect"]), bases=BASES)
    assert elsewhere.requests == []
    assert {request.token for request in faulty(server).requests} == {SECRET}


def test_the_readme_of_the_tests_has_every_plan() -> None:
    assert markdown_table(DETAIL_PLANS, "`verify`") in README.read_text()
