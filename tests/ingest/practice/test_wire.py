"""The list and detail routes, request by request."""

import base64
import json
import re
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ingest.practice import HubRequest, HubResponse, Population, PracticeHub, hub_rules
from ingest.practice.catalogue import SORTS
from ingest.practice.quota import Meter

QWEN = "Qwen/Qwen2.5-7B-Instruct"
Item = dict[str, Any]


def ask(hub: PracticeHub, target: str, **headers: str) -> HubResponse:
    return hub(HubRequest(target, headers))


def following(response: HubResponse) -> str | None:
    link = response.header("Link")
    if link is None:
        return None
    address = re.fullmatch(r'<(http://127\.0\.0\.1/.*)>; rel="next"', link)
    assert address is not None
    return address[1].removeprefix("http://127.0.0.1")


def walk(hub: PracticeHub, target: str) -> list[Item]:
    items: list[Item] = []
    page: str | None = target
    while page is not None:
        response = ask(hub, page)
        items += response.json()
        page = following(response)
    return items


@pytest.mark.parametrize("direction", ["", "&direction=1"])
@pytest.mark.parametrize("sort", SORTS)
def test_pages_under_every_sort_hold_every_model_once_and_in_order(hub: PracticeHub, sort: str, direction: str) -> None:
    items = walk(hub, f"/api/models?sort={sort}&expand={sort}&limit=937{direction}")
    assert sorted(item["id"] for item in items) == sorted(hub.population.ids)
    values = [item[sort] for item in items]
    assert values == sorted(values, reverse=not direction)
    for left, right in pairwise(items):
        assert left[sort] != right[sort] or left["_id"] < right["_id"]


def test_a_default_item_has_these_keys_and_an_expanded_one_only_what_was_asked_for(hub: PracticeHub) -> None:
    item = next(i for i in walk(hub, "/api/models?author=Qwen") if i["id"] == QWEN)
    keys = "_id id likes trendingScore private downloads tags pipeline_tag library_name createdAt modelId"
    assert " ".join(item) == keys
    assert set(walk(hub, "/api/models?author=Qwen&expand=likes&expand[]=baseModels")[0]) <= {
        "_id",
        "id",
        "likes",
        "baseModels",
    }


def test_what_a_model_has_not_is_absent_and_never_null(hub: PracticeHub) -> None:
    items = ask(hub, "/api/models?expand=cardData&expand=baseModels&expand=safetensors&expand=pipeline_tag").json()
    assert {len(item) for item in items} > {2}
    assert all(value is not None for item in items for value in item.values())


def test_pages_hold_a_thousand_items_by_default_and_at_most(hub: PracticeHub) -> None:
    assert len(ask(hub, "/api/models").json()) == 1000
    assert len(ask(hub, "/api/models?limit=5000").json()) == 1000
    assert len(ask(hub, "/api/models?limit=3").json()) == 3
    assert ask(hub, "/api/models?limit=0").status == 400


def test_the_link_keeps_the_parameters_and_ends_on_a_keyset_cursor(hub: PracticeHub) -> None:
    response = ask(hub, "/api/models?limit=3&filter=base_model%3AQwen%2FQwen3-8B&sort=downloads&expand=downloads")
    query = parse_qs(urlsplit(following(response) or "").query)
    assert list(query) == ["limit", "filter", "sort", "expand", "cursor"]
    assert query["filter"] == ["base_model:Qwen/Qwen3-8B"]
    last = response.json()[-1]
    assert json.loads(base64.b64decode(query["cursor"][0])) == {
        "$or": [
            {"downloads": last["downloads"], "_id": {"$gt": last["_id"]}},
            {"downloads": {"$lt": last["downloads"]}},
            {"downloads": None},
        ]
    }


def test_the_last_page_has_no_link(hub: PracticeHub) -> None:
    assert following(ask(hub, "/api/models?author=Qwen")) is None


def test_a_cursor_goes_on_after_its_place_even_when_its_model_is_not_there(hub: PracticeHub) -> None:
    first = ask(hub, "/api/models?sort=createdAt&limit=5&expand=createdAt").json()
    made_up = first[2]["_id"][:-1] + ("0" if first[2]["_id"][-1] != "0" else "1")
    keyset = {"$or": [{"createdAt": first[2]["createdAt"], "_id": {"$gt": made_up}}]}
    cursor = base64.b64encode(json.dumps(keyset).encode()).decode()
    items = ask(hub, f"/api/models?sort=createdAt&limit=2&cursor={cursor}").json()
    assert items[0]["_id"] in (first[2]["_id"], first[3]["_id"])


@pytest.mark.parametrize("cursor", ["x", "e30=", "eyIkb3IiOlt7fV19", "bnVsbA=="])
def test_a_broken_cursor_is_refused(hub: PracticeHub, cursor: str) -> None:
    assert ask(hub, f"/api/models?sort=createdAt&cursor={cursor}").status == 400


def test_skip_moves_the_page(hub: PracticeHub) -> None:
    first = ask(hub, "/api/models?limit=10").json()
    assert ask(hub, "/api/models?limit=4&skip=6").json() == first[6:]


@pytest.mark.parametrize("name", ["childrenModelCount", "usedStorage", "nonsense"])
def test_the_list_refuses_a_request_that_expands_what_it_does_not_have(hub: PracticeHub, name: str) -> None:
    response = ask(hub, f"/api/models?expand=tags&expand={name}")
    assert response.status == 400
    assert "Invalid option: expected one of" in response.json()["error"]


def test_a_filter_by_base_model_gives_all_relations_or_one_and_minds_the_case(hub: PracticeHub) -> None:
    everyone = walk(hub, f"/api/models?filter=base_model:{QWEN}")
    tagged = {i["id"] for i in walk(hub, "/api/models") if f"base_model:{QWEN}" in i["tags"]}
    assert {i["id"] for i in everyone} == tagged
    assert len(everyone) == len(tagged)
    relations = [len(walk(hub, f"/api/models?filter=base_model:{r}:{QWEN}")) for r in hub_rules.DECLARABLE]
    assert 0 < sum(relations) <= len(everyone)
    assert walk(hub, f"/api/models?filter=base_model:{QWEN.lower()}") == []


def test_filters_add_up_and_match_whole_tags(hub: PracticeHub) -> None:
    both = walk(hub, f"/api/models?filter=base_model:{QWEN}&filter=gguf")
    assert both
    assert all({f"base_model:{QWEN}", "gguf"} <= set(item["tags"]) for item in both)
    assert walk(hub, "/api/models?filter=ggu") == []


@pytest.mark.parametrize("tag", ["license:mit", "text-to-image", "peft", "merge", "qwen2", "en", "4-bit"])
def test_a_filter_finds_exactly_the_models_with_the_tag(hub: PracticeHub, tag: str) -> None:
    tagged = [i["id"] for i in walk(hub, "/api/models?sort=createdAt") if tag in i["tags"]]
    assert [i["id"] for i in walk(hub, f"/api/models?sort=createdAt&filter={tag}")] == tagged


def test_author_is_exact_and_search_is_a_substring_without_case(hub: PracticeHub) -> None:
    assert all(i["id"].startswith("Qwen/") for i in walk(hub, "/api/models?author=Qwen"))
    assert walk(hub, "/api/models?author=qwen") == []
    found = {i["id"] for i in walk(hub, "/api/models?search=QWEN2.5-coder")}
    assert found == {name for name in hub.population.ids if "qwen2.5-coder" in name.lower()}


def test_tags_and_base_models_agree_one_for_one(hub: PracticeHub) -> None:
    for item in walk(hub, "/api/models?expand=tags&expand=baseModels"):
        base = item.get("baseModels")
        if isinstance(base, dict):
            pairs = list(hub_rules.tag_pairs(base["relation"], [m["id"] for m in base["models"]]))
            assert [t for t in item["tags"] if t.startswith("base_model:")] == pairs


def test_the_detail_route_counts_children_by_relation(hub: PracticeHub) -> None:
    detail = ask(hub, f"/api/models/{QWEN}?expand=childrenModelCount&expand=usedStorage&expand=baseModels").json()
    assert set(detail["childrenModelCount"]) == {"adapter", "merge", "quantized", "finetune"}
    for relation, count in detail["childrenModelCount"].items():
        listed = walk(hub, f"/api/models?filter=base_model:{relation}:{QWEN}&expand=baseModels")
        assert count == sum("baseModels" in item for item in listed)
    assert detail["baseModels"]["models"][0]["id"] == "Qwen/Qwen2.5-7B"


@pytest.mark.parametrize(
    ("old", "new"), [("gpt2", "openai-community/gpt2"), ("THUDM/chatglm3-6b", "zai-org/chatglm3-6b")]
)
def test_a_renamed_model_answers_with_a_relative_redirect(hub: PracticeHub, old: str, new: str) -> None:
    response = ask(hub, f"/api/models/{old}?expand=tags")
    assert (response.status, response.header("Location")) == (307, f"/api/models/{new}?expand=tags")


def test_a_missing_model_is_401_for_a_stranger_and_404_for_a_token(hub: PracticeHub) -> None:
    for status, headers in ((401, {}), (404, {"authorization": "Bearer x"})):
        response = ask(hub, "/api/models/no/body", **headers)
        assert (response.status, response.header("X-Error-Code")) == (status, "RepoNotFound")


@pytest.mark.parametrize(
    "target", ["/api/models", "/api/models?expand=x", "/api/models/no/body", "/api/agent-harnesses", "/", "/x"]
)
def test_every_response_says_that_it_is_synthetic(hub: PracticeHub, target: str) -> None:
    assert ask(hub, target).header("X-Practice-Hub") == "synthetic; models=20000; seed=7"


def test_the_front_page_says_what_this_is_and_escapes_what_it_repeats(hub: PracticeHub) -> None:
    text = hub(HubRequest("/", base="http://<b>")).body.decode()
    assert "synthetic" in text
    assert "20,000" in text
    assert "HF_ENDPOINT=http://&lt;b&gt;" in text


def test_gzip_is_sent_when_asked_for_and_holds_the_same(hub: PracticeHub) -> None:
    plain, packed = ask(hub, "/api/models"), ask(hub, "/api/models", **{"accept-encoding": "gzip, deflate"})
    assert packed.json() == plain.json()
    assert len(packed.body) < len(plain.body) / 3
    assert packed.header("ETag") == plain.header("ETag")


def test_requests_are_counted_per_token_in_fixed_windows(people: Population) -> None:
    now = [100.0]
    hub = PracticeHub(people, meter=Meter(quota=2, window=10, clock=lambda: now[0]))
    limits = [ask(hub, "/api/models?limit=1").header("RateLimit") for _ in range(3)]
    assert limits == ['"api";r=1;t=10', '"api";r=0;t=10', '"api";r=0;t=10']
    now[0] += 4
    refused = ask(hub, "/api/models?limit=1")
    assert (refused.status, refused.header("RateLimit")) == (429, '"api";r=0;t=6')
    assert refused.header("RateLimit-Policy") == '"fixed window";"api";q=2;w=10'
    assert ask(hub, "/api/models?limit=1", authorization="Bearer other").status == 200
    assert ask(hub, "/").header("RateLimit") is None
    now[0] += 6
    assert ask(hub, "/api/models?limit=1").status == 200
