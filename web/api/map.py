"""The family map's API: what a window shows, the names of its models, and where a model stands.

Every route names the graph's version, so an answer never changes and may be kept for ever. Circles are known by their
index in the layout, leaves by their index in their circle's sunflower.
"""

import math
from typing import Any

import numpy as np
import orjson
from flask import Blueprint, Response, request

from lineage.errors import BadInput, StaleMap
from lineage.frozen import FrozenGraph
from lineage.frozen.map.layout import RELATIONS, Layout, core_radius
from lineage.frozen.map.viewport import CAP, MINIMUM_PX, MapPlace, View, Window, cut, extent, leaves, place
from lineage.values import Relation
from web.http.caching import IMMUTABLE
from web.source import source

blueprint = Blueprint("map", __name__, url_prefix="/api/v1/map/<version>")

NAMED_PX = 12.0  # circles of a larger radius on screen come with their names
NAMED = 400  # and the largest so many
ASKED = 512  # circles or leaves in one question
STEPS_PER_PX = 8  # coordinates are rounded to this part of a pixel
CODES = [*Relation, None]


@blueprint.get("/view")
def view(version: str) -> Response:
    """The circles in the window (x, y, width, height in map units) at `scale` pixels a unit, in columns.

    With `fit_width` and `fit_height` (pixels) instead: the whole map at the scale at which it fits there.
    """
    graph = _graph(version)
    layout = graph.map
    window = _window(layout)
    shown = cut(layout, window, _positive("minimum", MINIMUM_PX), min(CAP, int(_positive("most", CAP))))
    return _answer(
        {
            "extent": extent(layout),
            "scale": window.pixels_per_unit,
            **_columns(layout, shown, window),
            **_names(graph, shown, window),
        }
    )


@blueprint.get("/circles")
def circles(version: str) -> Response:
    """Id, downloads and number of descendants of the circles `of` (comma-separated)."""
    graph = _graph(version)
    circles = _indices("of")
    circles = circles[circles < graph.map.circles]
    numbers = graph.map.number[circles]
    return _answer(
        {
            "circle": circles.tolist(),
            "id": graph.ids.take(numbers),
            "downloads": graph.models.column("downloads").take(numbers),
            "descendants": graph.reach.descendant_count[numbers].tolist(),
        }
    )


@blueprint.get("/leaves")
def leaf_names(version: str) -> Response:
    """Id, relation and downloads of the leaves `first` to `last` (excluded), or `at` (comma-separated), of a circle."""
    graph = _graph(version)
    circle = _whole("circle")
    if circle >= graph.map.circles:
        raise BadInput(f"there is no circle {circle}", f"circles are numbered from 0 to {graph.map.circles - 1}")
    found = leaves(graph, circle, _indices("at") if "at" in request.args else _range())
    return _answer(
        {
            "circle": circle,
            "index": [leaf.index for leaf in found],
            "id": [leaf.id for leaf in found],
            "relation": [leaf.relation for leaf in found],
            "downloads": [leaf.downloads for leaf in found],
        }
    )


@blueprint.get("/place")
def places(version: str) -> Response:
    """Where each model `id` (may be repeated) stands; `place` is null for a model without any relative."""
    graph = _graph(version)
    ids = request.args.getlist("id")
    if not 0 < len(ids) <= ASKED:
        raise BadInput("no model was asked for", f"give id=owner/name, up to {ASKED} times")
    return _answer({"items": [_placed(graph, graph.ids.number(id)) for id in ids]})


@blueprint.get("/spots")
def spots(version: str) -> Response:
    """Where to light models up: for each `id` (may be repeated) `[x, y, r]`, its dot or its heart, and its radius.

    null for a model without any relative, and for an id that names no model here: a query may return anything.
    """
    graph = _graph(version)
    ids = request.args.getlist("id")
    if not 0 < len(ids) <= ASKED:
        raise BadInput("no model was asked for", f"give id=owner/name, up to {ASKED} times")
    return _answer({"spots": [_spot(graph, graph.ids.find(id)) for id in ids]})


def _graph(version: str) -> FrozenGraph:
    graph = source().graph
    if version != graph.version:
        raise StaleMap(f"this is map {graph.version}, not {version}", "load the page again")
    return graph


def _window(layout: Layout) -> Window:
    if "fit_width" in request.args:
        x, y, width, height = extent(layout)
        return Window(x, y, width, height, min(_positive("fit_width") / width, _positive("fit_height") / height))
    return Window(_number("x"), _number("y"), _positive("width"), _positive("height"), _positive("scale"))


def _columns(layout: Layout, shown: View, window: Window) -> dict[str, Any]:
    """The view in whole numbers that compress well.

    Circles and parents are differences to the one before. Centres are relative to the parent's centre (of roots: to the
    origin), cores to their own circle's; all lengths are in `unit`.
    """
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


def _unit(pixels_per_unit: float) -> float:
    """A power of two, so that every view rounds to the same grid or a finer one."""
    return float(2.0 ** math.floor(-math.log2(pixels_per_unit * STEPS_PER_PX)))


def _names(graph: FrozenGraph, shown: View, window: Window) -> dict[str, Any]:
    r = graph.map.r[shown.circles]
    large = np.flatnonzero(r * window.pixels_per_unit >= NAMED_PX)
    named = np.sort(large[np.argsort(-r[large], kind="stable")[:NAMED]])
    numbers = graph.map.number[shown.circles[named]]
    return {
        "named": named.tolist(),
        "id": graph.ids.take(numbers),
        "downloads": graph.models.column("downloads").take(numbers),
        "descendants": graph.reach.descendant_count[numbers].tolist(),
    }


def _placed(graph: FrozenGraph, number: int) -> dict[str, Any]:
    found = place(graph, number)
    return {
        "id": graph.ids[number],
        "descendants": int(graph.reach.descendant_count[number]),
        "place": None if found is None else _coordinates(graph, found),
    }


def _spot(graph: FrozenGraph, number: int | None) -> tuple[float, float, float] | None:
    found = None if number is None else place(graph, number)
    if found is None:
        return None
    if found.leaf is not None:
        return found.x, found.y, found.r
    own = found.chain[-1]
    return float(graph.map.core_x[own]), float(graph.map.core_y[own]), found.r


def _coordinates(graph: FrozenGraph, found: MapPlace) -> dict[str, Any]:
    """The model's own spot, and what is around it, the root first: circle, centre, radius, core, relation, joined."""
    layout = graph.map
    chain = np.array(found.chain)
    columns = (layout.x, layout.y, layout.r, layout.core_x, layout.core_y)
    core_r = core_radius(layout.relations[chain].sum(axis=1))
    return {
        "x": found.x,
        "y": found.y,
        "r": found.r,
        "leaf": found.leaf,
        "chain": [
            {
                **dict(zip(("circle", "x", "y", "r", "core_x", "core_y", "core_r", "id"), link, strict=True)),
                "relation": CODES[code],
                "joined": bool(joined),
            }
            for *link, code, joined in zip(
                found.chain,
                *(column[chain].tolist() for column in columns),
                core_r.tolist(),
                graph.ids.take(layout.number[chain]),
                layout.relation[chain].tolist(),
                layout.joined[chain].tolist(),
                strict=True,
            )
        ],
    }


def _answer(value: dict[str, Any]) -> Response:
    response = Response(orjson.dumps(value), mimetype="application/json")
    response.headers["Cache-Control"] = IMMUTABLE
    return response


def _number(name: str, default: float | None = None) -> float:
    text = request.args.get(name)
    if text is None and default is not None:
        return default
    try:
        number = float(text or "")
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or abs(number) > 1e9:
        raise BadInput(f"{name} cannot be {text!r}", "give a number")
    return number


def _positive(name: str, default: float | None = None) -> float:
    number = _number(name, default)
    if number < 1e-6:
        raise BadInput(f"{name} cannot be {number!r}", "give a number above 0")
    return number


def _whole(name: str) -> int:
    number = _number(name)
    if number < 0 or number != int(number):
        raise BadInput(f"{name} cannot be {number!r}", "give a whole number")
    return int(number)


def _range() -> np.ndarray[Any, np.dtype[np.int64]]:
    first, last = _whole("first"), _whole("last")
    return np.arange(first, min(last, first + ASKED))


def _indices(name: str) -> np.ndarray[Any, np.dtype[np.int64]]:
    text = request.args.get(name, "")
    parts = text.split(",")
    if len(parts) > ASKED or not all(part.isascii() and part.isdecimal() and len(part) < 10 for part in parts):
        raise BadInput(f"{name} cannot be {text[:40]!r}", f"give up to {ASKED} whole numbers with commas between")
    return np.array([int(part) for part in parts], np.int64)
