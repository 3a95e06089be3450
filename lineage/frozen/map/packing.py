"""Packing circles without overlap: front chain for the large ones, gaps filled and rims wound with the small ones.

The front chain is the algorithm of Wang, Wang, Dai and Wang, "Visualization of large hierarchical data by circle
packing" (CHI 2006): each circle touches two neighbours on the front and is put where the front is nearest the middle.
It leaves gaps between circles of different size; the small circles go there first, on a raster that knows which
centres are still free.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, hypot, sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lineage.frozen.storage.csr import ranges

Floats = npt.NDArray[np.float64]

CHAINED = 100  # at most so many circles go on the front chain
SMALL = 0.3  # circles below this share of the largest wait for the gaps, where there are enough of them
FEW = 10  # fewer small circles than this are chained like the others
STEP = 0.5  # the raster's cell, in radii of the circles it places
ALIKE = 0.8  # circles this near in size are placed on one raster
CELLS = 3_000_000  # the largest raster
NEARNESS = 0.8  # how far a step of a cluster leans from the middle to the step before
GAP, GAP_SHARE = 0.25, 0.02  # free space round a packed circle: absolute, and as a share of its radius
RIM, RIM_SHARE = 0.35, 0.012  # free space between a circle and what it encloses
EDGE, EDGE_SHARE = 0.004, 1e-5  # from one step of a cluster to the next: what remains above 0 in single precision


class Circle(NamedTuple):
    """A circle's centre and radius."""

    x: float
    y: float
    r: float


@dataclass(frozen=True, slots=True)
class Packing:
    """Where a core and the circles around it stand; `middle` encloses those that were chained."""

    core: tuple[float, float]
    xs: list[float]
    ys: list[float]
    middle: Circle

    def hull(self, circles: Sequence[Circle]) -> Circle:
        """A circle about the packing's middle that encloses `circles`."""
        return _reaching(self.middle.x, self.middle.y, circles)


class Front:
    """Circles placed one after another, each touching two earlier ones where the front is nearest the middle.

    `placed` are the circles in the order they came, the first at the origin; none overlaps another. `near` says where
    the middle is; it may be moved between two circles.
    """

    def __init__(self, aspect: float = 1.0) -> None:
        self.placed: list[Circle] = []
        self.near = (0.0, 0.0)
        self.aspect = aspect
        self._after: list[int] = []
        self._before: list[int] = []
        self._last = 0

    def add(self, r: float) -> Circle:
        """Place a circle of radius r; says where."""
        placed = self.placed
        i = len(placed)
        if i < 3:
            placed.append(self._first_three(r))
            self._after, self._before = [*range(1, i + 1), 0], [i, *range(i)]
            return placed[i]
        left, circle = self._fit(self._nearest_link(self._last), r)
        right = self._after[left]
        placed.append(circle)
        self._after.append(right)
        self._before.append(left)
        self._after[left] = self._before[right] = i
        self._last = left
        return circle

    def _first_three(self, r: float) -> Circle:
        if not self.placed:
            return Circle(0.0, 0.0, r)
        if len(self.placed) == 1:
            return Circle(self.placed[0].r + r, 0.0, r)
        return _touching(self.placed[1], self.placed[0], r)

    def _fit(self, left: int, r: float) -> tuple[int, Circle]:
        """A circle of radius r on the front at `left`, the front shortened where it would overlap what is there.

        From the link the front is walked to both sides, the shorter way first; whatever the circle hits becomes its new
        neighbour and the circles between leave the front.
        """
        placed, after, before = self.placed, self._after, self._before
        while True:
            right = after[left]
            circle = _touching(placed[left], placed[right], r)
            ahead, behind = after[right], before[left]
            gone_ahead, gone_behind = placed[right].r, placed[left].r
            hit = False
            while not hit:
                if gone_ahead <= gone_behind:
                    if _overlap(placed[ahead], circle):
                        after[left], before[ahead], hit = ahead, left, True
                    gone_ahead += placed[ahead].r
                    done, ahead = ahead == behind, after[ahead]
                else:
                    if _overlap(placed[behind], circle):
                        after[behind], before[right], hit = right, behind, True
                        left = behind
                    gone_behind += placed[behind].r
                    done, behind = ahead == behind, before[behind]
                if done and not hit:
                    return left, circle

    def _nearest_link(self, start: int) -> int:
        """The circle of the front after which the next one is nearest the middle."""
        placed, after, aspect = self.placed, self._after, self.aspect
        near_x, near_y = self.near
        best, least, i = start, float("inf"), start
        power = _power(aspect)
        while True:
            a, b = placed[i], placed[after[i]]
            x = (a.x * b.r + b.x * a.r) / (a.r + b.r) - near_x
            y = (a.y * b.r + b.y * a.r) / (a.r + b.r) - near_y
            score = abs(x / aspect) ** power + abs(y) ** power
            if score < least:
                best, least = i, score
            i = after[i]
            if i == start:
                return best


class Cluster:
    """Circles packed in several steps, each step round all earlier ones; `circle` encloses all so far.

    It starts as one circle about the origin, and `circle` grows by every step: each lies strictly inside the next.
    """

    def __init__(self, r: float, spaced: float) -> None:
        """`spaced` is the radius that the others keep out of."""
        self.circle = Circle(0.0, 0.0, r)
        self._front = Front()
        self._front.add(spaced)
        self._last = self.circle

    def grow(self, spaced: Sequence[float], radii: Sequence[float]) -> list[Circle]:
        """Places for circles of these `radii` among the earlier ones, each alone within its `spaced` radius.

        The first one comes near the first one of the step before.
        """
        places: dict[int, Circle] = {}
        hull = self.circle
        for i in sorted(range(len(radii)), key=lambda i: -radii[i]):
            self._front.near = _between(hull, self._last, NEARNESS) if i == 0 else (hull.x, hull.y)
            x, y, _ = self._front.add(spaced[i])
            places[i] = Circle(x, y, radii[i])
            hull = _around_two(hull, places[i])
        if len(radii) > 1:
            hull = enclose([self.circle, *places.values()])
        self.circle = Circle(hull.x, hull.y, hull.r * (1 + EDGE_SHARE) + EDGE)
        self._last = places[0]
        return [places[i] for i in range(len(radii))]


def spaced(r: Floats) -> list[float]:
    """The radii within which circles of the radii r are alone."""
    radii: list[float] = (r * (1 + GAP_SHARE) + GAP).tolist()
    return radii


def rimmed(r: Floats | np.float64) -> Floats:
    """The radius of a circle whose content reaches to r."""
    return np.asarray(r * (1 + RIM_SHARE) + RIM)


def pack(radii: Sequence[float], aspect: float = 1.0) -> tuple[Floats, Floats]:
    """Centres for circles of these radii, `aspect` times as wide as high: the first at the origin, the others around
    it, largest first."""
    xs, ys, _ = _pack(radii, aspect, centred=True)
    return np.array(xs), np.array(ys)


def pack_around(core: float, radii: Sequence[float]) -> Packing:
    """A round packing of `radii` (largest first) together with a core, which takes its place among them by size."""
    at = sum(r > core for r in radii[:CHAINED])
    xs, ys, middle = _pack([*radii[:at], core, *radii[at:]], 1.0, centred=False)
    return Packing((xs.pop(at), ys.pop(at)), xs, ys, middle)


def enclose(circles: Sequence[Circle]) -> Circle:
    """The smallest circle around all of `circles` (Welzl's algorithm, in move-to-front form, the outermost first)."""
    if not circles:
        return Circle(0.0, 0.0, 0.0)
    x, y = sum(c.x for c in circles) / len(circles), sum(c.y for c in circles) / len(circles)
    waiting = sorted(circles, key=lambda c: -hypot(c.x - x, c.y - y) - c.r)
    basis = waiting[:1]
    hull = waiting[0]
    i = 1
    while i < len(waiting):
        if _within(waiting[i], hull):
            i += 1
            continue
        basis = _extend(basis, waiting[i])
        hull = _around(basis)
        waiting.insert(0, waiting.pop(i))
        i = 0
    return _reaching(hull.x, hull.y, circles)


def _pack(radii: Sequence[float], aspect: float, centred: bool) -> tuple[list[float], list[float], Circle]:
    chained = _how_many_to_chain(radii)
    placed = _front_chain(radii[:chained], aspect, centred)
    middle = enclose(placed)
    if aspect != 1.0:
        middle = Circle(0.0, 0.0, middle.r)
    _fill(placed, radii[chained:], middle, aspect)
    return [c.x for c in placed], [c.y for c in placed], middle


def _how_many_to_chain(radii: Sequence[float]) -> int:
    large = sum(r >= SMALL * radii[0] for r in radii[:CHAINED])
    return min(len(radii), CHAINED) if len(radii) - large < FEW else large


def _front_chain(radii: Sequence[float], aspect: float, centred: bool) -> list[Circle]:
    """The circles of these radii in order, each touching two earlier ones, about the origin: there is the middle of the
    first, or where the first two touch."""
    if not radii:
        return []
    front = Front(aspect)
    middle = 0.0 if centred or len(radii) == 1 else radii[0]
    front.near = (middle, 0.0)
    for r in radii:
        front.add(r)
    return [Circle(x - middle, y, r) for x, y, r in front.placed]


def _between(a: Circle, b: Circle, part: float) -> tuple[float, float]:
    return a.x + part * (b.x - a.x), a.y + part * (b.y - a.y)


def _touching(a: Circle, b: Circle, r: float) -> Circle:
    """The circle of radius r that touches a and b from outside, on the right hand of the way from a to b."""
    dx, dy = b.x - a.x, b.y - a.y
    distance = hypot(dx, dy)
    if distance == 0:
        return Circle(a.x + a.r + r, a.y, r)
    along = (distance**2 + (a.r + r) ** 2 - (b.r + r) ** 2) / (2 * distance)
    aside = sqrt(max(0.0, (a.r + r) ** 2 - along**2))
    return Circle(a.x + (along * dx + aside * dy) / distance, a.y + (along * dy - aside * dx) / distance, r)


def _overlap(a: Circle, b: Circle) -> bool:
    reach = a.r + b.r - 1e-6
    return (a.x - b.x) ** 2 + (a.y - b.y) ** 2 < reach * reach


def _fill(placed: list[Circle], radii: Sequence[float], middle: Circle, aspect: float) -> None:
    """Append circles of these radii (largest first), each batch of similar ones as near the middle as there is room."""
    done = 0
    while done < len(radii):
        widest = radii[done]
        end = done + 1
        while end < len(radii) and radii[end] >= widest * ALIKE:
            end += 1
        batch = radii[done:end]
        half = sqrt(sum(c.r * c.r for c in placed) + len(batch) * widest * widest) * 1.12 + 2 * widest
        left = len(batch)
        while left:
            spots = _Raster(placed, middle, widest, half, aspect).spots(left)
            placed += [Circle(x, y, r) for (x, y), r in zip(spots, batch[len(batch) - left :], strict=False)]
            left -= len(spots)
            half *= 1.2
        done = end


class _Raster:
    """The cells where a circle of one radius may have its centre, over an ellipse about the middle."""

    def __init__(self, placed: Sequence[Circle], middle: Circle, r: float, half: float, aspect: float) -> None:
        self.r, self.aspect = r, aspect
        stretch = sqrt(aspect)
        half_width, half_height = half * stretch, half / stretch
        self.cell = max(STEP * r, sqrt(4 * half_width * half_height / CELLS))
        self.columns = 2 * ceil(half_width / self.cell) + 1
        self.rows = 2 * ceil(half_height / self.cell) + 1
        self.middle = middle
        self.x0 = middle.x - self.cell * (self.columns // 2)
        self.y0 = middle.y - self.cell * (self.rows // 2)
        self.taken = self._taken_by(np.add(np.reshape(placed, (-1, 3)), (0.0, 0.0, r)))

    def _taken_by(self, circles: Floats) -> bytearray:
        """The cells inside any of these circles, each as x, y and r."""
        (column, row), steps = (circles[:, :2] - (self.x0, self.y0)).T / self.cell, circles[:, 2] / self.cell - 1e-7
        low = np.maximum(np.ceil(row - steps), 0).astype(np.int64)
        lines = np.maximum(np.minimum(np.floor(row + steps) + 1, self.rows).astype(np.int64) - low, 0)
        i, of = ranges(low, lines), np.repeat(np.arange(len(circles)), lines)
        width = np.sqrt(np.abs((steps * steps)[of] - (i - row[of]) * (i - row[of])))
        start = np.maximum(np.ceil(column[of] - width), 0).astype(np.int64)
        end = np.minimum(np.floor(column[of] + width) + 1, self.columns).astype(np.int64)
        start, end = (i * self.columns + at for at in (start, np.maximum(start, end)))
        cells = self.columns * self.rows
        opened = np.bincount(start, minlength=cells + 1) - np.bincount(end, minlength=cells + 1)
        return bytearray(np.cumsum(opened[:-1]) > 0)

    def spots(self, wanted: int) -> list[tuple[float, float]]:
        """At most so many centres, none overlapping another, the nearest to the middle first."""
        spots: list[tuple[float, float]] = []
        taken, columns, cell = self.taken, self.columns, self.cell
        around, reach = self._around(2 * self.r)
        for at in self._free_by_distance(wanted):
            if not taken[at]:
                row, column = divmod(at, columns)
                spots.append((self.x0 + column * cell, self.y0 + row * cell))
                if len(spots) == wanted:
                    break
                inside = reach <= row < self.rows - reach and reach <= column < columns - reach
                for first, ones in around if inside else self._clipped(around, row, column):
                    taken[at + first : at + first + len(ones)] = ones
        return spots

    def _around(self, distance: float) -> tuple[list[tuple[int, bytes]], int]:
        """The cells nearer than so much to a cell, line by line: the first one's place behind its own, and a byte for
        each of the line. And how many lines or columns away they may be."""
        steps = distance / self.cell - 1e-7
        reach = floor(steps)
        widths = ((line, floor(sqrt(steps * steps - line * line))) for line in range(-reach, reach + 1))
        return [(line * self.columns - width, b"\x01" * (2 * width + 1)) for line, width in widths], reach

    def _clipped(self, around: Sequence[tuple[int, bytes]], row: int, column: int) -> Iterator[tuple[int, bytes]]:
        """The same of a cell near the raster's edge, without what is beyond it."""
        for line, (_, ones) in enumerate(around, -(len(around) // 2)):
            width = len(ones) // 2
            start, end = max(0, column - width), min(self.columns, column + width + 1)
            if 0 <= row + line < self.rows:
                yield line * self.columns + start - column, ones[: end - start]

    def _free_by_distance(self, wanted: int) -> list[int]:
        taken = np.frombuffer(self.taken, np.bool_).reshape(self.rows, self.columns)
        power = _power(self.aspect)
        across = (np.abs(np.arange(self.columns) - self.columns // 2) / self.aspect) ** power
        along = np.abs(np.arange(self.rows) - self.rows // 2) ** power
        free, distance = np.flatnonzero(~taken), (across + along[:, np.newaxis])[~taken]
        enough = wanted * 60
        if len(free) > enough:
            nearest = np.argpartition(distance, enough)[:enough]
            free, distance = free[nearest], distance[nearest]
        inside = distance <= (self.rows // 2) ** power
        free, distance = free[inside], distance[inside]
        order: list[int] = free[np.lexsort((free, distance))].tolist()
        return order


def _power(aspect: float) -> float:
    """Round packings are circles; wide ones are superellipses, which fill a window's corners better."""
    return 2.0 if aspect == 1.0 else 2.7


def _reaching(x: float, y: float, circles: Sequence[Circle]) -> Circle:
    return Circle(x, y, max(hypot(c.x - x, c.y - y) + c.r for c in circles))


def _within(inner: Circle, outer: Circle) -> bool:
    outer_x, outer_y, outer_r = outer
    x, y, r = inner
    slack = outer_r * (1 + 1e-7) - r
    return slack >= 0 and (x - outer_x) ** 2 + (y - outer_y) ** 2 <= slack * slack


def _extend(basis: list[Circle], circle: Circle) -> list[Circle]:
    """The at most three circles that determine the hull of `basis` and `circle`, which lies outside the old hull."""
    candidates = [[circle], *([b, circle] for b in basis)]
    candidates += [[a, b, circle] for i, a in enumerate(basis) for b in basis[i + 1 :]]
    hulls = [(_around(candidate), candidate) for candidate in candidates]
    members = (*basis, circle)
    valid = [(hull.r, candidate) for hull, candidate in hulls if all(_within(member, hull) for member in members)]
    return min(valid or [(hull.r, candidate) for hull, candidate in hulls[-1:]], key=lambda pair: pair[0])[1]


def _around(basis: Sequence[Circle]) -> Circle:
    """The smallest circle that touches one, two or three circles from outside (they lie within it)."""
    if len(basis) == 1:
        return basis[0]
    if len(basis) == 2:
        return _around_two(*basis)
    return _around_three(*basis)


def _around_two(a: Circle, b: Circle) -> Circle:
    dx, dy = b.x - a.x, b.y - a.y
    distance = hypot(dx, dy)
    if distance <= abs(a.r - b.r):
        return max(a, b, key=lambda c: c.r)
    r = (distance + a.r + b.r) / 2
    along = (r - a.r) / distance
    return Circle(a.x + dx * along, a.y + dy * along, r)


def _around_three(a: Circle, b: Circle, c: Circle) -> Circle:
    """Apollonius' circle: subtracting the three equations |p - p_i| = r - r_i leaves p linear in r."""
    b_x, b_y, c_x, c_y = b.x - a.x, b.y - a.y, c.x - a.x, c.y - a.y
    determinant = b_x * c_y - c_x * b_y
    if abs(determinant) < 1e-12:
        return max((_around_two(p, q) for p, q in ((a, b), (a, c), (b, c))), key=lambda hull: hull.r)
    b_free = (b_x * b_x + b_y * b_y - b.r * b.r + a.r * a.r) / 2
    c_free = (c_x * c_x + c_y * c_y - c.r * c.r + a.r * a.r) / 2
    b_slope, c_slope = b.r - a.r, c.r - a.r
    x0, x1 = (b_free * c_y - c_free * b_y) / determinant, (b_slope * c_y - c_slope * b_y) / determinant
    y0, y1 = (b_x * c_free - c_x * b_free) / determinant, (b_x * c_slope - c_x * b_slope) / determinant
    r = _outer_root(
        x1 * x1 + y1 * y1 - 1,
        2 * (x0 * x1 + y0 * y1 + a.r),
        x0 * x0 + y0 * y0 - a.r * a.r,
        max(a.r, b.r, c.r),
    )
    return Circle(a.x + x0 + x1 * r, a.y + y0 + y1 * r, r)


def _outer_root(square: float, linear: float, constant: float, least: float) -> float:
    """The smallest root not below `least`: the circle around the three, not the one between them."""
    if abs(square) < 1e-12:
        return -constant / linear
    spread = sqrt(max(0.0, linear * linear - 4 * square * constant))
    roots = ((-linear - spread) / (2 * square), (-linear + spread) / (2 * square))
    return min((root for root in roots if root >= least - 1e-9), default=max(roots))
