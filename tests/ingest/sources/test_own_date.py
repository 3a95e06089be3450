"""When an import's data are from: as stated, by the file's own date, else by the newest change in it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from ingest.snapshots.snapshot import Snapshot, snapshots
from ingest.sources import import_file
from ingest.sources.own_date import stated_date
from lineage.errors import BadInput
from lineage.home.home import Home
from lineage.values import DatedBy, Extent, SnapshotFacts

AUGUST = "2026-08-20T10:00:00.000Z"
NOW = datetime(2026, 11, 28, tzinfo=UTC)


def imported(tmp_path: Path, name: str, item: dict[str, object], as_of: datetime | None = None) -> SnapshotFacts:
    (tmp_path / name).write_text(json.dumps(item) + "\n")
    return Snapshot.open(import_file(tmp_path / name, Home(tmp_path / "home"), as_of=as_of)).facts


def day(number: int, month: int = 8) -> datetime:
    return datetime(2026, month, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "item", "expected", "how"),
    [
        ("x.jsonl", {"lastModified": AUGUST}, day(20) + timedelta(hours=10), DatedBy.NEWEST_CHANGE),
        ("x.jsonl", {}, None, None),
        ("hub-stats-2026-08-22.jsonl", {"lastModified": AUGUST}, day(22), DatedBy.FILE_NAME),
        ("models_20260822.jsonl", {}, day(22), DatedBy.FILE_NAME),
        ("20260820T101112-models.jsonl", {"lastModified": AUGUST}, day(20), DatedBy.FILE_NAME),
        ("models-2026-08-19.jsonl", {"lastModified": AUGUST}, day(20) + timedelta(hours=10), DatedBy.NEWEST_CHANGE),
        ("models-2026-08-32.jsonl", {}, None, None),
        ("models-2026-02-31.jsonl", {}, None, None),
        ("models-2099-01-01.jsonl", {}, None, None),
        ("models-2026-08.jsonl", {}, None, None),
        ("x.jsonl", {"observed_at": "2026-08-22T09:36:31+02:00"}, day(22) + timedelta(seconds=27391), DatedBy.OBSERVED),
        ("2026-08-25.jsonl", {"observed_at": "2026-08-22"}, day(22), DatedBy.OBSERVED),
    ],
)
def test_a_file_is_from_its_own_date_or_the_newest_change_in_it(
    name: str, item: dict[str, object], expected: datetime | None, how: DatedBy | None, tmp_path: Path
) -> None:
    facts = imported(tmp_path, name, {"id": "a/b", **item})
    assert (facts.as_of, facts.as_of_how, facts.extent) == (expected, how, Extent.SAMPLE)


def test_what_is_stated_overrules_every_other_date(tmp_path: Path) -> None:
    facts = imported(tmp_path, "x-2026-08-22.jsonl", {"id": "a/b", "lastModified": AUGUST}, as_of=day(1))
    assert (facts.as_of, facts.as_of_how) == (day(1), DatedBy.STATED)


def test_a_parquet_file_may_be_dated_by_its_metadata(tmp_path: Path) -> None:
    frame = pl.DataFrame({"id": ["a/b"], "base_model": ["c/d"]})
    frame.write_parquet(tmp_path / "x.parquet", metadata={"snapshot_date": "2026-08-22"})
    facts = Snapshot.open(import_file(tmp_path / "x.parquet", Home(tmp_path))).facts
    assert (facts.as_of, facts.as_of_how) == (day(22), DatedBy.METADATA)


def test_models_of_an_import_were_seen_when_its_data_are_from_and_snapshots_stand_in_that_order(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    for month in ("10", "08", "09"):
        (tmp_path / month).write_text(json.dumps({"id": "a/b", "lastModified": f"2026-{month}-01T00:00:00.000Z"}))
        import_file(tmp_path / month, home, name=f"of-{month}")
    assert [one.facts.id for one in snapshots(home)] == ["of-08", "of-09", "of-10"]
    assert home.snapshot().name == "of-09", "what was made last is what the next command goes on from"


@pytest.mark.parametrize("text", ["2026-08-22", " 2026-08-22T00:00:00Z", "2026-08-22T02:00:00+02:00", "20260822"])
def test_a_date_is_stated_as_iso_8601(text: str) -> None:
    assert stated_date(text, NOW) == day(22)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "22.08.2026", "2026-13-01", "2026-12-25", "1999-01-01", "9999-12-31"]
)
def test_a_date_that_is_none_or_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        stated_date(text, NOW)
    assert caught.value.hint
