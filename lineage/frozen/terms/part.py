"""Terms of some models of a frozen graph and of all above them, as they are or with other licences stated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lineage.frozen.graph import FrozenGraph
from lineage.frozen.storage.arrays import AnyArray, Ints, Longs
from lineage.frozen.terms.along import Derived, LineageTerms, all_above, terms_along
from lineage.licences import Licence, known_licences, licence_of
from lineage.licences.rules import LicenceRule, rules_in
from lineage.licences.sets import LicenceSets

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

    def above(self, number: int) -> tuple[list[Licence], bool]:
        """The known licences that hold for a model's parents, and whether something there is not known."""
        bits = self.terms.sets[self.terms.above[self._place(number)]]
        return self.sets.licences(bits), self.sets.holds_unknown(bits)

    def places(self, numbers: AnyArray) -> Longs:
        """Where some models stand in `terms`."""
        return self.numbers.searchsorted(np.asarray(numbers, self.numbers.dtype))

    def _place(self, number: int) -> int:
        return int(self.places(np.array([number]))[0])


def terms_of_part(
    graph: FrozenGraph, numbers: AnyArray, restated: Mapping[int, Licence] = NOTHING_RESTATED
) -> TermsOfPart:
    """What holds for some models; those `restated` state another licence than their cards do, none of them unnamed."""
    part = all_above(graph.parents, numbers)
    pairs, places = graph.models.stated_licenses(part)
    own, licences = places.astype(np.int32), [licence_of(*pair) for pair in pairs]
    inherits = graph.terms.inherits[part]
    for number, licence in restated.items():
        place = np.searchsorted(part, number)
        own[place], inherits[place] = len(licences), False
        licences.append(licence)

    def take(places: AnyArray) -> Sequence[str]:
        return graph.ids.take(part[places])

    sets, derived = LicenceSets(known_licences()), Derived.among(graph.parents, part)
    along = terms_along(own, licences, derived, sets, take, inherits)
    return TermsOfPart(part, tuple(licences), sets, along)
