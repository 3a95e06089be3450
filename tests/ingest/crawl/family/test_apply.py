"""What answers make of the state of a family crawl."""

from collections.abc import Iterable

import polars as pl

from ingest.crawl.family.apply import apply, start
from ingest.crawl.family.profile import Affiliation, Family
from ingest.crawl.family.requests import AuthorRequest, ChildrenRequest, HubRequest, SearchRequest, TagRequest
from ingest.crawl.family.state import FamilyState
from ingest.rows.table import ROW

QWEN = Family("Qwen", word="qwen")


def rows(models: Iterable[tuple[str, list[str]]]) -> pl.DataFrame:
    records = [
        {**dict.fromkeys(ROW), "id": id, "hub_parents": [{"hub_id": None, "id": p} for p in parents]}
        for id, parents in models
    ]
    return pl.DataFrame(records, schema=ROW)


def learn(state: FamilyState, request: HubRequest, answer: pl.DataFrame) -> int:
    """Take in the first and only page of a listing."""
    return apply(state, request, answer, None)


def test_a_model_joins_once_its_line_leads_to_a_base_in_whatever_order_it_was_listed() -> None:
    state = start(QWEN)
    assert learn(state, SearchRequest("qwen"), rows([("a/qwen-x-y", ["a/x"]), ("b/qwen-llama", ["meta/llama"])])) == 0
    assert state.waiting("a/x") == 1
    assert learn(state, ChildrenRequest("Qwen/One"), rows([("a/x", ["Qwen/One"])])) == 2
    assert {id for id, _ in state.descendants()} == {"a/x", "a/qwen-x-y"}


def test_the_filter_makes_a_parent_even_where_the_hub_names_none() -> None:
    state = start(QWEN)
    learn(state, ChildrenRequest("Qwen/One"), rows([("a/tag-only", [])]))
    assert state.is_member("a/tag-only")


def test_rings_and_self_references_end() -> None:
    state = start(QWEN)
    learn(state, SearchRequest("qwen"), rows([("a/1", ["a/2"]), ("a/2", ["a/1"]), ("a/3", ["a/3", "Qwen/One"])]))
    assert state.members == {"a/3"}
    assert state.seen("a/3") == 0


def test_a_model_listed_again_adds_nothing() -> None:
    state = start(QWEN)
    answer = rows([("a/x", ["Qwen/One"])])
    assert [
        learn(state, request, answer)
        for request in (SearchRequest("qwen"), TagRequest("qwen2"), ChildrenRequest("Qwen/One"))
    ] == [
        1,
        0,
        0,
    ]


def test_the_share_shown_elsewhere_counts_a_child_once_whichever_listing_came_first() -> None:
    for first, second in (
        (SearchRequest("qwen"), ChildrenRequest("Qwen/One")),
        (ChildrenRequest("Qwen/One"), SearchRequest("qwen")),
    ):
        state = start(QWEN)
        learn(state, AuthorRequest("Qwen"), rows([("Qwen/One", [])]))
        for request in (first, second, TagRequest("qwen2")):
            learn(state, request, rows([("a/x", ["Qwen/One"]), ("a/y", ["Qwen/One"])]))
        left_out = int(isinstance(first, SearchRequest))
        assert (state.shown[Affiliation.OWN].hits, state.shown[Affiliation.OWN].cases) == (2 - left_out, 2 - left_out)
