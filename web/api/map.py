"""The family map's API: what a window shows, the names of its models, and where a model stands.

Every route names the graph's version, so an answer never changes and may be kept for ever.
"""

import numpy as np
import numpy.typing as npt
from flask import Response

from lineage.errors import BadInput, StaleMap, UnknownModel
from lineage.frozen import FrozenGraph
from lineage.frozen.map.colourings import Colouring
from lineage.frozen.map.viewport import cut
from web.answers import colours as colour_answers
from web.answers import map as map_answers
from web.answers.colours import MapColours, MapLegend
from web.answers.map import CircleNames, HitList, LeafNames, MapView, PlaceList, SpotList
from web.api import PREFIX
from web.api.declare import RouteGroup
from web.http.caching import IMMUTABLE
from web.http.compression import accepts_gzip
from web.http.kept_bodies import KeptBodies
from web.parameters.map import CIRCLES, COLOURS, HITS, IDS, LEAVES, LEGEND, WINDOW, ColourQuery, LeafQuery, WindowQuery
from web.source import source

group = RouteGroup(f"{PREFIX}/map/<version>", IMMUTABLE)
whole_maps = KeptBodies(most=64)  # of some 20 to 60 kB


@group.get("/view", MapView, WINDOW, errors=(StaleMap,), example="fit_width=1440&fit_height=900")
def view(query: WindowQuery) -> MapView | Response:
    """The map's circles in a window, or of the whole map, as columns."""
    graph = source().graph
    if query.fit_width is not None and accepts_gzip():  # what every visit begins with, on screens of a few sizes
        return group.kept(whole_maps, (graph.version, query), lambda: _view(graph, query))
    return _view(graph, query)


@group.get("/colours", MapColours, COLOURS, errors=(StaleMap,), example="fit_width=1440&fit_height=900&colour=month")
def colours(query: ColourQuery) -> MapColours | Response:
    """The classes of the points that /view answers for the same window."""
    graph = source().graph
    if query.fit_width is not None and accepts_gzip():
        return group.kept(whole_maps, (graph.version, query), lambda: _colours(graph, query))
    return _colours(graph, query)


@group.get("/legend", MapLegend, LEGEND, errors=(StaleMap,), example="colour=month")
def legend(query: Colouring) -> MapLegend:
    """The classes of a colouring, and how many models each has."""
    return colour_answers.legend(source().graph, query)


def _colours(graph: FrozenGraph, query: ColourQuery) -> MapColours:
    window = query.window(graph.map)
    return colour_answers.map_colours(graph, cut(graph.map, window, query.minimum, query.cap), window, query.colour)


def _view(graph: FrozenGraph, query: WindowQuery) -> MapView:
    window = query.window(graph.map)
    return map_answers.map_view(graph, cut(graph.map, window, query.minimum, query.cap), window)


@group.get("/circles", CircleNames, CIRCLES, errors=(StaleMap,), example="of=0")
def circles(query: npt.NDArray[np.int64]) -> CircleNames:
    """Id, downloads and number of descendants of some circles, as columns."""
    return map_answers.circle_names(source().graph, query)


@group.get("/leaves", LeafNames, LEAVES, errors=(StaleMap,), example="circle=0&first=0&last=5")
def leaves(query: LeafQuery) -> LeafNames:
    """Id, relation and downloads of the dots of one circle, as columns."""
    graph = source().graph
    if query.circle >= graph.map.circles:
        raise BadInput(f"there is no circle {query.circle}", f"circles are numbered from 0 to {graph.map.circles - 1}")
    return map_answers.leaf_names(graph, query.circle, query.indices)


@group.get("/place", PlaceList, IDS, errors=(StaleMap, UnknownModel), example="id={id}")
def places(query: list[str]) -> PlaceList:
    """Where models stand on the map, with the circles around them; `place` is null for those without any relative."""
    return map_answers.places(source().graph, query)


@group.get("/spots", SpotList, IDS, errors=(StaleMap,), example="id={id}")
def spots(query: list[str]) -> SpotList:
    """Where to light models up: [x, y, r]; null for what has no place."""
    return map_answers.spots(source().graph, query)


@group.get("/hits", HitList, HITS, errors=(StaleMap,), example="q={name}")
def hits(query: str) -> HitList:
    """Where to light up what a search finds."""
    return map_answers.hits(source().graph, query)
