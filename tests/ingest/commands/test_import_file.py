"""`import --explain` says how a file would be read; `--map` overrules it; a refusal is short and says what to type."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import lineage
from ingest.commands.import_file import import_
from ingest.snapshots.snapshot import snapshots
from lineage.errors import BadInput
from lineage.home.home import Home


def run(tmp_path: Path, text: str, *arguments: str) -> Result:
    (tmp_path / "x.csv").write_text(text)
    options = ["--home", str(tmp_path / "home"), *arguments]
    return CliRunner().invoke(import_, [str(tmp_path / "x.csv"), *options], catch_exceptions=True)


def test_explain_names_the_columns_and_reads_three_rows_and_imports_nothing(tmp_path: Path) -> None:
    lines = "".join(f"a/{n},Qwen/Qwen3-8B,finetune,x\n" for n in range(5))
    result = run(tmp_path, f"child_model,base,type,notes\n{lines}", "--explain")
    assert result.exit_code == 0
    assert result.output.splitlines()[0].endswith("x.csv: edge list")
    columns = dict(line.split() for line in result.output.partition("columns:\n")[2].splitlines()[:3])
    assert columns == {"child": "child_model", "parent": "base", "relation": "type"}
    assert "left out: notes" in result.output
    assert [line.strip() for line in result.output.splitlines() if line.startswith("  a/")] == ["a/0", "a/1", "a/2"]
    assert not (tmp_path / "home").exists()


def test_explain_has_a_column_for_the_longest_field(tmp_path: Path) -> None:
    result = run(tmp_path, "modelId,downloadsAllTime\nQwen/Qwen3-8B,7\n", "--explain")
    assert "  downloads_all_time  downloadsAllTime\n" in result.output


def test_explain_says_why_an_end_is_the_child(tmp_path: Path) -> None:
    result = run(tmp_path, "source,target\nQwen/Qwen3-8B,a/Qwen3-8B-law\n", "--explain")
    assert "the child is the column `target`: its names hold those of the other end" in result.output


def test_map_overrules_and_reads_tables_without_a_header(tmp_path: Path) -> None:
    text = "Qwen/Qwen3-8B,a/b\nQwen/Qwen3-8B,c/d\n"
    assert run(tmp_path, text, "--map", "child=2", "--map", "parent=1").exit_code == 0
    (snapshot,) = snapshots(Home(tmp_path / "home"))
    assert snapshot.rows().collect()["id"].to_list() == ["a/b", "c/d"]


def test_a_control_character_reaches_no_terminal(tmp_path: Path) -> None:
    result = run(tmp_path, "id,base_model,\x1b[31m\na/b,c/d\x1b[0m,x\n", "--explain")
    assert "\x1b" not in result.output


@pytest.mark.parametrize("option", ["child", "child=", "=id", "colour=id"])
def test_a_mapping_that_says_nothing_is_refused(option: str, tmp_path: Path) -> None:
    result = run(tmp_path, "id,base_model\na/b,c/d\n", "--map", option)
    assert isinstance(result.exception, BadInput)
    assert result.exception.hint


def test_a_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    result = run(tmp_path, "id,base_model\na/b,c/d\n", "--map", "child=nothing")
    assert isinstance(result.exception, BadInput)


LINES = "model,base_model,license\na/b,Qwen/Qwen3-8B,mit\nbad row\na/c,a/b,\n"


def test_a_row_that_is_left_out_is_named(tmp_path: Path) -> None:
    result = run(tmp_path, LINES)
    (snapshot,) = snapshots(Home(tmp_path / "home"))
    (line,) = [line for line in result.stderr.splitlines() if "left out" in line]
    file = snapshot.folder / "rejected.jsonl"
    assert line == f"1 of 3 rows left out: line 3, too few cells  (see {file})"
    assert file.exists()


def test_of_many_that_are_left_out_the_first_are(tmp_path: Path) -> None:
    result = run(tmp_path, LINES + "\x1b[31mbad\n" * 6)
    assert "7 of 9 rows left out: line 3, too few cells; line 5, " in result.stderr
    assert "; and 4 more  (see " in result.stderr
    assert "\x1b" not in result.stderr


def test_where_nothing_is_left_out_nothing_is_said_of_it(tmp_path: Path) -> None:
    assert "left out" not in run(tmp_path, "model,base_model\na/b,c/d\n").stderr


EDGES = (
    "child,parent,relation\na/b,Qwen/Qwen3-8B,Fine-tuned\na/c,Qwen/Qwen3-8B,merge\na/d,a/b,LoRA\na/e,a/c,fine-tuned\n"
)


def test_words_for_relations_that_the_hub_does_not_know_are_named(tmp_path: Path) -> None:
    (line,) = [line for line in run(tmp_path, EDGES).stderr.splitlines() if "no word of the Hub" in line]
    assert line.startswith(
        "note: 3 models state a relation in no word of the Hub's ('fine-tuned' 2, 'lora' 1): it stays unknown."
    )
    with pytest.warns(UserWarning, match="'fine-tuned' 2, 'lora' 1"):
        lineage.import_(tmp_path / "x.csv", home=tmp_path / "other")


def test_where_all_relations_are_the_hubs_nothing_is_said_of_them(tmp_path: Path) -> None:
    said = run(tmp_path, "child,parent,relation\na/b,c/d,Merge\na/b,c/e,adapter\na/f,c/d,\na/g,c/d,unknown\n").stderr
    assert "no word of the Hub" not in said


def test_a_total_below_a_table_is_told_and_the_hubs_own_names_are_not(tmp_path: Path) -> None:
    rows = "id,base_model,likes\na/b,c/d,4\nc/d,,6\n"
    said = run(tmp_path, f"{rows}gpt2,,1\nTotal,,10\n").stderr
    assert "note: 1 model is named without an owner, as no other is: 'Total'\n" in said
    with pytest.warns(UserWarning, match="without an owner, as no other is: 'Total'"):
        lineage.import_(tmp_path / "x.csv", home=tmp_path / "other")
    assert "without an owner" not in run(tmp_path, f"{rows}gpt2,,1\n").stderr


def test_explain_names_what_would_be_left_out(tmp_path: Path) -> None:
    assert (
        "as far as it was read for this: 1 of 3 rows left out: line 3, too few cells"
        in run(tmp_path, LINES, "--explain").output
    )
    (found,) = json.loads(run(tmp_path, LINES, "--explain", "--json").stdout)
    assert found["counts"]["rejected"] == {"too few cells": 1}
