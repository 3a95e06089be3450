"""Which quantisation of a model comes first: one that bears its name, or none is called the best."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from lineage.frozen import FrozenGraph
from lineage.frozen.build import build
from lineage.variants import best as best_variants
from lineage.variants.best import FirstVariant, best, better_without_relation
from lineage.variants.ladder import VariantLadder
from lineage.weight_formats import VariantFormat
from tests.lineage.frozen.graphs import FACTS, derivation_batch, model_batch

BASE = "Qwen/Qwen3-8B"


def first(folder: Path, downloads: Mapping[str, int | None]) -> tuple[FirstVariant | None, FirstVariant | None]:
    """The first GGUF of BASE among quantisations with so many downloads."""
    edges = {(id, BASE): {"relation": "quantized"} for id in downloads}
    facts = {id: {"downloads": many} for id, many in downloads.items()}
    build([model_batch([BASE, *downloads], facts)], [derivation_batch(list(edges), edges)], FACTS, folder / "graph")
    graph = FrozenGraph.open(folder / "graph")
    return best(VariantLadder(graph, graph.ids.number(BASE)), VariantFormat.GGUF, 4)


def test_names_of_other_models_are_passed_over_however_often_they_are_downloaded(tmp_path: Path) -> None:
    others = {"a/Neutrino-8B-GGUF": 900, "b/Qwen3-8B-heretic-Q4_K_M-GGUF": 800}
    stated, unstated = first(tmp_path, {**others, "c/Qwen3-8B-Q4_0-GGUF": 10, "d/qwen3-8b-GGUF": 90})
    assert stated and unstated
    assert (stated.row.id, stated.models, stated.is_best) == ("c/Qwen3-8B-Q4_0-GGUF", 2, True)
    assert (unstated.row.id, unstated.models, unstated.is_best) == ("d/qwen3-8b-GGUF", 4, True)
    assert unstated.names_no_width and not stated.names_no_width


def test_none_is_best_behind_all_whose_names_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(best_variants, "LOOKED_AT", 1)
    stated, _ = first(tmp_path, {"b/Qwen3-8B-heretic-Q4_K_M-GGUF": 800, "c/Qwen3-8B-Q4_0-GGUF": 10})
    assert stated
    assert (stated.row.id, stated.is_best) == ("b/Qwen3-8B-heretic-Q4_K_M-GGUF", False)


def test_one_of_no_known_width_stands_beside_only_where_it_is_downloaded_more(tmp_path: Path) -> None:
    stated, unstated = first(tmp_path, {"c/Qwen3-8B-Q4_0-GGUF": 10, "d/Qwen3-8B-GGUF": 10})
    assert stated and stated.row.id == "c/Qwen3-8B-Q4_0-GGUF"
    assert unstated is None


def test_of_all_widths_the_most_downloaded_stands_before_the_best_of_4_bits(tmp_path: Path) -> None:
    stated, first_of_all = first(
        tmp_path, {"a/Qwen3-8B-NPU2-GGUF": 33, "b/Qwen3-8B-Q2_K-GGUF": 613, "c/Qwen3-8B-Q4_0-GGUF": 40}
    )
    assert stated and stated.row.id == "c/Qwen3-8B-Q4_0-GGUF"
    assert first_of_all and (first_of_all.row.id, first_of_all.is_best) == ("b/Qwen3-8B-Q2_K-GGUF", True)
    (tmp_path / "other").mkdir()
    assert first(tmp_path / "other", {"b/Qwen3-8B-Q8_0-GGUF": 5})[1]


def test_where_none_bears_the_name_the_most_downloaded_is_not_called_best(tmp_path: Path) -> None:
    stated, unstated = first(tmp_path, {"a/Neutrino-8B-GGUF": 900, "b/Qwen3-8B-rknn-GGUF": 80})
    assert stated is None
    assert unstated and unstated.row.id == "a/Neutrino-8B-GGUF"
    assert not unstated.is_best and not unstated.names_no_width, "nor is a word said of its widths"


def test_what_only_forks_read_is_passed_over(tmp_path: Path) -> None:
    fork = "k/Qwen3-8B-ROCmFP4-GGUF"
    stated, _ = first(tmp_path / "both", {fork: 90, "c/Qwen3-8B-Q4_0-GGUF": 10})
    assert stated and (stated.row.id, stated.is_best) == ("c/Qwen3-8B-Q4_0-GGUF", True)
    alone, _ = first(tmp_path / "alone", {fork: 90})
    assert alone and (alone.row.id, alone.is_best) == (fork, False)


def test_without_downloads_there_is_no_best(tmp_path: Path) -> None:
    stated, _ = first(tmp_path, {"c/Qwen3-8B-Q4_0-GGUF": None})
    assert stated and stated.bears_name and not stated.is_best
    assert first(tmp_path / "none", {}) == (None, None)


@pytest.mark.parametrize(("downloads", "expected"), [(90, "Qwen/Qwen3-8B-GGUF"), (10, None), (None, None)])
def test_one_that_states_no_relation_is_told_where_it_is_downloaded_more(
    tmp_path: Path, downloads: int | None, expected: str | None
) -> None:
    fork, unstated, stated = "k/Qwen3-8B-ROCmFP4-GGUF", "Qwen/Qwen3-8B-GGUF", "c/Qwen3-8B-Q4_0-GGUF"
    edges = {(id, BASE): {"relation": "unknown"} for id in (fork, unstated)} | {
        (stated, BASE): {"relation": "quantized"}
    }
    facts = {fork: {"downloads": 900}, unstated: {"downloads": downloads}, stated: {"downloads": 10}}
    build([model_batch([BASE, *facts], facts)], [derivation_batch(list(edges), edges)], FACTS, tmp_path / "graph")
    graph = FrozenGraph.open(tmp_path / "graph")
    ladder = VariantLadder(graph, graph.ids.number(BASE))
    found = better_without_relation(ladder, VariantFormat.GGUF, best(ladder, VariantFormat.GGUF, 4))
    assert (found and found.id) == expected
    assert better_without_relation(ladder, VariantFormat.MLX, (None, None)) is None
