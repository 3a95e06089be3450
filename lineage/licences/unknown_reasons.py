"""Why what applies to a model may be unknown, as counts and filters have it."""

from collections.abc import Mapping
from enum import StrEnum


class UnknownReason(StrEnum):
    """The first reason for which the effective class of a model is unknown."""

    OWN = "own"
    ABOVE = "above"
    MISSING = "missing"


UNKNOWN_REASONS = tuple(UnknownReason)

DEFINITIONS: Mapping[UnknownReason, str] = {
    UnknownReason.OWN: "They state no licence or one that is not known, and are no copies; or name a base that was not "
    "found.",
    UnknownReason.ABOVE: "So it is of a model above them that was read, and not of themselves.",
    UnknownReason.MISSING: "Nothing but that a model above them is missing: named as a base, and not in the snapshot.",
}
"""What each is of, of the models that are not missing themselves."""

IN_WORDS: Mapping[UnknownReason, str] = {
    UnknownReason.OWN: "what it states itself",
    UnknownReason.ABOVE: "what a model above it states",
    UnknownReason.MISSING: "a model above it that is missing",
}
