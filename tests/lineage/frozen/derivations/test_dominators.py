"""What hangs on one model alone, equal to networkx on random graphs, and by taking the model out."""

from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from lineage.frozen import FrozenGraph
from lineage.frozen.derivations.dominators import NOBODY, DominatorTree, dominated, dominators
from lineage.frozen.derivations.trees import Trees, trees_of
from lineage.frozen.storage.csr import Csr
from tests.lineage.frozen.graphs import frozen, network, random_pairs


def trees(net: "nx.DiGraph[str]") -> tuple[Trees, list[str]]:
    """The trees of a graph whose edges go from child to parent, and its models by number."""
    names = sorted(net)
    number = {name: at for at, name in enumerate(names)}
    child, parent = np.array([(number[c], number[p]) for c, p in net.edges], np.int32).reshape(-1, 2).T
    size = len(names)
    return trees_of(Csr.of_edges(parent, child, size), Csr.of_edges(child, parent, size)), names


@pytest.mark.parametrize("seed", range(60))
def test_dominators_are_those_of_networkx(seed: int) -> None:
    net = network(random_pairs(seed, size=40, merges=0.5, cycles=0, selves=0))
    found, names = trees(net)
    whole = net.reverse()
    whole.add_edges_from(("", root) for root in [n for n in net if not net.out_degree(n)])
    expected = nx.immediate_dominators(whole, "")
    above = dominators(found.parents, found.cut, -found.level, found.node)
    for at, name in enumerate(names):
        assert expected[name] == ("" if above[at] == NOBODY else names[above[at]])


@pytest.mark.parametrize("seed", range(40))
def test_what_hangs_on_a_model_alone_is_what_no_root_reaches_without_it(seed: int) -> None:
    """With cycles, each of which counts as one model."""
    net = network(random_pairs(seed, size=30, merges=0.4, cycles=seed % 4, selves=0))
    found, names = trees(net)
    kept = np.arange(len(names)) % 3 > 0
    every, some = dominated(found, [np.ones(len(names), np.bool_), kept])
    groups = {name: frozenset(group) for group in nx.strongly_connected_components(net) for name in group}
    roots = [g for g in set(groups.values()) if not any(p not in g for m in g for p in net.successors(m))]
    for at, name in enumerate(names):
        without = net.subgraph(set(net) - groups[name])
        reached = {n for group in roots for root in group if root in without for n in nx.ancestors(without, root)}
        reached |= {n for group in roots for n in group}
        lost = set(without) - reached
        assert every[at] == len(lost)
        assert some[at] == sum(bool(kept[names.index(one)]) for one in lost)


TANGLED = [(f"t{n}", f"t{(n * k + 1) % 12}") for n in range(12) for k in (1, 5, 7)]


@pytest.mark.parametrize("pairs", [*(random_pairs(seed, 24, 0.5, seed % 6, 2) for seed in range(60)), TANGLED])
def test_what_hangs_on_a_single_model_is_what_is_lost_without_it(pairs: list[tuple[str, str]], tmp_path: Path) -> None:
    """With cycles of several ways in, self-references, several roots."""
    graph = frozen(tmp_path / "graph", pairs)
    net = network(pairs)
    roots = {graph.ids[n] for n in np.flatnonzero(graph.reach.is_root).tolist()}
    for number, name in enumerate(graph.ids.take(range(graph.size))):
        without = net.subgraph(set(net) - {name})
        left = (roots - {name}) & set(without)
        reached = left | {n for root in left for n in nx.ancestors(without, root)}
        assert hangs_on(graph, number) == set(without) - reached
    assert_made_later_is_the_same(graph)


def hangs_on(graph: FrozenGraph, number: int) -> set[str]:
    place = int(graph.forest.preorder[number])
    places = np.flatnonzero(graph.dominators.hang_on(place, slice(0, graph.size)))
    assert len(places) == graph.dominators.size[place] - 1
    return set(graph.ids.take(graph.by_preorder[places]))


def assert_made_later_is_the_same(graph: FrozenGraph) -> None:
    """As for a graph that an earlier version froze."""
    made = DominatorTree.made(graph.parents, graph.reach, graph.by_preorder)
    for name, array in made.arrays().items():
        assert np.array_equal(array, graph.dominators.arrays()[name])
