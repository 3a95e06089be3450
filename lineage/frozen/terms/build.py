"""What the licences of a graph come to, found while freezing: for all models, or for those that an earlier graph does
not tell of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from lineage.frozen.derivations.adjacency import Adjacency
from lineage.frozen.earlier import Carried
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Arrays, Bools, Ints, Longs
from lineage.frozen.storage.columns import Words, distinct_pairs
from lineage.frozen.storage.distinct import numbered
from lineage.frozen.storage.strings import Strings
from lineage.frozen.terms.along import Derived, class_codes, flags_of, terms_along, with_all_reached
from lineage.frozen.terms.families import Families, kinds_arrays
from lineage.frozen.terms.stated import StatedLicences
from lineage.frozen.terms.unknown import unknown_reasons
from lineage.licences import Licence, known_licences, licence_of
from lineage.licences.sets import Bits, LicenceSets, distinct
from lineage.values import Relation

OF_MODELS = ("effective", "inherits", "rules", "verdict", "effective_class")
"""Arrays with an entry a model, which stays what it is where nothing changed at it and above it; `effective` is the
code of a set."""
PLACED = ("effective", "rules", "verdict", "unknown_because")
"""Arrays that are there by place in the preorder; all but the last once more so."""


@dataclass(frozen=True, slots=True)
class EarlierTerms:
    """The arrays of `terms_arrays` of an earlier graph, by the same table, what its models stated, and how they are
    numbered now."""

    terms: ArrayFile
    carried: Carried
    license: Words
    license_name: Words
    unfound: Bools
    parents: Adjacency

    @classmethod
    def of(cls, terms: ArrayFile, carried: Carried) -> Self:
        arrays = carried.arrays
        license, name = (Words(arrays[f"{name}.codes"], Strings(arrays, name)) for name in ("license", "license_name"))
        unfound = arrays["base_not_found.codes"] >= 0
        return cls(terms, carried, license, name, unfound, Adjacency.named(arrays, "parents"))

    def touched(self, stated: StatedLicences) -> Ints:
        """The models of which the earlier terms do not tell, ascending: those that are new, that state another licence,
        are derived otherwise or name a base that was not found and did not, or did, and all that descends from
        these."""
        before = self.carried.moved.earlier
        seen = before < 0
        for one, other in ((self.license, stated.license), (self.license_name, stated.license_name)):
            seen |= _translated(one, other.vocabulary)[before] != other.codes
        seen |= self.unfound[before] != stated.unfound
        seen[self._derived_otherwise(stated.parents)] = True
        new: AnyArray = np.flatnonzero(seen)
        while len(new):
            below = stated.children.gather(new)
            new = below[~seen[below]]
            seen[new] = True
        return np.flatnonzero(seen).astype(np.int32)

    def _derived_otherwise(self, parents: Adjacency) -> Longs:
        """The models that have an edge which they did not have, or have lost one; some stand there more than once."""
        size, numbers = len(parents.indptr) - 1, self.carried.moved.number
        child = numbers[self.parents.row_of_each]
        parent = numbers[self.parents.indices]
        of_gone = child[(parent < 0) & (child >= 0)]
        stay = (child >= 0) & (parent >= 0)
        now = parents.row_of_each
        edges = np.concatenate(
            [
                _edge_keys(child[stay], parent[stay], self.parents.relation[stay], size),
                _edge_keys(now, parents.indices, parents.relation, size),
            ]
        )
        edges.sort(kind="stable")  # which merges the two, for either is sorted
        differs = np.ones(len(edges) + 1, np.bool_)
        differs[1:-1] = edges[1:] != edges[:-1]
        alone = edges[differs[1:] & differs[:-1]]
        return np.concatenate([of_gone, alone // (size * len(Relation))])


def _edge_keys(child: AnyArray, parent: AnyArray, relation: AnyArray, size: int) -> Longs:
    return np.asarray((child.astype(np.int64) * size + parent) * len(Relation) + relation)


def _translated(words: Words, vocabulary: Strings) -> Ints:
    """The codes of a column in another vocabulary, below -1 for a word that is not in it."""
    places = {word: place for place, word in enumerate(vocabulary)}
    of_code = np.array([*(places.get(word, -2) for word in words.vocabulary), -1], np.int32)
    return np.asarray(of_code.take(words.codes))


def terms_arrays(stated: StatedLicences, earlier: EarlierTerms | None = None) -> Arrays:
    """The arrays of `FrozenTerms`; the same whether an `earlier` graph tells of some models or none."""
    pairs, places = distinct_pairs(stated.license, stated.license_name)
    own, licences = places.astype(np.int32), [licence_of(*pair) for pair in pairs]
    members = LicenceSets(known_licences())
    graph = Derived(stated.children, stated.parents, stated.parents.relation)
    if earlier is None:
        terms = terms_along(own, licences, graph, members, stated.ids.take, stated.unfound)
        sets, arrays = terms.sets, {name: getattr(terms, name) for name in OF_MODELS}
    else:
        sets, arrays = _carried(stated, earlier, own, licences, members)
    used, effective = numbered(arrays["effective"], len(sets))
    arrays |= {"sets": sets[used], "effective": effective.astype(np.int32)}
    arrays |= {
        "license_verdict": arrays["verdict"],
        "license_class": class_codes(licence.license_class for licence in licences)[own],
        "rule_sets": np.setdiff1d(arrays["rules"], [0]),
    }
    because = unknown_reasons(stated, arrays["license_class"], arrays["effective_class"], arrays["inherits"])
    by_number, by_preorder = arrays | {"unknown_because": because}, stated.subtree.by_preorder
    arrays |= {f"placed.{name}": by_number[name].take(by_preorder) for name in PLACED}
    arrays |= kinds_arrays(own, licences, flags_of(graph, arrays["inherits"], stated.unfound), by_preorder)
    return arrays | Families(stated, members, arrays).arrays()


def _carried(
    stated: StatedLicences, earlier: EarlierTerms, own: Ints, licences: Sequence[Licence], members: LicenceSets
) -> tuple[Bits, Arrays]:
    """The sets, and OF_MODELS: found anew for the models that are touched."""
    touched = earlier.touched(stated)
    part = with_all_reached(stated.parents, touched)
    graph = Derived.among(stated.parents, part)
    unfound = stated.unfound[part]
    terms = terms_along(own[part], licences, graph, members, lambda places: stated.ids.take(part[places]), unfound)
    before, place, was = earlier.carried.moved.earlier, np.searchsorted(part, touched), earlier.terms
    sets, codes = distinct(np.concatenate([was["sets"], terms.sets]))
    of_earlier, of_part = np.split(codes, [len(was["sets"])])
    values = {name: (was[name], getattr(terms, name)) for name in OF_MODELS}
    values["effective"] = of_earlier[was["effective"]], of_part[terms.effective]
    arrays: Arrays = {}
    for name, (old, new) in values.items():
        arrays[name] = old.take(before)
        arrays[name][touched] = new[place]
    return sets, arrays
