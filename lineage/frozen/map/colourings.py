"""What the points of the map are coloured by: for each colouring the class of every model, as one byte."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from lineage.frozen.facets.facet_table import range_name, ranges_of
from lineage.frozen.graph import FrozenGraph
from lineage.frozen.rollups.build import NO_BASE
from lineage.frozen.rollups.files import rollups_of
from lineage.frozen.storage.arrays import AnyArray, Bools, Codes, Ints
from lineage.frozen.storage.columns import Integers, months_since_1970
from lineage.frozen.storage.distinct import highest
from lineage.licences import LicenseClass, licence_of
from lineage.organisations import NO_OWNER
from lineage.values import Status

LARGEST = 7  # names have a colour of their own; there are no more colours that everybody tells apart
LIKES = 5  # powers of ten: hardly a model has more
TOGETHER = 2**16  # models that are told apart together, by one bound after the other
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
    models = np.bincount(codes[_are_on_map(graph)], minlength=len(classes)).tolist()
    return ColourCodes(codes, [ColourClass(name, kind, n) for (name, kind), n in zip(classes, models, strict=True)])


Classes = list[tuple[str, ClassKind]]


def _are_on_map(graph: FrozenGraph) -> Bools:
    """For each model whether it has a place on the map."""
    return np.asarray((graph.map.circle >= 0) | (graph.forest.parent >= 0))


def _values(*names: str) -> Classes:
    return [(name, ClassKind.VALUE) for name in names]


def _organisations(graph: FrozenGraph) -> tuple[Codes, Classes]:
    """The organisation whose roots a model descends from, or that has it as a root; models of several stand apart."""
    rolled = rollups_of(graph)
    organisation: Ints = rolled.arrays["roots.of_model"].copy()
    roots = np.flatnonzero(organisation == NO_BASE)
    organisation[roots] = rolled.organisations_of(graph.models.words("author").codes[roots])
    codes, classes = _most_frequent(graph, organisation, rolled.organisations, NO_OWNER)
    codes[organisation >= len(rolled.organisations)] = len(classes)
    return codes, [*classes, ("", ClassKind.SEVERAL)]


def _makers(graph: FrozenGraph) -> tuple[Codes, Classes]:
    """The organisation that made a model."""
    rolled = rollups_of(graph)
    makers = rolled.organisations_of(graph.models.words("author").codes)
    return _most_frequent(graph, makers, rolled.organisations, NO_OWNER)


def _most_frequent(
    graph: FrozenGraph, codes: AnyArray, names: Sequence[str], never: str | None = None
) -> tuple[Codes, Classes]:
    """The names that most models of the map have, but one that never is, and all others; what is no code of one (-1, or
    more than there are) is of these."""
    more = max(len(names), int(codes.max(initial=-1)) + 1)
    models = np.bincount(codes[_are_on_map(graph)] + 1, minlength=more + 1)[1 : len(names) + 1]
    ranked = highest(models, LARGEST + 1).tolist()
    largest = [code for code in ranked if models[code] and names[code] != never][:LARGEST]
    of_code = np.full(more + 1, len(largest), np.uint8)  # the last one is that of -1
    of_code[largest] = np.arange(len(largest))
    return of_code[codes], [*_values(*(names[code] for code in largest)), ("", ClassKind.OTHER)]


def _tasks(graph: FrozenGraph) -> tuple[Codes, Classes]:
    """The tasks that most models of the map have."""
    tasks = graph.models.words("pipeline_tag")
    codes, classes = _most_frequent(graph, tasks.codes, tasks.vocabulary)
    codes[tasks.codes < 0] = len(classes)
    return codes, [*classes, ("", ClassKind.NOT_STATED)]


def _mass_uploads(graph: FrozenGraph) -> tuple[Codes, Classes]:
    """The rule that marks a model as one of a mass upload; all others are of none."""
    rules = graph.models.words("mass_upload")
    return _most_frequent(graph, rules.codes, rules.vocabulary)


def _licenses(graph: FrozenGraph) -> tuple[Codes, Classes]:
    """The strictest class over all that a model was made from; apart are those that state nothing of which no more is
    known."""
    effective = graph.models.words("effective_class")
    of_word = np.array([LICENSES.index(LicenseClass(word)) for word in effective.vocabulary], np.uint8)
    codes = of_word[effective.codes]
    unknown = np.flatnonzero(codes == LICENSES.index(LicenseClass.UNKNOWN))
    stated, place = graph.models.stated_licenses(unknown)
    states_nothing = np.array([licence_of(*pair).name is None for pair in stated], np.bool_)[place]
    codes[unknown[states_nothing]] = len(LICENSES)
    return codes, [*_values(*LICENSES), ("", ClassKind.NOT_STATED)]


def _months(graph: FrozenGraph) -> tuple[Codes, Classes]:
    """The month of a model's creation. Of the listed models without one most have the Hub's floor of 2022-03-02."""
    month = months_since_1970(graph.models.moments("created_at").values)
    on_map = month[_are_on_map(graph)]
    last = int(on_map.max(initial=-1))
    first = max(int(on_map[on_map >= 0].min(initial=last)), last - EARLIEST + 1)
    names = [str(np.datetime64(first + n, "M")) for n in range(last - first + 1)] if last >= 0 else []
    months = np.arange(int(month.max(initial=-1)) + 2)  # the last one stands for -1
    codes = np.clip(months - first, 0, max(last - first, 0)).astype(np.uint8)[month]
    unknown = np.flatnonzero(month < 0)
    is_listed = graph.models.with_word("status", Status.LISTED)[unknown]
    codes[unknown] = np.where(is_listed, len(names), len(names) + 1)
    return codes, [*_values(*names), ("", ClassKind.UNDATED), ("", ClassKind.NOT_STATED)]


def _downloads(graph: FrozenGraph) -> tuple[Codes, Classes]:
    """Downloads of 30 days, by powers of ten."""
    return _ranges(graph.models.numbers("downloads"), TENS)


def _likes(graph: FrozenGraph) -> tuple[Codes, Classes]:
    """Likes, by powers of ten."""
    return _ranges(graph.models.numbers("likes"), TENS[:LIKES])


def _parameters(graph: FrozenGraph) -> tuple[Codes, Classes]:
    """The number of parameters."""
    return _ranges(graph.models.numbers("parameters"), PARAMETERS)


def _ranges(column: Integers, bounds: Sequence[int]) -> tuple[Codes, Classes]:
    """Below the first of the bounds, from each up to the next, and from the last on."""
    names = list(map(range_name, ranges_of((0, *bounds))))
    codes = np.zeros(len(column.values), np.uint8)
    for first in range(0, len(codes), TOGETHER):
        values, classes = column.values[first : first + TOGETHER], codes[first : first + TOGETHER]
        for bound in bounds:
            classes += values >= bound
        classes[values < 0] = len(names)
    return codes, [*_values(*names), ("", ClassKind.NOT_STATED)]


_CODES: dict[Colouring, Callable[[FrozenGraph], tuple[Codes, Classes]]] = {
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
