"""What a window shows: exactly the circles that meet it and are large enough, and no model lost from the sums."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.frozen import FrozenGraph
from lineage.frozen.map.layout import DOT, Layout
from lineage.frozen.map.viewport import OPEN_PX, View, Window, cut, extent, leaves, place
from lineage.values import Relation
from tests.lineage.frozen.graphs import frozen
from tests.lineage.frozen.map.test_layout import layout_of, random_forest

LAYOUT = layout_of(random_forest(8000, 3, families=40), 3)
X, Y, WIDTH, HEIGHT = extent(LAYOUT)


def whole(pixels_per_unit: float) -> Window:
    return Window(X, Y, WIDTH, HEIGHT, pixels_per_unit)


def expected(layout: Layout, window: Window, minimum_px: float) -> list[int]:
    """The same cut, one circle at a time."""
    shown: list[int] = []
    for circle in range(layout.circles):
        x, y, r, around = layout.x[circle], layout.y[circle], layout.r[circle], int(layout.parent[circle])
        aside = max(window.x - x, x - window.x - window.width, 0)
        above = max(window.y - y, y - window.y - window.height, 0)
        large = r >= np.float32(minimum_px / window.pixels_per_unit)
        opened = around < 0 or (around in shown and layout.r[around] * window.pixels_per_unit >= OPEN_PX)
        if large and opened and aside * aside + above * above <= r * r:
            shown.append(circle)
    return shown


def conserved(layout: Layout, view: View) -> bool:
    """Whether every drawn, summarised and absent model together are all models of the map."""
    own = len(view.circles) + int(layout.relations[view.circles].sum()) + int(view.more.sum())
    return own + view.elsewhere == int(layout.size[: layout.roots].sum()) and bool((view.more >= 0).all())


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.02, 1), st.floats(0.3, 20), st.sampled_from([1.0, 2.0, 5.0]))
def test_a_view_is_what_meets_the_window_and_is_large_enough(
    x: float, y: float, part: float, scale: float, minimum_px: float
) -> None:
    window = Window(X + x * WIDTH, Y + y * HEIGHT, part * WIDTH, part * HEIGHT, scale)
    view = cut(LAYOUT, window, minimum_px, cap=10**6)
    assert view.circles.tolist() == expected(LAYOUT, window, minimum_px)
    assert conserved(LAYOUT, view)


@pytest.mark.parametrize("cap", [1, 10, 100, 1000])
def test_a_full_view_keeps_the_largest_and_their_parents_and_loses_no_model(cap: int) -> None:
    everything = cut(LAYOUT, whole(20.0), cap=10**6)
    view = cut(LAYOUT, whole(20.0), cap=cap)
    assert len(view.circles) == cap
    dropped = np.setdiff1d(everything.circles, view.circles)
    assert LAYOUT.r[view.circles].min() >= LAYOUT.r[dropped].max()
    assert conserved(LAYOUT, view)
    for row, parent in enumerate(view.parents.tolist()):
        around = int(LAYOUT.parent[view.circles[row]])
        assert around == (-1 if parent < 0 else view.circles[parent])


def test_from_far_away_everything_is_elsewhere() -> None:
    view = cut(LAYOUT, whole(1e-4))
    assert len(view.circles) == 0
    assert view.elsewhere == LAYOUT.size[: LAYOUT.roots].sum()


def test_an_empty_map_has_an_empty_view() -> None:
    empty = layout_of([-1, -1])
    assert extent(empty) == (0.0, 0.0, 1.0, 1.0)
    assert len(cut(empty, Window(0, 0, 1, 1, 1)).circles) == 0


PAIRS = [
    ("b/adapter", "a/base"),
    ("b/popular", "a/base"),
    ("b/chat", "a/base"),
    ("c/awq", "b/chat"),
    ("c/merge", "b/chat"),
    ("c/merge", "a/base"),
]
FACTS = {("b/adapter", "a/base"): {"relation": "adapter"}, ("c/merge", "b/chat"): {"relation": "merge"}}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> FrozenGraph:
    models = {"b/popular": {"downloads": 1000}, "b/adapter": {"downloads": 5}}
    return frozen(tmp_path_factory.mktemp("view") / "graph", PAIRS, ["z/alone"], models=models, derivations=FACTS)


def test_every_model_with_a_relative_has_a_place_inside_its_chain(graph: FrozenGraph) -> None:
    layout = graph.map
    for number in range(graph.size):
        found = place(graph, number)
        if graph.ids[number] == "z/alone":
            assert found is None
            continue
        assert found is not None
        assert layout.parent[found.chain[0]] == -1
        for circle in found.chain[:-1] if found.leaf is None else found.chain:
            distance = math.hypot(found.x - layout.x[circle], found.y - layout.y[circle])
            assert distance + found.r < layout.r[circle]


def test_a_leaf_is_found_where_its_parents_sunflower_has_it(graph: FrozenGraph) -> None:
    found = place(graph, graph.ids.number("b/adapter"))
    assert found is not None
    assert found.leaf is not None
    assert found.r == DOT
    assert [graph.ids[int(graph.map.number[circle])] for circle in found.chain] == ["a/base"]
    [leaf] = leaves(graph, found.chain[-1], np.array([found.leaf]))
    assert (leaf.id, leaf.relation, leaf.downloads) == ("b/adapter", Relation.ADAPTER, 5)


def test_leaves_are_named_in_order_and_indices_beyond_the_end_left_out(graph: FrozenGraph) -> None:
    base = int(graph.map.circle[graph.ids.number("a/base")])
    found = leaves(graph, base, np.arange(-1, 50))
    assert [(leaf.index, leaf.id) for leaf in found] == [(0, "b/popular"), (1, "c/merge"), (2, "b/adapter")]
    chat = int(graph.map.circle[graph.ids.number("b/chat")])
    assert [(leaf.id, leaf.downloads) for leaf in leaves(graph, chat, np.arange(9))] == [("c/awq", None)]


def test_the_map_hangs_every_model_under_its_primary_parent(tmp_path: Path) -> None:
    graph = frozen(tmp_path / "graph", PAIRS, ["z/alone"], derivations=FACTS)
    for number in range(graph.size):
        found = place(graph, number)
        parent = int(graph.forest.parent[number])
        if found is None or parent < 0:
            continue
        around = found.chain[-2] if found.leaf is None else found.chain[-1]
        assert graph.map.number[around] == parent
