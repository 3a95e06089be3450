"""The colours of the family map: the classes that points are told apart by, and the points' classes, as bytes."""

from threading import Lock
from typing import Annotated
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from lineage.frozen import FrozenGraph
from lineage.frozen.map.colourings import ClassKind, ColourCodes, Colouring, colour_codes
from lineage.frozen.map.layout import DOT, Layout, core_radius
from lineage.frozen.map.viewport import View, Window
from lineage.frozen.storage.csr import ranges
from web.answers.types import Number, meaning

DOT_PX = 1.1
"""From this radius on screen on dots are seen one by one."""
BY_LEAF = 255

_codes: WeakKeyDictionary[FrozenGraph, dict[Colouring, ColourCodes]] = WeakKeyDictionary()  # a graph never changes
_lock = Lock()


class ClassItem(Struct, frozen=True):
    """One class of a colouring."""

    name: Annotated[str, meaning("a month is `YYYY-MM`, numbers are `least-most`; empty where the kind says it all")]
    kind: Annotated[ClassKind, meaning("`undated`: listed, with the Hub's floor of 2022-03-02 or without a date")]
    models: Annotated[Number, meaning("with a place on the map")]


class MapLegend(Struct, frozen=True):
    """The classes of a colouring, in their order, the neutral ones last."""

    colour: Colouring
    classes: list[ClassItem]


class MapColours(Struct, frozen=True):
    """The classes of the points of a view, as bytes in base64; a class is its place in the legend.

    `own` is the class of each circle's model, in the view's order. `parts` is for each circle how many classes its
    leaves have, and 255 where dots are seen one by one: then `leaves` has the class of each of its leaves, circle by
    circle. Of the others `part_class` and `part_leaves` (32 bits, lowest byte first) have each class and its leaves.
    """

    own: bytes
    parts: bytes
    part_class: bytes
    part_leaves: bytes
    leaves: bytes


def codes_of(graph: FrozenGraph, colouring: Colouring) -> ColourCodes:
    """The classes of a graph's models, found once."""
    with _lock:
        found = _codes.setdefault(graph, {})
        if colouring not in found:
            found[colouring] = colour_codes(graph, colouring)
        return found[colouring]


def legend(graph: FrozenGraph, colouring: Colouring) -> MapLegend:
    classes = codes_of(graph, colouring).classes
    return MapLegend(colouring, [ClassItem(one.name, one.kind, one.models) for one in classes])


def map_colours(graph: FrozenGraph, shown: View, window: Window, colouring: Colouring) -> MapColours:
    layout, codes = graph.map, codes_of(graph, colouring)
    by_leaf = _seen_by_leaf(layout, shown, window)
    counts = _counts(layout, shown.circles[~by_leaf], codes)
    parts = np.full(len(shown.circles), BY_LEAF, np.uint8)
    parts[~by_leaf] = (counts > 0).sum(axis=1)
    return MapColours(
        own=codes.of_model[layout.number[shown.circles]].tobytes(),
        parts=parts.tobytes(),
        part_class=np.nonzero(counts)[1].astype(np.uint8).tobytes(),
        part_leaves=counts[counts > 0].astype("<u4").tobytes(),
        leaves=codes.of_model[layout.leaf[_leaves(layout, shown.circles[by_leaf])]].tobytes(),
    )


def _seen_by_leaf(layout: Layout, shown: View, window: Window) -> npt.NDArray[np.bool_]:
    """Which circles of the view have dots in the window that are large enough to be told apart."""
    at = shown.circles
    if DOT * window.pixels_per_unit < DOT_PX:
        return np.zeros(len(at), np.bool_)
    x, y, r = layout.core_x[at], layout.core_y[at], core_radius(layout.relations[at].sum(axis=1))
    aside = np.maximum(np.maximum(window.x - x, x - window.x - window.width), 0)
    above = np.maximum(np.maximum(window.y - y, y - window.y - window.height), 0)
    return np.asarray(aside * aside + above * above <= r * r)


def _counts(layout: Layout, circles: npt.NDArray[np.int32], codes: ColourCodes) -> npt.NDArray[np.int64]:
    """(circles, classes): the leaves of each class."""
    kinds = len(codes.classes)
    row = np.repeat(np.arange(len(circles)), layout.first_leaf[circles + 1] - layout.first_leaf[circles])
    keys = row * kinds + codes.of_model[layout.leaf[_leaves(layout, circles)]]
    return np.bincount(keys, minlength=len(circles) * kinds).reshape(len(circles), kinds)


def _leaves(layout: Layout, circles: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    first = layout.first_leaf[circles].astype(np.int64)
    return ranges(first, layout.first_leaf[circles + 1] - first)
