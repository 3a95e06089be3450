"""Licences along a lineage, for all models at once: effective terms, verdicts and the rules that each model meets."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from lineage.frozen.derivations.adjacency import Adjacency
from lineage.frozen.derivations.components import within
from lineage.frozen.derivations.kin import among
from lineage.frozen.storage.arrays import AnyArray, Bools, Codes, Ints
from lineage.frozen.storage.csr import Csr, ranges
from lineage.frozen.storage.distinct import distinct_numbers, numbered
from lineage.frozen.terms.joined import codes_above, joined_sets
from lineage.licences.names import begins_as
from lineage.licences.rules import RULES, VERDICTS, bits_of, rules_in
from lineage.licences.sets import Bits, LicenceSets, distinct
from lineage.licences.table import NOTHING, Licence
from lineage.licences.terms import CLASSES, LicenseClass
from lineage.licences.verdicts import Compared
from lineage.values import Relation
from lineage.weight_formats.names import is_copy

Take = Callable[[AnyArray], Sequence[str]]
"""The ids of models, by their numbers."""

NO_VERDICT = len(VERDICTS)
ADAPTER, INHERITS, MERGE, BASE_NOT_FOUND = 1, 2, 4, 8
FLAGS = 16
"""Bits of how a model is derived (see `Compared`), and how many numbers they make."""
_RELATIONS = tuple(Relation)
_OF_EACH = ("own", "effective", "above", "inherits", "rules", "verdict", "license_class", "effective_class")


@dataclass(frozen=True, slots=True, eq=False)
class LineageTerms:
    """One entry a model. `own`: the code of the licence that it states. `effective`: the code, among `sets`, of the
    licences that hold for it; `above`: of those that hold for its parents. `inherits`: it states nothing, and takes
    over what holds above it. `rules`: a bit for each rule that it meets; `verdict`: a place in VERDICTS, NO_VERDICT
    where no base is named. `license_class`, `effective_class`: places in CLASSES.
    """

    own: Ints
    sets: Bits
    effective: Ints
    above: Ints
    inherits: Bools
    rules: AnyArray
    verdict: Codes
    license_class: Codes
    effective_class: Codes


@dataclass(frozen=True, eq=False)
class BothWays:
    """A graph's derivations without self-references in both directions, the parents sorted by child."""

    children: Csr
    parents: Csr

    def with_one_above(self, numbers: Ints) -> "BothWays":
        """These, and behind all models one more that some (ascending) are derived from."""
        one, ends = np.int32(len(self.parents.degrees)), self.parents.indptr
        each = np.zeros(len(ends), ends.dtype)
        each[numbers + 1] = 1
        starts = np.append(ends + np.cumsum(each, dtype=ends.dtype), ends[-1] + len(numbers))
        parents = Csr(starts, np.insert(self.parents.indices, ends[numbers + 1], one))
        down = self.children
        children = Csr(np.append(down.indptr, down.indptr[-1] + len(numbers)), np.append(down.indices, numbers))
        return BothWays(children, parents)


@dataclass(frozen=True, eq=False)
class Derived(BothWays):
    """These and the relation of each."""

    relation: Codes  # beside `parents.indices`

    @classmethod
    def of_edges(cls, child: AnyArray, parent: AnyArray, relation: Codes, size: int) -> "Derived":
        """Of edges in any order; self-references are left out. `relation` has places in Relation."""
        order = np.flatnonzero(child != parent)
        order = order[np.argsort(child[order], kind="stable")]
        parents = Csr.of_sorted(child[order], parent[order], size)
        return cls(Csr.of_edges(parent[order], child[order], size), parents, relation[order])

    @classmethod
    def among(cls, parents: Adjacency, numbers: Ints) -> "Derived":
        """The derivations between some models, numbered by their places; all of their parents are among them."""
        counts = parents.counts(numbers)
        child = np.repeat(np.arange(len(numbers), dtype=np.int32), counts)
        parent = np.searchsorted(numbers, parents.gather(numbers)).astype(np.int32)
        return cls.of_edges(child, parent, parents.relation[ranges(parents.indptr[numbers], counts)], len(numbers))

    @cached_property
    def child(self) -> Ints:
        """The child of each edge."""
        return self.parents.row_of_each

    def all_are(self, edges: Bools) -> Bools:
        """For each model whether it has parents, and the edges to all of them are such."""
        others = np.bincount(self.child[~edges], minlength=len(self.parents.degrees))
        return np.asarray((self.parents.degrees > 0) & (others == 0))

    def is_relation(self, *relations: Relation) -> Bools:
        """For each edge whether its relation is one of these."""
        return np.array([relation in relations for relation in _RELATIONS], np.bool_)[self.relation]

    def some_are(self, edges: Bools) -> Bools:
        """For each model whether an edge to a parent is such."""
        return np.asarray(np.bincount(self.child[edges], minlength=len(self.parents.degrees)) > 0)

    @property
    def is_adapter(self) -> Bools:
        """For each model whether it is an adapter of a parent, and nothing else is said of how it was made of others:
        a card that names several bases has a relation of the first alone."""
        adapts = self.is_relation(Relation.ADAPTER)
        return self.some_are(adapts) & self.all_are(adapts | self.is_relation(Relation.UNKNOWN))

    @property
    def is_merge(self) -> Bools:
        """For each model whether it is a merge of several parents."""
        return self.some_are(self.is_relation(Relation.MERGE)) & (self.parents.degrees > 1)


def with_all_reached(kin: Csr, numbers: AnyArray) -> Ints:
    """Models and everything that they descend from, by the parents of each; or that descends from them, by its
    children. Ascending."""
    seen = np.zeros(len(kin.degrees), np.bool_)
    new = distinct_numbers(numbers)
    while len(new):
        seen[new] = True
        next_ones = distinct_numbers(kin.gather(new))
        new = next_ones[~seen[next_ones]]
    return np.flatnonzero(seen).astype(np.int32)


def terms_along(
    own: Ints,
    licences: Sequence[Licence],
    graph: Derived,
    sets: LicenceSets,
    ids: Take,
    unfound: Bools,
    inherits: Bools | None = None,
) -> LineageTerms:
    """What follows from the licences that models state; `own` has a code among `licences` for each, `unfound` tells
    which name a base that was not found. Which of them inherit is found by their names where it is not known."""
    if inherits is None:
        inherits = _inheriting(np.array([licence.name is None for licence in licences], np.bool_)[own], graph, ids)
    inherits = inherits & ~unfound
    flags = flags_of(graph, inherits, unfound)
    found = _terms(
        np.append(own, len(licences)),
        (*licences, NOTHING),
        graph.with_one_above(np.flatnonzero(unfound).astype(np.int32)),
        sets,
        ids,
        np.append(inherits, False),
        np.append(flags, 0),
    )
    return replace(found, **{name: getattr(found, name)[:-1] for name in _OF_EACH})


def _terms(
    own: Ints,
    licences: Sequence[Licence],
    graph: BothWays,
    sets: LicenceSets,
    ids: Take,
    inherits: Bools,
    flags: Codes,
) -> LineageTerms:
    stated = np.array([sets.of(licence) for licence in licences], np.uint64).reshape(-1, sets.words)
    each, effective, above = _joined(own, stated, inherits, graph, sets.unknown)
    known = [sets.licences(bits) for bits in each]
    with_unknown = list(zip(known, map(sets.holds_unknown, each), strict=True))
    rules = _rules(own, licences, above, with_unknown, graph.parents.degrees > 0, flags)
    rules[_misnamed(above, known, graph, ids)] |= bits_of("naming")
    return LineageTerms(
        own,
        each,
        effective,
        above,
        inherits,
        rules,
        verdicts(rules),
        class_codes(licence.license_class for licence in licences)[own],
        class_codes(map(sets.license_class, each))[effective],
    )


def _joined(own: Ints, stated: Bits, inherits: Bools, graph: BothWays, unknown: Bits) -> tuple[Bits, Ints, Ints]:
    """The sets that hold for models, each once, and the code of that of each model, and of that above it.

    `stated` are the sets of what models state. A root has its own; codes above it mean nothing. Sets are joined for the
    models that have a child. What holds for a leaf follows from what it states and from what holds above it, and of
    such pairs there are few.
    """
    has_child, derived = graph.children.degrees > 0, graph.parents.degrees > 0
    stems, place = among(has_child)
    leaves = np.flatnonzero(derived & ~has_child)
    bits = stated[own[stems]]
    bits[inherits[stems]] = 0
    joined, above_stems = joined_sets(within(graph.children, stems), within(graph.parents, stems), bits, unknown)
    held, above_leaves = codes_above(Csr(graph.parents.indptr, place[graph.parents.indices]), joined, leaves)
    states = np.where(inherits[leaves], len(stated), own[leaves])  # behind all that is stated: nothing
    pairs, of_leaf = numbered(states * len(held) + above_leaves, (len(stated) + 1) * len(held))
    stating, above_pair = np.divmod(pairs, max(len(held), 1))
    of_pairs = np.append(stated, np.zeros_like(unknown)[np.newaxis], axis=0)[stating] | held[above_pair]
    below = derived[stems]
    rows = (stated, joined, above_stems[below], held, of_pairs)
    each, codes = distinct(np.concatenate(rows))
    of_stated, of_stems, of_above, of_held, of_pair = np.split(codes, np.cumsum([len(one) for one in rows])[:-1])
    effective, above = of_stated[own], np.zeros(len(own), np.int32)
    effective[stems], above[stems[below]] = of_stems, of_above
    effective[leaves], above[leaves] = of_pair[of_leaf], of_held[above_leaves]
    return each, effective, above


def class_codes(classes: Iterable[LicenseClass]) -> Codes:
    """Their places in CLASSES."""
    return np.array([CLASSES.index(one) for one in classes], np.uint8)


def _inheriting(states_nothing: Bools, graph: Derived, ids: Take) -> Bools:
    """Models that state nothing and are copies of all their parents: quantised, or called the same but for words that
    say how weights are stored."""
    copies = graph.is_relation(Relation.QUANTIZED)
    asked = np.flatnonzero(states_nothing[graph.child] & ~copies)
    names, parents = ids(graph.child[asked]), ids(graph.parents.indices[asked])
    copies[asked] = np.array([is_copy(*pair) for pair in zip(names, parents, strict=True)], np.bool_)
    return states_nothing & graph.all_are(copies)


def _rules(
    own: Ints,
    licences: Sequence[Licence],
    above: Ints,
    sets: Sequence[tuple[list[Licence], bool]],
    is_derived: Bools,
    flags: Codes,
) -> AnyArray:
    """The rules that each model meets but for its name, as bits; each case that occurs is looked at once."""
    cases = (own.astype(np.int64) * len(sets) + above) * FLAGS + flags
    related = np.flatnonzero(is_derived)
    distinct_cases, codes = numbered(cases[related], FLAGS * len(licences) * len(sets))
    bits = np.zeros(len(own), np.uint32)
    found = []
    for case in distinct_cases.tolist():
        pair, derived = divmod(case, FLAGS)
        licence, place = divmod(pair, len(sets))
        known, unknown = sets[place]
        found.append(rules_met(licences[licence], known, unknown, derived))
    bits[related] = np.array(found, np.uint32)[codes]
    return bits


def flags_of(graph: Derived, inherits: Bools, unfound: Bools) -> Codes:
    """How each model is derived, as bits: ADAPTER, INHERITS, MERGE, BASE_NOT_FOUND."""
    flags = inherits * np.uint8(INHERITS) | unfound * np.uint8(BASE_NOT_FOUND)
    return flags | graph.is_adapter * np.uint8(ADAPTER) | graph.is_merge * np.uint8(MERGE)


def rules_met(own: Licence, above: Sequence[Licence], unknown: bool, flags: int) -> int:
    """The rules that a model with a parent meets but for its name, as bits: it states one licence, others hold above
    it, and maybe something that is not known."""
    adapter, inherits, merge, unfound = (bool(flags & bit) for bit in (ADAPTER, INHERITS, MERGE, BASE_NOT_FOUND))
    return bits_of(*Compared(own, above, unknown, adapter, inherits, merge, unfound).rules())


def _misnamed(above: Ints, sets: Sequence[list[Licence]], graph: BothWays, ids: Take) -> AnyArray:
    """The models whose name does not begin as a licence above them asks."""
    ruled = np.array([any(licence.name_begins for licence in licences) for licences in sets], np.bool_)[above]
    models = np.flatnonzero(ruled & (graph.parents.degrees > 0))
    names = zip(ids(models), above[models].tolist(), strict=True)
    missed = [is_misnamed(id, sets[code]) for id, code in names]
    return models[np.array(missed, np.bool_)]


def is_misnamed(id: str, above: Sequence[Licence]) -> bool:
    """Whether a model's name does not begin as a licence above it asks."""
    return any(licence.name_begins and not begins_as(id, licence.name_begins) for licence in above)


def verdicts(rules: AnyArray) -> Codes:
    """The verdict of each model by the rules that it meets, as a place in VERDICTS; NO_VERDICT where it meets none."""
    values, codes = numbered(rules, 1 << len(RULES))
    found = [[rule.verdict for rule in rules_in(bits) if rule.verdict] for bits in values.tolist()]
    return np.array([VERDICTS.index(each[0]) if each else NO_VERDICT for each in found], np.uint8)[codes]
