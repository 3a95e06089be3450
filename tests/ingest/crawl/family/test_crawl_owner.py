"""A crawl of one owner's descendants, over HTTP against the practice Hub, whose truth is known."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from benchmarks.family_plan import breadth_first, descendants, planned, seen
from ingest.commands.crawl import crawl as crawl_command
from ingest.crawl.family import crawl_owner
from ingest.crawl.family.profile import Family
from ingest.crawl.family.walk import Walk
from ingest.crawl.journal import Journal
from ingest.crawl.progress import Progress
from ingest.hub.client import Hub, ListingPage
from ingest.practice import Population, population, serve
from ingest.practice.server import Server
from ingest.snapshots.snapshot import Snapshot
from lineage.errors import UnknownModel
from lineage.home.home import Home
from lineage.values import Scope
from tests.ingest.killing import contents

MODELS = 40_000
BUDGET = 70


@pytest.fixture(scope="module")
def people() -> Population:
    return population(MODELS, seed=11)


@pytest.fixture(scope="module")
def served(people: Population) -> Iterator[Server]:
    with serve(people, quota=10_000_000) as hub:
        yield hub


@pytest.fixture(scope="module")
def snapshot(served: Server, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """An undisturbed crawl."""
    return Snapshot.open(crawl_owner(Home(tmp_path_factory.mktemp("owner")), Hub(served.url), "Qwen", BUDGET))


class Stopping(Hub):
    """A Hub client that is interrupted after some pages, as by Ctrl-C."""

    pages = 0

    def _page(self, path: str) -> ListingPage:
        if self.pages == 0:
            raise KeyboardInterrupt
        self.pages -= 1
        return super()._page(path)


def ids(snapshot: Snapshot) -> list[str]:
    return snapshot.rows().collect()["id"].to_list()


def test_every_model_is_listed_once(snapshot: Snapshot) -> None:
    assert len(ids(snapshot)) == len(set(ids(snapshot))) == snapshot.facts.listed


@pytest.mark.parametrize("stops", [(1,), (2, 3), (10, 25), (40, 1, 1)])
def test_a_stopped_crawl_asks_on_as_if_nothing_had_been(
    served: Server, snapshot: Snapshot, tmp_path: Path, stops: tuple[int, ...]
) -> None:
    home = Home(tmp_path)
    for pages in stops:
        stopping = Stopping(served.url)
        stopping.pages = pages
        with pytest.raises(KeyboardInterrupt):
            crawl_owner(home, stopping, "Qwen", BUDGET)
    resumed = Snapshot.open(crawl_owner(home, Hub(served.url), "Qwen", BUDGET))
    assert contents(resumed.folder) == contents(snapshot.folder)
    assert resumed.manifest["coverage"] == snapshot.manifest["coverage"]
    assert not list((home.root / "crawls").iterdir())


def test_the_budget_is_spent_and_never_passed(served: Server, tmp_path: Path) -> None:
    asked: list[Progress] = []
    crawl_owner(Home(tmp_path), Hub(served.url), "Qwen", 25, asked.append)
    assert [progress.requests for progress in asked] == list(range(1, 26))


def test_no_question_is_asked_twice(served: Server, tmp_path: Path) -> None:
    walk = Walk(Journal(tmp_path), Hub(served.url), Family("Qwen", word="qwen"))
    walk.run(BUDGET)
    following = [entry.next for entry in walk.journal.entries if entry.next]
    assert len(following) == len(set(following))
    ended = [entry.asked for entry in walk.journal.entries if entry.next is None]
    assert len(ended) == len(set(ended))


def test_without_a_limit_every_question_is_asked_and_the_family_is_whole(tmp_path: Path) -> None:
    people = population(1_000, seed=5, related=0.6)
    with serve(people, quota=10_000_000) as hub:
        crawled = Snapshot.open(crawl_owner(Home(tmp_path), Hub(hub.url), "Qwen", 10**6))
    wanted = {people.ids[i] for i in np.flatnonzero(descendants(people, "Qwen"))}
    assert wanted <= set(ids(crawled))
    assert crawled.facts.complete
    assert crawled.facts.coverage == 1.0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_finds_more_than_a_plain_walk_and_its_estimate_is_within_what_it_states(seed: int) -> None:
    """Stated: half to three times as many are missing as estimated; far more or less where it is too early to say."""
    people = population(60_000, seed)
    wanted = descendants(people, "Qwen")
    lines = {line.requests: line for line in planned(people, "Qwen", [5, 15, 30, 60, 120], wanted)}
    for line in lines.values():
        assert line.low <= line.found <= line.high
    for requests in (30, 60, 120):
        plain = (wanted & seen(people, breadth_first(people, "Qwen"), requests)).sum() / wanted.sum()
        assert lines[requests].found > plain + 0.1
    assert lines[5].high - lines[5].low > 0.3
    assert lines[30].found > 0.88
    assert lines[120].found > 0.96
    assert abs(lines[120].estimate - lines[120].found) < 0.02


def test_children_that_nothing_else_shows_are_found_before_the_last_pages_of_tags() -> None:
    """Where a base's children were uploaded by the thousand under names and tags that say nothing."""
    people = population(200_000, 2)
    lines = list(planned(people, "Qwen", [40, 65], descendants(people, "Qwen")))
    assert lines[0].found > 0.55
    assert lines[1].found > 0.8


def test_the_manifest_says_how_much_was_found_and_by_what_method(people: Population, snapshot: Snapshot) -> None:
    known = snapshot.manifest["coverage"]
    wanted = {people.ids[i] for i in np.flatnonzero(descendants(people, "Qwen"))}
    truth = len(wanted & set(ids(snapshot))) / len(wanted)
    assert 0 < known["low"] <= truth <= known["high"] <= 1
    assert "recapture" in known["method"]
    facts = snapshot.facts
    shares = (known["low"], known["estimate"], known["high"])
    assert (facts.coverage_low, facts.coverage, facts.coverage_high) == shares
    assert snapshot.facts.scope == Scope.owner("Qwen")
    assert snapshot.manifest["scope"] == "descendants of Qwen/"


def test_the_frontier_is_listed_likeliest_parents_first(snapshot: Snapshot) -> None:
    frontier = (snapshot.folder / "frontier.txt").read_text().split()
    assert len(frontier) == len(set(frontier)) == snapshot.facts.frontier > 0
    assert not snapshot.facts.complete


def test_an_owner_nobody_knows_is_bad_input(served: Server, tmp_path: Path) -> None:
    with pytest.raises(UnknownModel, match="nobody"):
        crawl_owner(Home(tmp_path), Hub(served.url), "nobody-at-all", 5)
    assert not list((tmp_path / "crawls").iterdir())


def test_the_command_crawls_an_owner_and_says_how_much_it_found(served: Server, tmp_path: Path) -> None:
    options = ["--plan", "family", "--root-author", "Qwen", "--max-requests", "12"]
    result = CliRunner().invoke(crawl_command, [*options, "--endpoint", served.url, "--home", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert "descendants of Qwen/" in result.output
    assert "an estimated" in result.output


def test_the_help_teaches_the_plan() -> None:
    text = CliRunner().invoke(crawl_command, ["--help"]).output
    assert "qwen-lineage crawl --plan family --root-author Qwen --max-requests 1000" in text


@pytest.mark.parametrize(
    "options",
    ["--plan family", "--plan all --family a/b", "--family a/b --root-author a", "--root-author a --max-requests 0"],
)
def test_what_is_unclear_is_refused(options: str, tmp_path: Path) -> None:
    assert CliRunner().invoke(crawl_command, [*options.split(), "--home", str(tmp_path)]).exit_code != 0
