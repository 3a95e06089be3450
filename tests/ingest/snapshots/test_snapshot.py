"""A snapshot is its parts and a manifest, has each model once, and is there whole or not at all."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest

from ingest.resolve import resolve
from ingest.rows.rejections import Rejections
from ingest.rows.table import HISTORY, ROW, scan, write_part
from ingest.rows.tolerant import rows
from ingest.snapshots.snapshot import About, Snapshot, free_name, snapshot_name, snapshots, write_snapshot
from lineage.errors import BadFile
from lineage.home.home import Home
from lineage.values import WHOLE_HUB, DatedBy, Extent
from tests.ingest.worlds import NOON, item, snapshot

OTHER_DISK = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - where there is one


def test_rows_come_back_as_they_were_written(tmp_path: Path) -> None:
    items = [item(f"a/{n}", ["x/y", "z/w"], hub={"x/y": "1"}, tags=["t", "u"], likes=n) for n in range(5)]
    folder = snapshot(Home(tmp_path), items)
    assert Snapshot.open(folder).rows().collect().equals(rows(items, Rejections()))


def test_a_part_on_another_disk_is_taken_over_and_stays(tmp_path: Path) -> None:
    written = rows([item("a/b"), item("c/d")], Rejections())
    with TemporaryDirectory(dir=OTHER_DISK) as elsewhere:
        part = write_part(written, Path(elsewhere) / "part.parquet")
        folder = write_snapshot(Home(tmp_path), "one", [part], About("test", NOON))
        assert part.exists()
    assert Snapshot.open(folder).rows().collect().equals(written)


def test_a_snapshot_states_a_reading_that_differs_from_its_rows_in_nothing(tmp_path: Path) -> None:
    items = [item("a/one", baseModels={"relation": "finetune", "models": [{"_id": "b", "id": "a/two"}]}), item("a/two")]
    known = Snapshot.open(snapshot(Home(tmp_path), items))

    def states(*fresh: dict[str, object]) -> bool:
        return known.states([write_part(rows(fresh, Rejections()), tmp_path / "fresh.parquet")])

    assert states(*items)
    assert states(items[1])
    assert not states(item("a/three"))
    assert not states({**items[1], "downloads": 12345})
    assert not states({**items[0], "baseModels": {"relation": "merge", "models": items[0]["baseModels"]["models"]}})
    gone = rows([items[1]], Rejections()).with_columns(removed=pl.lit(True))
    known = Snapshot.open(write_snapshot(Home(tmp_path), "gone", [gone], About("a test", NOON)))
    assert not states(items[1]), "it is listed again"


def test_columns_of_nothing_are_not_written_and_read_as_null(tmp_path: Path) -> None:
    (path,) = Snapshot.open(snapshot(Home(tmp_path), [item("a/b")])).files
    assert not HISTORY.keys() & pl.read_parquet_schema(path).keys()
    assert scan([path]).collect().schema == ROW


def test_the_manifest_says_where_it_comes_from(tmp_path: Path) -> None:
    about = About("https://hub.example", NOON, NOON + timedelta(hours=1), complete=False, synthetic=True, frontier=7)
    opened = Snapshot.open(write_snapshot(Home(tmp_path), "one", [rows([item("a/b")], Rejections())], about))
    facts = opened.facts
    assert (facts.id, facts.source, facts.listed, facts.frontier) == ("one", "https://hub.example", 1, 7)
    assert (facts.complete, facts.synthetic, facts.scope) == (False, True, WHOLE_HUB)
    assert (facts.started_at, facts.finished_at) == (NOON, NOON + timedelta(hours=1))


def test_a_reading_of_the_hub_is_from_when_it_began_and_whole_if_complete(tmp_path: Path) -> None:
    facts = Snapshot.open(write_snapshot(Home(tmp_path), "one", [], About("a Hub", NOON))).facts
    assert (facts.extent, facts.as_of, facts.as_of_how) == (Extent.WHOLE, NOON, DatedBy.READING)
    partial = Snapshot.open(write_snapshot(Home(tmp_path), "two", [], About("a Hub", NOON, complete=False))).facts
    assert partial.extent is Extent.SAMPLE


def test_rows_are_from_the_newest_change_in_them_and_absurd_dates_are_none(tmp_path: Path) -> None:
    changes = {"createdAt": "2026-08-20T01:00:00.000Z", "lastModified": "2026-08-21T01:02:03.000Z"}
    absurd = {"createdAt": "2062-01-01T00:00:00.000Z", "lastModified": "1970-01-01T00:00:00.000Z"}
    about = About("a file", NOON, as_of_how=DatedBy.NEWEST_CHANGE)
    for items, expected in (([item("a/b", **changes), item("c/d", **absurd)], 21), ([item("c/d", **absurd)], None)):
        facts = Snapshot.open(write_snapshot(Home(tmp_path), "one", [rows(items, Rejections())], about)).facts
        assert facts.as_of == (expected and datetime(2026, 8, expected, 1, 2, 3, tzinfo=UTC))
        assert facts.as_of_how == (DatedBy.NEWEST_CHANGE if expected else None)


def test_of_one_hub_id_and_of_one_id_the_last_row_stays(tmp_path: Path) -> None:
    pages = [
        [item("a/old", _id="1", likes=1), item("b/b", _id="2", likes=1), item("c/c", likes=1)],
        [item("a/new", _id="1", likes=2), item("d/d", _id="4", likes=1)],
        [item("c/c", likes=3), item("d/d", _id="5", likes=9)],
    ]
    folder = write_snapshot(Home(tmp_path), "one", [rows(page, Rejections()) for page in pages], About("a test", NOON))
    kept = Snapshot.open(folder).rows().select("id", "hub_id", "likes").collect().rows()
    assert kept == [("b/b", "2", 1), ("a/new", "1", 2), ("c/c", None, 3), ("d/d", "5", 9)]
    assert Snapshot.open(folder).manifest["counts"]["duplicates"] == 3


def test_deduplication_reaches_across_parts(tmp_path: Path) -> None:
    ids = [f"a/{n % 60_000}" for n in range(120_001)]
    frames = (pl.DataFrame({"id": ids[start : start + 1000]}) for start in range(0, len(ids), 1000))
    full = (
        frame.select(pl.col(n) if n == "id" else pl.lit(None, t).alias(n) for n, t in ROW.items()) for frame in frames
    )
    opened = Snapshot.open(write_snapshot(Home(tmp_path), "one", full, About("a test", NOON)))
    assert opened.facts.listed == 60_000
    assert opened.rows().select("id").collect()["id"].n_unique() == 60_000
    assert opened.rows().select("id").collect()["id"][-1] == "a/0"


def test_an_empty_snapshot_can_be_read(tmp_path: Path) -> None:
    opened = Snapshot.open(write_snapshot(Home(tmp_path), "one", [], About("a test", NOON)))
    assert opened.facts.listed == 0
    assert opened.rows().collect().schema == ROW


def test_what_was_rejected_lies_beside_the_rows(tmp_path: Path) -> None:
    folder = snapshot(Home(tmp_path), [item("a/b"), {"no": "id"}])
    assert (
        folder / "rejected.jsonl"
    ).read_text() == '{"reason":"no id","place":"item 2","raw":"{\\"no\\":\\"id\\"}"}\n'
    assert Snapshot.open(folder).manifest["counts"]["rejected"] == {"no id": 1}


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[pl.DataFrame]:
        yield rows([item("a/b")], Rejections())
        raise RuntimeError("the source broke off")

    with pytest.raises(RuntimeError):
        write_snapshot(Home(tmp_path), "one", broken(), About("a test", NOON))
    assert list(Home(tmp_path).snapshots.iterdir()) == []


def test_names_sort_by_time() -> None:
    at = datetime(2026, 11, 22, 22, 13, tzinfo=UTC)
    assert snapshot_name(at, "Hub stats / Parquet") == "20261122T221300-hub-stats-parquet"
    assert snapshot_name(at + timedelta(seconds=1), "a") > snapshot_name(at, "z")


def test_snapshots_are_listed_oldest_first_and_unfinished_ones_not(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for name in ("2-b", "1-a"):
        snapshot(home, [item("a/b")], name)
    (home.snapshots / "3-c").mkdir()
    assert [one.facts.id for one in snapshots(home)] == ["1-a", "2-b"]


def test_a_folder_that_is_no_snapshot_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="manifest"):
        Snapshot.open(tmp_path)


def test_a_changed_file_is_found_by_its_checksum_and_not_resolved(tmp_path: Path) -> None:
    folder = snapshot(Home(tmp_path), [item("a/b")])
    Snapshot.open(folder).check()
    (path,) = Snapshot.open(folder).files
    pl.read_parquet(path).with_columns(likes=pl.lit(9)).write_parquet(path)
    with pytest.raises(BadFile, match="not as it was written"):
        Snapshot.open(folder).check()
    with pytest.raises(BadFile, match="not as it was written"):
        resolve(folder, Home(tmp_path))


def test_a_snapshot_of_an_earlier_version_is_one_file_without_history_and_checksums(tmp_path: Path) -> None:
    folder = snapshot(Home(tmp_path), [item("a/b")])
    Snapshot.open(folder).rows().drop(HISTORY.names()).collect().write_parquet(folder / "models.parquet")
    shutil.rmtree(folder / "models")
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["checksums"], manifest["checksum"], manifest["kind"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    opened = Snapshot.open(folder)
    opened.check()
    assert opened.rows().collect().schema == ROW
    models = pl.read_parquet(resolve(folder, Home(tmp_path)) / "models.parquet")
    assert models.select("status", "first_seen", "last_seen").rows() == [("listed", NOON, NOON)]


def test_a_part_of_an_earlier_version_lacks_the_columns_that_came_since(tmp_path: Path) -> None:
    folder = snapshot(Home(tmp_path), [item("a/b", cardData={"license": "other", "license_name": "qwen"})])
    (part,) = Snapshot.open(folder).files
    pl.read_parquet(part).drop("license_name", "license_link").write_parquet(part)
    rows = Snapshot.open(folder).rows().collect()
    assert rows.schema == ROW
    assert rows.select("id", "license", "license_name", "license_link").row(0) == ("a/b", "other", None, None)


def test_the_oldest_comes_first_by_when_it_was_finished(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for name, hours in {"b": 2, "a": 3, "c": 1}.items():
        write_snapshot(home, name, [], About("a test", NOON, NOON + timedelta(hours=hours)))
    assert [one.facts.id for one in snapshots(home)] == ["c", "b", "a"]


def test_a_name_is_free_unless_a_snapshot_begun_at_another_moment_bears_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    write_snapshot(home, "one", [], About("a test", NOON, NOON))
    assert free_name(home, "two", NOON) == "two"
    assert free_name(home, "one", NOON) == "one"
    assert free_name(home, "one", NOON + timedelta(milliseconds=1)) == "one-2"
