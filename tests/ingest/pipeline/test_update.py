"""`update`: what the Hub has now is shown, no step is taken twice, and a stop at any point costs nothing."""

import json
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import polars as pl
import pytest

from ingest.commands.update import NOTHING_NEW
from ingest.crawl.family import crawl_family
from ingest.crawl.progress import Progress
from ingest.hub.client import Hub
from ingest.load import load
from ingest.pipeline.steps import show, unwatched
from ingest.pipeline.update import Taken, UpdateOptions, update
from ingest.practice import population
from ingest.resolve import changed_rows
from ingest.snapshots import merge
from ingest.snapshots.snapshot import snapshots
from lineage import cli, queries
from lineage.files.making import Making
from lineage.home.change_records import change_records
from lineage.home.home import Home, by_age
from lineage.home.work_lock import working
from lineage.place import Place, place
from lineage.resolved.resolved_tables import scan_table
from lineage.stores import Advance
from lineage.stores.embedded import writer
from lineage.values import Extent, Scope, SnapshotFacts
from tests.ingest.killing import contents, difference, graph
from tests.ingest.living import Living, living
from tests.ingest.resolve.test_changed_tables import assert_same

MODELS = 400
FAMILY = "Qwen/Qwen2.5-7B"


class Stopped(BaseException):
    """As a kill: nothing of ours catches it."""


@pytest.fixture
def hub() -> Iterator[Living]:
    with living(population(MODELS, seed=7, related=0.8)) as hub:
        yield hub


@pytest.fixture
def where(tmp_path: Path) -> Place:
    return place(str(tmp_path / "home"))


def run(where: Place, hub: Living, *options: str) -> int:
    return cli.run(["update", "--home", str(where.home.root), "--endpoint", hub.url, *options])


def rebuilt(where: Place, folder: Path) -> Place:
    """A place of its own with all that follows from the other's newest snapshot, made from nothing."""
    again = place(str(folder))
    snapshot = where.home.snapshot()
    shutil.copytree(snapshot, again.home.snapshots / snapshot.name)
    show(again, snapshot)
    return again


def shown(where: Place) -> dict[str, bytes]:
    """The frozen graph that is served, file by file, without the name of its load, a part of which is random."""
    folder = where.frozen()
    assert folder is not None
    return {name: content for name, content in contents(folder).items() if name != "manifest.json"}


def test_an_empty_home_gets_the_whole_hub_and_the_next_update_finds_nothing_new(
    where: Place, hub: Living, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(where, hub) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"updated to {where.home.snapshot().name}: ")
    assert all(step in line for step in ("crawl ", "resolve ", "load ", "freeze "))
    before = {path: path.stat().st_mtime_ns for path in where.home.root.rglob("*/*") if path.is_file()}
    assert run(where, hub) == NOTHING_NEW
    assert capsys.readouterr().out.startswith("nothing new in 1 request; ")
    assert {path: path.stat().st_mtime_ns for path in where.home.root.rglob("*/*") if path.is_file()} == before


def test_json_says_what_was_done(where: Place, hub: Living, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(where, hub, "--json") == 0
    first = json.loads(capsys.readouterr().out)
    assert first["by_changes"] == dict.fromkeys(("crawl", "resolve", "load", "freeze"), False)
    assert first["whole_because"] == {
        "crawl": "there was no complete snapshot to refresh",
        "resolve": "the snapshot is no refresh of another one",
        "load": "the store held nothing",
        "freeze": "the load was whole",
    }
    hub.live()
    assert run(where, hub, "--json", "--keep", "1") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["result"] == "updated"
    assert found["snapshot"]["id"] == where.home.snapshot().name
    assert list(found["seconds"]) == ["refresh", "resolve", "load", "freeze", "compare"]
    assert found["changes"] == f"{first['snapshot']['id']}..{found['snapshot']['id']}"
    assert first["changes"] is first["changes_trouble"] is None
    assert found["whole_because"]["resolve"] == "more than 5% of the models were read again"
    assert len(found["removed"]) == 1


def test_two_weeks_of_updates_are_what_a_rebuild_makes_of_the_same_snapshots(
    where: Place, hub: Living, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(load, "FEW", 1.0)  # of so few models most change a day
    monkeypatch.setattr(writer, "MOST_REPLACED_IN_STORE", 100.0)
    monkeypatch.setattr(writer, "MOST_LOGGED", 100.0)
    monkeypatch.setattr(changed_rows, "FEW", 1)
    monkeypatch.setattr(merge, "FEW", 0)
    monkeypatch.setattr(merge, "MOST_REPLACED", 1.0)
    assert run(where, hub) == 0
    for day in range(1, 15):
        hub.live()
        capsys.readouterr()
        assert run(where, hub, "--keep", "2", "--json") == 0
        whole = json.loads(capsys.readouterr().out)["whole_because"]
        assert whole in ({}, {"load": SEEN_AGAIN})
        again = rebuilt(where, tmp_path / str(day))
        assert_same(where.home.resolution(), again.home.resolution())
        assert shown(where) == shown(again)
        with closing(where.reader()) as reader:
            assert reader.rows is not None
            assert len(reader.rows.earlier) == day, "nothing was loaded whole"
            report = queries.quality(reader)
        with closing(again.reader()) as reader:
            assert report == queries.quality(reader)
        assert set(hub.today.created) <= set(ids(where))
    assert difference(in_engine(where), in_engine(again)) == []
    assert len(list(where.home.snapshots.iterdir())) == 2


SEEN_AGAIN = "most models were read again"
"""Of a Hub so small a day reads the most; the rows beside the engine's file are changed all the same."""


BY_CHANGES, READ, LONG = Making(), Making("all was read"), Making("its log had grown long")


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ({}, "refresh 0.0 s, load 1.2 s"),
        ({"refresh": BY_CHANGES, "load": BY_CHANGES}, "refresh 0.0 s, load 1.2 s; by changes"),
        ({"refresh": READ, "load": LONG}, "refresh 0.0 s, load 1.2 s; whole, as all was read"),
        (
            {"refresh": BY_CHANGES, "load": LONG},
            "refresh 0.0 s, load 1.2 s; by changes, but load whole, as its log had grown long",
        ),
        (
            {"refresh": BY_CHANGES, "load": LONG, "freeze": READ},
            "refresh 0.0 s, load 1.2 s; by changes, from load on whole, as its log had grown long",
        ),
        (
            {"refresh": READ, "resolve": BY_CHANGES, "load": LONG},
            "refresh 0.0 s, load 1.2 s; by changes, but refresh whole, as all was read, "
            "load whole, as its log had grown long",
        ),
    ],
)
def test_the_line_tells_how_results_were_made_and_of_wholes_in_a_row_why_the_first_was(
    made: dict[str, Making], words: str
) -> None:
    assert Taken({"refresh": 0.01, "load": 1.21}, made).words == words


def in_engine(where: Place) -> set[str]:
    """What the engine has, with the log of what was written since its file was."""
    with closing(where.reader()) as reader:
        reader.rows = None  # type: ignore[misc]
        return graph(reader)


def ids(where: Place) -> list[str]:
    return scan_table(where.home.resolution(), "models").select("id").collect()["id"].to_list()


STEPS = ("asking", "refresh", "resolve", "load", "freeze", "compare")


@pytest.mark.parametrize("after", STEPS)
def test_a_stop_after_any_step_costs_nothing_but_that_step(
    after: str, where: Place, hub: Living, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(where, hub) == 0
    hub.live()
    taken: list[str] = []

    @contextmanager
    def on_step(step: str, size: int | None) -> Iterator[Advance]:
        if after == "refresh":
            raise Stopped
        with unwatched(step, size) as advance:
            yield advance
        taken.append(step)
        if step == after:
            raise Stopped

    def watch(progress: Progress) -> None:
        if after == "asking":
            raise Stopped

    with pytest.raises(Stopped):
        update(where, Hub(hub.url), UpdateOptions(), on_step, watch)
    asked = hub.requests
    result = update(where, Hub(hub.url), UpdateOptions())
    (record,) = change_records(where.home)
    assert [record.a.id, record.b.id] == [folder.name for folder in by_age(where.home.snapshots)]
    assert not set(taken) & set(result.taken.seconds), "no step is taken twice"
    assert hub.requests - asked <= 1
    assert shown(where) == shown(rebuilt(where, tmp_path / "again"))
    assert run(where, hub) == NOTHING_NEW


def test_a_second_one_says_who_works_and_does_nothing(
    where: Place, hub: Living, capsys: pytest.CaptureFixture[str]
) -> None:
    with working(where.home, "run"):
        assert run(where, hub) == 4
    assert "`run` (process" in capsys.readouterr().err
    assert not where.home.snapshots.exists()


def test_a_home_that_shows_a_family_gets_that_family_again(where: Place, hub: Living) -> None:
    crawl_family(where.home, Hub(hub.url), FAMILY, 5)
    assert run(where, hub, "--max-requests", "7") == 0
    assert {Scope.family(FAMILY)} == {facts.scope for facts in facts_of(where.home)}
    assert len(facts_of(where.home)) == 2
    assert run(where, hub, "--whole") == 0
    assert [facts.extent for facts in facts_of(where.home)].count(Extent.WHOLE) == 1


def test_a_family_that_was_read_before_a_stop_is_not_asked_for_again(where: Place, hub: Living) -> None:
    @contextmanager
    def stopping(step: str, size: int | None) -> Iterator[Advance]:
        raise Stopped
        yield

    options = UpdateOptions(Scope.family(FAMILY), max_requests=3)
    with pytest.raises(Stopped):
        update(where, Hub(hub.url), options, stopping)
    asked = hub.requests
    assert update(where, Hub(hub.url), options).facts.scope == Scope.family(FAMILY)
    assert hub.requests == asked


def test_anew_reads_all_of_it_and_finds_what_shows_in_no_change(where: Place, hub: Living) -> None:
    assert run(where, hub) == 0
    hub.live()
    assert run(where, hub) == 0
    assert not set(hub.shown) >= set(listed(where))
    assert run(where, hub, "--anew") == 0
    assert set(hub.shown) >= set(listed(where))


def test_a_pass_that_was_stopped_before_a_newer_snapshot_begins_again(where: Place, hub: Living) -> None:
    def stopping(progress: Progress) -> None:
        raise Stopped

    assert run(where, hub) == 0
    with pytest.raises(Stopped):
        update(where, Hub(hub.url), UpdateOptions(anew=True), watch=stopping)
    hub.live()
    assert run(where, hub) == 0
    assert run(where, hub, "--anew") == 0
    assert sorted(hub.shown) == sorted(listed(where))
    newest = snapshots(where.home)[-1].facts
    with closing(where.reader()) as reader:
        assert queries.facts(reader) == newest


def listed(where: Place) -> list[str]:
    models = scan_table(where.home.resolution(), "models")
    return models.filter(pl.col("status") == "listed").collect()["id"].to_list()


def facts_of(home: Home) -> list[SnapshotFacts]:
    return [one.facts for one in snapshots(home)]


def test_what_is_to_be_updated_is_named_once(where: Place, hub: Living, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(where, hub, "--whole", "--family", FAMILY) == 2
    assert "give one of them" in capsys.readouterr().err


def test_status_knows_of_it(where: Place, hub: Living, capsys: pytest.CaptureFixture[str]) -> None:
    @contextmanager
    def stopping(step: str, size: int | None) -> Iterator[Advance]:
        raise Stopped
        yield

    with pytest.raises(Stopped):
        update(where, Hub(hub.url), UpdateOptions(), stopping)
    assert cli.run(["status", "--home", str(where.home.root)]) == 0
    told = capsys.readouterr().out
    assert ", stopped" in told
    assert told.splitlines()[-1].endswith(f"update --home {where.home.root}")
    assert run(where, hub) == 0
    with working(where.home, "run"):
        assert cli.run(["status", "--home", str(where.home.root)]) == 0
    told = capsys.readouterr().out
    assert "updated to " in told.partition("update     ")[2]
    assert "at work    `run` (process" in told
