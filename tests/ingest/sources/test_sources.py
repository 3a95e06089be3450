"""A file becomes a snapshot by what is in it, whatever its name; what is no list of models is refused in one line."""

import gzip
import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ingest.snapshots.snapshot import Snapshot
from ingest.sources import import_file
from lineage.errors import BadFile, BadInput
from lineage.home import Home

API = {"_id": "1", "id": "a/b", "createdAt": "2026-01-02T03:04:05.000Z", "cardData": {"base_model": "Qwen/Qwen3-8B"}}
DUMP = {"_id": "1", "id": "a/b", "createdAt": "2026-01-02T03:04:05.000Z", "gated": False, "tags": ["base_model:c/d"]}
RADAR = {
    "id": "a/b",
    "author": "a",
    "created_at": "2026-08-18T06:09:20.000Z",
    "updated_at": "2026-08-19T06:21:48.000Z",
    "license": "mit",
    "library": "peft",
    "tags": ["peft"],
    "likes": 2,
    "downloads_30d": 430,
    "parameters": 7615616512,
    "base_model": "c/d, e/f",
    "gated": True,
    "removed": True,
    "removed_at": "2026-08-20T00:00:00.000Z",
}


def lines(path: Path, items: Iterable[object]) -> Path:
    path.write_text("".join(json.dumps(item) + "\n" for item in items))
    return path


def imported(path: Path, home: Path) -> tuple[Snapshot, list[dict[str, Any]]]:
    opened = Snapshot.open(import_file(path, Home(home)))
    return opened, opened.rows().collect().to_dicts()


def hub_stats(path: Path, **columns: object) -> Path:
    """Two rows in the daily file's types; `columns` replace or (None) remove some."""
    data: dict[str, Any] = {
        "id": ["a/b", "c/d"],
        "author": ["a", "c"],
        "createdAt": [datetime(2024, 2, 28, 15, 24, 14)] * 2,  # noqa: DTZ001 - the file has no zone
        "downloads": [5, None],
        "tags": [["peft"], []],
        "cardData": ['{"base_model": ["Qwen/Qwen3-8B"], "license": "mit"}', None],
        "safetensors": [{"parameters": {"BF16": 8, "F32": None}, "total": 8}, None],
        "baseModels": [{"relation": "finetune", "models": [{"_id": "7", "id": "Qwen/Qwen3-8B"}]}, None],
        **columns,
    }
    pl.DataFrame({name: values for name, values in data.items() if values is not None}).write_parquet(path)
    return path


def test_hub_stats_parquet(tmp_path: Path) -> None:
    opened, (first, second) = imported(hub_stats(tmp_path / "x"), tmp_path)
    assert opened.facts.source == "x (hub-stats Parquet)"
    assert (first["id"], first["license"], first["parameters"], first["downloads"]) == ("a/b", "mit", 8, 5)
    assert first["created_at"].isoformat() == "2024-02-28T15:24:14+00:00"
    assert first["hub_parents"] == [{"hub_id": "7", "id": "Qwen/Qwen3-8B"}]
    assert first["card_base_model"] == '["Qwen/Qwen3-8B"]'
    assert {name for name, value in second.items() if value is not None} == {"id", "author", "created_at", "tags"}


def test_hub_stats_parquet_may_lack_columns_or_have_broken_cards(tmp_path: Path) -> None:
    file = hub_stats(tmp_path / "x", baseModels=None, safetensors=None, cardData=["{broken", '{"base_model": NaN}'])
    opened, (first, second) = imported(file, tmp_path)
    assert (first["card_base_model"], second["card_base_model"]) == (None, "NaN")
    assert opened.manifest["counts"]["odd_fields"] == {"cardData": 1}


def test_json_lines_of_api_items(tmp_path: Path) -> None:
    opened, (row,) = imported(lines(tmp_path / "x.csv", [API]), tmp_path)
    assert opened.facts.source == "x.csv (items of the Hub's API)"
    assert (row["hub_id"], row["card_base_model"]) == ("1", '"Qwen/Qwen3-8B"')


def test_a_saved_page_of_the_api(tmp_path: Path) -> None:
    page = tmp_path / "page.json"
    page.write_text(json.dumps([API, 5, {**API, "_id": "2", "id": "c/d"}], indent=2))
    opened, rows = imported(page, tmp_path)
    assert [row["id"] for row in rows] == ["a/b", "c/d"]
    assert opened.manifest["counts"]["first_rejected"][0]["place"] == "item 2"


def test_a_whole_hub_dump_has_lineage_in_tags_only(tmp_path: Path) -> None:
    opened, (row,) = imported(lines(tmp_path / "x", [DUMP]), tmp_path)
    assert "dump" in opened.facts.source
    assert (row["tags"], row["gated"], row["hub_parents"]) == (["base_model:c/d"], "false", None)


def test_radars_export_by_its_own_field_names(tmp_path: Path) -> None:
    opened, (row,) = imported(lines(tmp_path / "x", [RADAR]), tmp_path)
    assert "radar" in opened.facts.source
    assert (row["downloads"], row["library"], row["parameters"], row["license"]) == (430, "peft", 7615616512, "mit")
    assert (row["card_base_model"], row["gated"], row["downloads_all_time"]) == ('["c/d","e/f"]', None, None)
    assert row["removed_at"].isoformat() == "2026-08-20T00:00:00+00:00"


@pytest.mark.parametrize(
    ("tags", "stated", "license", "name"),
    [
        (["license:other"], "qwen-research", "other", "qwen-research"),
        (["license:apache-2.0"], "qwen", "apache-2.0", "qwen"),
        (["license:other"], "other", "other", None),
        (["license:mit"], None, "mit", None),
        ([], "qwen-research", "qwen-research", None),
        (None, "mit", "mit", None),
    ],
)
def test_radars_one_licence_is_the_cards_name_where_it_is_not_the_tags(
    tags: list[str] | None, stated: str | None, license: str, name: str | None, tmp_path: Path
) -> None:
    _, (row,) = imported(lines(tmp_path / "x", [{**RADAR, "tags": tags, "license": stated}]), tmp_path)
    assert (row["license"], row["license_name"]) == (license, name)


def test_gzip_is_known_by_its_first_bytes(tmp_path: Path) -> None:
    path = tmp_path / "no-suffix"
    path.write_bytes(gzip.compress(json.dumps(API).encode()))
    assert [row["id"] for row in imported(path, tmp_path)[1]] == ["a/b"]


def test_a_bad_line_in_the_middle_is_lost_alone_and_named(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text(f'\ufeff{json.dumps(API)}\r\n\n{{"id": "broken\n[]\n{json.dumps({**API, "_id": "2", "id": "c/d"})}')
    opened, rows = imported(path, tmp_path)
    assert [row["id"] for row in rows] == ["a/b", "c/d"]
    kept = [json.loads(line) for line in (opened.folder / "rejected.jsonl").read_text().splitlines()]
    assert {(r["reason"], r["place"]) for r in kept} == {("not JSON", "line 3"), ("not an object", "line 4")}
    assert opened.manifest["counts"]["seen"] == 4


def test_progress_counts_every_item(tmp_path: Path) -> None:
    steps: list[int] = []
    import_file(
        lines(tmp_path / "x", [{**API, "id": f"a/{n}", "_id": str(n)} for n in range(25_000)]),
        Home(tmp_path),
        advance=steps.append,
    )
    assert sum(steps) == 25_000
    assert len(steps) > 1


def test_a_second_import_in_the_same_second_stands_beside_the_first(tmp_path: Path) -> None:
    path = lines(tmp_path / "x", [API])
    assert len({import_file(path, Home(tmp_path)) for _ in range(3)}) == 3


def broken_parquet(path: Path) -> None:
    hub_stats(path)
    path.write_bytes(path.read_bytes()[:-30])


def broken_gzip(path: Path) -> None:
    whole = gzip.compress(b"".join(json.dumps({**API, "id": f"a/{n}"}).encode() + b"\n" for n in range(50_000)))
    path.write_bytes(whole[: len(whole) // 2])


BAD = {
    "missing": (lambda _: None, "no such file"),
    "folder": (lambda path: path.mkdir(), "a folder"),
    "empty": (lambda path: path.write_bytes(b" \n"), "empty"),
    "html": (lambda path: path.write_text("\n<!doctype html><html>"), "HTML"),
    "text": (lambda path: path.write_text("id,author\na/b,a\n"), "fields: author, id"),
    "binary": (lambda path: path.write_bytes(bytes(range(256)) * 50), "neither Parquet nor JSON"),
    "other-json": (lambda path: path.write_text('{"error": "Invalid username"}\n'), "fields: error"),
    "no-models": (lambda path: path.write_text("[]"), "no list of models"),
    "no-ids": (lambda path: path.write_text('{"id": null, "cardData": {}}\n'), "not one usable model"),
    "broken-array": (lambda path: path.write_text('[{"id": "a/b"}'), "broken JSON"),
    "broken-parquet": (broken_parquet, "broken Parquet"),
    "other-parquet": (lambda path: pl.DataFrame({"x": [1]}).write_parquet(path), "fields: x"),
    "broken-gzip": (broken_gzip, "broken gzip"),
    "zstd": (lambda path: path.write_bytes(b"\x28\xb5\x2f\xfd123456"), "zstd"),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_cannot_be_read_is_refused_in_one_line_and_leaves_nothing(kind: str, tmp_path: Path) -> None:
    make, expected = BAD[kind]
    path = tmp_path / "models.parquet"
    make(path)
    with pytest.raises(BadFile, match=expected) as caught:
        import_file(path, Home(tmp_path / "home"))
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)
    assert caught.value.hint
    assert not list((tmp_path / "home").rglob("*.*"))


@pytest.mark.parametrize("name", ["", ".hidden", "a/b", "../up", "a b"])
def test_a_name_that_is_no_folders_name_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot name"):
        import_file(lines(tmp_path / "x", [API]), Home(tmp_path / "home"), name=name)
