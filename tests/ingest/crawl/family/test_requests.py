"""Requests: values with a key, and the query each one sends."""

import pytest

from ingest.crawl.family.requests import (
    AncestorRequest,
    AuthorRequest,
    ChildrenRequest,
    HubRequest,
    ModelRequest,
    SearchRequest,
    TagRequest,
    parse,
    query,
)


@pytest.mark.parametrize(
    "sent",
    [
        ModelRequest("a/b"),
        AncestorRequest("a/b"),
        AuthorRequest("a"),
        SearchRequest("qwen"),
        TagRequest("qwen2"),
        ChildrenRequest("a/b:c"),
    ],
)
def test_a_key_gives_its_request_back(sent: HubRequest) -> None:
    assert parse(sent.key) == sent


def test_keys_are_those_of_the_crawls_that_earlier_versions_left_unfinished() -> None:
    keys = ["model:a/b", "ancestor:a/b", "author:a", "search:qwen", "tagged:qwen2", "children:a/b"]
    kinds = (ModelRequest, AncestorRequest, AuthorRequest, SearchRequest, TagRequest, ChildrenRequest)
    assert [type(parse(key)) for key in keys] == list(kinds)


def test_requests_of_different_kinds_differ() -> None:
    assert (
        len(
            {
                ModelRequest("x"),
                AncestorRequest("x"),
                AuthorRequest("x"),
                SearchRequest("x"),
                TagRequest("x"),
                ChildrenRequest("x"),
            }
        )
        == 6
    )


def test_listings_are_asked_by_what_they_list_and_never_move_under_the_crawl() -> None:
    assert query(AuthorRequest("Qwen"))[0] == ("author", "Qwen")
    assert query(SearchRequest("qwen"))[0] == ("search", "qwen")
    assert query(TagRequest("qwen2"))[0] == ("filter", "qwen2")
    assert query(ChildrenRequest("Qwen/Qwen3-8B"))[0] == ("filter", "base_model:Qwen/Qwen3-8B")
    assert all(
        ("sort", "createdAt") in query(kind("x"))
        for kind in (AuthorRequest, SearchRequest, TagRequest, ChildrenRequest)
    )
