"""A CSV of children and parents is somebody's claim: kept as the card's, with a note, and resolved like any other."""

from pathlib import Path

import polars as pl
import pytest

from ingest.resolve import resolve
from ingest.snapshots.snapshot import Snapshot
from ingest.sources import import_file
from lineage.errors import BadFile
from lineage.home import Home

Edges = list[tuple[str, str, str, list[str]]]


def written(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def edges(file: Path, home: Home) -> Edges:
    derivations = pl.read_parquet(resolve(import_file(file, home), home) / "derivations.parquet")
    return derivations.select("child", "parent", "relation", "evidence").rows()


@pytest.mark.parametrize(
    "text",
    [
        "child,parent,relation\na/b,c/d,adapter\n",
        "Parent;Relation;Child\r\nc/d;adapter;a/b\r\n",
        '\ufeff"model_id"\t"base model"\t"type"\na/b\tc/d\tadapter\n',
        'relation,model,base_model,note\nadapter,a/b,c/d,"one, two"\n',
    ],
    ids=["commas", "semicolons and CRLF", "tabs and BOM", "quotes and more columns"],
)
def test_the_header_is_known_by_its_words(text: str, tmp_path: Path) -> None:
    assert edges(written(tmp_path / "x", text), Home(tmp_path)) == [("a/b", "c/d", "adapter", ["card"])]


def test_the_manifest_says_whose_claims_these_are(tmp_path: Path) -> None:
    opened = Snapshot.open(import_file(written(tmp_path / "x", "child,parent\na/b,c/d\n"), Home(tmp_path)))
    assert opened.facts.source == "x (edge list)"
    assert "list's own claim" in opened.manifest["note"]


def test_only_children_are_listed_and_an_empty_parent_lists_a_model_alone(tmp_path: Path) -> None:
    home = Home(tmp_path)
    folder = resolve(import_file(written(tmp_path / "x", "child,parent\na/b,c/d\na/b,e/f\nc/d,\n"), home), home)
    models = pl.read_parquet(folder / "models.parquet")
    assert dict(models.select("id", "status").rows()) == {"a/b": "listed", "c/d": "listed", "e/f": "missing"}
    assert pl.read_parquet(folder / "derivations.parquet").height == 2


def test_a_childs_lines_need_not_stand_together(tmp_path: Path) -> None:
    text = "child,parent,relation\na/b,c/d,merge\ng/h,c/d,finetune\na/b,e/f,merge\n"
    assert edges(written(tmp_path / "x", text), Home(tmp_path)) == [
        ("a/b", "c/d", "merge", ["card"]),
        ("a/b", "e/f", "merge", ["card"]),
        ("g/h", "c/d", "finetune", ["card"]),
    ]


def test_relations_that_differ_are_kept_but_none_is_chosen(tmp_path: Path) -> None:
    home = Home(tmp_path)
    file = written(tmp_path / "x", "child,parent,relation\na/b,c/d,merge\na/b,e/f,adapter\n")
    (row,) = Snapshot.open(import_file(file, home)).rows().collect().to_dicts()
    assert (row["card_base_model"], row["card_relation"]) == ('["c/d","e/f"]', '["merge","adapter"]')
    assert {edge[2] for edge in edges(file, home)} == {"unknown"}


def test_a_bad_line_is_lost_alone_and_named(tmp_path: Path) -> None:
    text = b'child,parent\na/b,c/d\n"open,c/d\nonly\n,c/d\n\xff/b,c/d\ne/f,c/d\n'
    opened = Snapshot.open(import_file(written(tmp_path / "x", text), Home(tmp_path)))
    assert opened.rows().collect()["id"].to_list() == ["a/b", "e/f"]
    lost = pl.read_ndjson(opened.folder / "rejected.jsonl").select("reason", "place").rows()
    assert lost == [
        ("broken quotes", "line 3"),
        ("too few cells", "line 4"),
        ("no child", "line 5"),
        ("not UTF-8", "line 6"),
    ]


@pytest.mark.parametrize("header", ["source,target", "a/b,c/d", "child,likes"])
def test_a_table_that_does_not_say_which_is_the_child_is_refused(header: str, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no list of models"):
        import_file(written(tmp_path / "x", f"{header}\na/b,c/d\n"), Home(tmp_path))
