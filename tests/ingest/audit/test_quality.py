"""The quality report counts each rule and irregularity, shows what happened, and reads no markup from the Hub."""

import json
from pathlib import Path

import pytest
from rich.console import Console

from ingest.audit.quality import Report, report
from lineage.errors import BadFile
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
    console = Console(width=200, record=True, file=None, quiet=False)
    with console.capture() as capture:
        console.print(found.table())
    assert "[red]bold[/red]" in capture.get()


def test_what_is_no_resolution_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile):
        report(tmp_path)
