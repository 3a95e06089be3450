"""Strongly connected components are those of networkx, whatever the graph, and of any length."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lineage.frozen.derivations.components import components, cyclic_edges, strongly_connected
from lineage.frozen.storage.csr import Csr

SIZE = 12
EDGES = st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)), max_size=40)


def both_ways(edges: list[tuple[int, int]], size: int) -> tuple[Csr, Csr]:
    """(children, parents) of edges from child to parent."""
    child, parent = np.array(edges, np.int64).reshape(-1, 2).T
    return Csr.of_edges(parent, child, size), Csr.of_edges(child, parent, size)


def groups_of_networkx(edges: list[tuple[int, int]], size: int) -> set[frozenset[int]]:
    graph = nx.DiGraph(edges)
    graph.add_nodes_from(range(size))
    return {frozenset(group) for group in nx.strongly_connected_components(graph)}


@settings(deadline=None)
@given(EDGES)
def test_components_are_those_of_networkx(edges: list[tuple[int, int]]) -> None:
    expected = groups_of_networkx(edges, SIZE)
    component = components(*both_ways([pair for pair in edges if pair[0] != pair[1]], SIZE))
    assert {number: min(group) for group in expected for number in group} == dict(enumerate(component.tolist()))


@settings(deadline=None)
@given(EDGES)
@example([(0, 1), (0, 1), (1, 0)])  # the same edge twice
def test_without_peeling_they_are_the_same(edges: list[tuple[int, int]]) -> None:
    groups = strongly_connected(*both_ways(edges, SIZE))
    assert {frozenset(group) for group in groups} == groups_of_networkx(edges, SIZE)
    assert sorted(number for group in groups for number in group) == list(range(SIZE))


@settings(deadline=None)
@given(EDGES)
def test_an_edge_is_cyclic_when_its_ends_are_of_one_component_and_differ(edges: list[tuple[int, int]]) -> None:
    home = {number: group for group in groups_of_networkx(edges, SIZE) for number in group}
    child, parent = np.array(edges, np.int64).reshape(-1, 2).T
    assert cyclic_edges(child, parent, SIZE).tolist() == [c != p and home[c] == home[p] for c, p in edges]


@pytest.mark.parametrize("closed", [True, False])
def test_a_long_way_round_is_no_deep_recursion(closed: bool) -> None:
    size = 50_000
    edges = [(n, n + 1) for n in range(size - 1)] + ([(size - 1, 0)] if closed else [])
    component = components(*both_ways(edges, size))
    assert component.tolist() == ([0] * size if closed else list(range(size)))
