"""A CSV of children and parents is somebody's claim: kept as the card's, with a note, and resolved like any other."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from ingest.resolve import resolve
from ingest.snapshots.snapshot import Snapshot
from ingest.sources import import_file
from lineage.errors import BadFile
from lineage.home.home import Home

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


def test_each_line_states_the_relation_of_its_own_pair(tmp_path: Path) -> None:
    home = Home(tmp_path)
    file = written(tmp_path / "x", "child,parent,relation\na/b,c/d,merge\na/b,e/f,adapter\n")
    (row,) = Snapshot.open(import_file(file, home)).rows().collect().to_dicts()
    assert (row["card_base_model"], row["card_relation"]) == ('["c/d","e/f"]', '["merge","adapter"]')
    assert [edge[1:3] for edge in edges(file, home)] == [("c/d", "merge"), ("e/f", "adapter")]


def test_a_relation_left_out_is_unknown_and_never_another_lines(tmp_path: Path) -> None:
    file = written(tmp_path / "x", "child,parent,relation\na/b,c/d,adapter\na/b,e/f,\ng/h,c/d,lora\n")
    assert [edge[:3] for edge in edges(file, Home(tmp_path))] == [
        ("a/b", "c/d", "adapter"),
        ("a/b", "e/f", "unknown"),
        ("g/h", "c/d", "unknown"),
    ]


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


@pytest.mark.parametrize(
    ("header", "columns"), [("source,target", "source.*target"), ("a/b,c/d", "1.*2"), ("this,likes", "this.*likes")]
)
def test_a_table_that_does_not_say_which_is_the_child_is_refused(header: str, columns: str, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no list of models") as caught:
        import_file(written(tmp_path / "x", f"{header}\na/b,c/d\n"), Home(tmp_path))
    child, _, parent = columns.partition(".*")
    assert f"--map child={child} --map parent={parent}" in caught.value.hint
    assert "base_model" in caught.value.hint or "basemodel" in caught.value.hint


def test_a_refusal_keeps_to_what_the_header_says(tmp_path: Path) -> None:
    with pytest.raises(BadFile) as caught:
        import_file(written(tmp_path / "x", "base_model,offspring\nc/d,a/b\n"), Home(tmp_path))
    assert "--map child=offspring" in caught.value.hint
    assert "--map parent" not in caught.value.hint


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("source,target", {"child": "target", "parent": "source"}),
        ("a/b,c/d", {"child": "2", "parent": "1"}),
        ("id,base_model", {"child": "base_model", "parent": "id"}),
    ],
)
def test_the_user_may_say_what_a_column_holds(header: str, chosen: dict[str, str], tmp_path: Path) -> None:
    home = Home(tmp_path)
    folder = resolve(import_file(written(tmp_path / "x", f"{header}\na/b,c/d\n"), home, columns=chosen), home)
    assert pl.read_parquet(folder / "derivations.parquet").select("child", "parent").rows() == [("c/d", "a/b")]


@pytest.mark.parametrize(
    "lines",
    [
        "source,target\nQwen/Qwen3-8B,a/Qwen3-8B-law\nQwen/Qwen3-8B,b/other\n",
        "Source;Target;Type\nQwen/Qwen3-8B;a/Qwen3-8B-law;Directed\nQwen/Qwen3-8B;b/other;Directed\n",
        ":START_ID,:END_ID,:TYPE\nQwen/Qwen3-8B,a/x,finetune\nQwen/Qwen3-8B,a/y,merge\nQwen/Qwen3-8B,b/other,merge\n",
        "Qwen/Qwen3-8B,a/Qwen3-8B-law\nQwen/Qwen3-8B,b/other\n",
    ],
)
def test_the_data_decide_which_end_is_the_child(lines: str, tmp_path: Path) -> None:
    home = Home(tmp_path)
    folder = import_file(written(tmp_path / "x", lines), home)
    assert "the child is the column" in Snapshot.open(folder).manifest["note"]
    found = pl.read_parquet(resolve(folder, home) / "derivations.parquet")
    assert set(found["parent"]) == {"Qwen/Qwen3-8B"}
    assert "b/other" in set(found["child"])


TABLES = {
    "a line break in a cell": 'id,base_model,notes\na/b,c/d,"two\nlines, with a comma"\ne/f,g/h,ok\n',
    "comments above": "# made by hand\n# 2026\nid,base_model\na/b,c/d\ne/f,g/h\n",
    "the header is a comment": "#child\tparent\na/b\tc/d\ne/f\tg/h\n",
    "a separator declared": "sep=;\nid;base_model\na/b;c/d\ne/f;g/h\n",
    "a pandas index": ",repo_id,parent_model\n0,a/b,c/d\n1,e/f,g/h\n",
    "Markdown": "| Model | Base model |\n|---|:---|\n| [x](https://huggingface.co/a/b) | c/d |\n| e/f | g/h |\n",
    "Markdown in prose": "# List\n\nSo | so.\n\n| Model | Base |\n|---|---|\n| a/b | `c/d` |\n| e/f | g/h |\n\nEnd.\n",
    "as pandas prints it": "   model_id base_model\n0       a/b        c/d\n1       e/f        g/h\n",
    "as a database prints it": "  id  | base_model \n------+------------\n a/b  | c/d\n e/f  | g/h\n(2 rows)\n",
    "R quotes everything": '"","modelId","baseModel"\n"1","a/b","c/d"\n"2","e/f","g/h"\n',
    "the header again": "id,base_model\na/b,c/d\nid,base_model\ne/f,g/h\n",
    "numbers called id": "id,model_id,base_models\n1,a/b,c/d\n2,e/f,g/h\n",
    "addresses": "child_model,base_model\nhttps://huggingface.co/a/b,c/d\n- e/f,g/h\n",
}


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_tables_as_people_have_them(kind: str, encoding: str, tmp_path: Path) -> None:
    file = written(tmp_path / "x", TABLES[kind].encode(encoding))
    assert [edge[:2] for edge in edges(file, Home(tmp_path))] == [("a/b", "c/d"), ("e/f", "g/h")]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_a_row_that_begins_with_a_spreadsheets_error_is_a_row(mark: str, tmp_path: Path) -> None:
    """Its model is kept without the parent that the cell does not name, and counted."""
    rows = ["parent,child", "#N/A,a/1", "c/d,a/2", "#REF!,a/3", "#DIV/0!,a/4", "c/d,#NAME?"]
    file = written(tmp_path / "x", "\n".join(rows).replace(",", mark) + "\n")
    opened = Snapshot.open(import_file(file, Home(tmp_path)))
    rows_read = opened.rows().collect()
    assert rows_read["id"].to_list() == ["a/1", "a/2", "a/3", "a/4"]
    assert rows_read["card_base_model"].to_list() == [None, '"c/d"', None, None]
    counts = opened.manifest["counts"]
    assert counts["rejected"] == {"no child": 1}
    assert sum(counts["irregular"].values()) == 3


def test_behind_the_header_a_comment_has_not_as_many_cells_as_a_row(tmp_path: Path) -> None:
    text = "#id,base_model,likes\na/b,c/d,7\n# the next ones are new\n#id,base_model,likes\n# x/y,c/d,2\n#x,c/d,3\n"
    opened = Snapshot.open(import_file(written(tmp_path / "x", text), Home(tmp_path)))
    assert opened.rows().collect()["id"].sort().to_list() == ["a/b", "x"]
    lost = pl.read_ndjson(opened.folder / "rejected.jsonl").select("reason", "place", "raw").rows()
    assert lost == [("commented out", "line 5", "# x/y,c/d,2\n")]


def test_a_long_cell_costs_its_row_nothing(tmp_path: Path) -> None:
    text = f'child,parent,notes\na/b,c/d,"{"w " * (3 << 20)}"\ne/f,c/d,short\n'
    opened = Snapshot.open(import_file(written(tmp_path / "x", text), Home(tmp_path)))
    assert opened.rows().collect()["id"].to_list() == ["a/b", "e/f"]
    assert opened.manifest["counts"]["rejected"] == {}


def test_a_cell_over_more_lines_than_are_read_is_called_so(tmp_path: Path) -> None:
    lines = "\n".join(["w " * (1 << 17)] * 9)
    file = written(tmp_path / "x", f'child,parent,notes\na/b,c/d,"{lines}"\ne/f,c/d,short\n')
    opened = Snapshot.open(import_file(file, Home(tmp_path)))
    assert opened.rows().collect()["id"].to_list() == ["e/f"]
    assert "longer than 1 MB" in opened.manifest["counts"]["first_rejected"][0]["reason"]


def test_several_parents_in_a_cell(tmp_path: Path) -> None:
    text = "id;base_models\na/1;[\"c/d\", \"e/f\"]\na/2;['c/d', 'e/f']\na/3;c/d, e/f\na/4;c/d|e/f\n"
    found = edges(written(tmp_path / "x", text.replace('"c/d", "e/f"', "'c/d', 'e/f'")), Home(tmp_path))
    assert [edge[:2] for edge in found] == [(f"a/{n}", parent) for n in range(1, 5) for parent in ("c/d", "e/f")]


def test_gephis_label_is_the_relation_and_a_databases_null_is_none(tmp_path: Path) -> None:
    text = "Source,Target,Type,Label\nQwen/Qwen3-8B,a/Qwen3-8B-x,Directed,merge\nQwen/Qwen3-8B,a/y,Directed,\\N\n"
    found = edges(written(tmp_path / "x", text), Home(tmp_path))
    assert [edge[:3] for edge in found] == [
        ("a/Qwen3-8B-x", "Qwen/Qwen3-8B", "merge"),
        ("a/y", "Qwen/Qwen3-8B", "unknown"),
    ]


@pytest.mark.parametrize("form", ["csv", "json"])
def test_parents_may_stand_in_numbered_columns(form: str, tmp_path: Path) -> None:
    table = pl.DataFrame({"id": ["a/1", "a/2"], "base_model_1": ["c/d", "c/d"], "base_model_2": [None, "e/f"]})
    file = tmp_path / "x"
    table.write_csv(file) if form == "csv" else file.write_text(table.write_json())
    found = [edge[:2] for edge in edges(file, Home(tmp_path))]
    assert found == [("a/1", "c/d"), ("a/2", "c/d"), ("a/2", "e/f")]


@pytest.mark.parametrize("heads", ["id,base_model,base_model", "id;Base Model;base_model", "model\tparent\tparent"])
def test_parents_may_stand_in_columns_of_one_name(heads: str, tmp_path: Path) -> None:
    mark = re.sub(r"[\w ]", "", heads)[0]
    rows = [heads, mark.join(["a/1", "c/d", ""]), mark.join(["a/2", "c/d", "e/f"])]
    opened = Home(tmp_path)
    assert [edge[:2] for edge in edges(written(tmp_path / "x", "\n".join(rows) + "\n"), opened)] == [
        ("a/1", "c/d"),
        ("a/2", "c/d"),
        ("a/2", "e/f"),
    ]


def test_numbers_in_a_unit_are_no_counts(tmp_path: Path) -> None:
    text = "id,Parameters (B),downloads (last month),gated,params\na/b,8,55,No,7\n"
    opened = Snapshot.open(import_file(written(tmp_path / "x", text), Home(tmp_path)))
    (row,) = opened.rows().collect().to_dicts()
    assert (row["parameters"], row["downloads"], row["gated"]) == (None, 55, "false")
    assert opened.manifest["counts"]["left_out"] == ["Parameters (B)"]
    assert opened.manifest["counts"]["odd_fields"] == {"safetensors": 1}


def test_more_columns_are_read_or_named_as_left_out(tmp_path: Path) -> None:
    text = "id,base_model,license,created_at,downloads,gated,params,notes\na/b,c/d,mit,2025-01-02,55,False,8.2B,x\n"
    opened = Snapshot.open(import_file(written(tmp_path / "x", text), Home(tmp_path)))
    (row,) = opened.rows().collect().to_dicts()
    assert (row["license"], row["downloads"], row["gated"], row["parameters"]) == ("mit", 55, "false", 8_200_000_000)
    assert row["created_at"].isoformat() == "2025-01-02T00:00:00+00:00"
    assert opened.manifest["counts"]["left_out"] == ["notes"]


def test_a_value_that_is_not_understood_is_counted_with_an_example(tmp_path: Path) -> None:
    text = "id,downloads,created_at\na/b,many,yesterday\nc/d,7,2025-01-02\n"
    opened = Snapshot.open(import_file(written(tmp_path / "x", text), Home(tmp_path)))
    counts = opened.manifest["counts"]
    assert counts["odd_fields"] == {"createdAt": 1, "downloads": 1}
    assert counts["examples"] == {"createdAt": [["a/b", "yesterday"]], "downloads": [["a/b", "many"]]}


def test_a_line_that_is_not_utf_8_is_read_as_excel_writes_it_and_counted(tmp_path: Path) -> None:
    text = "id,base_model,license\na/b,c/d,licence fran\u00e7aise\ne/f,c/d,mit\n".encode("cp1252")
    opened = Snapshot.open(import_file(written(tmp_path / "x", text), Home(tmp_path)))
    assert opened.rows().collect()["license"].to_list() == ["licence fran\u00e7aise", "mit"]
    assert sum(opened.manifest["counts"]["irregular"].values()) == 1


@pytest.mark.parametrize(
    ("text", "known"), [("1,234", 1234), ("1 234 567", 1_234_567), ("1_000", 1000), ("1,23", None), ("1.2k", None)]
)
def test_thousands_may_be_parted(text: str, known: int | None, tmp_path: Path) -> None:
    opened = Snapshot.open(import_file(written(tmp_path / "x", f'id;downloads\na/b;"{text}"\n'), Home(tmp_path)))
    assert opened.rows().collect()["downloads"].to_list() == [known]
    assert opened.manifest["counts"]["odd_fields"] == ({} if known else {"downloads": 1})


@pytest.mark.parametrize(
    "text",
    [
        '{"models": ["Qwen/Qwen3-8B", "Qwen/Qwen3-4B"]}',
        "Qwen/Qwen3-8B\nQwen/Qwen3-4B\n",
        "id\nQwen/Qwen3-8B\nQwen/Qwen3-4B\n",
    ],
)
def test_a_text_of_ids_lists_models(text: str, tmp_path: Path) -> None:
    opened = Snapshot.open(import_file(written(tmp_path / "x", text), Home(tmp_path)))
    assert opened.rows().collect()["id"].to_list() == ["Qwen/Qwen3-8B", "Qwen/Qwen3-4B"]


def test_an_open_quote_swallows_nothing(tmp_path: Path) -> None:
    text = 'child,parent\n"a/b,c/d\ne/f,c/d\n' + "".join(f"g/{n},c/d\n" for n in range(1_200)) + '"x/y,c/d\n'
    opened = Snapshot.open(import_file(written(tmp_path / "x", text), Home(tmp_path)))
    assert opened.facts.listed == 1_201
    assert opened.manifest["counts"]["rejected"] == {"broken quotes": 2}


@pytest.mark.parametrize(
    "text",
    ["2025/05/01", "1 May 2025", "May 1, 2025", "Thu, 01 May 2025 00:00:00 GMT", "1746057600"],
)
def test_a_date_that_can_be_read_but_one_way_is_read(text: str, tmp_path: Path) -> None:
    file = written(tmp_path / "x", f'model_id\tcreated_at\na/b\t"{text}"\nc/d\t05/06/2025\n')
    rows = Snapshot.open(import_file(file, Home(tmp_path))).rows().collect()
    assert rows["created_at"].to_list() == [datetime(2025, 5, 1, tzinfo=UTC), None]


def test_days_of_parquet_and_seconds_in_an_item_are_dates(tmp_path: Path) -> None:
    pl.DataFrame({"id": ["a/b"], "created": [date(2025, 5, 1)]}).write_parquet(tmp_path / "x.parquet")
    seconds = written(tmp_path / "x.jsonl", '{"id": "a/b", "createdAt": 1746057600, "downloads": "1,234"}\n')
    for file, downloads in ((tmp_path / "x.parquet", None), (seconds, 1234)):
        (row,) = Snapshot.open(import_file(file, Home(tmp_path))).rows().collect().to_dicts()
        assert (row["created_at"], row["downloads"]) == (datetime(2025, 5, 1, tzinfo=UTC), downloads)


@pytest.mark.parametrize(
    "text",
    [
        "model_name,author,base_model\nb,a,c/d\n",
        '[{"name": "b", "owner": "a", "base_model": {"id": "c/d"}}]',
    ],
)
def test_a_name_and_its_owner_in_two_columns_are_one_id(text: str, tmp_path: Path) -> None:
    assert [edge[:2] for edge in edges(written(tmp_path / "x", text), Home(tmp_path))] == [("a/b", "c/d")]


def test_a_parent_may_be_one_object_that_states_a_relation(tmp_path: Path) -> None:
    file = written(tmp_path / "x", '{"child": "a/b", "parent": {"id": "c/d", "relation": "adapter"}}\n')
    assert [edge[:3] for edge in edges(file, Home(tmp_path))] == [("a/b", "c/d", "adapter")]


def test_a_number_of_an_edge_is_no_model(tmp_path: Path) -> None:
    lines = "".join(f"a/b{i},c/d,Directed,{i}\n" for i in range(3))
    found = edges(written(tmp_path / "x", f"Source,Target,Type,Id\n{lines}"), Home(tmp_path))
    assert [edge[:2] for edge in found] == [(f"a/b{i}", "c/d") for i in range(3)]


def test_a_list_of_ids_may_have_marks_and_a_line_that_is_none(tmp_path: Path) -> None:
    text = "# mine\na/b\n- c/d\n1. e/f (good)\nhttps://huggingface.co/g/h/tree/main\nnot an id\n"
    opened = Snapshot.open(import_file(written(tmp_path / "x", text), Home(tmp_path)))
    assert opened.rows().collect()["id"].sort().to_list() == ["a/b", "c/d", "e/f", "g/h"]
    assert sum(opened.manifest["counts"]["rejected"].values()) == 1


def test_a_front_matter_in_an_item_may_have_its_fences(tmp_path: Path) -> None:
    file = written(tmp_path / "x", '{"id": "a/b", "cardData": "---\\nbase_model: c/d\\n---\\n"}\n')
    assert [edge[:2] for edge in edges(file, Home(tmp_path))] == [("a/b", "c/d")]


def test_a_row_that_ends_as_no_other_does_is_named_and_not_read_into_another(tmp_path: Path) -> None:
    snapshot = import_file(written(tmp_path / "x.csv", "child,parent\r\na/b,c/d\na/e,c/d\ra/f,c/d\n"), Home(tmp_path))
    assert "carriage return" in (snapshot / "rejected.jsonl").read_text()
    assert [child for child, *_ in edges(tmp_path / "x.csv", Home(tmp_path / "again"))] == ["a/b"]
