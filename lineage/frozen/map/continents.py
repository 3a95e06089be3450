"""Continents: the families of one organisation packed as one circle, and these circles packed as the map."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lineage.frozen.map.packing import Circle, pack, pack_around, rimmed, spaced
from lineage.frozen.storage.csr import inverse

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]

LANDSCAPE = 1.45  # width to height of the whole map
SHORE, SHORE_SHARE = 0.6, 0.015  # water round a continent of several families, beside what is left round any circle


@dataclass(frozen=True, slots=True)
class Continents:
    """The continents, largest first: the code of each one's organisation, its circle, and its number of families.

    `of_family` is the continent of each family.
    """

    organisation: Ints
    x: Floats
    y: Floats
    r: Floats
    families: Ints
    of_family: Ints

    def facing(self) -> tuple[Floats, Floats]:
        """For each family the point that it faces: the middle of its continent, or of the map where it is alone."""
        several = (self.families > 1)[self.of_family]
        return np.where(several, self.x[self.of_family], 0.0), np.where(several, self.y[self.of_family], 0.0)


def pack_continents(r: Floats, organisation: Ints, middle: int) -> tuple[Continents, Floats, Floats]:
    """Continents for families of these radii, largest first, with the code of each one's organisation; and the centres
    of the families.

    The continent of the organisation `middle` has its centre at the origin; where it has no families, the largest.
    """
    by_code = np.argsort(organisation, kind="stable")
    starts = np.flatnonzero(np.diff(organisation[by_code], prepend=-1))
    firsts, sizes = by_code[starts], np.diff(starts, append=len(by_code)).astype(np.int32)
    radii, inner_x, inner_y = r[firsts], np.zeros(len(r)), np.zeros(len(r))
    for group in np.flatnonzero(sizes > 1).tolist():
        families = by_code[starts[group] : starts[group] + sizes[group]]
        inner_x[families], inner_y[families], radii[group] = _pack_families(r[families])
    codes = organisation[firsts].astype(np.int32)
    x, y = _packed(radii, sizes, np.lexsort((firsts, -radii, codes != middle)))
    by_size = np.lexsort((firsts, -radii))
    group_of_family = np.empty(len(r), np.int64)
    group_of_family[by_code] = np.repeat(np.arange(len(firsts)), sizes)
    of_family = inverse(by_size)[group_of_family]
    continents = Continents(codes[by_size], x[by_size], y[by_size], radii[by_size], sizes[by_size], of_family)
    return continents, x[group_of_family] + inner_x, y[group_of_family] + inner_y


def _packed(radii: Floats, families: Ints, order: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Centres of continents, packed in this order."""
    x, y = np.zeros(len(radii)), np.zeros(len(radii))
    water = np.where(families > 1, SHORE + SHORE_SHARE * radii, 0.0)
    x[order], y[order] = pack(spaced((radii + water)[order]), LANDSCAPE)
    return x, y


def _pack_families(r: Floats) -> tuple[Floats, Floats, float]:
    """Centres of circles of these radii, largest first, about the origin, and the radius around all of them."""
    first, *others = spaced(r)
    around = pack_around(first, others)
    xs, ys = np.array([around.core[0], *around.xs]), np.array([around.core[1], *around.ys])
    hull = around.hull([*map(Circle, xs.tolist(), ys.tolist(), r.tolist())])
    return xs - hull.x, ys - hull.y, float(rimmed(np.float64(hull.r)))
