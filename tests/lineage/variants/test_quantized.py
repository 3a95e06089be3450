"""What quantisations lead down to is what a walk from parent to child finds."""

from pathlib import Path

import numpy as np
import pytest

from lineage.frozen import FrozenGraph
from lineage.values import Relation
from lineage.variants.ladder import VariantLadder
from lineage.variants.quantized import counts_quantized_below, quantized_below
from tests.lineage.frozen.graphs import frozen, random_pairs

OTHER = {"relation": "finetune"}
QUANTIZED = {"relation": "quantized"}


def _graph(folder: Path, seed: int, downloads: int) -> FrozenGraph:
    """Some sixty models with merges and cycles, two derivations in three quantisations; of downloads there are few
    different numbers, and of some models none is known."""
    dice = np.random.default_rng(seed)
    pairs = random_pairs(seed, size=60, merges=0.5, cycles=seed % 4)
    said = {pair: OTHER if dice.random() < 1 / 3 else QUANTIZED for pair in pairs}
    known = {id: {"downloads": int(dice.integers(downloads)) or None} for pair in pairs for id in pair}
    return frozen(folder, pairs, models=known, derivations=said)


def _walked(graph: FrozenGraph, numbers: list[int]) -> set[int]:
    """The same, from child to child."""
    met, waiting = set(numbers), list(numbers)
    while waiting:
        parent = waiting.pop()
        made = zip(graph.children.of(parent).tolist(), graph.children.relation[graph.children.row(parent)], strict=True)
        new = {child for child, code in made if code == list(Relation).index(Relation.QUANTIZED)} - met
        met |= new
        waiting += new
    return met - set(numbers)


@pytest.mark.parametrize("seed", range(8))
def test_the_variants_of_any_models_of_any_graph_are_found_once_and_most_downloaded_first(
    seed: int, tmp_path: Path
) -> None:
    graph = _graph(tmp_path / "g", seed, downloads=5)
    downloads = graph.models.numbers("downloads").values
    everybody = list(range(graph.size))
    for number in everybody:
        for several in ([number], [number, (number * 7 + 1) % graph.size, (number * 3 + 2) % graph.size]):
            found, ranks = quantized_below(graph, list(dict.fromkeys(several)))
            assert ranks.tolist() == graph.lists.rank("downloads")[graph.subtree.preorder[found]].tolist()
            assert found.tolist() == sorted(_walked(graph, several), key=lambda n: (-downloads[n], n))
    assert counts_quantized_below(graph, everybody) == [len(_walked(graph, [number])) for number in everybody]
    assert counts_quantized_below(graph, []) == []


def test_the_best_of_each_rung_is_found_behind_many_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lineage.variants.ladder.AT_ONCE", 2)
    names = [*(f"o/m-{n}-GGUF" for n in range(5)), "o/m-AWQ", "o/m-GPTQ-4bit", "o/m-5-GGUF"]
    known = {id: {"downloads": 100 - place} for place, id in enumerate(names)}
    said = dict.fromkeys([(id, "b/m") for id in names], QUANTIZED)
    graph = frozen(tmp_path / "g", list(said), models=known, derivations=said)
    rungs = VariantLadder(graph, graph.ids.number("b/m")).rungs()
    assert [(rung.format, rung.models, rung.best.id) for rung in rungs] == [
        ("GGUF", 6, "o/m-0-GGUF"),
        ("AWQ", 1, "o/m-AWQ"),
        ("GPTQ", 1, "o/m-GPTQ-4bit"),
    ]


@pytest.mark.parametrize("others", [0, 9])
def test_official_ones_are_those_of_its_organisation_however_many_models_that_has(others: int, tmp_path: Path) -> None:
    pairs = [(id, "o/m") for id in ("o/m-AWQ", "p/m-GGUF", "no-owner", "o/m-GGUF")]
    known: dict[str, dict[str, object]] = {id: {"downloads": place} for place, (id, _) in enumerate(pairs)}
    known["no-owner"]["author"] = None
    graph = frozen(tmp_path / "g", pairs, [f"o/{n}" for n in range(others)], known, dict.fromkeys(pairs, QUANTIZED))
    ladder = VariantLadder(graph, graph.ids.number("o/m"))
    assert [(row.id, row.official) for row in ladder.rows().page()] == [
        ("o/m-GGUF", True),
        ("no-owner", False),
        ("p/m-GGUF", False),
        ("o/m-AWQ", True),
    ]
    assert not VariantLadder(graph, graph.ids.number("no-owner")).official.any()
