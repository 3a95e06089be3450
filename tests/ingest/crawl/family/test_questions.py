"""Questions: values with a key, and the query each one sends."""

import pytest

from ingest.crawl.family.questions import Ancestor, Author, Children, Model, Question, Search, Tagged, parse, query


@pytest.mark.parametrize(
    "question", [Model("a/b"), Ancestor("a/b"), Author("a"), Search("qwen"), Tagged("qwen2"), Children("a/b:c")]
)
def test_a_key_gives_its_question_back(question: Question) -> None:
    assert parse(question.key) == question


def test_questions_of_different_kinds_differ() -> None:
    assert len({Model("x"), Ancestor("x"), Author("x"), Search("x"), Tagged("x"), Children("x")}) == 6


def test_listings_are_asked_by_what_they_list_and_never_move_under_the_crawl() -> None:
    assert query(Author("Qwen"))[0] == ("author", "Qwen")
    assert query(Search("qwen"))[0] == ("search", "qwen")
    assert query(Tagged("qwen2"))[0] == ("filter", "qwen2")
    assert query(Children("Qwen/Qwen3-8B"))[0] == ("filter", "base_model:Qwen/Qwen3-8B")
    assert all(("sort", "createdAt") in query(kind("x")) for kind in (Author, Search, Tagged, Children))
