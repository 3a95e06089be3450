"""Files that a refresh takes over, less the rows that hold no more, are read as if all had been written anew."""

import shutil
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ingest.resolve import resolve
from ingest.rows.rejections import Rejections
from ingest.rows.tolerant import rows
from ingest.snapshots import merge as merging
from ingest.snapshots.merge import over
from ingest.snapshots.parts import REPLACED
from ingest.snapshots.prune import doomed, remove
from ingest.snapshots.snapshot import About, Snapshot, write_snapshot
from ingest.sources import import_file
from lineage.errors import BadFile, NewerFormat
from lineage.home.home import FORMAT, Home, read_manifest
from lineage.place import place
from lineage.values import Extent
from tests.ingest.killing import contents
from tests.ingest.worlds import NOON, item

MODELS = 200
ALWAYS, NEVER = 1.0, -1.0


def models(numbers: Iterable[int], day: int) -> list[dict[str, Any]]:
    """Each derived from the one before; the day is in its likes, and renames a few."""
    return [
        item(f"a/{n}{'-renamed' if day and n % 50 == 7 else ''}", f"a/{n - 1}", _id=str(n), likes=day) for n in numbers
    ]


def lived(home: Home, days: int = 3) -> Snapshot:
    """A whole reading in parts of 40 rows, and so many days on which five models change and one is new."""
    about = About("a Hub", NOON, NOON, extent=Extent.WHOLE)
    read = [rows(models(range(start, start + 40), 0), Rejections()) for start in range(0, MODELS, 40)]
    base = Snapshot.open(write_snapshot(home, "day-0", read, about))
    for day in range(1, days + 1):
        changed = [*range(day, MODELS, 50), day * 50 + 7, MODELS + day]
        at = NOON + timedelta(days=day)
        about = About("a Hub", at, at, extent=Extent.WHOLE, base=base.facts.id, only_changes=True)
        fresh = [rows(models(changed, day), Rejections())]
        base = Snapshot.open(write_snapshot(home, f"day-{day}", fresh, about, merge=over(base, complete=False)))
    return base


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.rows.table.PART_ROWS", 40)
    monkeypatch.setattr(merging, "PART", 30)


def test_the_rows_are_those_of_files_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {}
    for most in (ALWAYS, NEVER):
        monkeypatch.setattr(merging, "MOST_REPLACED", most)
        home = Home(tmp_path / str(most))
        last = lived(home)
        found[most] = last.rows().collect(), last.facts.listed, contents(resolve(last.folder, home))
        assert (last.folder / REPLACED).exists() == (most == ALWAYS)
        assert read_manifest(last.folder)["format"] == (2 if most == ALWAYS else FORMAT)
        last.check()
    assert found[ALWAYS][1:] == found[NEVER][1:] == (MODELS + 3, found[NEVER][2])
    taken = found[ALWAYS][0]
    assert taken.equals(found[NEVER][0])
    renamed = taken.filter(pl.col("former_ids").is_not_null())
    assert renamed["id"].to_list() == ["a/57-renamed", "a/107-renamed", "a/157-renamed"]
    assert taken.filter(pl.col("last_seen").is_null()).height == 6, "the last day's alone"


def test_a_file_is_on_the_disk_once_and_stays_for_those_that_are_left(tmp_path: Path) -> None:
    home = Home(tmp_path)
    last = lived(home, 1)
    before = last.rows().collect()
    (taken,) = {path.stat().st_nlink for path in last.files[:5]}
    assert taken == 2
    shared = sum(path.stat().st_size for path in last.files[:5])
    write_snapshot(home, "whole", [], About("a Hub", NOON + timedelta(days=9), extent=Extent.WHOLE))
    first, second = doomed(place(str(tmp_path), "embedded:"), 1)
    alone = sum(path.stat().st_size for one in (first, second) for path in one.snapshot.folder.rglob("*.*"))
    assert alone - shared <= first.size + second.size + 5 <= alone - shared + 10, "each has its half of what both have"
    remove(first)
    last.check()
    assert last.rows().collect().equals(before)
    assert last.files[0].stat().st_nlink == 1


def test_all_is_written_anew_where_too_many_rows_hold_no_more_or_too_many_parts_are_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "MOST_REPLACED", 0.06)
    assert [(lived(Home(tmp_path / str(days)), days).folder / REPLACED).exists() for days in (1, 2, 3, 4)] == [
        *(True, True, False, True)
    ]
    monkeypatch.setattr(merging, "MOST_REPLACED", ALWAYS)
    monkeypatch.setattr(merging, "MOST_SMALL", 2)
    assert not (lived(Home(tmp_path / "small"), 4).folder / REPLACED).exists()


def test_a_file_is_not_small_because_some_of_its_rows_hold_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "PART", 40)  # as many as each file of the first day has
    monkeypatch.setattr(merging, "MOST_SMALL", 2)
    assert sum(len(part.replaced) > 0 for part in lived(Home(tmp_path), 2).parts) > 2


def test_a_list_that_is_not_as_it_was_written_is_noticed(tmp_path: Path) -> None:
    last = lived(Home(tmp_path), 1)
    (last.folder / REPLACED).write_bytes(b"PAR1")
    with pytest.raises(BadFile, match="damaged"):
        last.check()
    (last.folder / REPLACED).unlink()
    with pytest.raises(BadFile, match="damaged"):
        Snapshot.open(last.folder).check()


@pytest.mark.parametrize("name", ["models", "models/000000.parquet"])
def test_files_with_rows_that_hold_no_more_are_not_imported(name: str, tmp_path: Path) -> None:
    last = lived(Home(tmp_path), 1)
    with pytest.raises(BadFile, match="rows that hold no more"):
        import_file(last.folder / name, Home(tmp_path / "other"))
    assert not (tmp_path / "other").exists()


def test_a_disk_without_links_has_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError

    linked = lived(Home(tmp_path / "linked")).rows().collect()
    monkeypatch.setattr("lineage.home.home.os.link", refused)
    copied = lived(Home(tmp_path / "copied"))
    copied.check()
    assert copied.rows().collect().equals(linked)
    shutil.rmtree(tmp_path / "copied/snapshots/day-0")
    assert copied.rows().collect().equals(linked)


def test_a_version_that_knows_no_list_refuses_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    last = lived(Home(tmp_path), 1)
    monkeypatch.setattr("lineage.home.home.LISTS_OF_ROWS", FORMAT)
    with pytest.raises(NewerFormat):
        Snapshot.open(last.folder)
