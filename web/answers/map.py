"""The family map: what a window shows, in columns that compress well, and where models stand.

Circles are known by their index in the layout, leaves by their index in their circle's sunflower. Lengths of a view are
whole multiples of its `unit`; everywhere else they are in map units.
"""

import math
from collections.abc import Sequence
from itertools import islice
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from lineage.frozen import FrozenGraph
from lineage.frozen.map.layout import RELATIONS, Layout, core_radius
from lineage.frozen.map.places import dots_of
from lineage.frozen.map.viewport import View, Window, continents, extent, leaves, places_of
from lineage.frozen.rollups.files import rollups_of
from lineage.frozen.storage.arrays import AnyArray
from lineage.given_ids import number_called
from lineage.values import Relation, Status
from web.answers.types import Number, meaning

NAMED_PX = 12.0
"""Circles of a larger radius on screen come with their names, the largest `NAMED` of them."""
NAMED = 400
MOST_HITS = 2_000
"""Of a search, in the order of its answers; more lights than these hide what they are to show."""
STEPS_PER_PX = 8
"""Coordinates are rounded to this part of a pixel."""
CODES = [*Relation, None]
MISSING = "1 for a model that is named as a base and not listed: what it was made from nobody could ask"
UNDERCOUNT = "models beside `descendants`, below copies that are named but not listed"

Indices = npt.NDArray[np.int64]


UNION = "distinct models that descend, at any distance, from any model of the organisation; null where nobody counted"


class MapContinents(Struct, frozen=True):
    """The organisations whose families lie together, as columns, the largest first; lengths in the view's `unit`."""

    continent: list[int]
    name: list[str]
    x: list[int]
    y: list[int]
    r: list[int]
    families: list[int]
    union: Annotated[list[int | None], meaning(UNION)]


class MapView(Struct, frozen=True):
    """The circles in a window, as columns; their names for the largest.

    `circle` and `parent` are differences to the row before. Centres are relative to the centre of the circle around (of
    roots: to the origin), hearts to their own circle's; all lengths are in `unit`.
    """

    extent: Annotated[tuple[float, float, float, float], meaning("x, y, width and height of the whole map")]
    scale: Annotated[float, meaning("the screen's pixels for a map unit that were asked for")]
    unit: Annotated[float, meaning("map units: a power of two")]
    circle: list[int]
    parent: Annotated[list[int], meaning("the row of the circle around, -1 at roots")]
    x: list[int]
    y: list[int]
    r: list[int]
    core_x: list[int]
    core_y: list[int]
    relation: Annotated[str, meaning("a digit a circle: the relation's place in `relations` of the graph, 5 at roots")]
    joined: Annotated[str, meaning("a digit a circle: 1 where it shares the room of the circle around")]
    leaves: Annotated[list[list[int]], meaning("for each relation its leaves, circle by circle")]
    inner: Annotated[list[int], meaning("models in a circle that are neither its own nor its leaves")]
    elsewhere: Annotated[Number, meaning("models of families that are not shown at all")]
    named: Annotated[list[int], meaning("the rows that `id` and the lists after it are of")]
    id: list[str]
    downloads: list[int | None]
    descendants: list[int]
    undercount: Annotated[list[int], meaning(UNDERCOUNT)]
    missing: Annotated[list[int], meaning(MISSING)]
    continents: MapContinents


class CircleNames(Struct, frozen=True):
    """The models of circles, as columns."""

    circle: list[int]
    id: list[str]
    downloads: list[int | None]
    descendants: list[int]
    undercount: Annotated[list[int], meaning(UNDERCOUNT)]
    missing: Annotated[list[int], meaning(MISSING)]


class LeafNames(Struct, frozen=True):
    """The models of one circle's leaves, as columns."""

    circle: int
    index: list[int]
    id: list[str]
    relation: list[Relation]
    downloads: list[int | None]


class CircleAround(Struct, frozen=True):
    """A circle around a model, or its own: its centre and radius, its heart, and the model it is of."""

    circle: int
    x: float
    y: float
    r: float
    core_x: float
    core_y: float
    core_r: float
    id: str
    relation: Annotated[Relation | None, meaning("to the model around; null at roots")]
    joined: Annotated[bool, meaning("whether it shares the room of the circle around")]


class PlaceOnMap(Struct, frozen=True):
    """Where a model stands: its centre and radius, and the circles around it, the root's first."""

    x: float
    y: float
    r: float
    leaf: Annotated[
        int | None, meaning("a leaf's index in the last circle's sunflower; null where the circle is its own")
    ]
    chain: list[CircleAround]


class PlacedModel(Struct, frozen=True):
    """A model and where it stands."""

    id: str
    descendants: Number
    place: Annotated[PlaceOnMap | None, meaning("null for a model without any relative")]


class PlaceList(Struct, frozen=True):
    """Where models stand, in the order asked for."""

    items: list[PlacedModel]


Spots = list[tuple[float, float, float] | None]
OF_SPOTS = "a digit a model: its relation's place in `relations` of the graph, 5 at roots and without a place"


class SpotList(Struct, frozen=True):
    """Where to light models up, in the order asked for: `[x, y, r]` of a model's dot or heart, null without a place."""

    id: Annotated[list[str], meaning("each model's id as it is here; of one that is not here, as it was given")]
    spots: Spots
    relation: Annotated[str, meaning(OF_SPOTS)]
    unknown: Annotated[list[int], meaning("the places in the order of those that name no model here")]


class HitList(Struct, frozen=True):
    """Where to light up what a search finds, the best first: `spots` as of models that are asked for by their ids."""

    id: list[str]
    spots: Spots
    relation: Annotated[str, meaning(OF_SPOTS)]
    more: Annotated[bool, meaning("whether there are more hits than these")]


def map_view(graph: FrozenGraph, shown: View, window: Window) -> MapView:
    return MapView(
        extent=extent(graph.map),
        scale=window.pixels_per_unit,
        **_columns(graph.map, shown, window),
        **_names(graph, shown, window),
        continents=_continents(graph, window),
    )


def circle_names(graph: FrozenGraph, circles: Indices) -> CircleNames:
    """Those of the circles that there are."""
    known = circles[circles < graph.map.circles]
    return CircleNames(known.tolist(), **_names_of(graph, graph.map.number[known]))


def leaf_names(graph: FrozenGraph, circle: int, indices: Indices) -> LeafNames:
    """Those of the leaves that there are."""
    known = leaves(graph, circle, indices)
    return LeafNames(
        circle,
        index=[leaf.index for leaf in known],
        id=[leaf.id for leaf in known],
        relation=[leaf.relation for leaf in known],
        downloads=[leaf.downloads for leaf in known],
    )


def places(graph: FrozenGraph, ids: Sequence[str]) -> PlaceList:
    """Raises UnknownModel."""
    numbers = list(map(graph.ids.number, ids))
    placed = places_of(graph, numbers)
    around = iter(_circles(graph, [circle for at in placed if at is not None for circle in at.chain]))
    descendants = graph.reach.descendant_count[np.array(numbers, np.int64)].tolist()
    on_map = [
        None if at is None else PlaceOnMap(at.x, at.y, at.r, at.leaf, list(islice(around, len(at.chain))))
        for at in placed
    ]
    return PlaceList(list(map(PlacedModel, graph.ids.take(np.array(numbers, np.int64)), descendants, on_map)))


def spots(graph: FrozenGraph, ids: Sequence[str]) -> SpotList:
    """An id that names no model here has no place: a statement may answer anything."""
    numbers = [number_called(graph, id) for id in ids]
    known = [at for at, number in enumerate(numbers) if number is not None]
    found, relations = _lights(graph, np.array([numbers[at] for at in known], np.int64))
    spots: Spots = [None] * len(numbers)
    digits = [str(RELATIONS)] * len(numbers)
    for at, spot, relation in zip(known, found, relations, strict=True):
        spots[at], digits[at] = spot, relation
    called = [id if number is None else graph.ids[number] for id, number in zip(ids, numbers, strict=True)]
    return SpotList(called, spots, "".join(digits), [at for at, number in enumerate(numbers) if number is None])


def hits(graph: FrozenGraph, text: str) -> HitList:
    """At most `MOST_HITS`."""
    found = graph.search.numbers(text, MOST_HITS + 1)
    shown = found[:MOST_HITS]
    return HitList(graph.ids.take(shown), *_lights(graph, shown), more=len(found) > len(shown))


def _columns(layout: Layout, shown: View, window: Window) -> dict[str, Any]:
    """The view in whole numbers."""
    unit = _unit(window.pixels_per_unit)
    at = shown.circles
    x, y, r, core_x, core_y = (
        np.rint(values[at].astype(np.float64) / unit).astype(np.int64)
        for values in (layout.x, layout.y, layout.r, layout.core_x, layout.core_y)
    )
    inner = shown.parents >= 0
    return {
        "unit": unit,
        "circle": np.diff(at, prepend=0).tolist(),
        "parent": np.diff(shown.parents, prepend=0).tolist(),
        "x": (x - np.where(inner, x[shown.parents], 0)).tolist(),
        "y": (y - np.where(inner, y[shown.parents], 0)).tolist(),
        "r": r.tolist(),
        "core_x": (core_x - x).tolist(),
        "core_y": (core_y - y).tolist(),
        "relation": "".join(map(str, layout.relation[at].tolist())),
        "joined": "".join(map(str, layout.joined[at].tolist())),
        "leaves": [layout.relations[at, code].tolist() for code in range(RELATIONS)],
        "inner": (layout.size[at] - 1 - layout.relations[at].sum(axis=1)).tolist(),
        "elsewhere": shown.elsewhere,
    }


def _continents(graph: FrozenGraph, window: Window) -> MapContinents:
    layout, at = graph.map, continents(graph.map, window)
    unit = _unit(window.pixels_per_unit)
    x, y, r = (
        np.rint(values[at].astype(np.float64) / unit).astype(np.int64).tolist()
        for values in (layout.continent_x, layout.continent_y, layout.continent_r)
    )
    names = [graph.continent_names[k] for k in at.tolist()]
    families = layout.families_of_continents[at].tolist()
    return MapContinents(at.tolist(), names, x, y, r, families, _unions(graph, names))


def _unions(graph: FrozenGraph, organisations: list[str]) -> list[int | None]:
    """None for one that the table of the roll-ups does not have; the map follows the table it was frozen by."""
    rolled = rollups_of(graph)
    unions = rolled.column("organisation", "union")
    codes = map(rolled.organisations.find, organisations)
    return [None if code is None else int(unions[code]) for code in codes]


def _unit(pixels_per_unit: float) -> float:
    """A power of two, so that every view rounds to the same grid or a finer one."""
    return float(2.0 ** math.floor(-math.log2(pixels_per_unit * STEPS_PER_PX)))


def _names(graph: FrozenGraph, shown: View, window: Window) -> dict[str, Any]:
    r = graph.map.r[shown.circles]
    large = np.flatnonzero(r * window.pixels_per_unit >= NAMED_PX)
    named = np.sort(large[np.argsort(-r[large], kind="stable")[:NAMED]])
    return {"named": named.tolist(), **_names_of(graph, graph.map.number[shown.circles[named]])}


def _names_of(graph: FrozenGraph, numbers: npt.NDArray[np.integer[Any]]) -> dict[str, Any]:
    status = graph.models.words("status")
    return {
        "id": graph.ids.take(numbers),
        "downloads": graph.models.column("downloads").take(numbers),
        "descendants": graph.reach.descendant_count[numbers].tolist(),
        "undercount": graph.undercounts.models_of(numbers).tolist(),
        "missing": (status.codes[numbers] == status.code(Status.MISSING)).astype(int).tolist(),
    }


def _lights(graph: FrozenGraph, numbers: AnyArray) -> tuple[Spots, str]:
    """Where the models stand, and the digits of their relations."""
    dots = dots_of(graph, numbers)
    spots: Spots = list(zip(dots.x.tolist(), dots.y.tolist(), dots.r.tolist(), strict=True))
    for at in np.flatnonzero(np.isnan(dots.x)).tolist():
        spots[at] = None
    return spots, (dots.relation + ord("0")).astype(np.uint8).tobytes().decode()


def _circles(graph: FrozenGraph, circles: Sequence[int]) -> list[CircleAround]:
    """These circles, in their order."""
    layout, at = graph.map, np.array(circles, np.int64)
    columns = (layout.x, layout.y, layout.r, layout.core_x, layout.core_y)
    fields = zip(
        circles,
        *(column[at].tolist() for column in columns),
        core_radius(layout.relations[at].sum(axis=1)).tolist(),
        graph.ids.take(layout.number[at]),
        (CODES[code] for code in layout.relation[at].tolist()),
        map(bool, layout.joined[at].tolist()),
        strict=True,
    )
    return [CircleAround(*one) for one in fields]
