"""The organisations of a model's roots: a set for each tree, and each set that occurs once."""

from dataclasses import dataclass

import numpy as np

from lineage.frozen.derivations.trees import Trees
from lineage.frozen.storage.arrays import AnyArray, Bools, Ints, Longs, integers
from lineage.frozen.storage.distinct import are_among


@dataclass(frozen=True, slots=True)
class RootOrganisations:
    """`of_top` is the code of a set, by the top of a tree. Codes below `organisations` are sets of that one alone; the
    members of any other are those of `members` from `starts[code - organisations]` on."""

    organisations: int
    of_top: Ints
    members: Ints
    starts: Longs

    def sizes(self, codes: AnyArray) -> Longs:
        """How many organisations each set has."""
        several = codes >= self.organisations
        sizes = np.ones(len(codes), np.int64)
        sizes[several] = np.diff(self.starts)[codes[several] - self.organisations]
        return sizes

    def hold(self, codes: AnyArray, organisations: AnyArray) -> Bools:
        """For each set whether it holds the organisation beside it."""
        holds = np.asarray(codes == organisations)
        several = codes >= self.organisations
        sets = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        pairs = sets * self.organisations + self.members
        wanted = (codes[several].astype(np.int64) - self.organisations) * self.organisations + organisations[several]
        holds[several] = are_among(wanted, pairs)  # of every set in turn, its members ascending
        return holds


def organisations_of_roots(organisation: Ints, component: Ints) -> Ints:
    """The organisation of each model that is a root: its own. A cycle that nothing leads to has that of its first
    model, which is its root."""
    return organisation[component].astype(np.int32)


def root_organisations(trees: Trees, organisation: Ints, organisations: int) -> RootOrganisations:
    """`organisation` is each model's."""
    of_top, sets = organisation[trees.model].astype(np.int32), _Sets(organisations)
    codes = integers(of_top)
    joints = trees.joints
    above = iter(trees.cut.top[trees.parents.gather(joints)].tolist())
    for joint, degree in zip(joints.tolist(), trees.parents.counts(joints).tolist(), strict=True):
        codes[joint] = sets.union({codes[next(above)] for _ in range(degree)})
    members = np.array([member for one in sets.several for member in sorted(one)], np.int32)
    starts = np.cumsum([0, *map(len, sets.several)])
    return RootOrganisations(organisations, of_top, members, starts)


class _Sets:
    """Sets by code, numbered as they come: below `organisations` of one alone, then those of `several`."""

    def __init__(self, organisations: int) -> None:
        self._organisations = organisations
        self._codes: dict[frozenset[int], int] = {}
        self.several: list[frozenset[int]] = []

    def union(self, codes: set[int]) -> int:
        """The code of the union of sets, given by their codes."""
        if len(codes) == 1:
            return codes.pop()
        united = frozenset[int]().union(*map(self._members, codes))
        code = self._codes.setdefault(united, self._organisations + len(self.several))
        if code == self._organisations + len(self.several):
            self.several.append(united)
        return code

    def _members(self, code: int) -> frozenset[int]:
        return frozenset((code,)) if code < self._organisations else self.several[code - self._organisations]
