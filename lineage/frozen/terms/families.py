"""The families of models, told apart by all that decides how their models stand when the first states another licence.

What a model states holds for everything below it. So for each of these the rest is found once: what it states itself,
and what holds above it without the first one's licence. There are few such cases, however large the family is, and
whatever the first one states, all models of a case stand alike. Those of large families are frozen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from lineage.frozen.derivations.subtree import Places
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Arrays, Codes, Ints, Longs
from lineage.frozen.storage.csr import Csr, starts_of
from lineage.frozen.storage.distinct import numbered
from lineage.frozen.terms.along import BASE_NOT_FOUND, INHERITS, class_codes
from lineage.frozen.terms.joined import codes_above, joined_sets
from lineage.frozen.terms.stated import StatedLicences
from lineage.licences import Licence
from lineage.licences.rules import VERDICTS
from lineage.licences.sets import Bits, LicenceSets, distinct
from lineage.licences.terms import CLASSES

LARGE = 4_096
"""Models of a family from which on it is told apart when the graph is frozen."""
DEEP = 128
"""Derivations of the longest chain up to which it is: each level of a family takes its time."""
TIMES = 2
"""As many places as the graph has models, so many times, are told apart then at most: those of the largest families."""
STANDINGS = (len(VERDICTS) + 1) * len(CLASSES)
"""Pairs of a verdict, or none, and a class."""


def standing(verdict: AnyArray, effective_class: AnyArray) -> AnyArray:
    """How models stand, as numbers below STANDINGS: places in VERDICTS and CLASSES as one."""
    return np.asarray(verdict * np.uint8(len(CLASSES)) + effective_class)


@dataclass(frozen=True, slots=True)
class StatedKind:
    """What models state, and how they are derived: bits as of `along.flags_of`."""

    licence: Licence
    flags: int


@dataclass(frozen=True, slots=True, eq=False)
class FamilyCases:
    """The models of one family, and what tells them apart.

    `case` has an entry for each of `places`, ascending; the other arrays one for each case, but `sets`. `kind`: what
    the models state and how they are derived, as a code; that of the first model is behind all kinds. `above`: what
    holds for their parents without what the first model states, as a row of `sets`. `before`: how they stand (see
    `standing`). `models`: how many there are; `unmarked`: how many of these are no mass uploads.
    """

    places: Places
    case: AnyArray
    kind: AnyArray
    above: AnyArray
    before: Codes
    models: AnyArray
    unmarked: AnyArray
    sets: Bits


NO_CASES = np.zeros(0, np.uint8)
OF_CASES = ("kind", "above", "before", "models", "unmarked")


def kinds_arrays(own: Ints, licences: Sequence[Licence], flags: Codes, by_preorder: Ints) -> Arrays:
    """What models state and how they are derived, each kind once, by a model of it; and the kind at each place.

    `own` has a code among `licences` for each model; `flags` are as in StatedKind. Licences of which nothing
    is known but a name are one kind.
    """
    codes: dict[Licence | str, int] = {}
    unlike = [codes.setdefault(licence if _is_told_apart(licence) else "named", len(codes)) for licence in licences]
    many = int(flags.max(initial=0)) + 1
    of_model = np.array(unlike, np.int32)[own] * np.int32(many) + flags
    found, kind = numbered(of_model, len(codes) * many)
    model = np.empty(len(found), np.int32)
    model[kind[::-1]] = np.arange(len(kind), dtype=np.int32)[::-1]  # the first of each
    placed = kind.take(by_preorder).astype(np.min_scalar_type(len(found)))
    return {"kinds.model": model, "kinds.flags": flags[model], "placed.kind": placed}


def _is_told_apart(licence: Licence) -> bool:
    return licence.is_known or licence.name is None or bool(licence.parts)


class Families:
    """Those of a graph, by the arrays of its terms."""

    def __init__(self, stated: StatedLicences, sets: LicenceSets, arrays: ArrayFile | Arrays) -> None:
        self._stated, self.sets, self._arrays = stated, sets, arrays
        self._kind: AnyArray = arrays["placed.kind"]

    @cached_property
    def kinds(self) -> list[StatedKind]:
        """What models state and how they are derived, by code."""
        kinds = zip(self._arrays["kinds.model"].tolist(), self._arrays["kinds.flags"].tolist(), strict=True)
        return [StatedKind(self._stated.licence(model), flags) for model, flags in kinds]

    @cached_property
    def own(self) -> Bits:
        """What the models of each kind state, as sets; nothing where they take over what holds above them. A base that
        was not found asks for what is not known."""
        nothing = np.zeros(self.sets.words, np.uint64)
        states = (nothing if kind.flags & INHERITS else self.sets.of(kind.licence) for kind in self.kinds)
        bits = np.array([*states], np.uint64).reshape(-1, self.sets.words)
        return bits | self.above_kinds(self.kinds)

    def above_kinds(self, kinds: Sequence[StatedKind]) -> Bits:
        """What holds above the models of each kind whoever they are derived from, as sets."""
        nothing = np.zeros(self.sets.words, np.uint64)
        above = (self.sets.unknown if kind.flags & BASE_NOT_FOUND else nothing for kind in kinds)
        return np.array([*above], np.uint64).reshape(-1, self.sets.words)

    def kind_of(self, number: int) -> StatedKind:
        """That of a model, but that its licence may be another of which nothing is known."""
        return self.kinds[int(self._kind[self._stated.subtree.preorder[number]])]

    def cases(self, number: int) -> FamilyCases:
        """The family of a model, itself the first of it."""
        family, frozen = self._stated.subtree.family_of(number), self._arrays["families.model"]
        at = int(frozen.searchsorted(number))
        return self._frozen(family, at) if at < len(frozen) and frozen[at] == number else self._found(family, number)

    def arrays(self) -> Arrays:
        """What tells large families apart, to be frozen."""
        models = self._large()
        found = [self._found(self._stated.subtree.family_of(number), number) for number in models.tolist()]
        first = starts_of(np.array([len(one.sets) for one in found], np.int64))[:-1].tolist()
        sets, row = distinct(np.concatenate([self.own[:0], *(one.sets for one in found)]))
        found = [replace(one, above=row[one.above + at]) for one, at in zip(found, first, strict=True)]
        arrays: Arrays = {"model": models, "sets": sets}
        for name in ("case", *OF_CASES):
            arrays[name] = np.concatenate([NO_CASES, *(getattr(one, name) for one in found)])
        for name, of_each in (("starts", "case"), ("case_starts", "kind")):
            arrays[name] = starts_of(np.array([len(getattr(one, of_each)) for one in found], np.int64))
        return {f"families.{name}": array for name, array in arrays.items()}

    def _large(self) -> Ints:
        """The models whose families are frozen, ascending."""
        counts = self._stated.reach.descendant_count
        large = np.flatnonzero((counts >= LARGE) & (self._stated.reach.depth <= DEEP))
        large = large[np.argsort(-counts[large], kind="stable")]
        return np.sort(large[np.cumsum(counts[large], dtype=np.int64) <= TIMES * len(counts)]).astype(np.int32)

    def leads_to_itself(self, number: int, family: Places) -> bool:
        """Whether a model is on a cycle, so that what it states holds above it too."""
        parents = self._stated.parents.of(number)
        return bool(family.hold(self._stated.subtree.preorder[parents]).any())

    def _frozen(self, family: Places, at: int) -> FamilyCases:
        places, cases = (
            slice(*self._arrays[f"families.{name}"][at : at + 2].tolist()) for name in ("starts", "case_starts")
        )
        kind, above, before, models, unmarked = (self._arrays[f"families.{name}"][cases] for name in OF_CASES)
        case, sets = self._arrays["families.case"][places], self._arrays["families.sets"]
        return FamilyCases(family, case, kind, above, before, models, unmarked, sets)

    def _found(self, family: Places, number: int) -> FamilyCases:
        largest, others = family.largest()
        places = family.each() if len(others.starts) else largest
        kind = self._kind[places].astype(np.int64)
        kind[int(family.index_of(self._stated.subtree.preorder[[number]])[0])] = len(self.kinds)
        sets, above = self._above(family, self._stated.subtree.by_preorder[places], kind)
        before = standing(
            self._arrays["placed.verdict"][places], self._classes[self._arrays["placed.effective"][places]]
        )
        keys = (kind * len(sets) + above) * STANDINGS + before
        found, case = numbered(keys, (len(self.kinds) + 1) * len(sets) * STANDINGS)
        pairs, before = np.divmod(found, STANDINGS)
        of_kind, of_above = np.divmod(pairs, len(sets))
        models, marked = np.bincount(case), case[self._stated.placed_mass_upload[places]]
        unmarked = models - np.bincount(marked, minlength=len(found))
        narrow = case.astype(np.min_scalar_type(len(found)))
        return FamilyCases(family, narrow, of_kind, of_above, before.astype(np.uint8), models, unmarked, sets)

    def _above(self, family: Places, members: Ints, kind: Longs) -> tuple[Bits, Ints]:
        """Sets of licences, and which of them holds above each model without what the first one states; of the first
        one the empty set where it has no parents."""
        parents = Csr(starts_of(self._stated.parents.counts(members)), self._stated.parents.gather(members))
        place = self._stated.subtree.preorder[parents.indices]
        inside = family.hold(place)
        outside, of_outside = numbered(self._arrays["placed.effective"][place[~inside]], len(self._arrays["sets"]))
        is_stem, at = np.zeros(len(members), np.bool_), family.index_of(place[inside])
        is_stem[at] = True
        rows = np.empty(len(place), np.int32)
        rows[~inside] = of_outside
        rows[inside] = (np.cumsum(is_stem, dtype=np.int32) - np.int32(1))[at] + np.int32(len(outside))
        stems, sets, nothing = np.flatnonzero(is_stem), self._arrays["sets"][outside], np.zeros_like(self.own[:1])
        own = np.append(self.own, nothing, axis=0)
        led = Csr(parents.indptr, rows)
        joined = self._joined(Csr(starts_of(led.counts(stems)), led.gather(stems)), sets, own[kind[stems]])
        held, above = codes_above(led, np.concatenate([sets, joined]), np.flatnonzero(led.degrees > 0))
        of_members = np.full(len(members), len(held), np.int32)
        of_members[led.degrees > 0] = above
        return np.append(held, nothing, axis=0), of_members

    @staticmethod
    def _joined(parents: Csr, outside: Bits, own: Bits) -> Bits:
        """What holds for the models that others of the family are derived from; `parents` are rows of the sets
        `outside`, and behind these the models themselves. Nothing is missing, for the first one's licence comes."""
        inner = parents.indices >= len(outside)
        np.bitwise_or.at(own, parents.row_of_each[~inner], outside[parents.indices[~inner]])
        among = parents.where(inner)
        among = Csr(among.indptr, among.indices - np.int32(len(outside)))
        children = Csr.of_edges(among.indices, among.row_of_each, len(own))
        return joined_sets(children, among, own, np.zeros(own.shape[1], np.uint64))[0]

    @cached_property
    def _classes(self) -> Codes:
        """The class of each set of the graph, as its place in CLASSES."""
        return class_codes(map(self.sets.license_class, self._arrays["sets"]))
