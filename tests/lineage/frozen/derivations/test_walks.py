"""Walks along derivations against networkx, on random graphs with merges and cycles."""

from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from lineage.errors import BadInput
from lineage.frozen.derivations import walks
from lineage.frozen.derivations.walks import paths_between, walk
from lineage.values import Relation
from tests.lineage.frozen.graphs import frozen, network, random_pairs


@pytest.mark.parametrize("few", [0, walks.FEW])
@pytest.mark.parametrize("seed", range(4))
def test_a_walk_meets_each_model_at_its_distance_by_a_derivation_that_there_is(
    seed: int, few: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the models that it met are a list to its end, or soon a mask."""
    monkeypatch.setattr(walks, "FEW", few)
    pairs = random_pairs(seed, merges=0.4)
    said = {pair: {"relation": "merge"} for pair in pairs[::3]}
    graph, ids = frozen(tmp_path / "graph", pairs, derivations=said), network(pairs)
    for start in sorted(ids)[::5]:
        number = graph.ids.number(start)
        found = walk(graph.children, np.array([number]))
        lengths = dict(nx.single_target_shortest_path_length(ids, start))
        met = dict(zip(graph.ids.take(found.numbers), found.distance.tolist(), strict=True))
        assert met == {id: length for id, length in lengths.items() if id != start}
        for child, parent in zip(graph.ids.take(found.numbers), graph.ids.take(found.neighbour), strict=True):
            assert (child, parent) in pairs and lengths[child] == lengths[parent] + 1
        assert set(walk(graph.children, np.array([number]), max_depth=1).distance.tolist()) <= {1}
        merged = walk(graph.parents, np.array([number]), [Relation.MERGE])
        reached = nx.DiGraph([pair for pair in said if pair[0] != pair[1]])
        reached.add_node(start)
        assert set(graph.ids.take(merged.numbers)) == nx.descendants(reached, start)
        assert all(merged.relation == list(Relation).index(Relation.MERGE))


@pytest.mark.parametrize("seed", range(4))
def test_ways_between_two_models_are_all_simple_paths(seed: int, tmp_path: Path) -> None:
    pairs = random_pairs(seed, size=20, merges=0.4, cycles=1)
    graph, ids = frozen(tmp_path / "graph", pairs), network(pairs)
    for child in sorted(ids)[::4]:
        for ancestor in sorted(ids)[::3]:
            low, high = map(graph.ids.number, (child, ancestor))
            ways = paths_between(graph.parents, low, high, 1000)
            wanted = [[child]] if child == ancestor else list(nx.all_simple_paths(ids, child, ancestor))
            assert sorted(map(graph.ids.take, ways.paths)) == sorted(wanted)
            assert list(map(len, ways.paths)) == sorted(map(len, wanted))


def test_a_relation_that_is_none_is_refused(tmp_path: Path) -> None:
    graph = frozen(tmp_path / "graph", [("a/b", "c/d")])
    with pytest.raises(BadInput, match="distilled"):
        walk(graph.children, np.array([0]), ["distilled"])
