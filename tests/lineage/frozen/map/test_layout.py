"""The family map's layout: circles nest and never overlap, every model has its place, and both languages agree."""

import json
import math
import random
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.frozen.map.layout import (
    DOT,
    HEART,
    HEART_SHARE,
    RELATIONS,
    Layout,
    core_radius,
    lay_out,
    leaf_positions,
)
from lineage.frozen.map.packing import Circle, Cluster, enclose, pack, pack_around

TABLE = Path(__file__).parents[3] / "web" / "js" / "sunflower.json"
SAMPLES = (
    (0.0, 0.0, 1, 0),
    (0.0, 0.0, 7, 3),
    (12.5, -3.25, 100, 99),
    (-400.0, 250.5, 16_000, 15_999),
    (1.0, 2.0, 500, 0),
)


def layout_of(parents: list[int], seed: int = 0) -> Layout:
    """A layout of the forest in which model n hangs under parents[n], with relations and downloads by chance."""
    dice = np.random.default_rng(seed)
    size = len(parents)
    relations, downloads = dice.integers(0, RELATIONS, size), dice.integers(-1, 1000, size)
    return lay_out(np.array(parents, np.int32), relations.astype(np.uint8), downloads)


def random_forest(size: int, seed: int, families: int = 5) -> list[int]:
    """A few families, each with a star and sub-families of every depth."""
    dice = random.Random(seed)
    return [-1 if n < families else min(n - 1, int(dice.expovariate(6 / n))) for n in range(size)]


forests = st.lists(st.integers(-1, 60), max_size=60).map(lambda up: [min(p, n - 1) for n, p in enumerate(up)])


@settings(max_examples=150, deadline=None)
@given(forests)
def test_every_model_with_a_relative_has_exactly_one_place(parents: list[int]) -> None:
    layout = layout_of(parents)
    related = {n for n, p in enumerate(parents) if p >= 0} | {p for p in parents if p >= 0}
    assert sorted([*layout.number.tolist(), *layout.leaf.tolist()]) == sorted(related)
    assert layout.size[: layout.roots].sum() == len(related)
    for number, circle in enumerate(layout.circle.tolist()):
        assert circle == -1 or layout.number[circle] == number


@settings(max_examples=100, deadline=None)
@given(forests)
def test_circles_nest_and_hold_their_cores_and_nothing_overlaps(parents: list[int]) -> None:
    check_geometry(layout_of(parents))


@pytest.mark.parametrize("length", [2, 10, 75, 400])
@pytest.mark.parametrize("side", [0, 1, 12, 200])
def test_a_chain_nests_too_whatever_hangs_on_it(length: int, side: int) -> None:
    layout = layout_of(chain(length, side))
    check_geometry(layout)
    assert side or layout.joined.sum() == length - 1


def chain(length: int, side: int) -> list[int]:
    """A chain of models; `side` others, every third of them a family of two, hang here and there on it."""
    parents = list(range(-1, length))
    for n in range(side):
        parents.append(n * 7 % length)
        if n % 3 == 0:
            parents.append(len(parents) - 1)
    return parents


def check_geometry(layout: Layout) -> None:
    """Circles lie strictly in their parents' and hold their cores; what is drawn as an area never overlaps.

    Areas are the cores, and the circles of those that did not join their parent: two of these are disjoint unless one
    is above the other, and a core lies outside all of them but those above it and its own.
    """
    x, y, r, core_x, core_y = (
        np.asarray(v, float) for v in (layout.x, layout.y, layout.r, layout.core_x, layout.core_y)
    )
    core = core_radius(layout.relations.sum(axis=1))
    inner = np.flatnonzero(layout.parent >= 0)
    around = layout.parent[inner]
    assert (np.hypot(x[inner] - x[around], y[inner] - y[around]) + r[inner] < r[around]).all()
    assert (np.hypot(x - core_x, y - core_y) + core < r).all()
    apart = np.hypot(core_x[:, None] - core_x, core_y[:, None] - core_y) - core[:, None] - core
    assert (apart + 9 * core * np.eye(layout.circles) > 0).all(), "cores overlap"
    above = ancestry(layout)
    own = np.flatnonzero(layout.joined == 0)
    apart = np.hypot(x[own, None] - x[own], y[own, None] - y[own]) - r[own, None] - r[own]
    assert (apart[~(above | above.T)[np.ix_(own, own)]] > 0).all(), "circles overlap"
    apart = np.hypot(x[own, None] - core_x, y[own, None] - core_y) - r[own, None] - core
    assert (apart[~above[own]] > 0).all(), "a core lies in a circle that is not above it"


def ancestry(layout: Layout) -> npt.NDArray[np.bool_]:
    """(circles, circles): whether the first is above the second, or the same."""
    above = np.eye(layout.circles, dtype=bool)
    for circle in range(layout.circles):
        if layout.parent[circle] >= 0:
            above[:, circle] |= above[:, layout.parent[circle]]
    return above


@pytest.mark.parametrize("seed", range(3))
def test_a_large_forest_nests_too_and_its_lists_are_in_the_maps_order(seed: int) -> None:
    layout = layout_of(random_forest(6000, seed), seed)
    for circle in range(layout.circles):
        children = slice(layout.first[circle], layout.first[circle + 1])
        assert (layout.parent[children] == circle).all()
        assert (np.diff(layout.r[children]) <= 0).all(), "the largest come first, so that a cut can stop early"
        assert layout.joined[children].sum() <= 1
    check_geometry(layout)


def test_parents_stand_before_their_children() -> None:
    layout = layout_of(random_forest(500, 4))
    assert (layout.parent < np.arange(layout.circles)).all()
    assert (layout.parent[: layout.roots] == -1).all()
    assert (layout.parent[layout.roots :] >= 0).all()


def test_leaves_are_ordered_by_relation_then_by_downloads() -> None:
    relations = np.array([0, 3, 0, 1, 0, 0], np.uint8)
    downloads = np.array([0, 9, 5, 7, 50, -1])
    layout = lay_out(np.array([-1, 0, 0, 0, 0, 0], np.int32), relations, downloads)
    assert layout.leaf.tolist() == [4, 2, 5, 3, 1]
    assert layout.relations.tolist() == [[3, 1, 0, 1, 0]]


def test_the_display_forest_lists_sub_families_first_then_leaves() -> None:
    parents = [-1, 0, 0, 2, 0, 4, 4, -1]
    children = layout_of(parents).children()
    assert children.of(0).tolist() == [4, 2, 1]
    assert len(children.indices) == 6
    assert not children.degree(7), "a model without relatives has no children"


def test_area_follows_family_size_and_families_fill_their_circles() -> None:
    layout = layout_of(random_forest(20_000, 1))
    largest = np.argsort(-layout.size)[:30]
    share = layout.size[largest] / layout.r[largest].astype(float) ** 2
    assert share.max() / share.min() < 4
    assert share.mean() > 0.08, "models for each unit of a circle's squared radius"


@pytest.mark.parametrize("length", [13, 61, 150, 1000])
@pytest.mark.parametrize("side", [0, 1, 3])
def test_a_chain_takes_little_more_room_than_a_star_of_as_many(length: int, side: int) -> None:
    """Nested one in the other, a chain of 61 took 80 times the area of a star of 61."""
    parents = [*chain(length, length * side)]
    star = [-1] + [0] * (len(parents) - 1)
    radii = [float(layout_of(family).r[0]) for family in (parents, star)]
    assert (radii[0] / radii[1]) ** 2 < 12


def test_a_chain_winds_in_a_spiral_so_that_its_line_can_be_followed() -> None:
    layout = layout_of(chain(75, 0))
    core = core_radius(layout.relations.sum(axis=1))
    child = np.arange(1, layout.circles)
    parent = layout.parent[child]
    steps = np.hypot(layout.core_x[child] - layout.core_x[parent], layout.core_y[child] - layout.core_y[parent])
    assert np.quantile(steps / (core[child] + core[parent]), 0.9) < 1.5, "nearly every step leads to a neighbour"


@pytest.mark.parametrize("growth", [1.3, 2.0, 4.0])
def test_a_chain_whose_cores_grow_or_shrink_takes_room_by_its_models(growth: float) -> None:
    for steps in (range(9), range(8, -1, -1)):
        parents = [-1]
        above = 0
        for step in steps:
            parents += [above] * int(growth**step)
            above = len(parents)
            parents.append(parents[-1])
        layout = layout_of(parents)
        assert math.pi * float(layout.r[0]) ** 2 / len(parents) < 30


def test_the_map_is_wider_than_high() -> None:
    layout = layout_of([-1] * 300 + list(range(300)))
    width, height = np.ptp(layout.x), np.ptp(layout.y)
    assert 1.2 < width / height < 1.7


def test_the_same_forest_gives_the_same_map() -> None:
    one, other = (layout_of(random_forest(3000, 2)).arrays() for _ in range(2))
    assert all(np.array_equal(one[name], other[name]) for name in one)


def test_an_empty_graph_and_one_without_derivations_have_empty_maps() -> None:
    for parents in ([], [-1, -1]):
        layout = layout_of(parents)
        assert (layout.circles, layout.roots) == (0, 0)
        assert layout.children().indptr.tolist() == [0] * (len(parents) + 1)


def heart_radius(leaves: int) -> float:
    """The radius of the disc at a core's centre that stands for the model itself; only the browser draws it."""
    return math.sqrt(HEART + HEART_SHARE * leaves) - 0.4


@pytest.mark.parametrize("leaves", [1, 2, 10, 1000, 16_000])
def test_dots_lie_inside_the_core_clear_of_the_heart_and_of_each_other(leaves: int) -> None:
    xs, ys = leaf_positions(0.0, 0.0, leaves, np.arange(leaves))
    distance = np.hypot(xs, ys)
    assert distance.max() + DOT <= float(core_radius(leaves)) + 1e-9
    assert distance.min() - DOT >= heart_radius(leaves) - 0.3
    if leaves <= 1000:
        apart = np.hypot(xs[:, None] - xs, ys[:, None] - ys) + 9 * np.eye(leaves)
        assert apart.min() > 2 * DOT


def test_the_sunflower_is_the_one_the_browser_draws() -> None:
    """`sunflower.json` is this formula's table; `map.test.js` checks the browser's formula against the same numbers."""
    table = {
        "positions": [
            {
                "x": x,
                "y": y,
                "leaves": leaves,
                "k": k,
                "at": [float(at) for at in leaf_positions(x, y, leaves, np.array(k))],
            }
            for x, y, leaves, k in SAMPLES
        ],
        "radii": [
            {"leaves": leaves, "core": float(core_radius(leaves)), "heart": heart_radius(leaves)}
            for leaves in (0, 1, 10, 500, 16_000)
        ],
    }
    kept = json.loads(TABLE.read_text())
    assert flat(kept) == pytest.approx(flat(table), abs=1e-9), f"write {json.dumps(table)} to {TABLE.name}"


def flat(value: object) -> list[float]:
    """All numbers of a nested value, in order."""
    if isinstance(value, dict):
        return [number for part in value.values() for number in flat(part)]
    if isinstance(value, list):
        return [number for part in value for number in flat(part)]
    assert isinstance(value, int | float)
    return [float(value)]


radii = st.lists(st.floats(0.5, 30), min_size=1, max_size=150).map(lambda rs: sorted(rs, reverse=True))


@settings(max_examples=100, deadline=None)
@given(radii, st.sampled_from([1.0, 1.45]))
def test_packed_circles_do_not_overlap(rs: list[float], aspect: float) -> None:
    xs, ys = pack(rs, aspect)
    r = np.array(rs)
    apart = np.hypot(xs[:, None] - xs, ys[:, None] - ys) - r[:, None] - r
    np.fill_diagonal(apart, 0)
    assert apart.min() > -1e-5


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.floats(0.5, 30), min_size=1, max_size=12), min_size=1, max_size=12))
def test_a_cluster_grows_round_what_it_holds(steps: list[list[float]]) -> None:
    """In whatever order sizes come, no circle overlaps an earlier one, and each step holds the one before."""
    cluster = Cluster(5.0, 5.2)
    placed = [Circle(0.0, 0.0, 5.2)]
    for rs in steps:
        before = cluster.circle
        for circle, r in zip(cluster.grow([r * 1.1 for r in rs], rs), rs, strict=True):
            assert circle.r == r
            assert all(math.hypot(circle.x - c.x, circle.y - c.y) > r * 1.1 + c.r - 1e-5 for c in placed)
            assert math.hypot(circle.x - cluster.circle.x, circle.y - cluster.circle.y) + r < cluster.circle.r
            placed.append(circle._replace(r=r * 1.1))
        assert math.hypot(before.x - cluster.circle.x, before.y - cluster.circle.y) + before.r < cluster.circle.r


@settings(max_examples=100, deadline=None)
@given(st.floats(0.5, 60), radii)
def test_a_core_takes_its_place_among_the_circles_around_it(core: float, rs: list[float]) -> None:
    packing = pack_around(core, rs)
    distances = np.hypot(np.array(packing.xs) - packing.core[0], np.array(packing.ys) - packing.core[1])
    assert (distances - np.array(rs) - core).min() > -1e-5


@settings(max_examples=200, deadline=None)
@given(radii, st.integers(0, 1000))
def test_the_enclosing_circle_holds_all_and_cannot_be_moved_to_be_smaller(rs: list[float], seed: int) -> None:
    dice = random.Random(seed)
    circles = [Circle(dice.uniform(-50, 50), dice.uniform(-50, 50), r) for r in rs]
    hull = enclose(circles)
    reach = lambda x, y: max(math.hypot(c.x - x, c.y - y) + c.r for c in circles)  # noqa: E731
    assert reach(hull.x, hull.y) <= hull.r * (1 + 1e-9)
    for angle in range(8):
        x, y = hull.x + 0.01 * hull.r * math.cos(angle), hull.y + 0.01 * hull.r * math.sin(angle)
        assert reach(x, y) >= hull.r * (1 - 1e-6)
