"""What follows when a model states another licence: whose verdict, and whose terms, become others."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lineage.errors import BadInput
from lineage.frozen import FrozenGraph
from lineage.frozen.conditions import Which
from lineage.frozen.storage.arrays import AnyArray, Bools, Ints
from lineage.frozen.terms_of_part import TermsOfPart, terms_of_part
from lineage.licences import LicenseClass, licence_of
from lineage.licences.rules import NO_ADVICE, LicenseVerdict
from lineage.licences.stated import OTHER
from lineage.list_window import ListWindow

DEFINITION = (
    "The model itself, and those of the affected, whose licence verdict or class of effective terms is another when "
    f"the model states that licence and everybody else what they state now. {NO_ADVICE}"
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

    `changes` are all of them, the most frequent first; `models` the part of the list that was asked for, ranked.
    """

    definition: str
    name: str
    license_class: LicenseClass
    is_known: bool
    total: int
    without_mass_uploads: int
    changes: tuple[StandingChange, ...]
    models: tuple[RestatedModel, ...]


def relicensing(graph: FrozenGraph, number: int, license: str, window: ListWindow) -> Relicensing:
    """`license` is an id of the Hub, or the name of one that has none. Raises BadInput for a text that names none."""
    licence = licence_of(license)
    if licence.name is None or licence.name in OTHER:
        hint = "give an id such as apache-2.0, or a name such as qwen-research"
        raise BadInput(f"{license[:40]!r} names no licence", hint)
    concerned = np.append(graph.lineage.descendants(number), np.int32(number))
    before, after = terms_of_part(graph, concerned), terms_of_part(graph, concerned, {number: licence})
    changed = before.numbers[_differ(before, after) & np.isin(before.numbers, concerned)]
    unmarked = changed[~graph.models.are_mass_uploads(changed)]
    shown = changed if window.mass_uploads else unmarked
    return Relicensing(
        DEFINITION,
        licence.name,
        licence.license_class,
        licence.is_known,
        len(changed),
        len(unmarked),
        tuple(_changes(before, after, shown)),
        tuple(_restated(graph, one, before, after) for one in _page(graph, shown, window)),
    )


def _differ(before: TermsOfPart, after: TermsOfPart) -> Bools:
    """For each model of both whether it stands otherwise."""
    verdict = before.terms.verdict != after.terms.verdict
    return np.asarray(verdict | (before.terms.effective_class != after.terms.effective_class))


def _changes(before: TermsOfPart, after: TermsOfPart, numbers: Ints) -> Iterator[StandingChange]:
    """The most frequent first."""
    places = np.searchsorted(before.numbers, numbers)
    codes = [codes[places] for part in (before, after) for codes in (part.terms.verdict, part.terms.effective_class)]
    _, first, models = np.unique(np.stack(codes), axis=1, return_index=True, return_counts=True)
    for at in np.argsort(-models, kind="stable").tolist():
        number = int(numbers[first[at]])
        yield StandingChange(_standing(before, number), _standing(after, number), int(models[at]))


def _standing(part: TermsOfPart, number: int) -> LicenceStanding:
    return LicenceStanding(part.verdict(number), part.effective_class(number))


def _restated(graph: FrozenGraph, number: int, before: TermsOfPart, after: TermsOfPart) -> RestatedModel:
    rules = tuple(rule.sentence for rule in after.rules(number))
    return RestatedModel(graph.ids[number], _standing(before, number), _standing(after, number), rules)


def _page(graph: FrozenGraph, numbers: AnyArray, window: ListWindow) -> list[int]:
    """The models that the window shows of some."""
    wanted = np.zeros(graph.size, np.bool_)
    wanted[graph.forest.preorder[numbers]] = True

    def is_wanted(which: Which) -> Bools:
        return wanted[which]

    return graph.lists.select(sort=window.sort, offset=window.offset, limit=window.limit, more=(is_wanted,)).numbers
