"""Where the models of a picture stand: as on the family map, of the selection alone."""

import numpy as np

from lineage.frozen.map.layout import HEART, HEART_SHARE, Floats, lay_out
from lineage.frozen.map.places import positions_of
from lineage.frozen.storage.arrays import AnyArray, Ints

APART = 1.6  # between models that stand in the block
DOT = 0.55


def dots(parent: Ints, relation: AnyArray, downloads: AnyArray, drawn: AnyArray) -> tuple[Floats, Floats]:
    """The middle and the radius of each model's dot, children all round the parent that they hang on (-1: none).

    Those that are drawn and have no relative stand in a block below. Lengths are those of the map.
    """
    layout = lay_out(parent, relation, downloads)
    places = positions_of(layout, len(parent))
    radii = np.full(len(places), DOT)
    radii[layout.number] = 0.75 * np.sqrt(HEART + HEART_SHARE * np.diff(layout.first_leaf))
    lonely = drawn[np.isnan(places[drawn, 0])]
    if len(lonely):
        low = float(np.nanmax(places[:, 1])) + 8 * APART if layout.roots else 0.0
        middle = float(np.nanmean(places[:, 0])) if layout.roots else 0.0
        wide = int(np.ceil(np.sqrt(4 * len(lonely))))
        at = np.arange(len(lonely))
        places[lonely] = np.stack([middle + (at % wide - wide / 2) * APART, low + at // wide * APART], axis=1)
    return places, radii
