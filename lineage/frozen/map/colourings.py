"""What the points of the map are coloured by: for each colouring the class of every model, as one byte."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from lineage.frozen.facets import range_name, ranges_of
from lineage.frozen.graph import FrozenGraph
from lineage.frozen.rollup_build import NO_BASE
from lineage.frozen.rollup_files import rollups_of
from lineage.frozen.rollups import RollUps
from lineage.frozen.storage.arrays import AnyArray, Codes, Ints, Longs
from lineage.frozen.storage.columns import Integers, months_since_1970
from lineage.licences import LicenseClass, licence_of
from lineage.organisations import NO_OWNER
from lineage.values import Status

LARGEST = 7  # names have a colour of their own; there are no more colours that everybody tells apart
LIKES = 5  # powers of ten: hardly a model has more
EARLIEST = 240  # months before the newest; what is older has the first of these
TENS = tuple(10**power for power in range(7))
"""From each of these downloads on a model is in the next class; likes have the first of them."""
PARAMETERS = tuple(billions * 10**9 for billions in (1, 3, 6, 10, 20, 40, 100))
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
    TASK = "task"
    MONTH = "month"
    PARAMETERS = "parameters"
    DOWNLOADS = "downloads"
    LIKES = "likes"
    MASS_UPLOAD = "mass_upload"


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
    return rolled.organisations_of(graph.models.words("author").codes)


def _largest(graph: FrozenGraph, organisation: Ints, rolled: RollUps) -> tuple[Longs, Classes]:
    """The organisations that have most of the map, and all others; what is no code of one is of these."""
    return _most_frequent(graph, organisation, rolled.organisations, NO_OWNER)


def _most_frequent(
    graph: FrozenGraph, codes: Ints, names: Sequence[str], never: str | None = None
) -> tuple[Longs, Classes]:
    """The names that most models of the map have, and all others; what is no code of one is of these."""
    size = len(names)
    known = np.where(codes < 0, size, np.minimum(codes, size))
    models = np.bincount(known[_placed(graph)], minlength=size + 1)[:size]
    largest = [code for code in np.argsort(-models, kind="stable").tolist() if models[code] and names[code] != never]
    largest = largest[:LARGEST]
    classes = np.full(size + 1, len(largest), np.int64)
    classes[largest] = np.arange(len(largest))
    return classes[known], [*_values(*(names[code] for code in largest)), ("", ClassKind.OTHER)]


def _tasks(graph: FrozenGraph) -> tuple[Longs, Classes]:
    """The tasks that most models of the map have."""
    tasks = graph.models.words("pipeline_tag")
    codes, classes = _most_frequent(graph, tasks.codes, tasks.vocabulary)
    return np.where(tasks.codes < 0, len(classes), codes), [*classes, ("", ClassKind.NOT_STATED)]


def _mass_uploads(graph: FrozenGraph) -> tuple[Longs, Classes]:
    """The rule that marks a model as one of a mass upload; all others are of none."""
    rules = graph.models.words("mass_upload")
    return _most_frequent(graph, rules.codes, rules.vocabulary)


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
    return _ranges(graph.models.numbers("downloads"), TENS)


def _likes(graph: FrozenGraph) -> tuple[Longs, Classes]:
    """Likes, by powers of ten."""
    return _ranges(graph.models.numbers("likes"), TENS[:LIKES])


def _parameters(graph: FrozenGraph) -> tuple[Longs, Classes]:
    """The number of parameters."""
    return _ranges(graph.models.numbers("parameters"), PARAMETERS)


def _ranges(column: Integers, bounds: Sequence[int]) -> tuple[Longs, Classes]:
    """Below the first of the bounds, from each up to the next, and from the last on."""
    codes = np.searchsorted(bounds, column.values, side="right")
    names = list(map(range_name, ranges_of((0, *bounds))))
    return np.where(column.values < 0, len(names), codes), [*_values(*names), ("", ClassKind.NOT_STATED)]


_CODES: dict[Colouring, Callable[[FrozenGraph], tuple[Longs, Classes]]] = {
    Colouring.ORGANISATION: _organisations,
    Colouring.MAKER: _makers,
    Colouring.LICENSE: _licenses,
    Colouring.TASK: _tasks,
    Colouring.MONTH: _months,
    Colouring.PARAMETERS: _parameters,
    Colouring.DOWNLOADS: _downloads,
    Colouring.LIKES: _likes,
    Colouring.MASS_UPLOAD: _mass_uploads,
}
