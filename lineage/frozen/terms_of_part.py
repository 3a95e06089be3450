"""Terms of some models of a frozen graph and of all above them, as they are or with other licences stated."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from lineage.frozen.graph import FrozenGraph
from lineage.frozen.lineage_terms import NO_VERDICT, Derived, LineageTerms, all_above, terms_along
from lineage.frozen.storage.arrays import AnyArray, Ints
from lineage.licences import Licence, LicenseClass, known_licences, licence_of
from lineage.licences.rules import VERDICTS, LicenceRule, LicenseVerdict, rules_in
from lineage.licences.sets import LicenceSets
from lineage.licences.terms import CLASSES

NOTHING_RESTATED: Mapping[int, Licence] = {}


@dataclass(frozen=True, slots=True, eq=False)
class TermsOfPart:
    """`terms` has an entry for each of `numbers`, which are ascending; `licences` are those that they state."""

    numbers: Ints
    licences: tuple[Licence, ...]
    sets: LicenceSets
    terms: LineageTerms

    def rules(self, number: int) -> list[LicenceRule]:
        """The licence rules that a model meets."""
        return rules_in(int(self.terms.rules[self._place(number)]))

    def verdict(self, number: int) -> LicenseVerdict | None:
        """What a model's own licence does with the terms above it; None for a root."""
        place = int(self.terms.verdict[self._place(number)])
        return None if place == NO_VERDICT else VERDICTS[place]

    def effective_class(self, number: int) -> LicenseClass:
        """The class of all terms that hold for a model."""
        return CLASSES[int(self.terms.effective_class[self._place(number)])]

    def above(self, number: int) -> tuple[list[Licence], bool]:
        """The known licences that hold for a model's parents, and whether something there is not known."""
        bits = self.terms.sets[self.terms.above[self._place(number)]]
        return self.sets.licences(bits), self.sets.holds_unknown(bits)

    def _place(self, number: int) -> int:
        return int(np.searchsorted(self.numbers, number))


def terms_of_part(
    graph: FrozenGraph, numbers: AnyArray, restated: Mapping[int, Licence] = NOTHING_RESTATED
) -> TermsOfPart:
    """What holds for some models; those `restated` state another licence than their cards do."""
    part = all_above(graph.parents, numbers)
    pairs, places = graph.models.stated_licenses(part)
    own, licences = places.astype(np.int32), [licence_of(*pair) for pair in pairs]
    for number, licence in restated.items():
        own[np.searchsorted(part, number)] = len(licences)
        licences.append(licence)
    sets = LicenceSets(known_licences())
    along = terms_along(
        own, licences, Derived.among(graph.parents, part), sets, lambda places: graph.ids.take(part[places])
    )
    return TermsOfPart(part, tuple(licences), sets, along)
