"""What follows when a model goes, equal to brute force on random graphs, and where its users can go."""

from pathlib import Path
from random import Random
from typing import Any

import networkx as nx
import numpy as np
import pytest

from lineage.frozen import FrozenGraph
from lineage.impact.impact import LISTS, impact, stranded_count
from lineage.impact.survivors import SurvivorKind
from lineage.list_window import ListWindow
from tests.lineage.frozen.graphs import frozen, network, random_pairs

BASE, MODEL = "Qwen/Qwen3-8B-Base", "Qwen/Qwen3-8B"
CHAT = {"pipeline_tag": "text-generation", "parameters": 8_000_000_000}


@pytest.mark.parametrize("seed", range(25))
def test_lists_are_those_of_brute_force(seed: int, tmp_path: Path) -> None:
    """With cycles, self-references, several roots, and parents that are only named."""
    pairs = [*random_pairs(seed, 20, 0.5, seed % 4), ("o1/m3", "gone/a"), ("o1/m3", "o2/m1")]
    drawn, names = Random(seed), sorted({id for pair in pairs for id in pair})
    downloads = {id: drawn.choice((None, 0, 3, 10**9)) for id in names}
    models = {id: {"downloads": count} for id, count in downloads.items()}
    models["gone/a"] |= {"status": "missing"}
    graph, net = frozen(tmp_path / "graph", pairs, models=models), network(pairs)
    roots = {graph.ids[n] for n in np.flatnonzero(graph.reach.is_root).tolist()}
    for number in range(graph.size):
        model = graph.ids[number]
        without, below = net.subgraph(set(net) - {model}), nx.ancestors(net, model)
        left = (roots - {model}) & set(without)
        reached = left | {one for root in left for one in nx.ancestors(without, root)}
        found = impact(graph, number)
        assert (set(found.affected.ids), set(found.others.ids)) == (below, below & reached)
        assert set(found.stranded.ids) == below - reached
        for part in (found.affected, found.others, found.stranded):
            known = [downloads[id] for id in part.ids if downloads[id] is not None]
            assert part.downloads == (sum(known) if known else None)
        assert stranded_count(graph, number) == found.stranded.total == len(below - reached)
        for id, way in zip(found.others.ids, found.others.ways, strict=True):
            assert (way[0], way[-1] in roots, model in way) == (id, True, False)
            assert nx.is_path(net, list(way))


def test_lists_are_ranked_paged_and_counted_without_mass_uploads(tmp_path: Path) -> None:
    children = [f"a/c{n}" for n in range(5)]
    facts = {id: {"downloads": n, "mass_upload": "uuid" if n == 3 else None} for n, id in enumerate(children)}
    graph = frozen(tmp_path / "graph", [(id, MODEL) for id in children], models=facts)
    number = graph.ids.number(MODEL)
    found = impact(graph, number, ListWindow("downloads", 1, 2, mass_uploads=False)).stranded
    assert (found.total, found.without_mass_uploads, found.ids) == (5, 4, ("a/c2", "a/c1"))
    assert impact(graph, number, ListWindow("downloads", 1, 2)).affected.ids == ("a/c3", "a/c2")


@pytest.mark.parametrize("name", sorted(LISTS))
def test_of_lists_that_are_not_shown_there_are_the_counts(name: str, tmp_path: Path) -> None:
    pairs = [*random_pairs(3, 30, 0.5, 1), ("o1/m1-GGUF", "o1/m1"), ("o9/m2", "o1/m1-GGUF"), ("o9/m2", "o1/m1")]
    graph = frozen(tmp_path / "graph", pairs)
    for number in range(graph.size):
        whole, part = impact(graph, number), impact(graph, number, lists=(name,))
        for one in LISTS:
            all_of_it, shown = getattr(whole, one), getattr(part, one)
            counts = shown.total, shown.without_mass_uploads
            assert counts == (all_of_it.total, all_of_it.without_mass_uploads)
            assert getattr(shown, "downloads", None) == getattr(all_of_it, "downloads", None)
            assert shown.numbers == (all_of_it.numbers if one == name else ())
        assert part.others.ways == (whole.others.ways if name == "others" else ())


COPIES: dict[str, dict[str, Any]] = {
    "mirror/Qwen3-8B": {},
    "whole/qwen3-8b-BF16": {"relation": "quantized"},
    "packed/Qwen3-8B-GGUF": {"relation": "quantized"},
    "adapted/Qwen3-8B": {"relation": "adapter"},
}
"""Children of the model, with what their derivations say."""
NAMESAKES = {
    "same/Qwen3-8B": {"downloads": 9},
    "embedding/Qwen3-8B": {"pipeline_tag": "feature-extraction"},
    "small/Qwen3-8B": {"parameters": 1_000},
    "removed/Qwen3-8B": {"status": "removed"},
}
"""Models of its name that declare nothing."""
SIBLINGS = {
    "lab/other": {**CHAT, "downloads": 1},
    "lab/popular": {"downloads": 99},
    "lab/mass": {**CHAT, "mass_upload": "uuid"},
    "lab/embedding": {"pipeline_tag": "feature-extraction"},
}
"""Finetunes of its base."""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> FrozenGraph:
    derived = {(id, MODEL): facts for id, facts in COPIES.items()}
    siblings = [(id, BASE) for id in (*SIBLINGS, MODEL)]
    pairs = [*derived, *siblings, ("lab/adapter", BASE), ("lab/below", MODEL), ("lab/below", BASE)]
    models = {MODEL: CHAT, **{id: {} for id in COPIES}, **NAMESAKES, **SIBLINGS}
    facts = {**derived, ("lab/adapter", BASE): {"relation": "adapter"}}
    return frozen(tmp_path_factory.mktemp("survivors") / "graph", pairs, models=models, derivations=facts)


def test_survivors_are_copies_and_then_siblings_each_with_what_speaks_for_it(graph: FrozenGraph) -> None:
    found = impact(graph, graph.ids.number(MODEL)).survivors
    assert [(one.id, one.kind.value, one.inferred) for one in found.models] == [
        ("mirror/Qwen3-8B", "mirror", False),
        ("whole/qwen3-8b-BF16", "full_precision", False),
        ("same/Qwen3-8B", "mirror", True),
        ("lab/other", "sibling", False),
        ("lab/mass", "sibling", False),
        ("lab/popular", "sibling", False),
    ]
    assert (found.total, found.without_mass_uploads) == (6, 5)
    by_id = {one.id: one.reasons for one in found.models}
    assert by_id["mirror/Qwen3-8B"] == ("the same name", "declares itself a finetune of this model")
    assert by_id["lab/other"] == (
        f"a finetune of {BASE} as well",
        "the same task: text-generation",
        "the same size: 8,000,000,000 parameters",
    )
    second = impact(graph, graph.ids.number(MODEL), ListWindow(offset=2, limit=2)).survivors.models
    assert [one.id for one in second] == ["same/Qwen3-8B", "lab/other"]


@pytest.mark.parametrize(
    ("relation", "words"),
    [
        ("finetune", "a finetune"),
        ("adapter", "an adapter"),
        ("merge", "a merge"),
        ("quantized", "a quantisation"),
        ("unknown", "a derivative"),
    ],
)
def test_a_sibling_is_told_by_what_it_is(relation: str, words: str, tmp_path: Path) -> None:
    pairs = [("lab/one", BASE), ("lab/two", BASE)]
    graph = frozen(tmp_path / "graph", pairs, derivations={pair: {"relation": relation} for pair in pairs})
    (sibling,) = impact(graph, graph.ids.number("lab/one")).survivors.models
    assert sibling.reasons[0] == f"{words} of {BASE} as well"


def test_the_original_of_a_copy_survives_it(graph: FrozenGraph) -> None:
    found = impact(graph, graph.ids.number("mirror/Qwen3-8B")).survivors
    assert (found.models[0].id, found.models[0].kind) == (MODEL, SurvivorKind.ORIGINAL)


def test_a_name_that_many_models_bear_is_no_sign_of_a_copy(tmp_path: Path) -> None:
    many = [f"lab{n}/model" for n in range(25)]
    graph = frozen(tmp_path / "graph", [("lab/child", many[0])], models={id: {} for id in many})
    assert impact(graph, graph.ids.number(many[0])).survivors.total == 0
