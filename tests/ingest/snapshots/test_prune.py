"""Pruning removes old snapshots with what was resolved from them, and never what the next refresh needs."""

from datetime import timedelta
from pathlib import Path

import pytest

from ingest.resolve import resolve
from ingest.snapshots.prune import doomed, remove
from ingest.snapshots.snapshot import About, snapshots, write_snapshot
from lineage.errors import BadInput
from lineage.home import Home
from tests.ingest.worlds import NOON


def stored(home: Home, *names: str, source: str = "a Hub", complete: bool = True, day: int = 0) -> None:
    for number, name in enumerate(names):
        at = NOON + timedelta(days=day + number)
        write_snapshot(home, name, [], About(source, at, at, complete=complete))


def names(home: Home, keep: int) -> list[str]:
    return [one.snapshot.facts.id for one in doomed(home, keep)]


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
    (one,) = doomed(home, 1)
    assert one.size == sum(f.stat().st_size for f in tmp_path.glob("*/a/**/*") if f.is_file())
    remove(one)
    assert [one.facts.id for one in snapshots(home)] == ["b"]
    assert sorted(str(p.relative_to(tmp_path)) for p in tmp_path.glob("*/*")) == ["resolved/b", "snapshots/b"]


def test_a_removal_stopped_midway_leaves_no_half_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path)
    stored(home, "a", "b")

    def stopped(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ingest.snapshots.prune.shutil.rmtree", stopped)
    with pytest.raises(KeyboardInterrupt):
        remove(doomed(home, 1)[0])
    assert [one.facts.id for one in snapshots(home)] == ["b"]


def test_keeping_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="at least one"):
        doomed(Home(tmp_path), 0)
