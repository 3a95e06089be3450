"""Pruning removes old snapshots with what was resolved from them, and never what the next refresh needs."""

from datetime import timedelta
from pathlib import Path

import click
import pytest

import lineage
from ingest.pipeline.status import status
from ingest.resolve import resolve
from ingest.snapshots.prune import doomed, remove
from ingest.snapshots.snapshot import About, snapshots, write_snapshot
from lineage import cli
from lineage.errors import BadInput, StoreError
from lineage.home.home import Home
from lineage.place import Place, place
from tests.ingest.worlds import NOON, item, snapshot


def stored(home: Home, *names: str, source: str = "a Hub", complete: bool = True, day: int = 0) -> None:
    for number, name in enumerate(names):
        at = NOON + timedelta(days=day + number)
        write_snapshot(home, name, [], About(source, at, at, complete=complete))


def names(home: Home, keep: int) -> list[str]:
    return [one.snapshot.facts.id for one in doomed(placed(home), keep)]


def placed(home: Home) -> Place:
    return place(str(home.root), "embedded:")


def test_the_oldest_go_by_when_they_were_finished_whatever_their_names(tmp_path: Path) -> None:
    home = Home(tmp_path)
    stored(home, "z", "a", "m", "b")
    assert names(home, 2) == ["z", "a"]
    assert names(home, 4) == names(home, 9) == []


def test_the_newest_complete_one_of_each_source_stays(tmp_path: Path) -> None:
    home = Home(tmp_path)
    stored(home, "old", "whole")
    stored(home, "other", source="another Hub", day=1)
    stored(home, "half-1", "half-2", complete=False, day=5)
    assert names(home, 1) == ["old", "half-1"]


def test_a_snapshot_goes_with_what_was_resolved_from_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    stored(home, "a", "b")
    for name in ("a", "b"):
        resolve(home.snapshot(name), home)
    (one,) = doomed(placed(home), 1)
    assert one.size == sum(f.stat().st_size for f in tmp_path.glob("*/a/**/*") if f.is_file())
    remove(one)
    assert [one.facts.id for one in snapshots(home)] == ["b"]
    assert sorted(str(p.relative_to(tmp_path)) for p in tmp_path.glob("*/*")) == ["resolved/b", "snapshots/b"]


def test_a_snapshot_goes_with_the_store_and_the_frozen_graph_by_which_it_was_opened(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    for name in ("then", "now"):
        (tmp_path / f"{name}.csv").write_text(f"child,parent\na/{name},b/y\n")
        lineage.import_(tmp_path / f"{name}.csv", home=home.root, name=name, force=True).close()
    lineage.open(home.root, snapshot="then").close()
    before = status(placed(home)).bytes
    assert before["opened"] > 1000
    assert len(list(home.frozen.iterdir())) == 2
    (one,) = doomed(placed(home), 1)
    remove(one)
    after = status(placed(home)).bytes
    assert after["opened"] == 0
    assert sum(before.values()) - sum(after.values()) == one.size
    with lineage.open(home.root) as g:
        assert g.facts.id == "now"
    assert len(list(home.frozen.iterdir())) == 1


@pytest.mark.parametrize("frozen", [False, True])
def test_what_is_loaded_stays_with_what_was_resolved_from_it(tmp_path: Path, frozen: bool) -> None:
    home = Home(tmp_path)
    snapshot(home, [item("a/b")])
    stored(home, "two", "three", source="a test", day=1)
    assert names(home, 1) == ["one", "two"]
    for command in ("resolve one", "load one", *(["freeze"] if frozen else [])):
        assert cli.run([*command.split(), "--home", str(tmp_path)]) == 0
    assert names(home, 1) == ["two"]
    assert cli.run(["prune", "--keep", "1", "--yes", "--home", str(tmp_path)]) == 0
    assert [one.facts.id for one in snapshots(home)] == ["one", "three"]
    assert (home.resolved / "one").is_dir()


def test_what_is_loaded_while_somebody_is_asked_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path)
    snapshot(home, [item("a/b")])
    stored(home, "two", source="a test", day=1)

    def answered(_: str) -> bool:
        return cli.run(["load", "one", "--home", str(tmp_path)]) == 0

    assert cli.run(["resolve", "one", "--home", str(tmp_path)]) == 0
    monkeypatch.setattr(click, "confirm", answered)
    assert cli.run(["prune", "--keep", "1", "--home", str(tmp_path)]) == 0
    assert [one.facts.id for one in snapshots(home)] == ["one", "two"]


def test_nothing_goes_while_a_store_cannot_be_asked_what_it_holds(tmp_path: Path) -> None:
    home = Home(tmp_path)
    stored(home, "one", "two")
    with pytest.raises(StoreError):
        doomed(place(str(tmp_path), "bolt://127.0.0.1:1"), 1)


def test_a_removal_stopped_midway_leaves_no_half_snapshot_and_the_next_writer_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path)
    stored(home, "a", "b")

    def stopped(_: Path, **_options: bool) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        killed.setattr("shutil.rmtree", stopped)
        remove(doomed(placed(home), 1)[0])
    assert [one.facts.id for one in snapshots(home)] == ["b"]
    (home.snapshots / ".z.removed").mkdir()  # by an earlier version
    assert len(list(home.snapshots.iterdir())) == 3
    stored(home, "c", day=5)
    assert {path.name for path in home.snapshots.iterdir()} == {"b", "c"}


def test_keeping_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="at least one"):
        doomed(placed(Home(tmp_path)), 0)
