"""What is asked of the family map: a window, circles, leaves, models; and what the address of its page says."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from lineage.errors import BadInput
from lineage.filters.parameter_kinds import Member, Text, WholeNumber
from lineage.frozen.map.colourings import Colouring
from lineage.frozen.map.layout import Layout
from lineage.frozen.map.viewport import CAP, MINIMUM_PX, Window, extent
from web.parameters.declare import QueryParameter, RequestQuery
from web.parameters.kinds import Indices, Length, Number, Verbatim

MOST_SPOTS = 512
"""Circles, leaves or models in one question."""
LAST = 10**9

Value = TypeVar("Value", int, float)

X = QueryParameter("x", Number(), "a window's left edge, in map units")
Y = QueryParameter("y", Number(), "a window's upper edge, in map units")
WIDTH = QueryParameter("width", Length(), "a window's width, in map units")
HEIGHT = QueryParameter("height", Length(), "a window's height, in map units")
SCALE = QueryParameter("scale", Length(), "pixels of the screen for one map unit")
FIT_WIDTH = QueryParameter(
    "fit_width", Length(), "instead of a window: the width, in pixels, of the screen that the whole map is fitted to"
)
FIT_HEIGHT = QueryParameter("fit_height", Length(), "with `fit_width`: that screen's height, in pixels")
MINIMUM = QueryParameter(
    "minimum", Length(), "the least radius, in pixels, of a circle that is answered", f"{MINIMUM_PX:g}"
)
MOST_CIRCLES = QueryParameter("most", Length(), "how many circles at most, the largest first", f"{CAP}")
OF = QueryParameter("of", Indices(MOST_SPOTS), "circles by their index, commas between", required=True)
CIRCLE = QueryParameter("circle", WholeNumber(0, LAST), "a circle by its index", required=True)
FIRST = QueryParameter("first", WholeNumber(0, LAST), "the first of a range of leaves, by index")
LAST_LEAF = QueryParameter("last", WholeNumber(0, LAST), "the index after the last of the range")
AT = QueryParameter("at", Indices(MOST_SPOTS), "instead of a range: leaves by their index, commas between")
COLOUR = QueryParameter("colour", Member(Colouring), "what points are coloured by, beside the relation", required=True)
ID = QueryParameter("id", Verbatim(), "a model's id; may be repeated", required=True, most=MOST_SPOTS)
SOUGHT = QueryParameter("q", Text(), "the text to look for; capitals do not matter", required=True, example="qwen3")


@dataclass(frozen=True, slots=True)
class WindowQuery:
    """A window onto the map, or, with `fit_width` and `fit_height`, a screen that the whole map is fitted to."""

    x: float | None
    y: float | None
    width: float | None
    height: float | None
    scale: float | None
    fit_width: float | None
    fit_height: float | None
    minimum: float
    most: float

    def window(self, layout: Layout) -> Window:
        """Raises BadInput where a side of it was not given."""
        if self.fit_width is not None:
            fitted = _given(fit_width=self.fit_width, fit_height=self.fit_height)
            x, y, width, height = extent(layout)
            return Window(x, y, width, height, min(fitted["fit_width"] / width, fitted["fit_height"] / height))
        given = _given(x=self.x, y=self.y, width=self.width, height=self.height, scale=self.scale)
        return Window(given["x"], given["y"], given["width"], given["height"], given["scale"])

    @property
    def cap(self) -> int:
        return min(CAP, int(self.most))


@dataclass(frozen=True, slots=True)
class ColourQuery(WindowQuery):
    """A window, and what its points are coloured by."""

    colour: Colouring


@dataclass(frozen=True, slots=True)
class LeafQuery:
    """Leaves of a circle: a range, `last` excluded, or those `at` some indices."""

    circle: int
    first: int | None
    last: int | None
    at: npt.NDArray[np.int64] | None

    @property
    def indices(self) -> npt.NDArray[np.int64]:
        """At most `MOST_SPOTS`. Raises BadInput where neither a range nor indices were given."""
        if self.at is not None:
            return self.at
        given = _given(first=self.first, last=self.last)
        return np.arange(given["first"], min(given["last"], given["first"] + MOST_SPOTS))


def _given(**values: Value | None) -> dict[str, Value]:
    missing = [name for name, value in values.items() if value is None]
    if missing:
        raise BadInput(f"{missing[0]} is missing", f"give {', '.join(values)}")
    return {name: value for name, value in values.items() if value is not None}


WINDOW = RequestQuery(WindowQuery, (X, Y, WIDTH, HEIGHT, SCALE, FIT_WIDTH, FIT_HEIGHT, MINIMUM, MOST_CIRCLES))
COLOURS = RequestQuery(ColourQuery, (*WINDOW.parameters, COLOUR))
LEGEND: RequestQuery[Colouring] = RequestQuery(lambda colour: colour, (COLOUR,))
CIRCLES: RequestQuery[npt.NDArray[np.int64]] = RequestQuery(lambda of: of, (OF,))
LEAVES = RequestQuery(LeafQuery, (CIRCLE, FIRST, LAST_LEAF, AT))
IDS: RequestQuery[list[str]] = RequestQuery(lambda id: id, (ID,))
HITS: RequestQuery[str] = RequestQuery(lambda q: q, (SOUGHT,))

MAP_PAGE: RequestQuery[str] = RequestQuery(
    lambda model, **_: model,
    (
        QueryParameter("model", Verbatim(), "the selected model's id", default=""),
        QueryParameter("view", Verbatim(), "the map's place, in its own words"),
        QueryParameter("colour", Verbatim(), "what points are coloured by"),
        QueryParameter("size", Verbatim(), "what the area of marks follows"),
        QueryParameter("only", Verbatim(), "the classes that are shown, commas between"),
        QueryParameter("hits", Verbatim(), "the search whose hits are lit up"),
        QueryParameter("ids", Verbatim(), "the models that are lit up, commas between"),
    ),
)
"""The selected model; all else is for the page's script, which says itself what there is not
(`web/static/js/home/url.js`)."""
