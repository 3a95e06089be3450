"""What lists of models are selected by that follows from licences; places are those of `conditions`."""

import numpy as np

from lineage.frozen.lists.conditions import Condition
from lineage.frozen.terms.frozen_terms import FrozenTerms
from lineage.licences.rules import VERDICTS, LicenseVerdict, bits_of
from lineage.licences.unknown_reasons import UNKNOWN_REASONS, UnknownReason


def has_verdict(terms: FrozenTerms, verdict: LicenseVerdict) -> Condition:
    """Whether its licence does this with the terms above it."""
    codes, wanted = terms.placed["verdict"], VERDICTS.index(verdict)
    return lambda which: np.asarray(codes[which] == wanted)


def meets_rule(terms: FrozenTerms, name: str) -> Condition:
    """Whether a rule finds it."""
    rules, bit = terms.placed["rules"], bits_of(name)
    return lambda which: np.asarray(rules[which] & bit != 0)


def is_unknown_because(terms: FrozenTerms, reason: UnknownReason) -> Condition:
    """Whether this is the first reason for which its effective class is unknown."""
    codes, wanted = terms.placed["unknown_because"], UNKNOWN_REASONS.index(reason)
    return lambda which: np.asarray(codes[which] == wanted)
