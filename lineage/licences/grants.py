"""What terms allow, as lists of models are filtered by: each a question that the effective terms answer."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from lineage.licences.terms import Terms


class LicenceGrant(StrEnum):
    """Something that all licences of a lineage allow; where one is not known, it is not allowed. What they allow to a
    model may depend on its task (`Terms.for_task`)."""

    COMMERCIAL = "commercial"
    ANY_SCALE = "any_scale"
    OWN_TERMS = "own_terms"
    NO_USE_POLICY = "no_use_policy"
    NO_NAMING_RULE = "no_naming_rule"
    EU = "eu"


GRANTED: Mapping[LicenceGrant, Callable[[Terms], bool]] = {
    LicenceGrant.COMMERCIAL: lambda terms: terms.commercial in ("allowed", "limited"),
    LicenceGrant.ANY_SCALE: lambda terms: terms.commercial == "allowed" and terms.scale == "none",
    LicenceGrant.OWN_TERMS: lambda terms: terms.same_terms == "no" and terms.derivatives == "allowed",
    LicenceGrant.NO_USE_POLICY: lambda terms: terms.use_policy == "none",
    LicenceGrant.NO_NAMING_RULE: lambda terms: terms.naming == "none",
    LicenceGrant.EU: lambda terms: terms.territory == "everywhere",
}

IN_WORDS: Mapping[LicenceGrant, str] = {
    LicenceGrant.COMMERCIAL: "usable commercially",
    LicenceGrant.ANY_SCALE: "usable commercially at any scale",
    LicenceGrant.OWN_TERMS: "derivatives may have own terms",
    LicenceGrant.NO_USE_POLICY: "no use policy",
    LicenceGrant.NO_NAMING_RULE: "no naming rule",
    LicenceGrant.EU: "granted in the EU",
}
