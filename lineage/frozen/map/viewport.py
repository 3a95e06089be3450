"""What a window onto the family map shows: the circles in it that are large enough, and where any model stands.

Work grows with what is shown, not with the graph: the circles of one parent lie side by side, largest first, so the
ones that are too small are never looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lineage.frozen.graph import FrozenGraph
from lineage.frozen.map.layout import DOT, Layout, Singles
from lineage.frozen.map.places import dots_of
from lineage.values import Relation

Ints = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.int64]

CAP = 5_000  # circles in one view
MINIMUM_PX = 2.0  # a circle of a smaller radius on screen is left to its parent's summary
OPEN_PX = 7.0  # a circle of a smaller radius on screen is shown without its sub-families
CONTINENT_PX = 12.0  # a continent of a smaller radius on screen is left out
CONTINENTS = 250  # in one view
RELATIONS = tuple(Relation)


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of the map, its corner nearest the origin of the axes, and the screen's pixels for a unit of it."""

    x: float
    y: float
    width: float
    height: float
    pixels_per_unit: float


@dataclass(frozen=True, slots=True)
class View:
    """The circles to draw, parents before children.

    `parents[i]` is the index in `circles` of the enclosing one, -1 at roots. `more[i]` counts the models inside that
    circle which are neither itself, nor a leaf of it, nor inside a circle shown: over the whole view no model is lost.
    `elsewhere` counts the models of the families that are not shown at all.
    """

    circles: Ints
    parents: Ints
    more: Numbers
    elsewhere: int


@dataclass(frozen=True, slots=True)
class MapPlace:
    """Where a model stands: its centre and radius, and the circles around it from the root down to its own.

    A leaf has no circle of its own: `leaf` is its index in the sunflower of the last circle of `chain`.
    """

    number: int
    x: float
    y: float
    r: float
    chain: tuple[int, ...]
    leaf: int | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """One dot of a sunflower; `downloads` is None where unknown."""

    index: int
    number: int
    id: str
    relation: Relation
    downloads: int | None


def cut(layout: Layout, window: Window, minimum_px: float = MINIMUM_PX, cap: int = CAP) -> View:
    """The circles that meet the window and are at least `minimum_px` in radius, the largest `cap` of them."""
    smallest = minimum_px / window.pixels_per_unit
    opened = max(OPEN_PX, minimum_px) / window.pixels_per_unit
    levels: list[Numbers] = []
    level = _in_window(layout, window, _large(layout, 0, layout.roots, smallest))
    while len(level):
        levels.append(_largest(layout, level, cap))
        parents = levels[-1][layout.r[levels[-1]] >= opened]
        level = _in_window(layout, window, _large_children(layout, parents, smallest))
    circles = np.concatenate(levels) if levels else np.zeros(0, np.int64)
    return _summarised(layout, np.sort(_largest(layout, circles, cap)).astype(np.int32))


def continents(layout: Layout, window: Window) -> Numbers:
    """The continents that meet the window and are large enough, at most `CONTINENTS`, the largest first."""
    large = int(np.count_nonzero(layout.continent_r >= CONTINENT_PX / window.pixels_per_unit))
    columns = (layout.continent_x, layout.continent_y, layout.continent_r)
    return _meeting(window, np.arange(large), *columns)[:CONTINENTS]


def extent(layout: Layout) -> tuple[float, float, float, float]:
    """The rectangle around the whole map: x, y, width, height; empty maps get the unit square."""
    if not layout.circles:
        return (0.0, 0.0, 1.0, 1.0)
    lands = (layout.continent_x, layout.continent_y, layout.continent_r)
    families = (values[: layout.roots] for values in (layout.x, layout.y, layout.r))
    x, y, r = (np.asarray(values, np.float64) for values in (lands if len(layout.continent) else families))
    left, top = float((x - r).min()), float((y - r).min())
    return (left, top, float((x + r).max()) - left, float((y + r).max()) - top)


def place(graph: FrozenGraph, number: int) -> MapPlace | None:
    """Where the model stands, None for a model without any relative: those have no place on the map."""
    return places_of(graph, [number])[0]


def places_of(graph: FrozenGraph, numbers: Sequence[int]) -> list[MapPlace | None]:
    """As `place`, of many models, in their order."""
    dots, circles = dots_of(graph, np.asarray(numbers, np.int64)), graph.map.circle[numbers].tolist()
    parents = graph.forest.parent[numbers].tolist()
    each = zip(numbers, circles, parents, dots.x.tolist(), dots.y.tolist(), dots.index.tolist(), strict=True)
    return [_placed(graph.map, *one) for one in each]


def _placed(layout: Layout, number: int, circle: int, parent: int, x: float, y: float, index: int) -> MapPlace | None:
    """The place of a model, given its circle (below 0: none), its parent (below 0: none) and its dot."""
    if circle >= 0:
        middle = (float(layout.x[circle]), float(layout.y[circle]), float(layout.r[circle]))
        return MapPlace(number, *middle, _chain(layout, circle), None)
    return None if parent < 0 else MapPlace(number, x, y, DOT, _chain(layout, int(layout.circle[parent])), index)


def leaves(graph: FrozenGraph, circle: int, indices: npt.NDArray[np.integer]) -> list[Leaf]:
    """The dots of a circle's sunflower at these indices; those beyond its end are left out."""
    layout = graph.map
    first, last = int(layout.first_leaf[circle]), int(layout.first_leaf[circle + 1])
    kept = indices[(indices >= 0) & (indices < last - first)]
    numbers = layout.leaf[first + kept]
    ends = np.cumsum(layout.relations[circle])
    codes = np.searchsorted(ends, kept, side="right")
    columns = zip(
        kept.tolist(),
        numbers.tolist(),
        graph.ids.take(numbers),
        codes.tolist(),
        graph.models.column("downloads").take(numbers),
        strict=True,
    )
    return [Leaf(index, number, id, RELATIONS[code], downloads) for index, number, id, code, downloads in columns]


def _large(layout: Layout, first: int, last: int, smallest: float) -> Numbers:
    """Those of the sibling circles first to last that have at least that radius."""
    end = first + int(np.searchsorted(-layout.r[first:last], -smallest, side="right"))
    return np.arange(first, end)


def _large_children(layout: Layout, parents: Numbers, smallest: float) -> Numbers:
    """The sub-families with at least that radius, of all these circles: one binary search for all of them at once."""
    low = layout.first[parents].astype(np.int64)
    start, high = low.copy(), layout.first[parents + 1].astype(np.int64)
    while (unsure := low < high).any():
        middle = (low + high) // 2
        large = layout.r[np.minimum(middle, layout.circles - 1)] >= smallest
        low = np.where(unsure & large, middle + 1, low)
        high = np.where(unsure & ~large, middle, high)
    return _ranges(start, low)


def _ranges(starts: Numbers, ends: Numbers) -> Numbers:
    """starts[0] to ends[0], then starts[1] to ends[1] and so on, as one array."""
    lengths = ends - starts
    offsets = np.repeat(starts - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    return offsets + np.arange(len(offsets))


def _in_window(layout: Layout, window: Window, circles: Numbers) -> Numbers:
    """Those of the circles that meet the rectangle."""
    return _meeting(window, circles, layout.x, layout.y, layout.r)


def _meeting(window: Window, circles: Numbers, xs: Singles, ys: Singles, radii: Singles) -> Numbers:
    x, y, r = xs[circles], ys[circles], radii[circles]
    aside = np.maximum(np.maximum(window.x - x, x - window.x - window.width), 0)
    above = np.maximum(np.maximum(window.y - y, y - window.y - window.height), 0)
    inside: Numbers = circles[aside * aside + above * above <= r * r]
    return inside


def _largest(layout: Layout, circles: Numbers, cap: int) -> Numbers:
    """At most `cap` of them. A circle is larger than what it encloses, so none stays without its parent."""
    if len(circles) <= cap:
        return circles
    order = np.lexsort((circles, -layout.r[circles]))
    kept: Numbers = circles[order[:cap]]
    return kept


def _summarised(layout: Layout, circles: Ints) -> View:
    above = layout.parent[circles]
    parents = np.where(above >= 0, np.searchsorted(circles, above), -1).astype(np.int32)
    size = layout.size[circles].astype(np.int64)
    more = size - 1 - layout.relations[circles].sum(axis=1)
    inner = parents >= 0
    np.subtract.at(more, parents[inner], size[inner])
    elsewhere = int(layout.size[: layout.roots].sum(dtype=np.int64) - size[~inner].sum())
    return View(circles, parents, more, elsewhere)


def _chain(layout: Layout, circle: int) -> tuple[int, ...]:
    chain = []
    while circle >= 0:
        chain.append(circle)
        circle = int(layout.parent[circle])
    return tuple(reversed(chain))
