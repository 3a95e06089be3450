"""What the points of the map are coloured by: for each colouring the class of every model, as one byte."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from lineage.frozen.graph import FrozenGraph
from lineage.frozen.rollup_build import NO_BASE
from lineage.frozen.rollup_files import rollups_of
from lineage.frozen.rollups import RollUps
from lineage.frozen.storage.arrays import AnyArray, Codes, Ints, Longs
from lineage.frozen.storage.columns import months_since_1970
from lineage.licences import LicenseClass, licence_of
from lineage.organisations import NO_OWNER
from lineage.values import Status

LARGEST = 7  # organisations have a colour of their own; there are no more colours that everybody tells apart
EARLIEST = 240  # months before the newest; what is older has the first of these
BOUNDS = tuple(10**power for power in range(7))
"""From each of these downloads on a model is in the next class."""
LICENSES = (
    LicenseClass.PERMISSIVE,
    LicenseClass.SHARE_ALIKE,
    LicenseClass.CONDITIONAL,
    LicenseClass.NON_COMMERCIAL,
    LicenseClass.UNKNOWN,
)


class Colouring(StrEnum):
    """What points are coloured by, beside the relation, which the map's circles come with."""

    ORGANISATION = "organisation"
    MAKER = "maker"
    LICENSE = "license"
    MONTH = "month"
    DOWNLOADS = "downloads"


class ClassKind(StrEnum):
    """How a class is drawn: in a colour of its own, or in a neutral one."""

    VALUE = "value"
    OTHER = "other"
    SEVERAL = "several"
    UNDATED = "undated"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class ColourClass:
    """One class: its name (empty for a neutral one), its kind, and how many models with a place on the map it has."""

    name: str
    kind: ClassKind
    models: int


@dataclass(frozen=True, slots=True, eq=False)
class ColourCodes:
    """The class of each model, as a place in `classes`."""

    of_model: Codes
    classes: Sequence[ColourClass]


def colour_codes(graph: FrozenGraph, colouring: Colouring) -> ColourCodes:
    """The classes of all models, in the order of a legend, the neutral ones last."""
    codes, classes = _CODES[colouring](graph)
    models = np.bincount(codes[_placed(graph)], minlength=len(classes)).tolist()
    counted = [ColourClass(name, kind, n) for (name, kind), n in zip(classes, models, strict=True)]
    return ColourCodes(codes.astype(np.uint8), counted)


Classes = list[tuple[str, ClassKind]]


def _placed(graph: FrozenGraph) -> AnyArray:
    """The models with a place on the map."""
    return np.concatenate([graph.map.number, graph.map.leaf])


def _values(*names: str) -> Classes:
    return [(name, ClassKind.VALUE) for name in names]


def _organisations(graph: FrozenGraph) -> tuple[Longs, Classes]:
    """The organisation whose roots a model descends from, or that has it as a root; models of several stand apart."""
    rolled = rollups_of(graph)
    base = rolled.arrays["roots.of_model"]
    codes, classes = _largest(graph, np.where(base == NO_BASE, _makers_of(graph, rolled), base), rolled)
    return np.where(base >= len(rolled.organisations), len(classes), codes), [*classes, ("", ClassKind.SEVERAL)]


def _makers(graph: FrozenGraph) -> tuple[Longs, Classes]:
    """The organisation that made a model."""
    rolled = rollups_of(graph)
    return _largest(graph, _makers_of(graph, rolled), rolled)


def _makers_of(graph: FrozenGraph, rolled: RollUps) -> Ints:
    return rolled.organisation_of_owner[graph.models.words("author").codes]  # the last entry has who has no owner


def _largest(graph: FrozenGraph, organisation: Ints, rolled: RollUps) -> tuple[Longs, Classes]:
    """The organisations that have most of the map, and all others; what is no code of one is of these."""
    names, size = rolled.organisations, len(rolled.organisations)
    known = np.minimum(organisation, size)
    models = np.bincount(known[_placed(graph)], minlength=size + 1)[:size]
    largest = [code for code in np.argsort(-models, kind="stable").tolist() if models[code] and names[code] != NO_OWNER]
    classes = np.full(size + 1, min(LARGEST, len(largest)), np.int64)
    classes[largest[:LARGEST]] = np.arange(len(largest[:LARGEST]))
    return classes[known], [*_values(*(names[code] for code in largest[:LARGEST])), ("", ClassKind.OTHER)]


def _licenses(graph: FrozenGraph) -> tuple[Longs, Classes]:
    """The strictest class over all that a model was made from; apart are those that state nothing of which no more is
    known."""
    effective = graph.models.words("effective_class")
    classes = np.array([LICENSES.index(LicenseClass(word)) for word in effective.vocabulary], np.int64)[effective.codes]
    stated, place = graph.models.stated_licenses(slice(None))
    states_nothing = np.array([licence_of(*pair).name is None for pair in stated], np.bool_)[place]
    unknown = LICENSES.index(LicenseClass.UNKNOWN)
    codes = np.where((classes == unknown) & states_nothing, len(LICENSES), classes)
    return codes, [*_values(*LICENSES), ("", ClassKind.NOT_STATED)]


def _months(graph: FrozenGraph) -> tuple[Longs, Classes]:
    """The month of a model's creation. Of the listed models without one most have the Hub's floor of 2022-03-02."""
    values = graph.models.moments("created_at").values
    month = months_since_1970(values)
    on_map = month[_placed(graph)]
    last = int(on_map.max(initial=-1))
    first = max(int(on_map[on_map >= 0].min(initial=last)), last - EARLIEST + 1)
    names = [str(np.datetime64(first + n, "M")) for n in range(last - first + 1)] if last >= 0 else []
    undated = np.where(graph.models.with_word("status", Status.LISTED), len(names), len(names) + 1)
    codes = np.where(month < 0, undated, np.clip(month - first, 0, max(last - first, 0)))
    return codes, [*_values(*names), ("", ClassKind.UNDATED), ("", ClassKind.NOT_STATED)]


def _downloads(graph: FrozenGraph) -> tuple[Longs, Classes]:
    """Downloads of 30 days, by powers of ten."""
    downloads = graph.models.numbers("downloads").values
    codes = np.searchsorted(BOUNDS, downloads, side="right")
    names = ["0", *(f"{low}-{10 * low - 1}" for low in BOUNDS[:-1]), f"{BOUNDS[-1]}-"]
    return np.where(downloads < 0, len(names), codes), [*_values(*names), ("", ClassKind.NOT_STATED)]


_CODES: dict[Colouring, Callable[[FrozenGraph], tuple[Longs, Classes]]] = {
    Colouring.ORGANISATION: _organisations,
    Colouring.MAKER: _makers,
    Colouring.LICENSE: _licenses,
    Colouring.MONTH: _months,
    Colouring.DOWNLOADS: _downloads,
}
