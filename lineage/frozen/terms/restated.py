"""How the models of a family stand when the first of them states another licence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lineage.frozen.graph import FrozenGraph
from lineage.frozen.storage.arrays import Codes
from lineage.frozen.terms.along import INHERITS, class_codes, is_misnamed, rules_met, verdicts
from lineage.frozen.terms.families import FamilyCases, StatedKind, standing
from lineage.licences import Licence
from lineage.licences.rules import LicenceRule, bits_of, rules_in
from lineage.licences.sets import distinct


@dataclass(frozen=True, slots=True, eq=False)
class RestatedFamily:
    """The cases of a family. For each how its models stand then (`after`, as `cases.before`), the known licences
    `above` them, and the rules that they `met` but for their names, as bits."""

    cases: FamilyCases
    after: Codes
    above: Sequence[Sequence[Licence]]
    met: Sequence[int]

    def rules(self, case: int, id: str) -> list[LicenceRule]:
        """All rules that a model of a case meets."""
        return rules_in(self.met[case] | (bits_of("naming") if is_misnamed(id, self.above[case]) else 0))


def restated_family(graph: FrozenGraph, number: int, licence: Licence) -> RestatedFamily:
    """The family of a model when that states a licence, which has a name, and everybody else what they state now."""
    families = graph.terms.families
    cases, sets = families.cases(number), families.sets
    kinds = [*families.kinds, StatedKind(licence, families.kind_of(number).flags & ~INHERITS)]
    unfound = families.above_kinds(kinds)
    stated = sets.of(licence) | unfound[-1]
    joined, own = np.tile(stated, (len(kinds), 1)), np.append(families.own, [stated], axis=0)
    if not families.leads_to_itself(number, cases.places):
        joined[-1] = 0
    joined |= unfound
    above, of_above = distinct(cases.sets[cases.above] | joined[cases.kind])
    effective, of_effective = distinct(above[of_above] | own[cases.kind])
    known, unknown = [sets.licences(bits) for bits in above], [sets.holds_unknown(bits) for bits in above]
    above_each, met = [known[place] for place in of_above.tolist()], []
    for kind, place, licences in zip(cases.kind.tolist(), of_above.tolist(), above_each, strict=True):
        is_root = not (licences or unknown[place])
        met.append(0 if is_root else rules_met(kinds[kind].licence, licences, unknown[place], kinds[kind].flags))
    classes = class_codes(map(sets.license_class, effective))[of_effective]
    return RestatedFamily(cases, standing(verdicts(np.array(met, np.uint32)), classes), above_each, met)
