"""What an update changed is kept: it is what `diff` says, costs no update its end, and goes with its snapshot."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.audit.diff import DELETIONS_UNSEEN, diff
from ingest.audit.kept_changes import kept_tables
from ingest.hub.client import Hub
from ingest.pipeline.recorded_changes import record_changes
from ingest.pipeline.steps import unwatched
from ingest.pipeline.update import UpdateOptions, update
from ingest.practice import population
from lineage import cli
from lineage.errors import BadFile, UnknownChanges
from lineage.home.change_records import (
    CHANGE_KINDS,
    NO_FAMILY,
    ChangeRecord,
    change_records,
    chosen_record,
    record_folders_to,
)
from lineage.home.home import by_age
from lineage.place import Place, place
from tests.ingest.audit.test_diff_by_changes import by_changes_always
from tests.ingest.living import Living, living

DAYS = 3


@pytest.fixture
def hub() -> Iterator[Living]:
    with living(population(300, seed=7, related=0.8)) as hub:
        yield hub


@pytest.fixture
def where(tmp_path: Path) -> Place:
    return place(str(tmp_path / "home"))


def run(where: Place, hub: Living, *options: str) -> int:
    return cli.run(["update", "--home", str(where.home.root), "--endpoint", hub.url, *options])


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A home that was updated by changes for some days."""
    where = place(str(tmp_path_factory.mktemp("days") / "home"))
    with pytest.MonkeyPatch.context() as patch, living(population(400, seed=7, related=0.8)) as hub:
        by_changes_always(patch)
        for day in range(DAYS + 1):
            if day:
                hub.live()
            result = update(where, Hub(hub.url), UpdateOptions(keep=None))
            assert (result.recorded.name is not None) == bool(day)
        yield where


def names(where: Place) -> list[str]:
    return [folder.name for folder in by_age(where.home.snapshots)]


def test_each_update_keeps_what_diff_says(lived: Place) -> None:
    pairs = list(zip(names(lived), names(lived)[1:], strict=False))
    records = change_records(lived.home)
    assert [(one.a.id, one.b.id) for one in records] == pairs[::-1]
    for record in records:
        found = diff(lived.home, record.a.id, record.b.id)
        assert record.notes == found.notes == (DELETIONS_UNSEEN.format(record.b.id),)
        for kind, rows in kept_tables(found).items():
            kept = record.table(kind).collect()
            assert kept.columns == ["id", *CHANGE_KINDS[kind].columns, "family"]
            assert sorted(map(str, kept.rows())) == sorted(map(str, rows.rows()))
            assert record.counts[kind] == rows.height
        for kind, table in found.tables().items():
            assert set(record.table(kind).collect_schema()) == set(table.columns)
        changed = {*found.by_family()["family"], *found.regrouped["family_before"]} - {NO_FAMILY, None}
        assert record.families == record.of_family(None).families == len(changed)


def test_the_changes_of_a_family_and_of_an_owner_are_those_of_its_rows(lived: Place) -> None:
    for record in change_records(lived.home):
        rows = {kind: record.table(kind).collect() for kind in CHANGE_KINDS}
        families = {family for table in rows.values() for family in table["family"].to_list()}
        owners = {family.partition("/")[0] for family in families if family}
        for asked in (*families - {None}, *owners, NO_FAMILY, "nobody", "no/body"):
            of_family = record.of_family(asked)
            for kind, table in rows.items():
                expected = [row for row in table.to_dicts() if is_of(row["family"], asked)]
                page = of_family.page(kind, limit=10_000)
                assert page.items == expected
                assert page.total == of_family.counts[kind] == len(expected)
                assert of_family.page(kind, 1, 2).items == expected[1:3]
        page = record.of_family(None).families_page(limit=10_000)
        assert {row["family"] for row in page.items} <= families
        added = [row["added"] for row in record.of_family(None).families_page("added").items]
        assert added == sorted(added, reverse=True) and all(added)


def is_of(family: str | None, asked: str) -> bool:
    if family is None:
        return asked == NO_FAMILY
    return family == asked or ("/" not in asked and family.startswith(f"{asked}/"))


def test_diff_keeps_what_it_found_of_snapshots_that_are_apart(lived: Place) -> None:
    first, last = names(lived)[0], names(lived)[-1]
    with pytest.raises(UnknownChanges, match="is not kept here"):
        chosen_record(lived.home, change_records(lived.home), first, last)
    assert cli.run(["diff", "--home", str(lived.home.root), first, last, "--json"]) == 0
    found = chosen_record(lived.home, change_records(lived.home), first, last)
    assert found is not None and found.counts["added"] > 0
    shutil.rmtree(found.folder)


def test_a_record_goes_with_its_later_snapshot(where: Place, hub: Living) -> None:
    for _ in range(3):
        assert run(where, hub, "--keep", "2") == 0
        hub.live()
    assert run(where, hub, "--keep", "1") == 0
    assert [one.b.id for one in change_records(where.home)] == names(where)
    assert len(names(where)) == 1, "the one before has gone, and what changed since it has not"


@pytest.mark.parametrize("blocked", ["changes", "resolved"])
def test_no_update_fails_for_its_record(
    blocked: str, where: Place, hub: Living, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(where, hub) == 0
    hub.live()
    if blocked == "changes":
        where.home.changes.write_text("a file where the folder should be")
    else:
        shutil.rmtree(where.home.resolution())
    capsys.readouterr()
    assert run(where, hub) == 0
    assert "; what changed is not recorded: " in capsys.readouterr().out
    assert run(where, hub) == 3


def test_a_damaged_record_is_left_out_and_made_again(
    where: Place, hub: Living, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(where, hub) == 0
    hub.live()
    assert run(where, hub) == 0
    (record,) = change_records(where.home)
    table = record.folder / "added.parquet"
    table.write_bytes(table.read_bytes()[:-1])
    manifest = record.folder / "manifest.json"
    about: dict[str, Any] = json.loads(manifest.read_text())
    manifest.unlink()
    manifest.write_text(json.dumps(about))
    with pytest.raises(BadFile, match="cannot be read"):
        record.of_family(None).page("added")
    assert change_records(where.home) == []
    with pytest.raises(BadFile, match=r"added\.parquet: damaged") as caught:
        ChangeRecord.open(record.folder)
    assert caught.value.hint == f"find it again: `qwen-lineage diff {record.a.id} {record.b.id}`"
    for a, b in ((record.a.id, record.b.id), (record.a.id, None), (None, record.b.id)):
        with pytest.raises(BadFile, match=rf"^{record.folder.name}: damaged"):
            chosen_record(where.home, change_records(where.home), a, b)
    assert cli.run(["diff", "--home", str(where.home.root), record.a.id]) == 0
    assert [one.counts for one in change_records(where.home)] == [record.counts]


def test_a_damaged_record_is_kept_again_by_an_update_and_goes_with_its_snapshot(where: Place, hub: Living) -> None:
    for _ in range(2):
        assert run(where, hub) == 0
        hub.live()
    (record,) = change_records(where.home)
    for broken in ("added.parquet", "families.parquet", "manifest.json"):
        for file in (record.folder / broken, record.folder / "manifest.json"):  # looked at again where that is anew
            text = file.read_bytes()
            file.unlink()
            file.write_bytes(text[: len(text) // 2] if file.name == broken else text)
        assert change_records(where.home) == []
        assert record_folders_to(where.home, record.b.id) == [record.folder]
        kept = record_changes(where.home, record.a.id, record.b.id, unwatched, by_changes=False)
        assert kept.name == record.folder.name
        assert [one.counts for one in change_records(where.home)] == [record.counts]
    (record.folder / "manifest.json").write_bytes(b"{")
    assert run(where, hub, "--keep", "1") == 0
    assert not record.folder.exists()
