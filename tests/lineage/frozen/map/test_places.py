"""Where models' dots stand: of some models the same as of all at once."""

from pathlib import Path

import numpy as np
import pytest

from lineage.frozen import FrozenGraph
from lineage.frozen.map.layout import DOT, RELATIONS
from lineage.frozen.map.places import dots_of, positions_of
from tests.lineage.frozen.graphs import frozen
from tests.web import synthetic


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> FrozenGraph:
    return synthetic.graph(3_000, Path(tmp_path_factory.mktemp("places")) / "graph")


def test_the_dots_of_some_models_are_where_all_are_placed(graph: FrozenGraph) -> None:
    some = np.random.default_rng(5).permutation(graph.size)[:1_000]
    dots = dots_of(graph, some)
    np.testing.assert_array_equal(np.stack([dots.x, dots.y], axis=1), positions_of(graph.map, graph.size)[some])


def test_a_leaf_has_the_radius_of_a_dot_and_a_root_no_relation(graph: FrozenGraph) -> None:
    every = np.arange(graph.size)
    dots, layout = dots_of(graph, every), graph.map
    leaf, root = np.zeros(graph.size, np.bool_), layout.number[: layout.roots]
    leaf[layout.leaf] = True
    assert set(dots.r[leaf].tolist()) == {DOT}
    np.testing.assert_array_equal(dots.r[layout.number], layout.r)
    assert set(dots.relation[root].tolist()) == {RELATIONS}
    placed = np.flatnonzero(graph.forest.parent >= 0)
    np.testing.assert_array_equal(dots.relation[placed], graph.forest.relation[placed])


def test_each_leaf_is_found_at_its_own_index(graph: FrozenGraph) -> None:
    layout = graph.map
    around = np.repeat(np.arange(layout.circles), np.diff(layout.first_leaf))
    expected = np.arange(len(layout.leaf)) - layout.first_leaf[around]
    np.testing.assert_array_equal(dots_of(graph, layout.leaf).index, expected)


def test_a_model_without_relatives_has_no_place(tmp_path: Path) -> None:
    graph = frozen(tmp_path / "graph", [("b/child", "a/base")], ["z/alone"])
    dots = dots_of(graph, np.array([graph.ids.number("z/alone")]))
    assert np.isnan([dots.x, dots.y, dots.r]).all()
    assert (dots.relation.tolist(), dots.index.tolist()) == ([RELATIONS], [-1])
