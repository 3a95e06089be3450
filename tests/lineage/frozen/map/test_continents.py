"""Continents: the families of one organisation together, none over another, the largest organisation in the middle."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.frozen.map.continents import pack_continents
from lineage.frozen.map.layout import Layout, lay_out
from lineage.frozen.map.viewport import Window, continents, extent
from lineage.frozen.rollups.files import rollups_of
from tests.lineage.frozen.graphs import frozen, random_pairs
from tests.lineage.frozen.map.test_layout import check_geometry, random_forest

lands = st.lists(st.tuples(st.floats(0.9, 300), st.integers(0, 12)), max_size=150)


@settings(max_examples=60, deadline=None)
@given(lands, st.integers(0, 14))
def test_families_lie_on_the_continent_of_their_organisation_and_continents_apart(
    families: list[tuple[float, int]], middle: int
) -> None:
    families.sort(reverse=True)
    r = np.array([radius for radius, _ in families])
    code = np.array([organisation for _, organisation in families], np.int32)
    land, x, y = pack_continents(r, code, middle)
    on = land.of_family
    assert sorted(land.organisation.tolist()) == sorted(set(code.tolist())), "one continent an organisation"
    assert (land.organisation[on] == code).all()
    assert (np.hypot(x - land.x[on], y - land.y[on]) + r <= land.r[on] + 1e-6).all()
    assert (np.diff(land.r) <= 0).all()
    for xs, ys, rs in ((land.x, land.y, land.r), (x, y, r)):
        apart = np.hypot(xs[:, None] - xs, ys[:, None] - ys) - rs[:, None] - rs
        assert (apart[~np.eye(len(rs), dtype=bool)] > 0).all()
    if len(r):
        central = np.flatnonzero(land.organisation == middle) if middle in code else np.array([0])
        assert land.x[central[0]] == land.y[central[0]] == 0


def test_a_map_of_continents_nests_as_any_and_comes_out_the_same_again() -> None:
    layout, again = organised(random_forest(3000, 5, families=120)), organised(random_forest(3000, 5, families=120))
    check_geometry(layout)
    assert all(
        (one == other).all() for one, other in zip(layout.arrays().values(), again.arrays().values(), strict=True)
    )
    x, y, width, height = extent(layout)
    whole = Window(x, y, width, height, 1e9)
    assert continents(layout, whole).tolist() == list(range(len(layout.continent_r)))
    assert set(layout.continent.tolist()) == set(range(len(layout.continent_r)))
    least = Window(x, y, width, height, 12.0 / float(layout.continent_r[2]))
    assert continents(layout, least).tolist() == [0, 1, 2], "only what is large enough to be seen"


def organised(parents: list[int]) -> Layout:
    """A layout in which roots belong to seven organisations in turn."""
    up, nothing = np.array(parents, np.int32), np.zeros(len(parents), np.int64)
    return lay_out(up, nothing.astype(np.uint8), nothing, np.arange(len(up), dtype=np.int32) % 7, 3)


def test_a_layout_of_an_earlier_version_has_no_continents() -> None:
    arrays = {name: a for name, a in organised([-1, 0, -1, 2]).arrays().items() if not name.startswith("continent")}
    layout = Layout.of(arrays)
    assert continents(layout, Window(-99, -99, 200, 200, 100.0)).tolist() == []
    assert extent(layout)[2] > 0


@pytest.mark.parametrize("seed", range(4))
def test_in_the_middle_lies_the_organisation_with_the_largest_union(tmp_path: Path, seed: int) -> None:
    graph = frozen(tmp_path / "graph", random_pairs(seed, size=200))
    rolled = rollups_of(graph)
    layout, unions = graph.map, rolled.column("organisation", "union")
    names = [*graph.continent_names]
    largest = rolled.organisations[int(np.argmax(unions))]
    if largest in names:
        assert np.hypot(layout.continent_x, layout.continent_y)[names.index(largest)] == 0
    owners = graph.models.column("author").take(layout.number[: layout.roots])
    assert owners == [names[k] for k in layout.continent.tolist()], "no organisation of the table has these owners"
