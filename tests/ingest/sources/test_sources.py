"""A file becomes a snapshot by what is in it, whatever its name; what is no list of models is refused in one line."""

import gzip
import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ingest.resolve import resolve
from ingest.snapshots.snapshot import Snapshot
from ingest.sources import import_file
from lineage.errors import BadFile, BadInput
from lineage.home.home import Home
from lineage.values import DatedBy

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
    opened, (row,) = imported(lines(tmp_path / "x", [{**RADAR, "storage_bytes": 5}]), tmp_path)
    assert "radar" in opened.facts.source
    assert opened.manifest["counts"]["left_out"] == ["storage_bytes"]
    assert (row["downloads"], row["library"], row["parameters"], row["license"]) == (430, "peft", 7615616512, "mit")
    assert (row["card_base_model"], row["gated"], row["downloads_all_time"]) == ('["c/d","e/f"]', None, None)
    assert row["removed_at"].isoformat() == "2026-08-20T00:00:00+00:00"


RADARS_MODEL = {key: value for key, value in RADAR.items() if not key.startswith("removed")}


@pytest.mark.parametrize(
    ("flags", "last_seen"),
    [
        ({"removed": True, "removed_at": "2026-08-20T00:00:00Z"}, "2026-08-20T00:00:00+00:00"),
        ({"removed_at": "2026-08-20T00:00:00Z"}, "2026-08-20T00:00:00+00:00"),
        ({"removed": True, "removed_at": None}, "2026-08-19T06:21:48+00:00"),
        ({"removed": True, "observed_at": "2026-08-21T09:00:00+02:00"}, "2026-08-21T07:00:00+00:00"),
        ({"removed": False, "removed_at": "2026-08-20T00:00:00Z"}, None),
        ({"removed": False, "removed_at": None}, None),
        ({"removed": "no"}, None),
        ({}, None),
    ],
)
def test_what_radar_saw_no_more_is_removed_and_keeps_its_edges(
    flags: dict[str, Any], last_seen: str | None, tmp_path: Path
) -> None:
    opened, _ = imported(lines(tmp_path / "x", [{**RADARS_MODEL, **flags}, {**RADARS_MODEL, "id": "x/y"}]), tmp_path)
    resolved = resolve(opened.folder, Home(tmp_path))
    models = pl.read_parquet(resolved / "models.parquet")
    status, seen, first = models.filter(id="a/b").select("status", "last_seen", "first_seen").row(0)
    assert opened.facts.listed == (1 if last_seen else 2)
    assert status == ("removed" if last_seen else "listed")
    assert (seen.isoformat() == last_seen) if last_seen else (seen == opened.facts.as_of)
    assert first <= seen
    assert set(pl.read_parquet(resolved / "derivations.parquet").filter(child="a/b")["parent"]) == {"c/d", "e/f"}


def test_radars_history_is_the_last_word_on_each_model(tmp_path: Path) -> None:
    seen = {"id": "a/b", "likes": 1, "downloads_30d": 4, "updated_at": "2026-08-19T00:00:00Z", "tags_base": []}
    rounds = [
        {**seen, "observed_at": "2026-08-20T09:00:00+02:00", "removed": True},
        {**seen, "observed_at": "2026-08-21T09:00:00+02:00", "removed": False, "tags_base": ["base_model:c/d"]},
        {**seen, "id": "e/f", "observed_at": "2026-08-20T09:00:00+02:00", "removed": False},
        {**seen, "id": "e/f", "observed_at": "2026-08-21T09:00:00+02:00", "removed": True},
    ]
    opened, rows = imported(lines(tmp_path / "x", rounds), tmp_path)
    assert {row["id"]: (row["removed"], row["tags"]) for row in rows} == {
        "a/b": (None, ["base_model:c/d"]),
        "e/f": (True, []),
    }
    assert (opened.facts.as_of_how, str(opened.facts.as_of)) == (DatedBy.OBSERVED, "2026-08-21 07:00:00+00:00")


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


ROW = {"id": "a/b", "base_models": ["c/d"], "created_at": "2025-06-01 10:00:00+00:00", "downloads": 7}
CLIENT = {
    "modelId": "a/b",
    "last_modified": "2025-06-02 10:00:00+00:00",
    "created_at": "2025-06-01 10:00:00+00:00",
    "card_data": "base_model:\n- c/d\nbase_model_relation: finetune\n",
    "base_models": {"relation": "quantized", "models": [{"_id": "7", "id": "c/d"}]},
    "downloads": 7,
    "private": None,
}
DOCUMENTS = {
    "lines": json.dumps(ROW),
    "as Python prints it": f"{ROW}\n{{'id': 'z/z', 'base_models': None}}\n",
    "array": json.dumps([ROW]),
    "indented array": json.dumps([ROW], indent=1),
    "one object": json.dumps(ROW, indent=1),
    "a usual key": json.dumps({"models": [ROW]}),
    "a key and more": json.dumps({"name": "mine", "data": [ROW], "count": 1}, indent=1),
    "its only list": json.dumps({"derivatives of Qwen": [ROW]}),
    "the dataset viewer": json.dumps({"features": [{"name": "id"}], "rows": [{"row_idx": 0, "row": ROW}]}),
    "by id": json.dumps({"a/b": {key: value for key, value in ROW.items() if key != "id"}}),
    "by number": json.dumps({"0": ROW}),
    "a node of GraphQL": json.dumps({"data": {"models": {"edges": [{"node": ROW}]}}}),
    "a hit of a search": json.dumps({"hits": {"total": 1, "hits": [{"_id": "x", "_source": ROW}]}}),
    "one behind another": f"{json.dumps(ROW, indent=1)}\n{json.dumps({'id': 'z/z'}, indent=1)}\n",
    "on one line": json.dumps(ROW) + json.dumps({"id": "z/z"}),
    "names and rows": json.dumps({"columns": list(ROW), "data": [list(ROW.values())]}),
    "names with types and rows": json.dumps({"fields": [{"name": name} for name in ROW], "rows": [list(ROW.values())]}),
    "rows below their names": json.dumps([list(ROW), list(ROW.values())]),
    "YAML": f"# models\n- id: a/b\n  base_models: [c/d]\n  created_at: {ROW['created_at']}\n  downloads: 7\n",
    "YAML below a key": "models:\n  - {id: a/b, base_models: [c/d], created_at: 2025-06-01 10:00:00, downloads: 7}\n",
    "columns of lists": json.dumps({key: [value] for key, value in ROW.items()}),
    "columns of objects": json.dumps({key: {"0": value} for key, value in ROW.items()}),
    "a long first line": json.dumps({"models": [ROW], "text": "a, b, " + "z" * 1_100_000}),
    "the client": json.dumps(CLIENT),
    "the client, both spellings": json.dumps({**CLIENT, "id": "a/b", "cardData": CLIENT["card_data"]}),
    "card as an object": json.dumps({**CLIENT, "card_data": {"base_model": ["c/d"]}}),
    "card as its JSON": json.dumps({**CLIENT, "card_data": '{"base_model": ["c/d"]}'}),
}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_objects_about_models_are_read_however_they_are_wrapped(kind: str, tmp_path: Path) -> None:
    (tmp_path / "x").write_text(DOCUMENTS[kind])
    opened, (row, *_) = imported(tmp_path / "x", tmp_path)
    assert (row["id"], row["card_base_model"], row["downloads"]) == ("a/b", '["c/d"]', 7)
    assert row["created_at"].isoformat() == "2025-06-01T10:00:00+00:00"
    assert opened.manifest["counts"]["odd_fields"] == {}
    if "client" in kind:
        assert row["hub_parents"] == [{"hub_id": "7", "id": "c/d"}]
        assert row["last_modified"].isoformat() == "2025-06-02T10:00:00+00:00"


IDS = [f"a/{number}" for number in range(10)]
WITH_A_BAD_ONE: dict[str, object] = {
    "ids": [*IDS, None],
    "ids, the bad one first": [None, *IDS],
    "ids below a key": {"models": [*IDS, "no id at all"]},
    "ids below a key with a number": {"models": [7, *IDS]},
    "by id": {**{id: {"downloads": 7} for id in IDS}, "made": "2026-01-01"},
    "by number": {**{str(number): {"id": id} for number, id in enumerate(IDS)}, "10": None},
    "nodes": [*({"node": {"id": id}} for id in IDS), None],
    "nodes, the bad one first": {"data": [None, *({"node": {"id": id}} for id in IDS)]},
    "objects": [*({"id": id} for id in IDS), "no object"],
    "objects, the bad one first": [{"error": "not found"}, *({"id": id} for id in IDS)],
}


@pytest.mark.parametrize("kind", WITH_A_BAD_ONE)
def test_one_bad_row_of_a_document_is_left_out_alone_and_counted(kind: str, tmp_path: Path) -> None:
    (tmp_path / "x").write_text(json.dumps(WITH_A_BAD_ONE[kind]))
    opened, rows = imported(tmp_path / "x", tmp_path)
    assert [row["id"] for row in rows] == IDS
    assert sum(opened.manifest["counts"]["rejected"].values()) == 1


@pytest.mark.parametrize("bad", [{"error": "not found"}, {"base_model": "c/d"}, {"id": None}, None, "no object"])
@pytest.mark.parametrize("at", [0, 1, 10])
def test_wherever_a_line_of_json_is_bad_it_is_left_out_alone_and_counted(at: int, bad: object, tmp_path: Path) -> None:
    rows = [{"id": id, "base_model": "c/d"} for id in IDS]
    opened, kept = imported(lines(tmp_path / "x", [*rows[:at], bad, *rows[at:]]), tmp_path)
    assert [row["id"] for row in kept] == IDS
    assert sum(opened.manifest["counts"]["rejected"].values()) == 1


@pytest.mark.parametrize(
    ("parents", "stated"),
    [
        ([{"id": "c/d"}, {"id": "e/f"}], ('["c/d","e/f"]', None)),
        ([{"model": "c/d", "relation": "merge"}, {"model": "e/f"}], ('["c/d","e/f"]', '["merge", null]')),
        ([{"weight": 1}], ('[{"weight":1}]', None)),
    ],
)
def test_parents_that_are_objects_may_state_a_relation_each(
    parents: object, stated: tuple[str, str | None], tmp_path: Path
) -> None:
    _, (row,) = imported(lines(tmp_path / "x", [{"id": "a/b", "parents": parents}]), tmp_path)
    assert (row["card_base_model"], row["card_relation"]) == stated


def test_a_parquet_file_with_other_words(tmp_path: Path) -> None:
    data = {"repo_id": ["a/b"], "base_models": [["c/d"]], "licence": ["mit"], "likes": [3], "score": [0.5]}
    pl.DataFrame(data).write_parquet(tmp_path / "x")
    opened, (row,) = imported(tmp_path / "x", tmp_path)
    assert (row["id"], row["card_base_model"], row["license"], row["likes"]) == ("a/b", '["c/d"]', "mit", 3)
    assert opened.manifest["counts"]["left_out"] == ["score"]


def test_children_are_named_as_parents_are(tmp_path: Path) -> None:
    ids = [" a/space ", "https://huggingface.co/a/url", "- a/dash", "a/x@main", "gpt2", "English and more", "a/.."]
    opened, rows = imported(lines(tmp_path / "x", [{"id": id, "cardData": {}} for id in ids]), tmp_path)
    assert [row["id"] for row in rows] == ["a/space", "a/url", "a/dash", "a/x", "gpt2"]
    counts = opened.manifest["counts"]
    assert sum(counts["irregular"].values()) == 4
    assert counts["examples"]["a model's id: url"] == [["a/url", "https://huggingface.co/a/url"]]
    assert sum(counts["rejected"].values()) == 2


def test_one_card_is_read_with_its_models_id(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("---\nbase_model: c/d\nlicense: mit\n---\n# x\n")
    with pytest.raises(BadFile, match="one model card") as caught:
        import_file(tmp_path / "README.md", Home(tmp_path / "home"))
    assert "--id owner/name" in caught.value.hint
    opened = Snapshot.open(import_file(tmp_path / "README.md", Home(tmp_path / "home"), card_id="a/b"))
    (row,) = opened.rows().collect().to_dicts()
    assert (row["id"], row["license"], row["card_base_model"]) == ("a/b", "mit", '"c/d"')


def test_a_folder_of_cards_names_its_models_by_their_paths(tmp_path: Path) -> None:
    paths = {
        "a/b/README.md": "a/b",
        "a/file.md": "a/file",
        "a--joined.md": "a/joined",
        "a__under/README.md": "a/under",
        "hub/models--a--cached/snapshots/0f/README.md": "a/cached",
        "README.md": None,
    }
    for path in paths:
        (tmp_path / "cards" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "cards" / path).write_text("---\nbase_model: c/d\n---\n")
    opened, rows = imported(tmp_path / "cards", tmp_path / "home")
    assert {row["id"] for row in rows} == set(paths.values()) - {None}
    assert all(row["card_base_model"] == '"c/d"' for row in rows)
    assert opened.manifest["counts"]["rejected"] == {"a card whose path names no model": 1}


def test_a_refusal_is_short_whatever_the_file(tmp_path: Path) -> None:
    (tmp_path / "x").write_text(",".join("z" * 5_000 for _ in range(400)) + "\n1,2\n")
    with pytest.raises(BadFile) as caught:
        import_file(tmp_path / "x", Home(tmp_path / "home"))
    assert len(f"{caught.value}\n{caught.value.hint}") < 2_000 + len(str(tmp_path))


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


@pytest.mark.parametrize(
    "item",
    [
        {"model": {"id": "a/b"}, "meta": {"base_model": "c/d", "id": 7}, "rank": 1},
        {"meta": {"name": "B", "base_model": "c/d"}, "model": {"id": "a/b"}, "rank": 1},
        {"parent": {"id": "c/d"}, "child": {"id": "a/b"}, "rank": 1},
        {"node": {"id": "a/b"}, "base_model": "c/d", "rank": 1},
    ],
)
def test_what_stands_beside_the_object_that_names_a_model_is_read(item: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "x").write_text(json.dumps({"results": {"page": 1, "items": [item, item | {"rank": 2}]}}))
    opened = Snapshot.open(import_file(tmp_path / "x", Home(tmp_path)))
    rows = opened.rows().collect().select("id", "card_base_model").unique().rows()
    assert rows in ([("a/b", '"c/d"')], [("a/b", '["c/d"]')])
    assert opened.manifest["counts"]["left_out"] == ["rank"]


def test_a_line_of_json_may_end_with_a_comma(tmp_path: Path) -> None:
    (tmp_path / "x").write_text('{"id": "a/b"},\n{"id": "c/d"} ,\r\n{"id": "e/f"},\r\n')
    opened = Snapshot.open(import_file(tmp_path / "x", Home(tmp_path)))
    assert opened.rows().collect()["id"].to_list() == ["a/b", "c/d", "e/f"]


BAD = {
    "missing": (lambda _: None, "no such file"),
    "folder": (lambda path: path.mkdir(), "a folder"),
    "empty": (lambda path: path.write_bytes(b" \n"), "empty"),
    "html": (lambda path: path.write_text("\n<!doctype html><html>"), "HTML"),
    "text": (lambda path: path.write_text("title,year\na/b,a\n"), "fields: title, year"),
    "binary": (lambda path: path.write_bytes(bytes(range(256)) * 50), "neither Parquet nor JSON"),
    "other-json": (lambda path: path.write_text('{"error": "Invalid username"}\n'), "fields: error"),
    "no-models": (lambda path: path.write_text("[]"), "no list of models"),
    "no-ids": (lambda path: path.write_text('{"id": null, "cardData": {}}\n'), "1 of 1 rows left out: line 1, no id"),
    "utf-16le": (lambda path: path.write_bytes("child,parent\na/b,c/d\n".encode("utf-16-le")), "every second byte"),
    "utf-16be": (lambda path: path.write_bytes("child,parent\na/b,c/d\n".encode("utf-16-be")), "every second byte"),
    "returns": (lambda path: path.write_bytes(b"child,parent\ra/b,c/d\r"), "only carriage returns"),
    "pipe": (os.mkfifo, "no file"),
    "no-objects": (lambda path: path.write_text('{"id": "a/b"\n{"id": "c/d"\n'), "broken JSON .*line 2"),
    "objects-further-down": (
        lambda path: path.write_text('{"id": "a/b"\n{"id": null}\n'),
        "2 of 2 rows left out: line 1, not JSON; line 2, no id",
    ),
    "ids-in-lists": (lambda path: pl.DataFrame({"id": [["a/b"]]}).write_parquet(path), "row 1, an id that is no text"),
    "header-alone": (lambda path: path.write_text("child,parent\n"), "it has no rows"),
    "no-rows": (lambda path: pl.DataFrame({"id": []}).write_parquet(path), "it has no rows"),
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
