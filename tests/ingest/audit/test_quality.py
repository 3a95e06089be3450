"""The quality report counts each rule and irregularity, shows what happened, and reads no markup from the Hub."""

import csv
import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ingest.audit import cases
from ingest.audit.quality import Report, report
from ingest.commands.quality import quality
from lineage.errors import BadFile, BadInput
from tests.ingest.worlds import World, item


@pytest.fixture
def found(tmp_path: Path) -> Report:
    items = [
        item("a/a", "a/a"),
        item("a/b", ["qwen/qwen3-8b", "/data/x", "[red]bold[/red] words"], hub={"Qwen/Qwen3-8B": "1"}),
        item("a/c", "- a/b", tags=["base_model:quantized:a/b"], cardData={"base_model_relation": "merge"}),
        item("Qwen/Qwen3-8B", likes="many"),
        {"no": "id"},
        item("a/c", "a/b"),
    ]
    return report(World(tmp_path, items).folder)


def counts(found: Report, kind: str) -> dict[str, int]:
    return {row.what.partition(":")[0]: row.count for row in found.rows if row.kind == kind}


def test_every_kind_is_counted(found: Report) -> None:
    assert counts(found, "claims by rule") == {"exact": 3, "local_path": 1, "wrong_case": 1, "words": 1}
    assert counts(found, "rejected claims") == {"local path": 1, "not an id": 1}
    assert counts(found, "irregular derivations") == {"a model that names itself as its parent": 1}
    assert counts(found, "items of the source") == {
        "no id": 1,
        "field likes of a wrong type": 1,
        "a model listed more than once": 1,
    }


def test_an_example_shows_child_raw_text_and_result(found: Report) -> None:
    examples = {row.what.partition(":")[0]: tuple(map(str, row.examples)) for row in found.rows}
    assert examples["wrong_case"] == ("a/b <- qwen/qwen3-8b -> Qwen/Qwen3-8B",)
    assert examples["local path"] == ("a/b <- /data/x -> (local path)",)


def test_examples_that_differ_are_found_however_far_down_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = [item(f"a/{n:03}", "/data/x" if n < 50 else f"/data/{n}") for n in range(52)]
    folder = World(tmp_path, items).folder
    found = report(folder)
    monkeypatch.setattr(cases, "FIRST", 3)
    assert report(folder) == found
    row = next(row for row in found.rows if row.what == "local path")
    assert [example.raw for example in row.examples] == ["/data/x", "/data/50", "/data/51"]


@pytest.mark.parametrize("name", ["claims", "models"])
def test_a_folder_without_a_table_is_no_resolution(tmp_path: Path, name: str) -> None:
    folder = World(tmp_path, [item("a/b", "c/d")]).folder
    (folder / f"{name}.parquet").write_bytes(b"PAR1, once")
    with pytest.raises(BadFile, match="damaged, not as it was written"):
        report(folder)
    (folder / f"{name}.parquet").unlink()
    with pytest.raises(BadFile, match="cannot be read"):
        report(folder)


def test_a_relation_the_hub_does_not_know_is_counted_with_its_word(tmp_path: Path) -> None:
    cards = {"a/b": "quantization", "a/c": "finetuned", "a/d": ["Finetune", "merge"], "a/e": "LoRA", "a/f": "quantized"}
    items = [item(id, "c/d", cardData={"base_model_relation": word}) for id, word in cards.items()]
    items += [item("a/g", tags=["base_model:lora:c/d"]), item("a/h", "c/d", cardData={"base_model_relation": "none"})]
    found = report(World(tmp_path, items).folder)
    assert {row.what: (row.count, tuple(map(str, row.examples))) for row in found.rows if row.kind == "relations"} == {
        "a relation the Hub does not know: lora": (2, ("a/e <- c/d -> c/d", "a/g <- base_model:lora:c/d -> c/d")),
        "a relation the Hub does not know: finetune, merge": (1, ("a/d <- c/d -> c/d",)),
        "a relation the Hub does not know: finetuned": (1, ("a/c <- c/d -> c/d",)),
        "a relation the Hub does not know: quantization": (1, ("a/b <- c/d -> c/d",)),
    }


def test_guesses_and_marks_have_their_rows_and_name_models(tmp_path: Path) -> None:
    runs = [item(f"a/run-{1718000000 + n}") for n in range(10)]
    found = report(World(tmp_path, [item("lab/Odd-7B"), item("b/Odd-7B-GGUF"), *runs]).folder)
    rows = {(row.kind, row.what.partition(":")[0]): row for row in found.rows}
    guess, mark = rows["inferred parents", "suffix_alone"], rows["mass uploads", "timestamp"]
    assert (guess.count, mark.count) == (1, 10)
    assert [str(example) for example in guess.examples] == ["b/Odd-7B-GGUF -> lab/Odd-7B"]
    assert [str(example) for example in mark.examples] == [f"a/run-{1718000000 + n}" for n in range(3)]


def test_the_report_is_json(found: Report) -> None:
    assert json.loads(json.dumps(found.as_dict()))["claims"] == found.claims == 6


def test_text_from_the_hub_is_printed_as_it_is(found: Report) -> None:
    assert "[red]bold[/red]" in "\n".join(found.lines(200))


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_no_width_breaks_an_id_or_repeats_a_heading(width: int, tmp_path: Path) -> None:
    child, parent = f"owner-with-dashes/{'Qwen-3-' * 12}8B", f"other-owner/{'long-' * 15}name"
    found = report(World(tmp_path, [item(child, f"/mnt/data/{'deep/' * 20}x"), item("a/b", [parent, "a/b"])]).folder)
    lines = list(found.lines(width))
    assert any(child in line for line in lines)
    assert any(f"{parent}" in line for line in lines)
    headings = [line for line in lines if line.isupper()]
    assert len(headings) == len(set(headings)) == len({row.kind for row in found.rows}) > 2


def listed(tmp_path: Path, world: World, *arguments: str) -> Result:
    return CliRunner().invoke(quality, [*arguments, "--home", str(world.home.root)])


@pytest.fixture
def world(tmp_path: Path) -> World:
    odd = [item(f"a/{n}", f"/data/{n}", likes=-n - 1, createdAt="once\x1b") for n in range(7)]
    cards = [item(f"b/{n}", "c/d", cardData={"base_model_relation": word}) for n, word in enumerate(["LoRA", "sft"])]
    return World(tmp_path, [*odd, *cards, {"no": "id"}, 5, item("twin/child", ["Un/Listed", "un/listed"])])


def test_every_case_of_a_rule_a_reason_or_a_kind_is_listed(tmp_path: Path, world: World) -> None:
    for words in ("local_path", "LOCAL path", "rejected claims", "rejected  claims"):
        header, *lines = listed(tmp_path, world, "--list", words).stdout.splitlines()
        assert header == "kind,what,child,raw,parent,said"
        assert [line.split(",")[-4:] for line in lines] == [
            [f"a/{n}", f"/data/{n}", "", "(local path)"] for n in range(7)
        ]


def test_what_reading_met_is_listed_whole_and_reaches_no_terminal_as_it_is(tmp_path: Path, world: World) -> None:
    assert len(listed(tmp_path, world, "--list", "field likes of a wrong type").stdout.splitlines()) == 8
    dates = listed(tmp_path, world, "--list", "field createdAt of a wrong type").stdout
    assert dates.count("once\ufffd") == 7
    kind = listed(tmp_path, world, "--list", "items of the source", "--json").stdout.splitlines()
    cases = [json.loads(line) for line in kind]
    assert {case["said"] for case in cases if case["what"] == "no id"} == {"item 10"}
    assert sum(case["child"] is not None for case in cases) == 14


def test_a_model_listed_more_than_once_is_named_and_a_kind_without_cases_is_empty(tmp_path: Path) -> None:
    world = World(tmp_path, [item(f"a/{n}") for n in (1, 2, 3, 1, 2, 1)])
    header, *cases = listed(tmp_path, world, "--list", "a model listed more than once").stdout.splitlines()
    assert sorted(case.split(",")[2] for case in cases) == ["a/1", "a/1", "a/2"]
    assert listed(tmp_path, world, "--list", "mass uploads").stdout.splitlines() == [header]


def test_words_for_relations_and_case_twins_are_listed(tmp_path: Path, world: World) -> None:
    relations = listed(tmp_path, world, "--list", "a relation the Hub does not know").stdout
    assert "b/0" in relations
    assert "b/1" in relations
    assert "b/1" not in listed(tmp_path, world, "--list", "a relation the Hub does not know: LoRA").stdout
    assert listed(tmp_path, world, "--list", "legacy_name").stdout.splitlines() == ["kind,what,child,raw,parent,said"]
    assert "un/listed" in listed(tmp_path, world, "--list", "case_twin").stdout.lower()


def test_cases_go_to_a_file_and_an_unknown_word_names_those_there_are(tmp_path: Path, world: World) -> None:
    output = tmp_path / "cases.csv"
    assert listed(tmp_path, world, "--list", "local_path", "-o", str(output)).stdout == ""
    assert len(output.read_text().splitlines()) == 8
    refused = listed(tmp_path, world, "--list", "nothing").exception
    assert isinstance(refused, BadInput)
    assert refused.hint
    assert "local_path" in refused.hint
    assert isinstance(listed(tmp_path, world, "-o", str(output)).exception, BadInput)
    nowhere = listed(tmp_path, world, "--list", "local_path", "-o", str(tmp_path / "no" / "folder.csv")).exception
    assert isinstance(nowhere, BadInput)
    os.mkfifo(tmp_path / "pipe")
    assert isinstance(listed(tmp_path, world, "--list", "local_path", "-o", str(tmp_path / "pipe")).exception, BadInput)
    folder = listed(tmp_path, world, "--list", "local_path", "-o", f"{tmp_path}/new/").exception
    assert isinstance(folder, BadInput)
    assert "names a folder" in str(folder)
    assert (tmp_path / "pipe").is_fifo()


def test_no_spreadsheet_runs_what_a_card_says(tmp_path: Path) -> None:
    world = World(tmp_path, [item("a/b", "=cmd|' /C calc'!A0")])
    cells = next(csv.reader(listed(tmp_path, world, "--list", "rejected claims").stdout.splitlines()[1:]))
    assert cells[3] == "'=cmd|' /C calc'!A0"


def test_a_resolution_whose_snapshot_is_gone_lists_the_examples(tmp_path: Path, world: World) -> None:
    shutil.rmtree(world.home.snapshots)
    result = listed(tmp_path, world, "--list", "field likes of a wrong type")
    assert len(result.stdout.splitlines()) == 4
    assert "3 of 7 were kept" in result.stderr


def test_what_is_no_resolution_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile):
        report(tmp_path)
