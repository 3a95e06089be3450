"""`status`: step by step along the way of the data, each with the command that comes next."""

import json
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.crawl.everything import crawl_all
from ingest.crawl.family import crawl_family, crawl_owner
from ingest.crawl.unfinished import UnfinishedCrawl, unfinished_crawls
from ingest.hub.client import Hub
from ingest.hub.transport import RetryPolicy
from ingest.pipeline.status import SnapshotStatus, status
from ingest.practice.messages import HubRequest, HubResponse
from ingest.resolve import resolve
from lineage import cli
from lineage.errors import HubError
from lineage.home.home import Home, finished_folders
from lineage.home.servers import RunningServer, announced
from lineage.place import place
from lineage.values import SnapshotFacts
from tests.engines import Engine
from tests.ingest.networks import always, failing_after, hub, real_hub, serving
from tests.ingest.worlds import World, item, snapshot
from tests.watched import COMMAND, watched


def words(home: Path) -> str | None:
    return status(place(str(home))).next.words


def test_an_empty_home_has_nothing_and_is_not_made(tmp_path: Path) -> None:
    found = status(place(str(tmp_path / "home")))
    assert (found.snapshots, found.unfinished, found.servers, found.store.snapshot) == ((), (), (), None)
    assert sum(found.bytes.values()) == 0
    assert found.next.words == "run"
    assert not (tmp_path / "home").exists()


def test_each_step_of_the_way_names_the_next(practice_home: Home, tmp_path: Path) -> None:
    snapshot = practice_home.snapshot()
    home = Home(tmp_path)
    shutil.copytree(snapshot, home.snapshots / snapshot.name)
    for command in ("resolve", "load"):
        assert words(tmp_path) == f"{command} {snapshot.name}"
        assert cli.run([*f"{command} {snapshot.name}".split(), "--home", str(tmp_path)]) == 0
    found = status(place(str(tmp_path)))
    assert found.store.snapshot is not None
    assert (found.store.snapshot.id, found.store.frozen, found.newest_is_loaded) == (snapshot.name, False, True)
    assert cli.run(["freeze", "--home", str(tmp_path)]) == 0
    found = status(place(str(tmp_path)))
    assert (found.store.frozen, found.next.words) == (True, "serve")
    rules = home.resolved / snapshot.name / "kept/licences.txt"
    of_ours = rules.read_text()
    rules.write_text("of an earlier version")
    assert status(place(str(tmp_path))).next.words == f"resolve {snapshot.name}"
    rules.write_text(of_ours)
    assert all(found.bytes[name] > 1000 for name in ("snapshots", "resolved", "store", "frozen"))
    server = RunningServer("http://127.0.0.1:8765/", "embedded:", os.getpid(), "")
    with announced(home, server):
        served = status(place(str(tmp_path)))
    assert served.servers == (server,)
    assert served.next.words == "run --fresh"


def test_what_was_frozen_of_either_store_is_told(engine: Engine, practice_home: Home, tmp_path: Path) -> None:
    resolution = practice_home.resolution()
    shutil.copytree(resolution, tmp_path / "resolved" / resolution.name)
    where = engine.place(Home(tmp_path))
    options = ["--home", str(tmp_path), "--store", where.store]
    for command, frozen in (("load", False), ("freeze", True)):
        assert cli.run([command, *options]) == 0
        store = status(where).store
        assert store.snapshot is not None
        assert (store.snapshot.id, store.frozen) == (resolution.name, frozen)


def test_what_was_resolved_again_after_the_load_is_to_be_loaded(engine: Engine, tmp_path: Path) -> None:
    """The same snapshot, judged otherwise: as by a later version."""
    base, child = item("a/base"), item("b/child", "a/base")
    home, other = World(tmp_path / "home", [base, child]), World(tmp_path / "other", [base, child, item("c/third")])
    where = engine.place(home.home)
    for command in ("load", "freeze"):
        assert cli.run([command, "--home", str(home.home.root), "--store", where.store]) == 0
    assert not status(where).store.behind
    resolve(home.home.snapshot(), home.home)
    assert not status(where).store.behind, "the same again"
    shutil.rmtree(home.folder)
    shutil.copytree(other.folder, home.folder, copy_function=shutil.copy)  # written now
    found = status(where)
    assert found.store.behind and found.as_dict()["store"]["behind"]
    assert found.next.words == f"load {home.folder.name}"
    assert cli.run(["load", "--home", str(home.home.root), "--store", where.store]) == 0
    assert not status(where).store.behind


def test_json_says_the_same(practice_home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["status", "--json", "--home", str(practice_home.root)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["store"]["snapshot"]["id"] == found["snapshots"][-1]["id"] == practice_home.snapshot().name
    assert found["bytes"]["total"] == sum(size for name, size in found["bytes"].items() if name != "total")
    assert found["next"]["command"] == f"qwen-lineage serve --home {practice_home.root}"


def test_text_has_a_line_each_and_ends_on_a_command(practice_home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["status", "--home", str(practice_home.root)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == [
        "home",
        "on",
        "snapshots",
        "stopped",
        "store",
        "served",
        "next",
    ]
    assert "3,000 models" in "".join(lines)
    assert "(the newest, frozen)" in "".join(lines)
    assert lines[-1] == f"  qwen-lineage serve --home {practice_home.root}"


@pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"format": 99}'])
def test_a_snapshot_that_cannot_be_read_is_named_and_costs_nothing_else(
    manifest: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "snapshots" / "20990101T000000-broken"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(manifest)
    found = status(place(str(tmp_path)))
    assert (found.unreadable, found.snapshots) == ((folder.name,), ())
    assert cli.run(["status", "--home", str(tmp_path)]) == 0
    assert folder.name in capsys.readouterr().out


def test_a_snapshot_that_lost_its_manifest_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = Home(tmp_path)
    folder = snapshot(home, [item("a/b")])
    (folder / "manifest.json").unlink()
    assert (status(place(str(tmp_path))).unreadable, list(finished_folders(home.snapshots))) == ((folder.name,), [])
    assert cli.run(["snapshots", "--home", str(tmp_path)]) == 0
    assert f"{folder}: no manifest.json" in capsys.readouterr().err


def test_a_frozen_graph_that_is_broken_is_none(practice_home: Home, tmp_path: Path) -> None:
    home = Home(Path(shutil.copytree(practice_home.root, tmp_path / "home")))
    assert cli.run(["freeze", "--home", str(home.root)]) == 0
    for path in home.frozen.glob("*/manifest.json"):
        path.write_text("{")
    found = status(place(str(home.root)))
    assert (found.store.frozen, found.newest_is_loaded, found.store.trouble) == (False, True, None)


def test_a_store_that_cannot_be_asked_is_told(practice_home: Home) -> None:
    found = status(place(str(practice_home.root), "neo4j://me:secret@127.0.0.1:9"))
    assert found.store.trouble
    assert "secret" not in f"{found.store}"
    assert found.newest_is_loaded is None


CRAWLS = {
    "crawl": lambda home, url: crawl_all(home, Hub(url, policy=RetryPolicy(tries=1))),
    "crawl --family Qwen/Qwen3-0.6B": lambda home, url: crawl_family(
        home, Hub(url, policy=RetryPolicy(tries=1)), "Qwen/Qwen3-0.6B", 50
    ),
    "crawl --root-author Qwen": lambda home, url: crawl_owner(home, Hub(url, policy=RetryPolicy(tries=1)), "Qwen", 50),
}


def small(request: HubRequest) -> HubRequest:
    """The same of a small page."""
    return replace(request, target=request.target.replace("limit=1000", "limit=50"))


def in_small_pages(request: HubRequest) -> HubResponse:
    return real_hub(small(request))


@pytest.mark.parametrize("command", CRAWLS)
def test_a_crawl_that_was_stopped_goes_on_by_the_command_that_is_named(command: str, tmp_path: Path) -> None:
    home = Home(tmp_path)
    with serving(failing_after(1, always(503), in_small_pages)) as url, pytest.raises(HubError):
        CRAWLS[command](home, url)
    (crawl,) = unfinished_crawls(home)
    assert (crawl.requests, crawl.words) == (1, command)
    assert crawl.models > 0
    assert words(tmp_path) == command


@pytest.mark.parametrize(
    ("begun", "came", "goes_on"),
    [
        (-60, -1, False),  # a snapshot was made since
        (0, 30, True),  # the snapshot is of its first pages
        (0, 0, True),
        (-60, 1, False),
        (-60, 61, True),  # it went on behind the snapshot
        (90, 120, True),
    ],
)
def test_a_crawl_that_was_stopped_goes_on_unless_a_snapshot_was_made_since(
    begun: int, came: int, goes_on: bool, tmp_path: Path
) -> None:
    """Minutes from the beginning of the newest snapshot, which took one."""
    began = datetime(2026, 11, 1, 12, tzinfo=UTC)
    facts = SnapshotFacts("new", "a hub", began, began + timedelta(minutes=1), complete=True, synthetic=False, listed=1)
    first, last = ((began + timedelta(minutes=minutes)).isoformat() for minutes in (begun, came))
    crawl = UnfinishedCrawl("journal", 2, 20, first, last, "crawl")
    home = replace(status(place(str(tmp_path))), snapshots=(SnapshotStatus(facts, resolved=True),), unfinished=(crawl,))
    assert home.stopped == (crawl if goes_on else None)
    assert replace(home, unfinished=(crawl, replace(crawl, words=None))).stopped is None, "of a practice Hub"
    assert replace(home, snapshots=()).stopped == crawl


def test_a_crawl_of_a_practice_hub_has_no_command(tmp_path: Path) -> None:
    with serving(failing_after(1, always(503), hub())) as url, pytest.raises(HubError):
        crawl_family(Home(tmp_path), Hub(url, policy=RetryPolicy(tries=1)), "Qwen/Qwen3-0.6B", 50)
    assert [crawl.words for crawl in unfinished_crawls(Home(tmp_path))] == [None]
    assert words(tmp_path) == "run"


def test_a_crawl_of_a_practice_hub_goes_on_by_another_run(tmp_path: Path) -> None:
    with serving(lambda request: hub()(small(request))) as url:
        crawl_all(Home(tmp_path), Hub(url), enough=lambda: True)
        assert words(tmp_path) == "run"
        crawl_all(Home(tmp_path), Hub(url))
    assert words(tmp_path) == f"resolve {Home(tmp_path).snapshot().name}"


def test_it_opens_no_engine_and_knows_no_rules(practice_home: Home) -> None:
    modules, *_ = watched(COMMAND, "status", "--home", str(practice_home.root))
    assert not {"kglite", "neo4j", "polars", "rapidfuzz", "lineage.freezing.freeze", "lineage.cypher"} & modules
    assert "ingest.resolve" not in modules


def test_a_crawl_that_shows_its_beginning_goes_on_too(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with serving(in_small_pages) as url:
        crawl_owner(home, Hub(url), "Qwen", 50, enough=lambda: True)
    for command in ("resolve", "load", "freeze"):
        assert cli.run([command, "--home", str(tmp_path)]) == 0
    assert words(tmp_path) == "crawl --root-author Qwen"
