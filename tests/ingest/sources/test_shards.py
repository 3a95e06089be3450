"""Shards in a folder or behind a pattern are one reading; configurations name parents; what is no data is refused."""

import bz2
import io
import json
import lzma
import pickle
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ingest.resolve import resolve
from ingest.snapshots.snapshot import Snapshot
from ingest.sources import import_file
from ingest.sources.explain import explain
from lineage.errors import BadFile
from lineage.home.home import Home

ROWS = [{"id": f"a/{n}", "cardData": {"base_model": "c/d"}} for n in range(4)]


def shards(folder: Path, kind: str) -> Path:
    """Two shards of two rows each, and what stands beside them in a data set's repository."""
    (folder / "data").mkdir(parents=True)
    (folder / ".cache").mkdir()
    (folder / ".cache" / "old.jsonl").write_text('{"id": "old/old", "cardData": {}}\n')
    (folder / "dataset_infos.json").write_text('{"default": {"features": {}}}')
    (folder / "README.md").write_text("---\nlicense: mit\n---\n# A data set\n")
    for number in (0, 1):
        path = folder / "data" / f"train-0000{number}-of-00002{kind}"
        rows = ROWS[2 * number : 2 * number + 2]
        if kind == ".parquet":
            pl.DataFrame(rows).write_parquet(path)
        elif kind == ".csv":
            path.write_text("id,base_model\n" + "".join(f"{row['id']},c/d\n" for row in rows))
        else:
            path.write_text("".join(json.dumps(row) + "\n" for row in rows) + "broken\n")
    return folder


def listed(path: Path, home: Path, **options: Any) -> tuple[Snapshot, list[str]]:
    opened = Snapshot.open(import_file(path, Home(home), **options))
    return opened, opened.rows().collect()["id"].to_list()


@pytest.mark.parametrize("pattern", ["", "data", "data/*", "**/train-*"])
@pytest.mark.parametrize("kind", [".parquet", ".jsonl", ".csv"])
def test_shards_are_read_as_one(kind: str, pattern: str, tmp_path: Path) -> None:
    folder = shards(tmp_path / "set", kind)
    opened, ids = listed(folder / pattern, tmp_path / "home")
    assert ids == [row["id"] for row in ROWS]
    if kind == ".jsonl":
        lost = pl.read_ndjson(opened.folder / "rejected.jsonl")["place"].to_list()
        assert lost == [f"train-0000{n}-of-00002.jsonl line 3" for n in (0, 1)]
    assert len(explain(folder / pattern).rows) == 2


def test_files_of_several_formats_are_not_one(tmp_path: Path) -> None:
    folder = shards(tmp_path / "set", ".jsonl")
    (folder / "edges.csv").write_text("child,parent\na/b,c/d\n")
    with pytest.raises(BadFile, match="several formats") as caught:
        import_file(folder, Home(tmp_path / "home"))
    assert "*.parquet" in caught.value.hint


def test_the_columns_of_the_first_shard_hold_for_all(tmp_path: Path) -> None:
    edges = {"one": ["Qwen/Qwen3-8B,a/Qwen3-8B-law", "Qwen/Qwen3-8B,b/Qwen3-8B-x"], "two": ["g/one,h/two"]}
    for name, lines in edges.items():
        rows = [dict(zip(("source", "target"), line.split(","), strict=True)) for line in lines]
        pl.DataFrame(rows).write_parquet(tmp_path / f"{name}.parquet")
    _, ids = listed(tmp_path / "*.parquet", tmp_path / "home")
    assert ids == ["a/Qwen3-8B-law", "b/Qwen3-8B-x", "h/two"]


MERGE = """# how it was made
models:
  - model: a/one
    parameters: {weight: 0.5}
  - model: b/two+c/lora
merge_method: dare_ties
base_model: Qwen/Qwen3-8B
dtype: bfloat16
"""
SLICES = """slices:
- sources:
  - {model: a/one, layer_range: [0, 16]}
- sources:
  - {model: {model: {path: b/two}}, layer_range: [8, 24]}
merge_method: passthrough
"""
EXPERTS = "base_model: Qwen/Qwen3-8B\nmerge_method: moe\nexperts:\n- source_model: a/one\n- source_model: a/one\n"
ADAPTER = json.dumps({"peft_type": "LORA", "base_model_name_or_path": "Qwen/Qwen3-8B", "r": 16}, indent=2)
CONFIGURATIONS = {
    "a merge": (MERGE, {"Qwen/Qwen3-8B", "a/one", "b/two", "c/lora"}, "merge", ["card"]),
    "a merge of slices": (SLICES, {"a/one", "b/two"}, "merge", ["card"]),
    "a mixture": (EXPERTS, {"Qwen/Qwen3-8B", "a/one"}, "merge", ["card"]),
    "a training": ("# axolotl\nbase_model: Qwen/Qwen3-8B\nadapter: lora\n", {"Qwen/Qwen3-8B"}, "unknown", ["card"]),
    "an adapter": (ADAPTER, {"Qwen/Qwen3-8B"}, "adapter", ["config"]),
}


@pytest.mark.parametrize("kind", CONFIGURATIONS)
def test_a_configuration_names_the_parents_of_the_model_it_is_said_to_be_of(kind: str, tmp_path: Path) -> None:
    text, parents, relation, evidence = CONFIGURATIONS[kind]
    (tmp_path / "x.yml").write_text(text)
    with pytest.raises(BadFile, match=r"one (mergekit|adapter's|training's) configuration") as caught:
        import_file(tmp_path / "x.yml", Home(tmp_path / "home"))
    assert "--id owner/name" in caught.value.hint
    home = Home(tmp_path / "home")
    folder = resolve(import_file(tmp_path / "x.yml", home, card_id="me/mine"), home)
    edges = pl.read_parquet(folder / "derivations.parquet")
    assert set(edges["parent"]) == parents
    assert set(edges["relation"]) == {relation}
    assert edges["evidence"].to_list() == [evidence] * len(parents)


def test_what_stands_beside_a_card_is_of_the_same_model(tmp_path: Path) -> None:
    folder = tmp_path / "hub" / "models--me--lora" / "snapshots" / "0f"
    folder.mkdir(parents=True)
    (folder / "dataset_infos.json").write_text('{"default": {"features": {}}}')
    (folder / "README.md").write_text("---\nlicense: mit\n---\n")
    (folder / "adapter_config.json").write_text(ADAPTER)
    (folder / "tokenizer.json").write_text("{}")
    opened, ids = listed(tmp_path / "hub", tmp_path / "home")
    assert ids == ["me/lora"]
    assert opened.rows().select("license", "config_base_model").collect().rows() == [("mit", "Qwen/Qwen3-8B")]


def zipped(path: Path, name: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, "x" * 100)


def tarred(path: Path, mode: str) -> None:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        archive.addfile(tarfile.TarInfo("x"), io.BytesIO())


def database(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE models (id TEXT)")


REFUSED: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "xlsx": (lambda path: zipped(path, "[Content_Types].xml"), "Excel", "CSV"),
    "zip": (lambda path: zipped(path, "models.csv"), "zip archive", "unpack"),
    "tar": (lambda path: tarred(path, "w"), "tar archive", "tar xf"),
    "tar.gz": (lambda path: tarred(path, "w:gz"), "tar archive", "tar xf"),
    "sqlite": (database, "SQLite", "-csv"),
    "arrow": (lambda path: pl.DataFrame({"id": ["a/b"]}).write_ipc(path), "Arrow", "Parquet"),
    "arrow stream": (lambda path: pl.DataFrame({"id": ["a/b"]}).write_ipc_stream(path), "Arrow stream", "to_parquet"),
    "pickle": (lambda path: path.write_bytes(pickle.dumps(ROWS)), "pickle", "CSV"),
    "pdf": (lambda path: path.write_bytes(b"%PDF-1.7\n"), "PDF", "CSV"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_holds_no_text_is_refused_by_name_and_says_what_to_do(kind: str, tmp_path: Path) -> None:
    make, what, hint = REFUSED[kind]
    make(tmp_path / "x")
    with pytest.raises(BadFile, match=what) as caught:
        import_file(tmp_path / "x", Home(tmp_path / "home"))
    assert hint in caught.value.hint


@pytest.mark.parametrize("pack", [bz2.compress, lzma.compress])
def test_bzip2_and_xz_are_opened_and_refused_where_they_break_off(
    pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    packed = pack("".join(json.dumps(row) + "\n" for row in ROWS).encode())
    (tmp_path / "x").write_bytes(packed)
    assert listed(tmp_path / "x", tmp_path / "home")[1] == [row["id"] for row in ROWS]
    (tmp_path / "y").write_bytes(packed[:-20])
    with pytest.raises(BadFile, match=r"broken (bzip2|xz)"):
        import_file(tmp_path / "y", Home(tmp_path / "home"))
