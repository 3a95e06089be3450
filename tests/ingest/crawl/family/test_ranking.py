"""Candidates, the best first, while their ranks change."""

from ingest.crawl.family.ranking import Ranking


def first(ranking: Ranking, ranks: dict[str, int | None]) -> str | None:
    ranking.settle(ranks.get)
    return ranking.first


def test_a_ranking_gives_the_highest_present_rank_and_forgets_the_done() -> None:
    ranks: dict[str, int | None] = {"a": 1, "b": 5, "c": 5}
    ranking = Ranking()
    for id, rank in ranks.items():
        ranking.push(id, rank or 0)
    assert first(ranking, ranks) == "b"
    ranks["b"] = None
    assert first(ranking, ranks) == "c"
    ranks["c"] = 0
    assert first(ranking, ranks) == "a"


def test_a_ranking_of_none_but_the_done_is_empty() -> None:
    ranking = Ranking()
    ranking.push("a", 1)
    assert first(ranking, {"a": None}) is None
