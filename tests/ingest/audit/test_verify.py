"""Our direct children against the Hub's own counts: on the practice Hub nothing stays unexplained."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.audit.verify import Verification, Why, verify
from ingest.crawl.everything import crawl_all
from ingest.crawl.family import crawl_family
from ingest.hub.client import Hub
from ingest.practice.quirks import QUIRKS, Quirk
from ingest.resolve import resolve
from lineage.errors import BadInput
from lineage.home.home import Home
from lineage.values import Relation
from tests.ingest.living import Living, living
from tests.ingest.networks import real_hub, serving


@pytest.fixture
def hub() -> Iterator[Living]:
    with living() as hub:
        yield hub


@pytest.fixture
def resolved(hub: Living, tmp_path: Path) -> Path:
    return resolve(crawl_all(Home(tmp_path), Hub(hub.url)), Home(tmp_path))


def quirks(hub: Living, quirk: Quirk) -> int:
    people = hub.today.population
    return int(((people.truth.quirk == QUIRKS.index(quirk)) & ~people.hidden).sum())


def test_on_a_still_hub_every_difference_is_what_the_hub_does_not_read(hub: Living, resolved: Path) -> None:
    found = verify(resolved, Hub(hub.url), bases=400)
    assert set(found.by_reason()) == {Why.WRONG_CASE, Why.ONE_PARENT, Why.UNREAD}
    assert found.by_reason()[Why.WRONG_CASE] <= quirks(hub, Quirk.WRONG_CASE)
    assert found.by_reason()[Why.ONE_PARENT] <= quirks(hub, Quirk.ONE_PARENT)
    assert found.differences


def test_every_difference_adds_up(hub: Living, resolved: Path) -> None:
    hub.live(5)
    for one in verify(resolved, Hub(hub.url)).differences:
        assert sum(one.why.values()) == one.ours - one.theirs != 0
        assert 0 not in one.why.values()


def test_what_happened_since_the_snapshot_is_churn(hub: Living, resolved: Path) -> None:
    hub.live(5)
    found = verify(resolved, Hub(hub.url))
    assert found.by_reason()[Why.CHURN] > 10
    assert Why.UNEXPLAINED not in found.by_reason()
    churned = [one for one in found.differences if Why.CHURN in one.why]
    assert min(one.why[Why.CHURN] for one in churned) < 0 < max(one.why[Why.CHURN] for one in churned)


def test_tombstones_are_removed_children(hub: Living, tmp_path: Path) -> None:
    home = Home(tmp_path)
    crawl_all(home, Hub(hub.url))
    hub.live(3)
    found = verify(resolve(crawl_all(home, Hub(hub.url)), home), Hub(hub.url))
    assert set(found.by_reason()) == {Why.REMOVED, Why.WRONG_CASE, Why.ONE_PARENT, Why.UNREAD}


def test_it_asks_for_the_largest_bases_within_its_budget(hub: Living, resolved: Path) -> None:
    hub.live(5)
    found = verify(resolved, Hub(hub.url), max_requests=30, bases=25)
    redirects = sum(len(day.renamed) for day in hub.so_far)
    assert (found.bases, found.compared) == (25, 25 * len(Relation))
    assert found.requests <= 30
    assert hub.requests <= 30 + redirects


def test_what_the_budget_leaves_unread_is_said_to_be_unexplained(hub: Living, resolved: Path) -> None:
    hub.live(5)
    found = verify(resolved, Hub(hub.url), max_requests=25, bases=25)
    assert found.requests == 25
    assert Why.CHURN not in found.by_reason()
    assert Why.UNEXPLAINED in found.by_reason()


def test_the_children_a_family_crawl_did_not_ask_for_are_said_to_be_that(hub: Living, tmp_path: Path) -> None:
    home = Home(tmp_path)
    folder = resolve(crawl_family(home, Hub(hub.url), "Qwen/Qwen2.5-7B", 1_000), home)
    reasons = verify(folder, Hub(hub.url), bases=30).by_reason()
    assert reasons[Why.NOT_ASKED] > 0
    assert Why.UNEXPLAINED not in reasons


def test_made_up_models_are_not_asked_of_a_real_hub_nor_real_ones_of_a_made_up_one(
    hub: Living, resolved: Path, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match=r"is made up: https://huggingface\.co knows nothing"):
        verify(resolved, Hub("https://huggingface.co"))
    with serving(real_hub) as url, pytest.raises(BadInput, match="is made up"):
        verify(resolved, Hub(url))
    home = Home(tmp_path / "real")
    with serving(real_hub) as url:
        folder = resolve(crawl_all(home, Hub(url)), home)
        assert verify(folder, Hub(url), bases=2).bases == 2
    with pytest.raises(BadInput, match="is a practice Hub"):
        verify(folder, Hub(hub.url))


def test_the_answer_is_plain_json(hub: Living, resolved: Path) -> None:
    found = verify(resolved, Hub(hub.url), bases=50)
    assert isinstance(found, Verification)
    told = found.as_dict()
    assert told["agreeing"] + len(told["differences"]) == told["compared"] == 250
    assert set(told["differences"][0]) == {"base", "relation", "ours", "theirs", "why"}
