"""Of two tables that are changes of one older file only the ids of these changes may have other rows."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from ingest.load.changes import changes_among
from ingest.resolve.touched import all_rows_of, new_rows_of, touched_ids
from lineage.resolved.resolved_tables import TableFiles
from lineage.schema import MODEL

BASE = {f"a/{n}": n for n in range(6)}


def frame(rows: Mapping[str, int]) -> pl.DataFrame:
    return pl.DataFrame({"id": list(rows), "likes": list(rows.values())}, schema={"id": pl.String, "likes": pl.Int64})


@pytest.fixture
def base(tmp_path: Path) -> TableFiles:
    (tmp_path / "base").mkdir()
    table = TableFiles(tmp_path / "base", "models")
    frame(BASE).write_parquet(table.whole)
    return table


def changed(base: TableFiles, name: str, rows: Mapping[str, int], gone: tuple[str, ...] = ()) -> TableFiles:
    """The base with these rows, and without those that are gone."""
    table = TableFiles(base.folder.parent / name, "models")
    table.folder.mkdir()
    os.link(base.whole, table.older)
    frame(rows).write_parquet(table.changes)
    replaced = [id for id in BASE if id in rows or id in gone]
    pl.DataFrame({"id": replaced}, schema={"id": pl.String}).write_parquet(table.replaced)
    return table


FIRST = {"a/1": 10, "a/2": 20, "a/x": 1}
SECOND = {"a/1": 10, "a/2": 21, "a/3": 30, "a/y": 2}


@pytest.mark.parametrize("earlier", ["base", "first"])
def test_the_changes_are_those_of_the_whole_tables(base: TableFiles, earlier: str) -> None:
    before = base if earlier == "base" else changed(base, "first", FIRST, ("a/4",))
    now = changed(base, "second", SECOND, ("a/4", "a/5"))
    ids = touched_ids(before, now)
    assert ids is not None
    pair = changes_among(ids, before.scan(), pl.scan_parquet(now.changes), MODEL, 9)
    assert pair is not None
    put, gone = ([row for table in change.batches() for row in table.rows()] for change in pair)
    held, wanted = (dict(table.scan().collect().rows()) for table in (before, now))
    assert sorted(put) == sorted(wanted.items() - held.items())
    assert sorted(gone) == sorted((id,) for id in held.keys() - wanted.keys())
    assert changes_among(ids, before.scan(), pl.scan_parquet(now.changes), MODEL, 3) is None, "too many"
    assert new_rows_of(now, ids).equals(all_rows_of(now, ids))
    assert dict(all_rows_of(before, ids).rows()) == {id: likes for id, likes in held.items() if id in set(ids)}


def test_nothing_is_known_of_other_files_and_of_rows_that_hold_again(base: TableFiles) -> None:
    first, second = changed(base, "first", FIRST), changed(base, "second", SECOND)
    assert touched_ids(first, base) is None, "it is whole"
    assert touched_ids(first, changed(base, "again", {"a/1": 10})) is None, "a/2 is that of the file again"
    shutil.copyfile(base.whole, second.older.with_suffix(".copy"))
    second.older.unlink()
    second.older.with_suffix(".copy").rename(second.older)
    assert touched_ids(first, second) is None, "it is another file"
