"""Terms of some models of a frozen graph and of all above them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lineage.frozen.graph import FrozenGraph
from lineage.frozen.storage.arrays import AnyArray, Ints
from lineage.frozen.terms.along import Derived, LineageTerms, terms_along, with_all_reached
from lineage.licences import Licence, known_licences, licence_of
from lineage.licences.rules import LicenceRule, rules_in
from lineage.licences.sets import LicenceSets


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

    def _place(self, number: int) -> int:
        """Where a model stands in `terms`."""
        return int(self.numbers.searchsorted(self.numbers.dtype.type(number)))


def terms_of_part(graph: FrozenGraph, numbers: AnyArray) -> TermsOfPart:
    """What holds for some models."""
    part = with_all_reached(graph.parents, numbers)
    pairs, places = graph.models.stated_licenses(part)
    licences = tuple(licence_of(*pair) for pair in pairs)

    def take(places: AnyArray) -> Sequence[str]:
        return graph.ids.take(part[places])

    sets, derived = LicenceSets(known_licences()), Derived.among(graph.parents, part)
    unfound = graph.models.words("base_not_found").codes[part] >= 0
    along = terms_along(places.astype(np.int32), licences, derived, sets, take, unfound, graph.terms.inherits[part])
    return TermsOfPart(part, licences, sets, along)
