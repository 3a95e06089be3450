"""What lists of models are selected by that follows from licences; places are those of `conditions`."""

import numpy as np

from lineage.frozen.conditions import Condition
from lineage.frozen.storage.arrays import Bools
from lineage.frozen.terms import FrozenTerms
from lineage.licences.grants import GRANTED, LicenceGrant
from lineage.licences.rules import VERDICTS, LicenseVerdict, bits_of
from lineage.licences.terms import LicenseClass


def has_effective_class(terms: FrozenTerms, wanted: LicenseClass) -> Condition:
    """Whether the strictest class of its licence and of all above it is this one."""
    return _of_set(terms, np.array([one.license_class == wanted for one in terms.terms], np.bool_))


def is_granted(terms: FrozenTerms, grant: LicenceGrant) -> Condition:
    """Whether all licences that hold for it allow something."""
    return _of_set(terms, np.array([GRANTED[grant](one) for one in terms.terms], np.bool_))


def has_verdict(terms: FrozenTerms, verdict: LicenseVerdict) -> Condition:
    """Whether its licence does this with the terms above it."""
    codes, wanted = terms.placed["verdict"], VERDICTS.index(verdict)
    return lambda which: np.asarray(codes[which] == wanted)


def meets_rule(terms: FrozenTerms, name: str) -> Condition:
    """Whether a rule finds it."""
    rules, bit = terms.placed["rules"], bits_of(name)
    return lambda which: np.asarray(rules[which] & bit != 0)


def _of_set(terms: FrozenTerms, is_wanted: Bools) -> Condition:
    codes = terms.placed["effective"]
    return lambda which: is_wanted[codes[which]]
