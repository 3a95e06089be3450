"""What follows when a model states another licence: whose verdict, and whose terms, become others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lineage.errors import BadInput
from lineage.frozen import FrozenGraph
from lineage.frozen.storage.arrays import AnyArray, Bools, Codes
from lineage.frozen.terms.along import NO_VERDICT
from lineage.frozen.terms.families import STANDINGS, FamilyCases
from lineage.frozen.terms.restated import RestatedFamily, restated_family
from lineage.licences import LicenseClass, licence_of
from lineage.licences.rules import NO_ADVICE, VERDICTS, LicenseVerdict
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
    """How a model stands: its verdict (None where no base is named) and the class of all terms that hold for it."""

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
    restated = restated_family(graph, number, licence)
    cases, after = restated.cases, restated.after
    differ = after != cases.before
    shown = cases.models if window.mass_uploads else cases.unmarked
    page = _page(graph, cases, differ, window)
    return Relicensing(
        DEFINITION,
        licence.name,
        licence.license_class,
        licence.is_known,
        int(cases.models[differ].sum()),
        int(cases.unmarked[differ].sum()),
        tuple(_changes(cases.before[differ], after[differ], shown[differ])),
        tuple(page),
        tuple(_restated(graph, page, restated)),
    )


def _standing(number: int) -> LicenceStanding:
    """What a number of `families.standing` says."""
    verdict, effective_class = divmod(number, len(CLASSES))
    return LicenceStanding(None if verdict == NO_VERDICT else VERDICTS[verdict], CLASSES[effective_class])


def _changes(before: Codes, after: Codes, models: AnyArray) -> Iterator[StandingChange]:
    """How often each change occurs, the most frequent first; each case has a number of models."""
    counts = np.bincount(before.astype(np.int64) * STANDINGS + after, models)
    for change in np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)].tolist():
        one, other = divmod(change, STANDINGS)
        yield StandingChange(_standing(one), _standing(other), int(counts[change]))


def _restated(graph: FrozenGraph, numbers: Sequence[int], restated: RestatedFamily) -> Iterator[RestatedModel]:
    cases = restated.cases
    of_page = cases.case[cases.places.index_of(graph.forest.preorder[np.array(numbers, np.int64)])].tolist()
    for id, case in zip(graph.ids.take(numbers), of_page, strict=True):
        rules = tuple(rule.sentence for rule in restated.rules(case, id))
        yield RestatedModel(id, _standing(int(cases.before[case])), _standing(int(restated.after[case])), rules)


def _page(graph: FrozenGraph, cases: FamilyCases, differ: Bools, window: ListWindow) -> list[int]:
    """The models that the window shows of those whose case differs."""
    parts = graph.lists.parts(cases.places)
    kept = [differ[cases.case[cases.places.indices_of(part)]] for part in parts]
    if not window.mass_uploads:
        plain = map(graph.lists.conditions.is_no_mass_upload, parts)
        kept = [of_case & unmarked for of_case, unmarked in zip(kept, plain, strict=True)]
    return graph.lists.page_of(parts, kept, window.sort, window.offset, window.limit).numbers
