"""Answers are kept for as long as their graph, and no more of them than was said."""

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

from lineage.frozen import FrozenGraph
from tests.web import synthetic
from web.answers.kept_answers import KeptAnswers


def test_what_was_asked_for_last_is_kept_and_nothing_else_is(tmp_path: Path) -> None:
    graph, made, kept = synthetic.graph(30, tmp_path / "graph"), [], KeptAnswers[str](most=2)

    def ask(key: str) -> str:
        return kept.get(graph, key, lambda: made.append(key) or key.upper())  # type: ignore[func-returns-value]

    assert [ask(key) for key in "aabacab"] == list("AABACAB")
    assert made == list("abcb")


def test_several_are_made_at_once_but_for_those_that_are_kept(tmp_path: Path) -> None:
    graph, made, kept = synthetic.graph(30, tmp_path / "graph"), [], KeptAnswers[str](most=2)

    def make(asked: list[str]) -> Iterator[str]:
        made.append("".join(asked))
        return map(str.upper, asked)

    def ask(keys: str) -> str:
        return "".join(kept.get_each(graph, dict(zip(keys, keys, strict=True)), make))

    assert [ask(keys) for keys in ("ab", "bca", "a", "abc", "")] == ["AB", "BCA", "A", "ABC", ""]
    assert made == ["ab", "c", "b"]


def test_another_graph_has_its_own_and_one_that_is_gone_has_none(tmp_path: Path) -> None:
    kept = KeptAnswers[FrozenGraph | int](most=2)
    first, second = synthetic.graph(30, tmp_path / "graph"), FrozenGraph.open(tmp_path / "graph")
    assert kept.get(first, "size", lambda: 1) == 1
    assert kept.get(second, "size", lambda: 2) == 2
    gone = weakref.ref(first)
    del first
    gc.collect()
    assert gone() is None
    assert kept.get(second, "size", lambda: 3) == 2
