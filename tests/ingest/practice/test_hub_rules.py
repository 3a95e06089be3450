"""The Hub's lossy reading of a card, example by example."""

import pytest

from ingest.practice.hub_rules import Card, HubView, base_models, inferred, tag_pairs
from lineage.values import Relation

LISTED = {"Qwen/Qwen2.5-7B", "Qwen/Qwen3-8B", "meta-llama/Llama-3.1-8B", "openai-community/gpt2"}
OLD = {"meta-llama/Meta-Llama-3.1-8B": "meta-llama/Llama-3.1-8B", "gpt2": "openai-community/gpt2"}


def current(text: str) -> str | None:
    return text if text in LISTED else OLD.get(text)


def made(base_model: object, relation: object = None, tags: tuple[str, ...] = ()) -> HubView | None:
    return base_models(Card(base_model, relation, tags), current)


@pytest.mark.parametrize("value", ["Qwen/Qwen2.5-7B", ["Qwen/Qwen2.5-7B"], ["Qwen/Qwen2.5-7B", "Qwen/Qwen2.5-7B"]])
def test_one_listed_parent_is_kept_however_often_it_is_said(value: object) -> None:
    assert made(value) == HubView(Relation.FINETUNE, ("Qwen/Qwen2.5-7B",))


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "",
        "[]",
        "ORIGINAL_REPO_NAME",
        "qwen/qwen2.5-7b",
        "Qwen/Qwen2.5-7B/",
        "https://huggingface.co/Qwen/Qwen2.5-7B/tree/main",
        "- Qwen/Qwen2.5-7B",
        "Qwen/Qwen2.5-7B, Qwen/Qwen3-8B",
        "/cache/models/Qwen--Qwen2.5-7B",
        "models--Qwen--Qwen2.5-7B",
        "C:\\Models\\Qwen2.5-7B",
        "nobody/never-was",
        {"name": "Qwen/Qwen2.5-7B"},
        [["Qwen/Qwen2.5-7B"]],
        7,
        True,
    ],
)
def test_what_is_not_exactly_an_id_leaves_nothing(value: object) -> None:
    assert made(value) is None


@pytest.mark.parametrize(("old", "new"), OLD.items())
def test_an_old_id_becomes_the_present_one(old: str, new: str) -> None:
    assert made(old) == HubView(Relation.FINETUNE, (new,))


def test_without_the_merge_tag_only_the_smallest_parent_in_ascii_order_is_kept() -> None:
    said = ["meta-llama/Llama-3.1-8B", "Qwen/Qwen3-8B"]
    assert made(said) == HubView(Relation.FINETUNE, ("Qwen/Qwen3-8B",))


def test_with_it_all_listed_parents_are_kept_in_ascii_order() -> None:
    said = ["meta-llama/Llama-3.1-8B", "nobody/gone", "Qwen/Qwen3-8B"]
    assert made(said, tags=("merge",)) == HubView(Relation.MERGE, ("Qwen/Qwen3-8B", "meta-llama/Llama-3.1-8B"))


def test_a_merge_of_which_one_parent_is_listed_is_a_finetune() -> None:
    assert made(["nobody/gone", "Qwen/Qwen3-8B"], tags=("merge",)) == HubView(Relation.FINETUNE, ("Qwen/Qwen3-8B",))


@pytest.mark.parametrize("relation", ["finetune", "adapter", "merge", "quantized"])
def test_a_stated_relation_always_wins(relation: str) -> None:
    view = made("Qwen/Qwen3-8B", relation, ("gguf", "lora"))
    assert view is not None
    assert view.relation == relation


@pytest.mark.parametrize("relation", ["distilled", "", 3, ["merge"], None])
def test_a_stated_relation_that_is_none_is_ignored(relation: object) -> None:
    view = made("Qwen/Qwen3-8B", relation, ("gguf",))
    assert view is not None
    assert view.relation is Relation.QUANTIZED


@pytest.mark.parametrize(
    ("tags", "relation"),
    [
        (["peft"], "adapter"),
        (["lora"], "adapter"),
        (["gguf"], "quantized"),
        (["4-bit", "awq"], "quantized"),
        ([], "finetune"),
    ],
)
def test_otherwise_the_tags_decide(tags: list[str], relation: str) -> None:
    assert inferred(tags) == relation


def test_tags_come_in_pairs() -> None:
    assert list(tag_pairs("merge", ["a/b", "c/d"])) == [
        "base_model:a/b",
        "base_model:merge:a/b",
        "base_model:c/d",
        "base_model:merge:c/d",
    ]
