"""The quick way from a page's JSON to rows gives what the tolerant way gives, and leaves to it what is odd."""

import json
import re
from collections.abc import Iterator
from typing import Any

import orjson
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.practice import HubRequest, PracticeHub, population
from ingest.rows.fields import CARD_FIELDS, EXPAND
from ingest.rows.json_page import PageItems, Rows, page_items
from ingest.rows.json_values import parse
from ingest.rows.rejections import Rejections
from ingest.rows.tolerant import rows


def page_rows(page: PageItems, rejections: Rejections | None = None) -> pl.DataFrame:
    gathered = Rows()
    if rejections is not None:
        gathered.rejections = rejections
    assert gathered.add(page) == gathered.all().height
    return gathered.all()


def tolerant(text: bytes) -> Any:
    return rows(parse(text), Rejections())  # type: ignore[arg-type]


def pages(hub: PracticeHub) -> Iterator[bytes]:
    following: str | None = "/api/models?sort=createdAt&" + "&".join(f"expand={name}" for name in EXPAND)
    while following:
        answer = hub(HubRequest(following))
        yield answer.body
        link = re.search("<http://127.0.0.1(.*?)>", answer.header("Link") or "")
        following = link[1] if link else None


def test_both_ways_give_the_same_rows_for_every_page_of_a_practice_hub() -> None:
    hub = PracticeHub(population(8_000, seed=3, related=0.9), quota=100)
    for text in pages(hub):
        assert page_rows(page_items(text)).equals(tolerant(text))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"tags": ["a", "", "b,c", 'd"e', "\U0001f999"]},
        {"author": "", "pipeline_tag": "", "_id": ""},
        {"gated": False},
        {"gated": "manual"},
        {"createdAt": "2022-03-02T23:29:04.000Z"},
        {"createdAt": "2022-03-02T23:29:05.000Z", "lastModified": "1970-01-01T00:00:00.000Z"},
        {"createdAt": "9999-01-01T00:00:00.000Z"},
        {"config": {"peft": {"base_model_name_or_path": "a/b", "task_type": "CAUSAL_LM"}, "model_type": "x"}},
        {"config": {"peft": {}}},
        {"config": {"tokenizer_config": {"chat_template": "{{ x }}"}}},
        {"cardData": {"license": ["mit", "gemma"], "new_version": "a/next"}},
        {"createdAt": "2026-01-02T03:04:05.000Z", "lastModified": None},
        {"safetensors": {"total": 0}},
        {"safetensors": {"total": 7, "parameters": {"F16": 7}, "sharded": True}},
        {"cardData": {}},
        {"cardData": {"base_model": None, "license": ["mit", 5], "language": ["en"]}},
        {"cardData": {"base_model": ["a/b", None, {"c": 1.5}], "base_model_relation": ["x"], "license": "  "}},
        {"cardData": {"basement": 1, "self": 3}},
        {"cardData": {"license": 3}, "tags": ["license:mit"]},
        {"cardData": {"license": "other", "license_name": "qwen-research", "license_link": "LICENSE"}},
        {"cardData": {"license": "Other", "license_name": [" <b>qwen</b> ", 5], "license_link": "javascript:alert(1)"}},
        {"cardData": {"license_name": {"a": 1}, "license_link": ""}},
        {"cardData": {"license": []}, "tags": ["license:", "license:mit"]},
        {"baseModels": {"relation": "merge", "models": [{"_id": "1", "id": "a/b"}, {"id": "c/d"}]}},
        {"baseModels": {"relation": "", "models": []}},
        {"baseModels": {"relation": "finetune", "models": []}},
        {"cardData": {"Base_Model": "a/b", "base-models": ["c/d"], "base": 1}},
        {"createdAt": "2026-01-02T03:04:05.678Z"},
        {"createdAt": "yesterday", "lastModified": "2026-01-02T03:04:05+02:00"},
        {"transformersInfo": {"unheard": "of"}},
    ],
)
def test_a_documented_item_takes_the_quick_way_to_the_same_row(
    fields: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = orjson.dumps([{"id": "a/one", "tags": ["x"]}, {"id": "b/two", **fields}])
    wanted = tolerant(text)
    monkeypatch.delattr("ingest.rows.json_page.rows")
    assert page_rows(page_items(text)).equals(wanted)


@pytest.mark.parametrize(
    "item",
    [
        {},
        7,
        {"id": "a/b", "tags": []},
        {"id": "a/b", "tags": [""]},
        {"id": "a/b", "cardData": {"Base_Model": "a/b", "base-models": ["c/d"]}},
        {"id": " "},
        {"id": 5},
        {"id": "a/b", "tags": 5},
        {"id": "a/b", "tags": ["x", None]},
        {"id": "a/b", "tags": ["x\x1fy"]},
        {"id": "a/b", "createdAt": "yesterday"},
        {"id": "a/b", "createdAt": "2026-01-02T03:04:05.678Z"},
        {"id": "a/b", "createdAt": "2026-01-02T03:04:05+02:00"},
        {"id": "a/b", "lastModified": ""},
        {"id": "a/b", "downloads": -1},
        {"id": "a/b", "likes": True},
        {"id": "a/b", "likes": 2**63},
        {"id": "a/b", "downloads": 5.0},
        {"id": "a/b", "gated": True},
        {"id": "a/b", "gated": "perhaps"},
        {"id": "a/b", "safetensors": {}},
        {"id": "a/b", "safetensors": {"parameters": {"F16": 3}}},
        {"id": "a/b", "cardData": "text"},
        {"id": "a/b", "config": {"peft": {"base_model_name_or_path": ["a/b"]}}},
        {"id": "a/b", "config": {"peft": "a/b"}},
        {"id": "a/b", "config": "a/b"},
        {"id": "a/b", "baseModels": [1]},
        {"id": "a/b", "baseModels": {"relation": "merge"}},
        {"id": "a/b", "baseModels": {"relation": "merge", "models": [{"id": " "}]}},
        {"id": "a/b", "removedAt": "2026-01-02T03:04:05Z"},
    ],
)
def test_an_odd_item_is_judged_the_tolerant_way(item: object) -> None:
    text = orjson.dumps([{"id": "a/one"}, item])
    ours, theirs = Rejections(), Rejections()
    frame = page_rows(page_items(text), ours)
    assert frame.equals(rows(parse(text), theirs))  # type: ignore[arg-type]
    assert (ours.read, ours.counts()) == (2, theirs.counts())


texts = st.sampled_from(
    ["", " ", "a/b", "a", "/", "\U0001f999", "null", '"', "\\", "\x1f", "\ud800", "2026-01-02T03:04:05.000Z", "mit"]
)
scalars = st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from([2**63 - 1, 2**63, 1.5, 7.0]) | texts
values = st.recursive(
    scalars, lambda of: st.lists(of, max_size=3) | st.dictionaries(texts, of, max_size=2), max_leaves=4
)
tag_lists = st.lists(texts | st.sampled_from(["license:mit", "license:", "base_model:a/b"]), max_size=3)
cards = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys([*(f.inner for f in CARD_FIELDS if f.inner), "Base_Model", "basemodels", "x"], values),
)
parents = st.lists(st.fixed_dictionaries({}, optional={"_id": texts | scalars, "id": texts | scalars}), max_size=2)
claims = st.fixed_dictionaries({}, optional={"relation": texts | scalars, "models": parents | values})
weights = st.fixed_dictionaries({}, optional={"total": scalars, "parameters": values})
items = st.fixed_dictionaries(
    {"id": st.sampled_from(["a/b", "c", "d/e"]) | texts},
    optional={
        **dict.fromkeys(("_id", "author", "pipeline_tag", "library_name", "gated"), texts | values),
        **dict.fromkeys(("createdAt", "lastModified", "removedAt"), texts | values),
        **dict.fromkeys(("downloads", "downloadsAllTime", "likes"), scalars | values),
        "safetensors": weights | values,
        "tags": tag_lists | values,
        "cardData": cards | values,
        "baseModels": claims | values,
    },
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(items, max_size=3), min_size=1, max_size=3))
def test_whatever_an_item_says_both_ways_say_the_same(pages: list[list[object]]) -> None:
    gathered, theirs = Rows(), Rejections()
    wanted = []
    for page in pages:
        text = json.dumps(page).encode()
        gathered.add(page_items(text))
        wanted.append(rows(parse(text), theirs))  # type: ignore[arg-type]
    assert gathered.all().equals(pl.concat(wanted))
    assert gathered.rejections.counts() == theirs.counts()


def test_a_lone_surrogate_costs_no_page() -> None:
    assert page_rows(page_items(rb'[{"id": "a/b", "tags": ["\ud800"]}]'))["tags"].to_list() == [["?"]]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (b"<html>", "no JSON"),
        (b'[{"id"', "no JSON"),
        (b"", "no JSON"),
        (b"null", "no list"),
        (b'{"error": 1}', "no list"),
    ],
)
def test_what_is_no_list_of_models_says_so(text: bytes, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        page_items(text)


def test_the_items_are_there_as_objects_too() -> None:
    items = page_items(b'[{"id": "a/b", "sha": "x"}, {"id": "c/d"}]')
    assert len(items) == 2
    assert items.objects() == [{"id": "a/b", "sha": "x"}, {"id": "c/d"}]
