"""Which rules a model meets: its own licence against the set of those above it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lineage.licences.table import Licence, parts_of
from lineage.licences.terms import AXES, NOTHING_STATED, LicenseClass

BINDING = ("terms_bind", "same_licence")
_NOTHING = NOTHING_STATED.stated_levels


@dataclass(frozen=True, slots=True)
class Compared:
    """A model that has a parent, or names one: its `own` licence, the known licences `above` it, and whether something
    there is not known (`unknown`). `adapter`: that is all it is. `copy`: it takes over what holds above it, and states
    nothing. `merge`: it was made of several. `unfound`: it names a base that was not found.
    """

    own: Licence
    above: Sequence[Licence]
    unknown: bool
    adapter: bool = False
    copy: bool = False
    merge: bool = False
    unfound: bool = False

    def rules(self) -> list[str]:
        """The names of all rules that it meets: those of one verdict, and those beside it."""
        return [*self._of_verdict(), *self._beside()]

    def _of_verdict(self) -> list[str]:
        if self.own.name is None:
            return [self._omitted()]
        if not self.own.terms_are_known:
            return ["unknown_own"]
        if self.adapter:
            return ["adapter_files"]
        return list(self._loosened()) or [self._kept()]

    def _omitted(self) -> str:
        if self.copy:
            return "omitted_copy"
        if self._is_permissive_above():
            return "omitted_unknown" if self.unknown else "omitted_permissive"
        return "omitted"

    def _kept(self) -> str:
        if self.unknown:
            return "unknown_above"
        if any(is_other_version(self.own, licence) for licence in self.above):
            return "kept"
        above = _strictest(self.above)
        if any(level > strictest for level, strictest in zip(self.own.terms.stated_levels, above, strict=True)):
            return "added_over_permissive" if self._is_permissive_above() else "added_over_terms"
        return "kept"

    def _is_permissive_above(self) -> bool:
        return all(licence.license_class == LicenseClass.PERMISSIVE for licence in self.above)

    def _loosened(self) -> Iterator[str]:
        """The rules by which it grants what a known licence above it does not."""
        own = self.own.terms
        for axis, level, above in zip(AXES, own.stated_levels, _strictest(self._others()), strict=True):
            if level < 0 or (axis.name == "scale" and own.commercial == "not_allowed"):
                continue  # a limit of scale says nothing where there is no commercial use
            if max(level, axis.of_some_models) < above:
                yield f"loosened_{axis.name}"
        own_groups = groups_of(self.own)
        same = {group for one in self.above if one.terms.same_terms == "same_licence" for group in groups_of(one)}
        if self.own.terms.same_terms == "same_licence" and not same <= own_groups:
            yield "loosened_licence"

    def _others(self) -> list[Licence]:
        """The licences above it but for other versions of its own."""
        return [licence for licence in self.above if not is_other_version(self.own, licence)]

    def _beside(self) -> Iterator[str]:
        if any(licence.terms.naming in ("shown", "ruled") for licence in self.above):
            yield "line_to_show"
        if any(is_other_version(self.own, licence) for licence in self.above):
            yield "other_version"
        if any(licence.terms.derivatives == "not_shared" for licence in self.above):
            yield "adapted_version"
        if self.merge and has_no_common_licence(self.above):
            yield "no_common_licence"
        if self.unfound:
            yield "base_not_found"


def is_other_version(own: Licence, licence: Licence) -> bool:
    """Whether two licences are versions of one, which may differ in what they ask for, but not in what they are."""
    if own.name == licence.name or own.group is None or own.group != licence.group:
        return False
    return all(getattr(own.terms, axis) == getattr(licence.terms, axis) for axis in ("commercial", "same_terms"))


def has_no_common_licence(licences: Sequence[Licence]) -> bool:
    """Whether no one licence keeps the terms of all: several groups of them bind what is derived, each to itself."""
    return len({group for licence in licences if binds(licence) for group in groups_of(licence)}) > 1


def binds(licence: Licence) -> bool:
    """Whether what is derived stays under a licence's own terms: they say so, pass a use policy on, or bar commerce."""
    terms = licence.terms
    return terms.same_terms in BINDING or terms.use_policy == "passed_on" or terms.commercial == "not_allowed"


def groups_of(licence: Licence) -> set[str]:
    """The groups of a licence, or of those that it is made of."""
    return {str(part.group or part.name) for part in parts_of(licence)}


def _strictest(licences: Sequence[Licence]) -> list[int]:
    """For each axis the most restrictive word that any licence states, as in `Terms.stated_levels`."""
    return [
        max(levels) for levels in zip(_NOTHING, *(licence.terms.stated_levels for licence in licences), strict=True)
    ]
