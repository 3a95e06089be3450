"""What follows when a model states another licence: whose verdict, and whose terms, become others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lineage.errors import BadInput
from lineage.frozen import FrozenGraph
from lineage.frozen.storage.arrays import AnyArray, Longs
from lineage.frozen.storage.distinct import counted
from lineage.frozen.terms.along import NO_VERDICT, LineageTerms
from lineage.frozen.terms.frozen_terms import FrozenTerms
from lineage.frozen.terms.part import TermsOfPart, terms_of_part
from lineage.licences import LicenseClass, licence_of
from lineage.licences.rules import NO_ADVICE, VERDICTS, LicenseVerdict, rules_in
from lineage.licences.stated import OTHER
from lineage.licences.terms import CLASSES
from lineage.list_window import ListWindow

GRANTED_BEFORE = (
    "Another licence now does not take back what was granted before where the earlier licence calls its grant "
    "irrevocable, as Apache-2.0 (section 2) and CC BY 4.0 (section 2(a)(1)) do."
)
"""What relicensing does not change: https://www.apache.org/licenses/LICENSE-2.0 and
https://creativecommons.org/licenses/by/4.0/legalcode."""
DEFINITION = (
    "The model itself, and those of the affected, whose licence verdict or class of effective terms is another when "
    f"the model states that licence and everybody else what they state now. {GRANTED_BEFORE} {NO_ADVICE}"
)


@dataclass(frozen=True, slots=True)
class LicenceStanding:
    """How a model stands: its verdict (None for a root) and the class of all terms that hold for it."""

    verdict: LicenseVerdict | None
    effective_class: LicenseClass


@dataclass(frozen=True, slots=True)
class RestatedModel:
    """A model that stands otherwise, with the sentences of the licence rules that it meets then."""

    id: str
    before: LicenceStanding
    after: LicenceStanding
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StandingChange:
    """How many models stand so before, and so after."""

    before: LicenceStanding
    after: LicenceStanding
    models: int


@dataclass(frozen=True, slots=True)
class Relicensing:
    """What follows when a model states the licence of that `name`, which is of a class, and known to the table or not.

    `changes` are all of them, the most frequent first; `models` the part of the list that was asked for, ranked, and
    `numbers` those of it in the graph.
    """

    definition: str
    name: str
    license_class: LicenseClass
    is_known: bool
    total: int
    without_mass_uploads: int
    changes: tuple[StandingChange, ...]
    numbers: tuple[int, ...]
    models: tuple[RestatedModel, ...]


def relicensing(graph: FrozenGraph, number: int, license: str, window: ListWindow) -> Relicensing:
    """`license` is an id of the Hub, or the name of one that has none. Raises BadInput for a text that names none."""
    licence = licence_of(license)
    if licence.name is None or licence.name in OTHER:
        hint = "give an id such as apache-2.0, or a name such as qwen-research"
        raise BadInput(f"{license[:40]!r} names no licence", hint)
    concerned = np.sort(np.append(graph.lineage.descendants(number), np.int32(number)))
    restated = terms_of_part(graph, concerned, {number: licence})
    before, after = _standings(graph.terms, concerned), _standings(restated.terms, restated.places(concerned))
    differ = before != after
    unmarked = differ & ~graph.models.are_mass_uploads(concerned)
    shown = differ if window.mass_uploads else unmarked
    page = _page(graph, concerned[shown], window)
    return Relicensing(
        DEFINITION,
        licence.name,
        licence.license_class,
        licence.is_known,
        int(np.count_nonzero(differ)),
        int(np.count_nonzero(unmarked)),
        tuple(_changes(before[shown], after[shown])),
        tuple(page),
        tuple(_restated(graph, page, restated)),
    )


def _standings(terms: FrozenTerms | LineageTerms, places: AnyArray) -> Longs:
    """How the models at some places stand, as numbers: the verdict times the number of classes, and the class."""
    return np.asarray(terms.verdict[places] * np.int64(len(CLASSES)) + terms.effective_class[places])


def _standing(number: int) -> LicenceStanding:
    """What a number of `_standings` says."""
    verdict, effective_class = divmod(number, len(CLASSES))
    return LicenceStanding(None if verdict == NO_VERDICT else VERDICTS[verdict], CLASSES[effective_class])


def _changes(before: Longs, after: Longs) -> Iterator[StandingChange]:
    """The most frequent first."""
    most = (NO_VERDICT + 1) * len(CLASSES)
    changes, models = counted(before * most + after, most * most)
    for at in np.argsort(-models, kind="stable").tolist():
        one, other = divmod(int(changes[at]), most)
        yield StandingChange(_standing(one), _standing(other), int(models[at]))


def _restated(graph: FrozenGraph, numbers: Sequence[int], restated: TermsOfPart) -> Iterator[RestatedModel]:
    at = np.array(numbers, np.int64)
    places = restated.places(at)
    before, after = _standings(graph.terms, at), _standings(restated.terms, places)
    rows = zip(graph.ids.take(at), before.tolist(), after.tolist(), restated.terms.rules[places].tolist(), strict=True)
    for id, one, other, rules in rows:
        yield RestatedModel(id, _standing(one), _standing(other), tuple(rule.sentence for rule in rules_in(rules)))


def _page(graph: FrozenGraph, numbers: AnyArray, window: ListWindow) -> list[int]:
    """The models that the window shows of some."""
    places = np.sort(graph.forest.preorder[numbers])
    return graph.lists.page([places], [], window.sort, window.offset, window.limit).numbers
