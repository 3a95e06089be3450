"""Why what applies to models is not known: for what they or those above them state, or for a gap in the data.

A sample leaves out models that are named as parents: what is unknown for that alone is a property of the sample.
"""

import numpy as np

from lineage.frozen.storage.arrays import Bools, Codes
from lineage.frozen.terms.along import with_all_reached
from lineage.frozen.terms.stated import StatedLicences
from lineage.licences.terms import CLASSES, LicenseClass
from lineage.licences.unknown_reasons import UNKNOWN_REASONS, UnknownReason
from lineage.values import Status

KNOWN = len(UNKNOWN_REASONS)
"""The code of a model whose effective class is known, and of one that is missing itself."""
_UNKNOWN = CLASSES.index(LicenseClass.UNKNOWN)


def unknown_reasons(stated: StatedLicences, license_class: Codes, effective_class: Codes, inherits: Bools) -> Codes:
    """The place of each model's first reason in UNKNOWN_REASONS, or KNOWN; by number.

    Told in one pass over all models, and one over what descends from those that are unknown for themselves.
    """
    status = stated.status
    missing = status.codes == status.code(Status.MISSING)
    found = (effective_class == _UNKNOWN) & ~missing
    own = ((license_class == _UNKNOWN) & ~inherits | stated.unfound) & ~missing
    above = np.zeros(len(found), np.bool_)
    above[with_all_reached(stated.children, np.flatnonzero(own))] = True
    of_reason = {UnknownReason.OWN: own, UnknownReason.ABOVE: above, UnknownReason.MISSING: np.True_}
    first = [of_reason[reason] for reason in UNKNOWN_REASONS]
    return np.asarray(np.select([~found, *first], [KNOWN, *range(len(first))]), np.uint8)
