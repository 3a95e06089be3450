"""hub-stats Parquet is read column by column, and gives what reading it item by item gives."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from ingest.rows.rejections import Rejections
from ingest.rows.table import ROW
from ingest.rows.tolerant import rows
from ingest.snapshots.snapshot import Snapshot
from ingest.sources import hub_columns, hub_stats, import_file, parquet
from ingest.sources.children import child_id
from lineage.errors import BadFile
from lineage.home.home import Home

TYPES = {
    **hub_columns.TYPES,
    "safetensors": pl.Struct({"parameters": pl.Struct({"BF16": pl.Int64()}), "total": pl.Int64}),
}
CARDS = st.sampled_from(
    [
        "{}",
        "null",
        "",
        "[]",
        "{broken",
        '{"license": "mit", "x": 1}',
        '{"license": "other", "license_name": "qwen-research", "license_link": "LICENSE"}',
        '{"license_name": ["qwen", 5], "new_version": "a/next"}',
        '{"license_link": "data:text/html,x"}',
        '{"license": ["gemma", "mit"], "base_model": ["a/b", null, 5]}',
        '{"base_model": "a/b", "base_model_relation": "merge"}',
        '{"Base-Model": {"a": 1}, "baseModels": ["c/d"]}',
        '{"b a s e_model": "a/b"}',
        '{"base\\u005fmodel": NaN}',
        ' {"base_model": ""}\n',
        '{"base_model": 5} and more',
        '{"basement": "x"}',
    ]
)
IDS = st.sampled_from(["a/b", "gpt2", "", " ", "/x", "a/b/c", "é/日本"])
TEXTS = st.sampled_from(["", "a", "text-generation"])
COUNTS = st.integers(-1, 2**63 - 1)
PARENT = st.fixed_dictionaries({"_id": st.none() | st.sampled_from(["", "7"]), "id": st.none() | IDS})
FIELDS = {
    "_id": TEXTS,
    "id": IDS,
    "author": TEXTS,
    "createdAt": st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001 - the file has no zone
    | st.just(datetime(2022, 3, 2, 23, 29, 4)),  # noqa: DTZ001
    "lastModified": st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001
    "downloads": COUNTS,
    "downloadsAllTime": COUNTS,
    "likes": COUNTS,
    "tags": st.lists(st.none() | st.sampled_from(["license:", "license:mit", "peft", "base_model:a/b"]), max_size=3),
    "cardData": CARDS,
    "safetensors": st.fixed_dictionaries(
        {"total": st.none() | st.integers(0, 9), "parameters": st.fixed_dictionaries({"BF16": st.none() | COUNTS})}
    ),
    "baseModels": st.fixed_dictionaries(
        {"relation": st.none() | TEXTS, "models": st.none() | st.lists(st.none() | PARENT, max_size=3)}
    ),
    "pipeline_tag": TEXTS,
    "library_name": TEXTS,
    "gated": st.sampled_from(["auto", "manual", "perhaps"]),
    "config": st.sampled_from(["{}", '{"peft": {"base_model_name_or_path": "a/b"}}', '{"peft": [1]}', '{"a": "peft"}']),
}
ITEM = st.fixed_dictionaries({name: st.none() | values for name, values in FIELDS.items()})


def written(path: Path, count: int = 300) -> Path:
    """A file of plain texts, so that a test can spoil one where it lies."""
    names = [f"model-{i:04}" for i in range(count)]
    data = {"id": [f"a/{name}" for name in names], "cardData": [f'{{"license": "mit of {name}"}}' for name in names]}
    pl.DataFrame({**data, "tags": [["x"]] * count}).write_parquet(path, compression="uncompressed")
    return path


def spoil(path: Path, text: bytes) -> None:
    """Make a text no UTF-8, where it lies in the file."""
    whole = path.read_bytes()
    assert text in whole
    path.write_bytes(whole.replace(text, b"\xff" + text[1:]))


@settings(deadline=None)  # the first examples pay for imports
@given(st.lists(ITEM, min_size=1, max_size=8))
def test_columns_give_what_items_give(items: list[dict[str, object]]) -> None:
    batch = pl.DataFrame(items, schema=TYPES)
    assert hub_columns.fits(batch.schema)
    by_columns, by_items = Rejections(), Rejections()
    made = hub_columns.rows(batch, by_columns, 0)
    places = (f"row {i}" for i in range(1, batch.height + 1))
    expected = rows(batch.iter_rows(named=True), by_items, places, child_id)
    assert_frame_equal(made, expected)
    assert (by_columns.read, by_columns.by_reason) == (by_items.read, by_items.by_reason)
    assert [r.place for r in by_columns.kept] == [r.place for r in by_items.kept]
    harmless = {"cardData", "safetensors"}  # a card nobody need parse, and a struct of nothing, are not counted
    assert {k: v for k, v in by_columns.odd_fields.items() if k not in harmless} == {
        k: v for k, v in by_items.odd_fields.items() if k not in harmless
    }
    assert set(by_columns.odd_fields) <= set(by_items.odd_fields)
    assert by_columns.irregular == by_items.irregular


def test_real_rows_alike(shared_data: Path) -> None:
    batch = pl.read_parquet(shared_data / "hub-stats-2026-05" / "models.parquet")
    batch = batch.select(name for name in hub_stats.COLUMNS if name in batch.columns)
    assert hub_columns.fits(batch.schema)
    assert_frame_equal(hub_columns.rows(batch, Rejections(), 0), rows(batch.iter_rows(named=True), Rejections()))


@pytest.mark.parametrize(
    "odd", [{"createdAt": ["2026-01-02T03:04:05Z"]}, {"downloads": [7.0]}, {"cardData": [{"license": "mit"}]}]
)
def test_a_file_of_other_types_is_read_item_by_item(odd: dict[str, list[object]], tmp_path: Path) -> None:
    pl.DataFrame({"id": ["a/b"], "tags": [["x"]], **odd}).write_parquet(tmp_path / "x")
    (row,) = Snapshot.open(import_file(tmp_path / "x", Home(tmp_path))).rows().collect().to_dicts()
    known = {"created_at": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "downloads": 7, "license": "mit"}
    assert [row[name] for name in known if row[name] is not None] == [
        value
        for name, value in known.items()
        if {"created_at": "createdAt", "license": "cardData"}.get(name, name) in odd
    ]


def test_a_row_that_cannot_be_read_is_lost_alone_and_named(tmp_path: Path) -> None:
    file = written(tmp_path / "x")
    spoil(file, b"mit of model-0123")
    opened = Snapshot.open(import_file(file, Home(tmp_path)))
    ids = opened.rows().collect()["id"].to_list()
    assert ids == [f"a/model-{i:04}" for i in range(300) if i != 123]
    assert opened.manifest["counts"]["seen"] == 300
    (lost,) = opened.manifest["counts"]["first_rejected"]
    assert (lost["reason"], lost["place"]) == ("unreadable row", "row 124")
    assert "UTF-8" in lost["raw"]


def test_a_row_without_an_id_is_lost_alone_and_named(tmp_path: Path) -> None:
    pl.DataFrame({"id": ["a/b", None, "c/d"], "tags": [["x"], ["y"], ["z"]]}).write_parquet(tmp_path / "x")
    opened = Snapshot.open(import_file(tmp_path / "x", Home(tmp_path)))
    assert opened.facts.listed == 2
    (lost,) = opened.manifest["counts"]["first_rejected"]
    assert lost == {"reason": "no id", "place": "row 2", "raw": '{"tags":["y"]}'}


def test_a_file_broken_throughout_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path / "x", count=parquet.UNREADABLE + 50)
    spoil(file, b"a/model-")
    with pytest.raises(BadFile, match="broken Parquet"):
        import_file(file, Home(tmp_path))


def test_rows_keep_their_order_over_many_slices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "SLICE", 70)
    rejections = Rejections()
    file = written(tmp_path / "x")
    spoil(file, b"mit of model-0075")
    read = list(parquet.frames(file, pl.scan_parquet(file), rejections, 30))
    assert all(frame.height <= 30 for _, frame in read)
    numbers = [int(id[-4:]) for _, frame in read for id in frame["id"]]
    assert numbers == [i for i in range(300) if i != 75]
    assert all(frame["id"][0] == f"a/model-{start:04}" for start, frame in read)


def test_no_rows_have_the_schema_of_a_snapshot() -> None:
    assert hub_columns.rows(pl.DataFrame(schema=TYPES), Rejections(), 0).schema == ROW
