"""Where every model stands on the family map: nested circles, computed once for a whole graph.

Every model with children in the display forest owns a circle that encloses its subtree. Its leaf children are dots of
a sunflower (the core); the circles of its sub-families are packed around that core, and families around each other the
same way. Area follows the number of models. Leaf positions are not stored: `leaf_positions` gives them, here and in
`web/static/js/map/sunflower.js`.

Circles one in the other waste room: a chain of models would grow like the square of its length. So the largest
sub-family, where it outweighs the others, joins its parent: the parent's core and its other sub-families are wound
round what the joined circle holds, not round the circle itself, and may reach into it. Cores, and the circles of
those that did not join, never overlap.

The families whose roots are of one organisation lie together on a continent (`lineage.frozen.map.continents`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import pairwise
from typing import Self

import numpy as np
import numpy.typing as npt

from lineage.frozen.map.continents import Continents, pack_continents
from lineage.frozen.map.packing import CHAINED, GAP, Circle, Cluster, pack_around, rimmed, spaced
from lineage.frozen.storage.csr import Csr
from lineage.frozen.storage.distinct import distinct_numbers
from lineage.frozen.storage.radix import radix_order

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

RELATIONS = 5
GOLDEN_TURN = 0.3819660112501051  # 2 - golden ratio: the part of a full turn between one leaf and the next
DOT = 0.66  # radius of a leaf's dot; neighbouring dots stand at least 1.6 apart
HEART = 1.6  # the area at a core's centre, in dots, kept free for the model itself
HEART_SHARE = 0.07  # and its growth with the number of leaves
JOINING = 1 / 3  # the share of all sub-families' models from which the largest of them joins its parent


CONTINENT = ("continent", *(f"continent_{name}" for name in ("organisation", "x", "y", "r")))


@dataclass(frozen=True)
class Layout:
    """The map's arrays. Circles come parents first, the children of one circle side by side, largest first.

    `number[c]` is circle c's model; `circle[number]` the model's circle, -1 where it owns none. Circle c has its centre
    at (x, y)[c] and the radius r[c]; its core stands at (core_x, core_y)[c]. Its sub-families are the circles
    `first[c]` to `first[c + 1]`, its leaves the models `leaf[first_leaf[c]:first_leaf[c + 1]]`, by relation and then by
    downloads, `relations[c]` of each relation. `parent[c]` is the enclosing circle, -1 at roots, which are the circles
    below `first[0]`; `joined[c]` is 1 where c joined its parent: besides its own subtree, its circle may then hold
    cores and other sub-families of the models above, up to the first that did not join. `size[c]` counts the models of
    the subtree, c's own included; `relation[c]` is the code of its own derivation (RELATIONS at roots). Lengths are in
    units of the sunflower's spacing.

    `continent[c]` is the continent of the root c. Continents come largest first: each is of the organisation of the
    code `continent_organisation[k]`, has its centre at (continent_x, continent_y)[k] and the radius continent_r[k], and
    is no more than the circle of its family where it has one alone. A layout of an earlier version has none.
    """

    number: Ints
    parent: Ints
    first: Ints
    first_leaf: Ints
    leaf: Ints
    size: Ints
    relations: Ints
    relation: npt.NDArray[np.uint8]
    joined: npt.NDArray[np.uint8]
    circle: Ints
    x: Singles
    y: Singles
    r: Singles
    core_x: Singles
    core_y: Singles
    continent: Ints
    continent_organisation: Ints
    continent_x: Singles
    continent_y: Singles
    continent_r: Singles

    @property
    def circles(self) -> int:
        """How many circles there are."""
        return len(self.number)

    @property
    def roots(self) -> int:
        """How many of them enclose a whole family."""
        return int(self.first[0]) if self.circles else 0

    @cached_property
    def models_by_relation(self) -> npt.NDArray[np.int64]:
        """How many models on the map have each code of a relation, roots last; counted once."""
        circles = np.bincount(self.relation, minlength=RELATIONS + 1)
        return np.asarray(circles + np.append(self.relations.sum(axis=0), 0))

    @cached_property
    def families_of_continents(self) -> npt.NDArray[np.int64]:
        """How many families lie on each continent; counted once."""
        return np.bincount(self.continent)

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """The arrays by field name, to be stored."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def of(cls, arrays: dict[str, npt.NDArray[np.generic]]) -> Self:
        """The layout that `arrays` came from; other keys are ignored."""
        nothing = {name: np.zeros(0, np.int32) for name in CONTINENT if name not in arrays}
        return cls(**{field.name: (nothing | arrays)[field.name] for field in fields(cls)})  # type: ignore[arg-type]

    def children(self) -> Csr:
        """The display forest in the map's order: each model's children, by number.

        A model's sub-families come first, largest circle first, then its leaves as they follow on the sunflower.
        """
        return _children_in_order(self)


def lay_out(
    parents: Ints,
    relations: npt.NDArray[np.uint8],
    downloads: npt.NDArray[np.int64],
    organisation: Ints | None = None,
    middle: int = -1,
) -> Layout:
    """The map of a display forest; the same forest gives the same map.

    `parents[n]` is the model that n is drawn under, -1 at roots; there is no cycle. `relations[n]` is the code of that
    derivation (ignored at roots), `downloads[n]` is below 0 where unknown. Models without any relative get no place.
    `organisation[n]` is the code of the organisation on whose continent the family of a root n lies (None: of one that
    has no other), `middle` that of the continent in the map's middle (-1: the largest).
    """
    forest = _Forest.of(np.asarray(parents, np.int32), np.asarray(relations, np.uint8))
    packed = _pack_families(forest)
    roots = _largest_first(packed.r, np.flatnonzero(forest.up < 0))
    of_root = roots.astype(np.int32) if organisation is None else organisation[forest.inner[roots]]
    continents, packed.x[roots], packed.y[roots] = pack_continents(packed.r[roots], of_root, middle)
    places = _place(forest, packed, roots, continents)
    return _numbered(forest, packed, places, downloads, roots, continents)


def core_radius(leaves: npt.ArrayLike) -> Floats:
    """The radius of the sunflower of that many leaves, dots included."""
    count = np.asarray(leaves, np.float64)
    return np.asarray(np.sqrt(_heart(count) + count) + DOT)


def leaf_positions(
    core_x: float | Singles, core_y: float | Singles, leaves: int | Ints, ks: npt.NDArray[np.integer]
) -> tuple[Floats, Floats]:
    """The centres of the k-th dots (from 0) of a sunflower of that many leaves standing at (core_x, core_y), or of one
    sunflower each."""
    distance = np.sqrt(_heart(np.asarray(leaves, np.float64)) + ks + 0.5)
    turn = ks * GOLDEN_TURN
    angle = 2 * np.pi * (turn - np.floor(turn))
    return core_x + distance * np.cos(angle), core_y + distance * np.sin(angle)


def _heart(leaves: npt.NDArray[np.float64] | np.float64) -> npt.NDArray[np.float64] | np.float64:
    return HEART + HEART_SHARE * leaves


@dataclass(frozen=True, slots=True)
class _Forest:
    """The inner models (those with children) of the display forest, as rows 0 to m in the order of their numbers."""

    parents: Ints  # of every model
    codes: npt.NDArray[np.uint8]  # of every model
    inner: Ints  # the inner models' numbers
    row: Ints  # every model's row, -1 without children
    up: Ints  # each row's parent row, -1 at roots
    depth: Ints
    leaf: Ints  # the numbers of all leaves that have a parent
    leaf_row: Ints  # and their parents' rows
    relations: Ints  # (m, RELATIONS): leaves by relation
    size: Ints  # models in each row's subtree
    joined: npt.NDArray[np.bool_]  # whether the row's subtree is packed as one with its parent

    @classmethod
    def of(cls, parents: Ints, codes: npt.NDArray[np.uint8]) -> Self:
        total = len(parents)
        has_parent = parents >= 0
        inner = distinct_numbers(parents[has_parent]).astype(np.int32)
        row = np.full(total, -1, np.int32)
        row[inner] = np.arange(len(inner), dtype=np.int32)
        above = parents[inner]
        up = np.where(above >= 0, row[above], -1).astype(np.int32)
        leaf = np.flatnonzero(has_parent & (row < 0)).astype(np.int32)
        leaf_row = row[parents[leaf]]
        counts = np.bincount(
            leaf_row * RELATIONS + np.minimum(codes[leaf], RELATIONS - 1), minlength=len(inner) * RELATIONS
        )
        relations = counts.reshape(-1, RELATIONS).astype(np.int32)
        depth = _depths(up)
        size = _subtree_sizes(up, depth, 1 + relations.sum(axis=1))
        return cls(parents, codes, inner, row, up, depth, leaf, leaf_row, relations, size, _joined(up, size))


def _depths(up: Ints) -> Ints:
    depth = np.zeros(len(up), np.int32)
    above = up
    while (alive := above >= 0).any():
        depth += alive
        above = np.where(alive, up[above], -1)
    return depth


def _subtree_sizes(up: Ints, depth: Ints, own: npt.NDArray[np.integer]) -> Ints:
    size = own.astype(np.int64)
    for rows in _levels(depth, deepest_first=True):
        below = rows[up[rows] >= 0]
        np.add.at(size, up[below], size[below])
    return size.astype(np.int32)


def _joined(up: Ints, size: Ints) -> npt.NDArray[np.bool_]:
    """The largest of each family's sub-families, where it is large enough and they are few enough for a front."""
    inner = np.flatnonzero(up >= 0)
    inner = inner[np.lexsort((inner, -size[inner], up[inner]))]
    largest = inner[np.diff(up[inner], prepend=-1) > 0]
    models = np.bincount(up[inner], weights=size[inner], minlength=len(up))
    families = np.bincount(up[inner], minlength=len(up))
    above = up[largest]
    joined = np.zeros(len(up), np.bool_)
    joined[largest] = (size[largest] > JOINING * models[above]) & (families[above] <= CHAINED)
    return joined


def _levels(depth: Ints, deepest_first: bool) -> Iterator[npt.NDArray[np.int64]]:
    """The rows of each depth in turn."""
    if not len(depth):
        return iter(())
    levels = np.split(radix_order(depth), np.cumsum(np.bincount(depth))[:-1])
    return iter(levels[::-1] if deepest_first else levels)


@dataclass(frozen=True, slots=True)
class _Packed:
    """Each row's radius, its centre relative to its parent's, and its core relative to its own centre."""

    r: Floats
    x: Floats
    y: Floats
    core_x: Floats
    core_y: Floats


def _pack_families(forest: _Forest) -> _Packed:
    """Radii of all, and the places of all but the roots, relative to the parents'; from the deepest families up."""
    m = len(forest.inner)
    core = core_radius(forest.relations.sum(axis=1))
    packed = _Packed(rimmed(core), np.zeros(m), np.zeros(m), np.zeros(m), np.zeros(m))
    clusters: dict[int, Cluster] = {}
    for rows in _levels(forest.depth, deepest_first=True):
        for parent, children in _families(forest.up, packed.r, rows[forest.up[rows] >= 0]):
            joined = int(children[np.argmax(forest.joined[children])])
            if forest.joined[joined]:
                cluster = clusters.pop(joined, None) or Cluster(float(packed.r[joined]), spaced(packed.r[[joined]])[0])
                _grow(cluster, packed, parent, float(core[parent]), joined, children[children != joined])
                if forest.joined[parent]:
                    clusters[parent] = cluster
                else:
                    packed.r[parent] = rimmed(packed.r[parent])
            else:
                packed.x[children], packed.y[children] = _pack_family(packed, parent, float(core[parent]), children)
    return packed


def _families(up: Ints, r: Floats, rows: npt.NDArray[np.int64]) -> Iterator[tuple[int, npt.NDArray[np.int64]]]:
    """The rows by parent, each parent's largest first."""
    ordered = rows[np.lexsort((rows, -r[rows], up[rows]))]
    starts = np.flatnonzero(np.diff(up[ordered], prepend=-1))
    for start, end in pairwise([*starts.tolist(), len(ordered)]):
        yield int(up[ordered[start]]), ordered[start:end]


def _largest_first(r: Floats, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    ordered: npt.NDArray[np.int64] = rows[np.lexsort((rows, -r[rows]))]
    return ordered


def _pack_family(packed: _Packed, parent: int, core: float, children: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Set the parent's radius and core, and return its children's centres relative to its own."""
    around = pack_around(core + GAP, spaced(packed.r[children]))
    real = [
        Circle(around.core[0], around.core[1], core),
        *map(Circle, around.xs, around.ys, packed.r[children].tolist()),
    ]
    hull = around.hull(real)
    packed.r[parent] = rimmed(np.float64(hull.r))
    packed.core_x[parent], packed.core_y[parent] = around.core[0] - hull.x, around.core[1] - hull.y
    return np.array(around.xs) - hull.x, np.array(around.ys) - hull.y


def _grow(
    cluster: Cluster, packed: _Packed, parent: int, core: float, joined: int, others: npt.NDArray[np.int64]
) -> None:
    """Wind the parent's core and its other children round what the joined child holds; sets all their places."""
    before = cluster.circle
    apart = [core + GAP, *spaced(packed.r[others])]
    places = cluster.grow(apart, [core, *packed.r[others].tolist()])
    x, y, packed.r[parent] = cluster.circle
    packed.x[joined], packed.y[joined] = before.x - x, before.y - y
    packed.x[others], packed.y[others] = [c.x - x for c in places[1:]], [c.y - y for c in places[1:]]
    packed.core_x[parent], packed.core_y[parent] = places[0].x - x, places[0].y - y


def _place(
    forest: _Forest, packed: _Packed, roots: npt.NDArray[np.int64], continents: Continents
) -> tuple[Floats, Floats, Floats, Floats]:
    """Absolute centres of circles and cores, from the roots down.

    Each circle is turned so that its core faces its parent's core: a lineage reads as one path from heart to heart.
    What joined its parent turns with it. The cores of roots face the middle of their continent, or of the map.
    """
    m = len(forest.inner)
    x, y, core_x, core_y, turn = (np.zeros(m) for _ in range(5))
    facing_x, facing_y = np.zeros(m), np.zeros(m)
    facing_x[roots], facing_y[roots] = continents.facing()
    for rows in _levels(forest.depth, deepest_first=False):
        parent = forest.up[rows]
        if parent[0] < 0:
            x[rows], y[rows] = packed.x[rows], packed.y[rows]
            towards_x, towards_y = facing_x[rows], facing_y[rows]
        else:
            cos, sin = np.cos(turn[parent]), np.sin(turn[parent])
            x[rows] = x[parent] + cos * packed.x[rows] - sin * packed.y[rows]
            y[rows] = y[parent] + sin * packed.x[rows] + cos * packed.y[rows]
            towards_x, towards_y = core_x[parent], core_y[parent]
        wanted = np.arctan2(towards_y - y[rows], towards_x - x[rows])
        own = wanted - np.arctan2(packed.core_y[rows], packed.core_x[rows])
        turn[rows] = np.where(forest.joined[rows], turn[parent], own)
        cos, sin = np.cos(turn[rows]), np.sin(turn[rows])
        core_x[rows] = x[rows] + cos * packed.core_x[rows] - sin * packed.core_y[rows]
        core_y[rows] = y[rows] + sin * packed.core_x[rows] + cos * packed.core_y[rows]
    return x, y, core_x, core_y


def _numbered(
    forest: _Forest,
    packed: _Packed,
    places: tuple[Floats, Floats, Floats, Floats],
    downloads: npt.NDArray[np.int64],
    roots: npt.NDArray[np.int64],
    continents: Continents,
) -> Layout:
    """The layout, its circles numbered parents first and each parent's children side by side."""
    order, parent = _parents_first(forest, packed.r)
    m = len(order)
    first = np.searchsorted(parent, np.arange(m + 1), side="left").astype(np.int32)
    circle_of_row = np.empty(m, np.int32)
    circle_of_row[order] = np.arange(m, dtype=np.int32)
    circle = np.where(forest.row >= 0, circle_of_row[forest.row], -1) if m else np.full(len(forest.row), -1)
    leaf_circle = circle_of_row[forest.leaf_row]
    codes = np.minimum(forest.codes[forest.leaf], RELATIONS - 1)
    by_downloads = np.argsort(-downloads[forest.leaf], kind="stable")  # equals by number, as leaves come
    by_place = by_downloads[radix_order((leaf_circle * RELATIONS + codes)[by_downloads])]
    number = forest.inner[order]
    continent = np.zeros(m, np.int32)
    continent[roots] = continents.of_family
    singles = [values[order].astype(np.float32) for values in (places[0], places[1], packed.r, places[2], places[3])]
    x, y, r, core_x, core_y = singles
    return Layout(
        number=number,
        parent=parent,
        first=first,
        first_leaf=np.searchsorted(leaf_circle[by_place], np.arange(m + 1)).astype(np.int32),
        leaf=forest.leaf[by_place],
        size=forest.size[order],
        relations=forest.relations[order],
        relation=np.where(parent < 0, RELATIONS, np.minimum(forest.codes[number], RELATIONS - 1)).astype(np.uint8),
        joined=forest.joined[order].astype(np.uint8),
        circle=circle.astype(np.int32),
        x=x,
        y=y,
        r=r,
        core_x=core_x,
        core_y=core_y,
        continent=continent[order[: len(roots)]],
        continent_organisation=continents.organisation,
        continent_x=continents.x.astype(np.float32),
        continent_y=continents.y.astype(np.float32),
        continent_r=continents.r.astype(np.float32),
    )


def _parents_first(forest: _Forest, r: Floats) -> tuple[npt.NDArray[np.int64], Ints]:
    """Rows in the order of circles, and the parent circle of each; siblings are ordered by their stored radius."""
    rank = np.full(len(forest.inner), -1, np.int64)
    stored = r.astype(np.float32)
    order: list[npt.NDArray[np.int64]] = []
    parents: list[npt.NDArray[np.int64]] = []
    done = 0
    for rows in _levels(forest.depth, deepest_first=False):
        above = np.where(forest.up[rows] >= 0, rank[forest.up[rows]], -1)
        by_parent = np.lexsort((rows, -stored[rows], above))
        order.append(rows[by_parent])
        parents.append(above[by_parent])
        rank[order[-1]] = np.arange(done, done + len(rows))
        done += len(rows)
    if not order:
        return np.zeros(0, np.int64), np.zeros(0, np.int32)
    return np.concatenate(order), np.concatenate(parents).astype(np.int32)


def _children_in_order(layout: Layout) -> Csr:
    numbers = np.concatenate([layout.number[layout.roots :], layout.leaf])
    leaf_parent = np.repeat(np.arange(layout.circles), np.diff(layout.first_leaf))
    parents = layout.number[np.concatenate([layout.parent[layout.roots :], leaf_parent])]
    return Csr.of_edges(parents, numbers, len(layout.circle))
