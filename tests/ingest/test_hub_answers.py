"""The Hub's wire format without the Hub: answers in tests/data/hub, read strictly, tolerantly and over HTTP."""

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from ingest.crawl import everything
from ingest.crawl.everything import crawl_all
from ingest.hub.client import Hub
from ingest.hub.transport import RetryPolicy
from ingest.practice import HubRequest, Population, PracticeHub, population
from ingest.practice.wire import MARK
from ingest.resolve import resolve
from ingest.rows.json_page import Rows, page_items
from ingest.rows.rejections import Rejections
from ingest.rows.tolerant import rows
from ingest.snapshots.snapshot import Snapshot
from lineage.errors import HubError
from lineage.home.home import Home
from tests.ingest.hub_answers import LISTS, NAMES, answering, hub_answer
from tests.ingest.worlds import World

BASE, CHAT = "Qwen/Qwen2.5-7B", "Qwen/Qwen2.5-7B-Instruct"


def read(name: str) -> tuple[pl.DataFrame, Rejections]:
    """The rows of a page as a crawl reads it."""
    made = Rows()
    made.add(page_items(hub_answer(name).body))
    return made.all(), made.rejections


@pytest.mark.parametrize("name", LISTS)
def test_a_page_is_the_same_rows_read_strictly_and_tolerantly(name: str) -> None:
    strict, rejections = read(name)
    tolerant = Rejections()
    assert_frame_equal(strict, rows(hub_answer(name).json, tolerant))
    assert rejections.counts() == tolerant.counts()


@pytest.mark.parametrize("name", LISTS)
def test_every_page_but_the_dirty_one_is_as_documented(name: str) -> None:
    assert page_items(hub_answer(name).body).odd == (name == "list-dirty")


def test_what_the_hub_says_of_a_model_is_in_its_row() -> None:
    page, _ = read("list-first")
    chat = page.row(by_predicate=pl.col("id") == CHAT, named=True)
    assert chat["hub_parents"] == [{"hub_id": hub_answer("list-first").json[2]["_id"], "id": BASE}]
    assert (chat["hub_relation"], chat["card_base_model"]) == ("finetune", f'"{BASE}"')
    assert (chat["parameters"], chat["license"], chat["gated"]) == (7_615_616_512, "apache-2.0", "false")
    assert chat["created_at"].isoformat() == "2024-09-16T12:00:00+00:00"


def test_the_hubs_floor_is_no_date_and_a_bare_repository_is_all_unknown() -> None:
    page, _ = read("list-last")
    old, bare = (page.row(by_predicate=pl.col("id").str.contains(text), named=True) for text in ("gpt2", "untitled"))
    assert old["created_at"] is None
    assert {bare[name] for name in ("license", "pipeline_tag", "library", "parameters", "card_base_model")} == {None}
    assert bare["downloads"] == 0


def test_dirt_costs_what_it_touches_and_is_counted() -> None:
    page, rejections = read("list-dirty")
    assert (page.height, dict(rejections.by_reason)) == (5, {"no id": 1})
    wrong = page.row(by_predicate=pl.col("id") == "dirt/wrong-types", named=True)
    assert [wrong[name] for name in ("created_at", "downloads", "gated", "tags")] == [None] * 4
    assert wrong["parameters"] == 15
    assert set(rejections.odd_fields) == {"createdAt", "downloads", "gated", "tags"}


def test_the_claims_of_all_pages_become_derivations(tmp_path: Path) -> None:
    world = World(
        tmp_path, [item for name in ("list-first", "list-children", "list-dirty") for item in hub_answer(name).json]
    )
    assert world.edges == {
        (CHAT, BASE, "finetune"),
        ("an-account/Qwen2.5-7B-blend", BASE, "merge"),
        ("an-account/Qwen2.5-7B-blend", CHAT, "merge"),
        ("an-account/qwen-lora", BASE, "adapter"),
        ("dirt/list-in-a-text", BASE, "unknown"),
        ("dirt/list-in-a-text", "Qwen/Qwen2.5-3B", "unknown"),
        ("dirt/wrong-case", BASE, "quantized"),
        ("dirt/local-path", BASE, "adapter"),
        ("dirt/itself", "dirt/itself", "finetune"),
    }


def test_a_crawl_follows_the_link_to_the_last_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(everything, "EVERYTHING", (("sort", "createdAt"), ("limit", 3)))
    home = Home(tmp_path)
    with answering("list-first", "list-last") as url:
        snapshot = Snapshot.open(crawl_all(home, Hub(url)))
    listed = {item["id"] for name in ("list-first", "list-last") for item in hub_answer(name).json}
    assert set(snapshot.rows().collect()["id"]) == listed
    assert (snapshot.facts.complete, snapshot.facts.synthetic) == (True, False)
    assert resolve(snapshot.folder, home).exists()


def test_a_model_without_a_parent_has_no_base_models() -> None:
    with answering("detail", "detail-root") as url:
        hub = Hub(url)
        chat, base = hub.model(CHAT, ("baseModels",)), hub.model(BASE, ("baseModels",))
    assert chat["baseModels"]["models"][0]["id"] == BASE
    assert "baseModels" not in base
    assert set(base["childrenModelCount"]) == {"adapter", "merge", "quantized", "finetune"}


def test_a_renamed_model_answers_under_its_new_id() -> None:
    with answering("renamed", "renamed-to") as url:
        item = Hub(url).model("meta-llama/Meta-Llama-3.1-8B")
    assert item["id"] == "meta-llama/Llama-3.1-8B"


@pytest.mark.parametrize("name", ["missing", "missing-with-token", "disabled"])
def test_a_model_that_is_not_shown_is_none(name: str) -> None:
    id = hub_answer(name).path.removeprefix("/api/models/").partition("?")[0]
    with answering(name) as url:
        assert Hub(url, "hf_token" if hub_answer(name).token else None).model(id) is None


def test_a_refused_key_stops_at_once_with_the_hubs_words() -> None:
    with answering("bad-expand") as url, pytest.raises(HubError, match="Invalid option: expected one of"):
        Hub(url).page("/api/models?limit=1&expand=childrenModelCount")


def test_a_spent_window_is_waited_out() -> None:
    slept: list[float] = []
    with answering("rate-limited", "list-default") as url:
        page = Hub(url, sleep=slept.append).page("/api/models?limit=1")
    assert len(page.items) == 1
    assert any(117 <= seconds < 120 for seconds in slept)


def test_a_refusal_in_front_of_the_hub_is_tried_again_by_our_own_waits() -> None:
    slept: list[float] = []
    path = hub_answer("rate-limited-in-front").path
    with answering("rate-limited-in-front") as url, pytest.raises(HubError, match="429"):
        Hub(url, sleep=slept.append, policy=RetryPolicy(tries=3, first_contact_tries=3)).page(path)
    assert len(slept) == 2


def test_a_link_to_another_host_is_not_followed() -> None:
    with (
        answering("list-first", links_to_hub=True) as url,
        pytest.raises(HubError, match=r"another host.*huggingface\.co"),
    ):
        Hub(url).page(hub_answer("list-first").path)


@pytest.fixture(scope="module")
def people() -> Population:
    return population(500, seed=5, related=0.8)


@pytest.mark.parametrize("name", ["missing", "missing-with-token", "bad-expand"])
def test_the_practice_hub_refuses_in_the_same_words(name: str, people: Population) -> None:
    answer = hub_answer(name)
    asked = {"authorization": "Bearer hf_token"} if answer.token else {}
    response = PracticeHub(people)(HubRequest(answer.path, asked))
    assert (response.status, response.json()) == (answer.status, answer.json)


def test_the_practice_hub_has_the_headers_and_keys_of_the_hub(people: Population) -> None:
    for name in ("list-first", "list-default"):
        answer = hub_answer(name)
        response = PracticeHub(people)(HubRequest(answer.path))
        assert {key for key, _ in response.headers} - {MARK} == set(answer.headers)
        assert {key for item in response.json() for key in item} <= {key for item in answer.json for key in item}


def test_there_is_a_dozen_of_them_and_each_is_used() -> None:
    text = Path(__file__).read_text()
    assert len(NAMES) >= 12
    assert [name for name in NAMES if name not in LISTS and f'"{name}"' not in text] == []
