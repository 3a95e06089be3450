"""What lists of models are selected by that follows the table of organisations; places are those of `conditions`."""

import numpy as np

from lineage.frozen.graph import FrozenGraph
from lineage.frozen.lists.conditions import Condition
from lineage.frozen.rollups.growth import WANTED
from lineage.frozen.rollups.progenitors import Progenitor, placed_generations
from lineage.frozen.rollups.rollups import RollUps
from lineage.frozen.storage.arrays import Bools
from lineage.values import Denominator


def descends_from(rolled: RollUps, organisation: int) -> Condition:
    """Whether it is no root and descends from a root of the organisation of that code."""
    bases, is_wanted = rolled.arrays["placed.base"], _sets_with(rolled, organisation)
    return lambda which: is_wanted[bases[which]]


def is_own(graph: FrozenGraph, rolled: RollUps, one: Progenitor) -> Condition:
    """Whether it counts among the progenitor's own models."""
    of_owner = np.zeros(len(rolled.organisation_of_owner), np.bool_)
    of_owner[one.own_owners(graph, rolled)] = True
    return lambda which: of_owner[rolled.owners(graph.lists.owners[which])]


def is_others(graph: FrozenGraph, rolled: RollUps, one: Progenitor) -> Condition:
    """Whether it does not."""
    own = is_own(graph, rolled, one)
    return lambda which: ~own(which)


def is_exclusive(graph: FrozenGraph, rolled: RollUps, one: Progenitor) -> Condition:
    """Whether it is no root, and all its roots are of the progenitor's organisation."""
    bases, organisation = rolled.arrays["placed.base"], one.organisation(graph, rolled)
    return lambda which: np.asarray(bases[which] == organisation)


def is_of_generation(graph: FrozenGraph, rolled: RollUps, one: Progenitor, generation: int) -> Condition:
    """Whether so many derivations lead to it from the nearest of the progenitor's models."""
    found = placed_generations(graph, rolled, one)
    return lambda which: np.asarray(found[which] == generation)


def is_counted_of(rolled: RollUps, denominator: Denominator) -> Condition:
    """Whether growth counts it among these new models."""
    kinds, wanted = rolled.arrays["placed.kind"], WANTED[denominator]
    return lambda which: (kinds[which] & wanted) == wanted


def _sets_with(rolled: RollUps, organisation: int) -> Bools:
    """For each set of organisations, and last for none, whether it holds this one."""
    members, starts, size = rolled.arrays["roots.members"], rolled.arrays["roots.starts"], len(rolled.organisations)
    holds = np.zeros(size + len(starts), np.bool_)
    holds[organisation] = True
    holds[size + np.searchsorted(starts, np.flatnonzero(members == organisation), side="right") - 1] = True
    return holds
