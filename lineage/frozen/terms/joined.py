"""Sets of licences joined along a lineage: what holds for each model is its own with all that hold above it."""

import numpy as np

from lineage.frozen.derivations.components import components
from lineage.frozen.derivations.reachability import by_level, condensed_parents, levels_of
from lineage.frozen.storage.arrays import AnyArray, Longs
from lineage.frozen.storage.csr import Csr
from lineage.licences.sets import Bits, distinct


def joined_sets(children: Csr, parents: Csr, own: Bits, unknown: Bits) -> tuple[Bits, Bits]:
    """For each model the set of its own licences with those of all its ancestors, and the set of the latter alone.

    A row of `own` is empty where a model takes over what holds above it; where nothing does, `unknown` holds. Models of
    a cycle are each other's ancestors. Self-references are in neither direction. Roots have the empty set above them.
    """
    component = components(children, parents)
    condensed = condensed_parents(parents, component)
    joint = own.copy()
    members = np.flatnonzero(component != np.arange(len(own)))
    np.bitwise_or.at(joint, component[members], own[members])
    for places in by_level(-levels_of(condensed)):
        below = places[condensed.counts(places) > 0]
        joint[below] |= sets_above(condensed, joint, below)
        empty = places[~joint[places].any(axis=1)]
        joint[empty] = unknown
    effective, above = joint[component], np.zeros_like(own)
    related = np.flatnonzero(parents.degrees > 0)
    above[related] = sets_above(parents, effective, related)
    return effective, above


def sets_above(parents: Csr, sets: Bits, models: AnyArray) -> Bits:
    """What holds for the parents of some models, which all have some; `sets` by model."""
    if not len(models):
        return sets[:0]
    starts = np.cumsum(parents.counts(models)) - parents.counts(models)
    return np.asarray(np.bitwise_or.reduceat(sets[parents.gather(models)], starts, axis=0))


def codes_above(parents: Csr, sets: Bits, models: AnyArray) -> tuple[Bits, Longs]:
    """The `sets`, and those that hold for the parents of some models, each once, and which of them does for each model.

    `parents` are rows of the sets; each of the models has some.
    """
    has_one = parents.counts(models) == 1
    held, codes = distinct(np.concatenate([sets, sets_above(parents, sets, models[~has_one])]))
    above = np.empty(len(models), np.int64)
    above[has_one] = codes[parents.indices[parents.indptr[models[has_one]]]]
    above[~has_one] = codes[len(sets) :]
    return held, above
