"""The crawl, with the real Hub client over HTTP against the practice Hub."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from ingest.crawl import everything
from ingest.crawl.everything import crawl_all
from ingest.crawl.family import crawl_family
from ingest.crawl.progress import Midway, PartialCrawl, Progress
from ingest.hub.client import Hub, ListingPage
from ingest.practice import population, serve
from ingest.snapshots.snapshot import Snapshot
from lineage.errors import HubError, UnknownModel
from lineage.home.home import Home
from lineage.values import Extent, Scope
from tests.ingest.killing import contents
from tests.ingest.one_answer import one_answer

MODELS = 3_500
BASE = "Qwen/Qwen2.5-7B"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serve(population(MODELS, seed=7, related=0.8), quota=100_000) as hub:
        yield hub.url


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def listed(folder: Path) -> list[str]:
    return Snapshot.open(folder).rows().collect()["id"].to_list()


class Stopping(Hub):
    """A Hub client that is interrupted after some pages, as by Ctrl-C."""

    pages = 2

    def _page(self, path: str) -> ListingPage:
        if self.pages == 0:
            raise KeyboardInterrupt
        self.pages -= 1
        return super()._page(path)


def test_a_full_crawl_lists_every_model_once(url: str, home: Home) -> None:
    snapshot = Snapshot.open(crawl_all(home, Hub(url)))
    ids = listed(snapshot.folder)
    assert len(ids) == len(set(ids)) == snapshot.facts.listed == MODELS
    assert snapshot.facts.complete
    assert snapshot.facts.frontier == 0


def test_a_crawl_of_the_practice_hub_is_marked_synthetic(url: str, home: Home) -> None:
    facts = Snapshot.open(crawl_all(home, Hub(url))).facts
    assert facts.synthetic
    assert "practice" in facts.source


def test_a_stopped_crawl_goes_on_and_ends_with_the_same_rows(url: str, home: Home, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        crawl_all(home, Stopping(url))
    assert not home.snapshots.exists()
    asked: list[Progress] = []
    resumed = crawl_all(home, Hub(url), asked.append)
    assert asked[0].requests == 3
    undisturbed = crawl_all(Home(tmp_path / "other"), Hub(url))
    assert contents(resumed) == contents(undisturbed)
    assert not list((home.root / "crawls").iterdir())


def test_progress_tells_how_much_is_expected(url: str, home: Home) -> None:
    seen: list[Progress] = []
    crawl_all(home, Hub(url), seen.append)
    assert [p.requests for p in seen] == [1, 2, 3, 4]
    assert seen[-1].models == seen[-1].expected == MODELS


def test_a_family_holds_its_root_and_all_its_children(url: str, home: Home) -> None:
    everything = Snapshot.open(crawl_all(home, Hub(url))).rows().collect()
    children = everything.filter(pl.col("tags").list.contains(f"base_model:{BASE}"))["id"].to_list()
    folder = crawl_family(home, Hub(url), BASE, 2 + len(children) // 1000 + 40)
    assert {BASE, *children} <= set(listed(folder))


def test_a_family_keeps_to_its_budget_and_names_its_frontier(url: str, home: Home) -> None:
    asked: list[Progress] = []
    snapshot = Snapshot.open(crawl_family(home, Hub(url), BASE, 12, asked.append))
    frontier = (snapshot.folder / "frontier.txt").read_text().split()
    assert asked[-1].requests == 12
    assert len(set(frontier)) == len(frontier) == snapshot.facts.frontier > 0
    assert set(frontier) <= set(listed(snapshot.folder))
    assert not snapshot.facts.complete
    assert snapshot.facts.scope == Scope.family(BASE)
    assert snapshot.manifest["scope"] == f"family of {BASE}"


def test_a_family_crawl_may_be_told_that_it_is_enough(url: str, home: Home) -> None:
    asked: list[Progress] = []
    snapshot = Snapshot.open(crawl_family(home, Hub(url), BASE, 100, asked.append, lambda: len(asked) >= 5))
    assert len(asked) == 5
    assert snapshot.facts.frontier > 0


def test_a_family_read_to_its_end_is_complete(url: str, home: Home) -> None:
    facts = Snapshot.open(crawl_family(home, Hub(url), BASE, 100_000)).facts
    assert facts.complete
    assert facts.frontier == 0


def test_a_stopped_family_goes_on_and_ends_with_the_same_rows(url: str, home: Home, tmp_path: Path) -> None:
    stopping = Stopping(url)
    stopping.pages = 5
    with pytest.raises(KeyboardInterrupt):
        crawl_family(home, stopping, BASE, 30)
    resumed = crawl_family(home, Hub(url), BASE, 30)
    undisturbed = crawl_family(Home(tmp_path / "other"), Hub(url), BASE, 30)
    assert listed(resumed) == listed(undisturbed)
    assert (resumed / "frontier.txt").read_text() == (undisturbed / "frontier.txt").read_text()


def test_a_family_nobody_knows_is_bad_input(url: str, home: Home) -> None:
    with pytest.raises(UnknownModel, match="nobody/nothing"):
        crawl_family(home, Hub(url), "nobody/nothing", 10)


@pytest.mark.parametrize(
    ("body", "kind", "why"),
    [
        (b"<html>we are sorry</html>", "text/html", "no JSON"),
        (b'{"error": "x"}', "application/json", "no list"),
        (b"null", "application/json", "no list"),
        (b'[{"id": "a/b"', "application/json", "no JSON"),
    ],
)
def test_an_answer_that_is_no_list_of_models_is_a_hub_error(home: Home, body: bytes, kind: str, why: str) -> None:
    with one_answer(body, kind) as url, pytest.raises(HubError, match=why):
        crawl_all(home, Hub(url, sleep=lambda _: None))


def test_a_next_page_at_another_host_is_refused(home: Home) -> None:
    link = '<http://example.invalid/api/models?cursor=x>; rel="next"'
    with one_answer(b"[]", "application/json", link) as url, pytest.raises(HubError, match=r"example\.invalid"):
        crawl_all(home, Hub(url))


def test_a_listing_that_loops_is_left(home: Home) -> None:
    link = '</api/models?cursor=x>; rel="next"'
    with one_answer(b"[]", "application/json", link) as url, pytest.raises(HubError, match="leads back"):
        crawl_all(home, Hub(url))


def test_a_poisoned_item_loses_only_itself(home: Home) -> None:
    items = b'[{"id": "a/one"}, {"likes": 3}, 7, {"id": "a/two", "tags": 5, "createdAt": "yesterday"}]'
    with one_answer(items, "application/json") as url:
        snapshot = Snapshot.open(crawl_all(home, Hub(url)))
    assert listed(snapshot.folder) == ["a/one", "a/two"]
    assert sum(snapshot.manifest["counts"]["rejected"].values()) == 2
    assert snapshot.manifest["counts"]["odd_fields"] == {"createdAt": 1, "tags": 1}


def test_the_client_waits_out_a_spent_window(home: Home) -> None:
    slept: list[float] = []
    with serve(population(2_500, seed=1), quota=2, window=1) as hub:
        crawl_all(home, Hub(hub.url, sleep=lambda s: (slept.append(s), __import__("time").sleep(s))[0]))
    assert slept


def test_the_whole_hub_is_expected_when_the_hub_is_real() -> None:
    assert everything.HUB_MODELS > 3_000_000


@pytest.mark.parametrize("family", [True, False], ids=["family", "whole Hub"])
def test_snapshots_midway_are_of_no_whole_and_change_nothing(
    family: bool, url: str, home: Home, tmp_path: Path
) -> None:
    parts: list[Snapshot] = []

    def midway(crawl: PartialCrawl) -> None:
        if crawl.progress.requests in (2, 5, 9):
            parts.append(Snapshot.open(crawl.write()))

    def crawl(home: Home, midway: Midway) -> Snapshot:
        whole = crawl_family(home, Hub(url), BASE, 12, midway=midway) if family else None
        return Snapshot.open(whole or crawl_all(home, Hub(url), midway=midway))

    disturbed, undisturbed = crawl(home, midway), crawl(Home(tmp_path / "other"), lambda _: None)
    assert disturbed.rows().collect().equals(undisturbed.rows().collect())
    assert {part.facts.id for part in parts} == {disturbed.facts.id}
    assert not any(part.facts.complete or part.facts.extent is Extent.WHOLE for part in parts)
    assert [part.facts.listed for part in parts] == sorted(part.facts.listed for part in parts)
    assert not list(home.crawls.iterdir())


def test_what_was_enough_can_go_on(url: str, home: Home) -> None:
    asked: list[Progress] = []
    part = Snapshot.open(crawl_all(home, Hub(url), asked.append, lambda: len(asked) >= 2))
    assert (len(asked), part.facts.extent) == (2, Extent.SAMPLE)
    whole = Snapshot.open(crawl_all(home, Hub(url), asked.append))
    assert asked[2].requests == 3
    assert (whole.facts.id, whole.facts.extent) == (part.facts.id, Extent.WHOLE)
