"""Why what applies to models is not known: for what they or those above them state, or for a gap in the data.

A sample leaves out models that are named as parents: what is unknown for that alone is a property of the sample.
"""

from dataclasses import dataclass

import numpy as np

from lineage.frozen.graph import FrozenGraph
from lineage.frozen.storage.arrays import Bools
from lineage.frozen.terms.along import with_all_reached
from lineage.licences.terms import LicenseClass
from lineage.values import Status

DEFINITIONS = {
    "own": "They state no licence or one that is not known, and are no copies; or name a base that was not found.",
    "above": "So it is of a model above them that was read, and not of themselves.",
    "missing": "Nothing but that a model above them is missing: named as a base, and not in the snapshot.",
}
"""What each count of UnknownCounts is of, of the models that are not missing themselves."""


@dataclass(frozen=True, slots=True)
class UnknownCounts:
    """How many models have an unknown class, missing ones left out, and the first reason of DEFINITIONS for it."""

    models: int
    own: int
    above: int
    missing: int


def unknown_counts(graph: FrozenGraph) -> UnknownCounts:
    """Told in one pass over all models, and one over what descends from those of each reason."""
    missing = graph.models.with_word("status", Status.MISSING)
    found = _has_class(graph, "effective_class") & ~missing
    unfound = graph.models.words("base_not_found").codes >= 0
    own = ((_has_class(graph, "license_class") & ~graph.terms.inherits) | unfound) & ~missing
    above = np.zeros(graph.size, np.bool_)
    above[with_all_reached(graph.children, np.flatnonzero(own))] = True
    counts = (found, found & own, found & ~own & above, found & ~own & ~above)
    return UnknownCounts(*(int(np.count_nonzero(which)) for which in counts))


def _has_class(graph: FrozenGraph, name: str) -> Bools:
    classes = graph.models.words(name)
    return np.asarray(classes.codes == classes.code(LicenseClass.UNKNOWN))
