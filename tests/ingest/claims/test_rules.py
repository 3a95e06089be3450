"""Every rule of the table does what its example says, and no text or value is too strange to be read."""

import math
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.claims.rules import NAMING_RULES, RULES, TEXT_RULES, Rule, readings
from ingest.claims.values import texts
from tests.ingest.worlds import World, item

FINDING = tuple(rule for rule in NAMING_RULES if rule.name not in {"misspelt_key", "learned_rename", "case_twin"})
"""Rules that one child's claim shows; the others have tests of their own."""

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.dates()
    | st.datetimes()
    | st.binary(max_size=5)
    | st.sampled_from(["Qwen/Qwen3-8B", "gpt2", "[]", " ", "a/b, c/d", "models--a--b", "https://hf.co/a/b", "- a/b"])
)
YAML = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text() | st.integers() | st.dates(), inner, max_size=4)
    ),
    max_leaves=12,
)
"""Whatever a YAML parser can make of a card."""


def examples(rules: tuple[Rule, ...]) -> list[object]:
    return [pytest.param(rule, id=rule.name) for rule in rules]


def child_of(rule: Rule) -> str:
    return f"me/{rule.name}"


def world_of(folder: Path, rules: tuple[Rule, ...]) -> World:
    """All examples in one world: each rule's child, and whatever any example says is listed."""
    children = [
        item(child_of(rule), rule.example.raw, hub=dict.fromkeys(rule.example.hub, f"{number}"))
        for number, rule in enumerate(rules)
    ]
    listed = dict.fromkeys(id for rule in rules for id in rule.example.listed)
    return World(folder, [*children, *(item(id) for id in listed)])


@pytest.fixture(scope="module")
def ways_of_writing(tmp_path_factory: pytest.TempPathFactory) -> World:
    return world_of(tmp_path_factory.mktemp("writing"), TEXT_RULES)


@pytest.fixture(scope="module")
def ways_of_finding(tmp_path_factory: pytest.TempPathFactory) -> World:
    return world_of(tmp_path_factory.mktemp("finding"), FINDING)


@pytest.mark.parametrize("rule", examples(TEXT_RULES))
def test_each_way_of_writing_a_parent_is_read_as_its_example_says(rule: Rule, ways_of_writing: World) -> None:
    example, claims = rule.example, ways_of_writing.claims(child_of(rule))
    assert {c["parent"] for c in claims if c["parent"]} == set(example.results)
    assert {c["reason"] for c in claims if c["reason"]} == {example.reason} - {None}
    assert {c["raw"] for c in claims} == {example.raw}
    assert all(rule.name in c["rule"].split("+") for c in claims)


@pytest.mark.parametrize("rule", examples(FINDING))
def test_each_way_of_finding_a_model_does_what_its_example_says(rule: Rule, ways_of_finding: World) -> None:
    claims = ways_of_finding.claims(child_of(rule))
    assert [(c["parent"], c["rule"]) for c in claims] == [(rule.example.results[0], rule.name)]


def test_a_misspelt_key_is_a_claim_of_the_card(tmp_path: Path) -> None:
    (raw, (result,)) = RULES["misspelt_key"].example.raw, RULES["misspelt_key"].example.results
    world = World(tmp_path, [{"id": "me/child", "cardData": {"Base_model": raw}}, item(result)])
    assert [(c["parent"], c["rule"], c["outcome"]) for c in world.claims("me/child")] == [
        (result, "misspelt_key", "resolved")
    ]


def test_a_rename_learned_at_one_child_is_followed_at_another(tmp_path: Path) -> None:
    (raw, (result,)) = RULES["learned_rename"].example.raw, RULES["learned_rename"].example.results
    world = World(
        tmp_path, [item("me/teacher", raw, hub={result: "0"}), item("me/child", [raw, "a/gone"], hub={"z/z": "1"})]
    )
    assert {(c["parent"], c["rule"]) for c in world.claims("me/child")} == {
        (result, "learned_rename"),
        ("z/z", "renamed"),
    }


def test_parents_that_differ_by_case_are_one_under_the_spelling_of_most_children(tmp_path: Path) -> None:
    (raw, (result,)) = RULES["case_twin"].example.raw, RULES["case_twin"].example.results
    world = World(tmp_path, [item("me/child", raw), item("me/two", result), item("me/three", result)])
    assert [(c["parent"], c["rule"], c["outcome"]) for c in world.claims("me/child")] == [
        (result, "case_twin", "missing")
    ]
    assert [c["rule"] for c in world.claims("me/two")] == ["not_listed"]


def test_the_table_gives_every_rule_a_source_and_an_example() -> None:
    assert len(RULES) == len(TEXT_RULES) + len(NAMING_RULES)
    for rule in RULES.values():
        assert rule.recognises and rule.done and rule.source
        assert bool(rule.example.results) != bool(rule.example.reason)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("https://huggingface.co/Qwen/Qwen3-8B/blob/main/README.md", ["Qwen/Qwen3-8B"]),
        ("http://hf.co/Qwen/Qwen3-8B?library=vllm#files", ["Qwen/Qwen3-8B"]),
        ("huggingface.co/Qwen/Qwen3-8B", ["Qwen/Qwen3-8B"]),
        ("https://huggingface.co/api/models/Qwen/Qwen3-8B", ["Qwen/Qwen3-8B"]),
        ("https://huggingface.co/gpt2", ["openai-community/gpt2"]),
        ("hf://Qwen/Qwen3-8B", ["Qwen/Qwen3-8B"]),
        ("Qwen/Qwen3-8B/tree/main", ["Qwen/Qwen3-8B"]),
        ("models--Qwen--Qwen3-8B", ["Qwen/Qwen3-8B"]),
        ("/root/.cache/huggingface/hub/models--Qwen--Qwen3-8B/snapshots/ea7bbc7e", ["Qwen/Qwen3-8B"]),
        ("C:\\cache\\hub\\models--Qwen--Qwen3-8B", ["Qwen/Qwen3-8B"]),
        ("a/b\nc/d", ["a/b", "c/d"]),
        ("a/b + c/d", ["a/b", "c/d"]),
        ("a/b c/d", ["a/b", "c/d"]),
        ("['a/b', \"c/d\"]", ["a/b", "c/d"]),
        ("- a/b\n- c/d", ["a/b", "c/d"]),
        ("“Qwen/Qwen3-8B”", ["Qwen/Qwen3-8B"]),
        ("**Qwen/Qwen3-8B**", ["Qwen/Qwen3-8B"]),
        ("<b>Qwen/Qwen3-8B</b>", ["Qwen/Qwen3-8B"]),
        ("\ufeffQwen/Qwen3-8B\u200b", ["Qwen/Qwen3-8B"]),
    ],
)
def test_ids_are_found_in_what_people_write(text: str, ids: list[str]) -> None:
    assert [reading.id for reading in readings(text)] == ids


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        *(
            (text, "placeholder")
            for text in ("", "[]", "None", "null", "N/A", "TODO: add it", "{{ base_model }}", "<model>")
        ),
        *((text, "local path") for text in ("/data/model", "./out", "..", "~/m", "C:\\Models\\x", "D:/m", "file:///m")),
        *(
            (f"https://huggingface.co/{page}", "not a model")
            for page in ("datasets/a/b", "spaces/a/b", "collections/Qwen/qwen3-67dd", "papers/2505.09388", "")
        ),
        ("https://civitai.com/models/1", "not on the Hub"),
        ("s3://bucket/model", "not on the Hub"),
        ("trained from scratch on my data", "not an id"),
        ("模型", "not an id"),
        *((text, "not an id") for text in ('o"q/a"b', 'a"b/c', "m'n/o'p", "a`b/c")),
        ("x" * 30_000, "not an id"),
    ],
)
def test_what_names_no_model_is_rejected_with_its_reason(text: str, reason: str) -> None:
    assert [(reading.id, reading.reason) for reading in readings(text)] == [(None, reason)]


@given(st.text() | st.text("[](){}<>/-.,:@+*`'\" \n\\ab", max_size=60))
def test_any_text_gives_at_least_one_reading(text: str) -> None:
    found = readings(text)
    assert found
    assert all((reading.id is None) == (reading.reason is not None) for reading in found)
    assert all(set(reading.rules) <= set(RULES) for reading in found)


@pytest.mark.parametrize(
    "part", [" ", "<a ", "[", "[x](", "a/b,", "--", "-a", "a--", "/a", "\\", "a+", "http://", "..", "'"]
)
def test_a_hostile_text_costs_no_time(part: str) -> None:
    started = time.process_time()
    assert readings((part * 20_000)[:20_000])
    assert time.process_time() - started < 2


def leaves(value: object) -> int:
    """Leaves that are not null, counted another way."""
    if isinstance(value, Mapping):
        return sum(map(leaves, value.values()))
    if isinstance(value, list):
        return sum(map(leaves, value))
    return value is not None


@given(YAML)
def test_every_leaf_of_a_value_becomes_a_text(value: object) -> None:
    assert len(texts(value)) >= leaves(value)


def test_a_mapping_to_nothing_is_meant_as_its_key() -> None:
    assert texts([{"Qwen/Qwen3-8B": None}, {"name": "a/b"}, math.nan, 7]) == ["Qwen/Qwen3-8B", "a/b", "nan", "7"]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(values=st.lists(YAML, min_size=12, max_size=24))  # a world takes half a second, a value of it nothing
def test_no_value_stops_the_way_and_no_claim_is_lost(
    values: list[object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    items = [item(f"me/child-{n}", value) for n, value in enumerate(values)]
    world = World(tmp_path_factory.mktemp("yaml"), [*items, item("Qwen/Qwen3-8B")])
    for n, value in enumerate(values):
        claims = world.claims(f"me/child-{n}")
        assert len(claims) >= leaves(value)
        for claim in claims:
            assert (claim["parent"] is None) == (claim["outcome"] == "rejected") == (claim["reason"] is not None)
    accepted = world.frame("claims").filter(outcome="rejected").height
    rejected = world.frame("models")["rejected_claims"].list.len().sum()
    assert rejected <= accepted
