"""A Hub that lives through fourteen days: refreshed every day, read whole now and then, and never a lost claim."""

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ingest.crawl.everything import crawl_all
from ingest.crawl.refresh import refresh
from ingest.hub.client import Hub, ListingPage
from ingest.load.load import load
from ingest.practice import population
from ingest.practice.messages import Application, HubRequest, HubResponse
from ingest.practice.wire import MARK
from ingest.resolve import resolve
from ingest.snapshots.snapshot import Snapshot
from ingest.sources import import_file
from lineage import queries
from lineage.errors import NotLoadedError
from lineage.home.home import Home
from lineage.resolved.resolved_tables import scan_table
from lineage.values import Extent
from tests.engines import Engine
from tests.ingest.living import Living, living

SEEN_BELOW = "MATCH (:Model {id: $id})<-[r:DERIVED_FROM]-(:Model) RETURN r.first_seen AS first, r.last_seen AS last"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def hub() -> Iterator[Living]:
    with living() as hub:
        yield hub


@dataclass
class Fortnight:
    """Crawled on day 0, refreshed on each day, crawled again on day 14; a snapshot each, and the requests it cost."""

    home: Home
    hub: Living
    first: Snapshot
    refreshed: list[Snapshot] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)
    last: Snapshot | None = None

    def rows(self, snapshot: Snapshot | None) -> pl.DataFrame:
        assert snapshot
        return snapshot.rows().collect()

    @property
    def moments(self) -> list[datetime]:
        """When each day's snapshot was begun, as Parquet keeps it."""
        started = [one.facts.started_at for one in (self.first, *self.refreshed)]
        return pl.Series(started).dt.cast_time_unit("ms").to_list()

    def happened(self, kind: str) -> set[str]:
        return {id for day in self.hub.so_far for id in getattr(day, kind)}


@pytest.fixture(scope="module")
def fortnight(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fortnight]:
    with living() as hub:
        home = Home(tmp_path_factory.mktemp("fortnight"))
        story = Fortnight(home, hub, Snapshot.open(crawl_all(home, Hub(hub.url))))
        for _ in range(14):
            hub.live()
            story.refreshed.append(Snapshot.open(refresh(home, Hub(hub.url))))
            story.requests.append(hub.requests)
        story.last = Snapshot.open(crawl_all(home, Hub(hub.url)))
        yield story


def test_a_days_change_costs_a_handful_of_requests(fortnight: Fortnight) -> None:
    assert max(fortnight.requests) <= 2


def test_each_refresh_has_what_was_made_and_edited_that_day(fortnight: Fortnight) -> None:
    for day, snapshot in zip(fortnight.hub.so_far[1:], fortnight.refreshed, strict=True):
        rows = fortnight.rows(snapshot)
        assert rows["id"].n_unique() == rows["hub_id"].n_unique() == rows.height
        assert set(day.created) <= set(rows["id"])
        parents = dict(rows.select("id", pl.col("hub_parents")).rows())
        numbers = day.population.numbers
        for id in day.reparented:
            expected = [day.population.id(p) for p in day.population.hub.of(numbers[id]).tolist()]
            assert [parent["id"] for parent in parents[id]] == expected


def test_a_refresh_says_what_it_goes_on_from_and_what_it_asked(fortnight: Fortnight) -> None:
    names = [fortnight.first.facts.id, *(snapshot.facts.id for snapshot in fortnight.refreshed)]
    assert [snapshot.manifest["base"] for snapshot in fortnight.refreshed] == names[:-1]
    assert all("sort=lastModified" in snapshot.manifest["query"] for snapshot in fortnight.refreshed)
    assert all(snapshot.facts.complete for snapshot in fortnight.refreshed)


def test_no_refresh_removes_what_it_cannot_see(fortnight: Fortnight) -> None:
    for before, after in zip([fortnight.first, *fortnight.refreshed], fortnight.refreshed, strict=False):
        assert set(fortnight.rows(before)["hub_id"]) <= set(fortnight.rows(after)["hub_id"])
        assert after.manifest["counts"]["removed"] == 0


def test_the_full_pass_lists_exactly_what_the_hub_shows(fortnight: Fortnight) -> None:
    rows = fortnight.rows(fortnight.last)
    assert set(rows.filter(pl.col("removed").is_null())["id"]) == fortnight.hub.shown


def test_the_full_pass_keeps_every_model_that_was_ever_seen(fortnight: Fortnight) -> None:
    rows = fortnight.rows(fortnight.last)
    assert set(fortnight.rows(fortnight.refreshed[-1])["hub_id"]) <= set(rows["hub_id"])
    gone = fortnight.happened("deleted") | fortnight.happened("hidden")
    assert set(rows.filter("removed")["id"]) <= gone
    assert rows.filter("removed").height == fortnight.last.manifest["counts"]["removed"] > 14  # type: ignore[union-attr]


def test_a_removed_model_was_last_seen_before_it_went(fortnight: Fortnight) -> None:
    went = {id: day for day in fortnight.hub.so_far for id in day.deleted}
    times = [fortnight.first.facts.started_at, *(snapshot.facts.started_at for snapshot in fortnight.refreshed)]
    for id, seen in fortnight.rows(fortnight.last).filter("removed").select("id", "last_seen").rows():
        if id in went:
            assert seen < times[went[id].number]


def test_renamed_models_keep_their_history_and_their_children(fortnight: Fortnight) -> None:
    assert fortnight.last
    resolved = resolve(fortnight.last.folder, fortnight.home)
    models = scan_table(resolved, "models").collect()
    edges = scan_table(resolved, "derivations").collect()
    renames = fortnight.hub.today.population.cards.renamed
    shown = {(old, renames[old]) for day in fortnight.hub.so_far for old, _ in day.renamed}
    shown = {(old, new) for old, new in shown if new in fortnight.hub.shown}
    since = dict(models.select("id", "first_seen").rows())
    assert len(shown) > 14
    for old, new in shown:
        assert old not in since
        assert since[new] in fortnight.moments
    children = edges.filter(pl.col("parent").is_in([new for _, new in shown])).group_by("parent").len()
    assert children.height == len({new for _, new in shown})


def test_edges_are_as_old_as_the_day_they_were_first_read_on(fortnight: Fortnight) -> None:
    assert fortnight.last
    edges = scan_table(resolve(fortnight.last.folder, fortnight.home), "derivations").collect()
    younger = fortnight.happened("reparented") | fortnight.happened("created")
    for day, at in zip(fortnight.hub.so_far[1:], fortnight.moments[1:], strict=True):
        later = {id for other in fortnight.hub.so_far[day.number + 1 :] for id in other.reparented}
        young = edges.filter(pl.col("child").is_in(set(day.reparented) - later))
        assert set(young["first_seen"]) == {at}
        new = edges.filter(pl.col("child").is_in(set(day.created) - later))
        assert set(new["first_seen"]) <= {at}
        restated = edges.filter(pl.col("child").is_in(set(day.restated) - younger))
        assert set(restated["first_seen"]) <= {fortnight.moments[0]}


def test_loading_an_older_snapshot_shows_the_graph_as_it_was(fortnight: Fortnight, engine: Engine) -> None:
    old, new = next(pair for pair in fortnight.hub.so_far[1].renamed if pair[1] in fortnight.hub.shown)
    assert fortnight.last
    for snapshot, there, absent in (
        (fortnight.first, old, new),
        (fortnight.last, new, old),
        (fortnight.first, old, new),
    ):
        load(resolve(snapshot.folder, fortnight.home), engine.writer())
        reader = engine.reader()
        assert queries.facts(reader).id == snapshot.facts.id
        assert queries.model(reader, there)
        assert queries.model(reader, absent) is None
        assert all(all(seen) for seen in reader.run(SEEN_BELOW, {"id": there}).rows)


def test_without_a_complete_snapshot_there_is_nothing_to_refresh(home: Home, hub: Living) -> None:
    with pytest.raises(NotLoadedError, match="no complete snapshot") as caught:
        refresh(home, Hub(hub.url))
    assert "crawl" in caught.value.hint
    assert not list((home.root / "crawls").iterdir())


def listed(hub: Living) -> list[dict[str, Any]]:
    """Every model the Hub lists today, as a bulk file has it: without `_id`."""
    ask = "limit=1000&expand=createdAt&expand=lastModified&expand=tags&expand=downloads"
    url: str | None = f"{hub.url}/api/models?{ask}"
    items: list[dict[str, Any]] = []
    while url:
        with urllib.request.urlopen(url) as answer:
            items += json.load(answer)
            links = answer.headers.get("Link") or ""
        url = links[1 : links.index(">")] if links else None
    return [{key: value for key, value in item.items() if key != "_id"} for item in items]


def unmarked(application: Application) -> Application:
    """The same Hub, as if it were no practice Hub."""

    def answer(request: HubRequest) -> HubResponse:
        response = application(request)
        return replace(response, headers=tuple(header for header in response.headers if header[0] != MARK))

    return answer


def test_a_file_of_all_models_is_gone_on_from_and_a_sample_or_made_up_models_are_not(home: Home, hub: Living) -> None:
    file = home.root / "dump.jsonl"
    file.write_text("".join(json.dumps(item) + "\n" for item in listed(hub)))
    import_file(file, home)
    hub.live()
    hub.server.hub = unmarked(hub.server.hub)
    with pytest.raises(NotLoadedError, match="no complete snapshot") as caught:
        refresh(home, Hub(hub.url))
    assert "--whole" in caught.value.hint
    base = Snapshot.open(import_file(file, home, whole=True))
    refreshed = Snapshot.open(refresh(home, Hub(hub.url)))
    facts = refreshed.facts
    assert (refreshed.manifest["base"], facts.source, facts.extent) == (base.facts.id, hub.url, Extent.WHOLE)
    rows = refreshed.rows().collect()
    assert rows["id"].n_unique() == rows.height
    assert set(hub.today.created) <= set(rows["id"])
    since = dict(rows.select("id", "first_seen").rows())
    edited = [id for id in hub.today.reparented if id in since]
    assert edited
    assert {since[id] for id in edited} == {base.facts.as_of}
    hub.live()
    with pytest.raises(NotLoadedError) as made_up:
        refresh(home, Hub(hub.url))  # marked again: nothing real is a base for what is made up
    assert "--whole" not in made_up.value.hint


class Stopping(Hub):
    """A Hub client that is interrupted after one page."""

    pages = 1

    def _page(self, path: str) -> ListingPage:
        if self.pages == 0:
            raise KeyboardInterrupt
        self.pages -= 1
        return super()._page(path)


def test_a_stopped_refresh_goes_on_where_it_was(tmp_path: Path) -> None:
    with living(population(9_000, seed=3, related=0.5)) as hub:
        homes = Home(tmp_path / "stopped"), Home(tmp_path / "undisturbed")
        for home in homes:
            crawl_all(home, Hub(hub.url))
        hub.live(14)
        year = timedelta(days=365)
        with pytest.raises(KeyboardInterrupt):
            refresh(homes[0], Stopping(hub.url), year)
        before = hub.requests
        stopped = Snapshot.open(refresh(homes[0], Hub(hub.url), year))
        resumed = hub.requests - before
        whole = Snapshot.open(refresh(homes[1], Hub(hub.url), year))
        assert hub.requests - before - resumed == resumed + 1 > 2
        columns = ["hub_id", "id", "last_modified", "hub_parents", "removed"]
        assert stopped.rows().select(columns).collect().equals(whole.rows().select(columns).collect())


def test_pages_left_from_before_a_newer_snapshot_are_read_again(home: Home) -> None:
    with living(population(9_000, seed=3, related=0.5)) as hub:
        crawl_all(home, Hub(hub.url))
        with pytest.raises(KeyboardInterrupt):
            refresh(home, Stopping(hub.url), timedelta(days=365))
        hub.live(2)
        crawled = Snapshot.open(crawl_all(home, Hub(hub.url)))
        hub.live()
        refreshed = Snapshot.open(refresh(home, Hub(hub.url)))
        assert refreshed.manifest["base"] == crawled.facts.id
        assert refreshed.facts.started_at > crawled.facts.finished_at
        assert set(hub.today.created) <= set(refreshed.rows().collect()["id"])
