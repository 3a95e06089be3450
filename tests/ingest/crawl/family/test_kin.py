"""What is known of a family while answers come in."""

from collections.abc import Iterable

import polars as pl

from ingest.crawl.family.gain import Kind
from ingest.crawl.family.kin import Family, Kin, Ranking
from ingest.crawl.family.questions import Author, Children, Search, Tagged
from ingest.rows.table import ROW

QWEN = Family("Qwen", word="qwen")


def rows(models: Iterable[tuple[str, list[str]]]) -> pl.DataFrame:
    records = [
        {**dict.fromkeys(ROW), "id": id, "hub_parents": [{"hub_id": None, "id": p} for p in parents]}
        for id, parents in models
    ]
    return pl.DataFrame(records, schema=ROW)


def test_a_model_joins_once_its_line_leads_to_a_base_in_whatever_order_it_was_listed() -> None:
    kin = Kin(QWEN)
    assert kin.learn(Search("qwen"), rows([("a/qwen-x-y", ["a/x"]), ("b/qwen-llama", ["meta/llama"])])) == 0
    assert kin.waiting("a/x") == 1
    assert kin.learn(Children("Qwen/One"), rows([("a/x", ["Qwen/One"])])) == 2
    assert {id for id, _ in kin.descendants()} == {"a/x", "a/qwen-x-y"}


def test_the_filter_makes_a_parent_even_where_the_hub_names_none() -> None:
    kin = Kin(QWEN)
    kin.learn(Children("Qwen/One"), rows([("a/tag-only", [])]))
    assert kin.is_member("a/tag-only")


def test_rings_and_self_references_end() -> None:
    kin = Kin(QWEN)
    kin.learn(Search("qwen"), rows([("a/1", ["a/2"]), ("a/2", ["a/1"]), ("a/3", ["a/3", "Qwen/One"])]))
    assert kin.members == {"a/3"}
    assert kin.seen("a/3") == 0


def test_a_model_listed_again_adds_nothing() -> None:
    kin = Kin(QWEN)
    answer = rows([("a/x", ["Qwen/One"])])
    assert [kin.learn(question, answer) for question in (Search("qwen"), Tagged("qwen2"), Children("Qwen/One"))] == [
        1,
        0,
        0,
    ]


def test_the_share_shown_elsewhere_counts_a_child_once_whichever_listing_came_first() -> None:
    for first, second in ((Search("qwen"), Children("Qwen/One")), (Children("Qwen/One"), Search("qwen"))):
        kin = Kin(QWEN)
        kin.learn(Author("Qwen"), rows([("Qwen/One", [])]))
        for question in (first, second, Tagged("qwen2")):
            kin.learn(question, rows([("a/x", ["Qwen/One"]), ("a/y", ["Qwen/One"])]))
        left_out = int(isinstance(first, Search))
        assert (kin.shown[Kind.OWN].hits, kin.shown[Kind.OWN].cases) == (2 - left_out, 2 - left_out)


def test_a_ranking_gives_the_highest_present_rank_and_forgets_the_done() -> None:
    ranks: dict[str, int | None] = {"a": 1, "b": 5, "c": 5}
    ranking = Ranking()
    for id, rank in ranks.items():
        ranking.push(id, rank or 0)
    assert ranking.top(ranks.get) == "b"
    ranks["b"] = None
    assert ranking.top(ranks.get) == "c"
    ranks["c"] = 0
    assert ranking.top(ranks.get) == "a"
