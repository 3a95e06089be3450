"""Which families are told apart when a graph is frozen: the largest that are not deep; and what tells them apart."""

from pathlib import Path

import numpy as np
import pytest

from lineage.frozen.terms import families
from tests.lineage.frozen.graphs import frozen


def chain(length: int) -> list[tuple[str, str]]:
    return [(f"a/m{n + 1:04}", f"a/m{n:04}") for n in range(length)]


def test_a_chain_is_not_told_apart_for_each_of_its_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(families, "LARGE", 1)
    graph = frozen(tmp_path / "graph", chain(100))
    told = graph.terms.families.arrays()
    assert told["families.model"].tolist() == [0, 1]  # a third would make it more than twice the models
    assert len(told["families.case"]) <= families.TIMES * graph.size


def test_a_deep_family_is_told_apart_when_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(families, "LARGE", 1)
    graph = frozen(tmp_path / "graph", chain(families.DEEP + 3))
    assert not {0, 1, 2} & set(graph.terms.families.arrays()["families.model"].tolist())
    assert graph.terms.families.cases(0).models.sum() == graph.size


@pytest.mark.parametrize("number", [0, 1])
def test_cases_are_the_same_frozen_and_found(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [*chain(6), ("b/merge", "a/m0002"), ("b/merge", "c/other"), ("b/leaf", "b/merge")]
    stated = {"a/m0001": {"license": "gemma"}, "c/other": {"license": "mit"}, "b/merge": {"mass_upload": "uuid"}}
    found = frozen(tmp_path / "found", pairs, models=stated).terms.families.cases(number)
    monkeypatch.setattr(families, "LARGE", 1)
    graph = frozen(tmp_path / "frozen", pairs, models=stated)
    kept = graph.terms.families.cases(number)
    for name in ("case", "kind", "before", "models", "unmarked"):
        assert np.array_equal(getattr(kept, name), getattr(found, name)), name
    assert np.array_equal(kept.sets[kept.above], found.sets[found.above])
    assert int(kept.models.sum() - kept.unmarked.sum()) == 1
