"""What the words mean that pages, tables and commands use: each definition as it stands where the thing is defined."""

from dataclasses import dataclass

from lineage.frozen.counts import DEFINITIONS as COUNTS
from lineage.frozen.rollups.rollups import DEFINITIONS as ROLL_UPS
from lineage.impact.impact import DEFINITIONS as IMPACT
from lineage.schema import DERIVED_FROM, INFERRED_FROM, MODEL, SNAPSHOT, EdgeSchema, NodeSchema


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """A word and what it means; `key` names it in addresses. Code stands between backticks."""

    key: str
    name: str
    definition: str


def _meaning(of: NodeSchema | EdgeSchema, name: str) -> str:
    """What a property of the graph means, as a sentence."""
    text = next(one.meaning for one in of.properties if one.name == name)
    return f"{text[0].upper()}{text[1:]}."


GLOSSARY = (
    GlossaryTerm(
        "derivation",
        "Derivation, parent, child",
        "One model that was made from another, its parent. One for each pair, however many sources say so. What "
        "descends from a model are its children, theirs, and so on.",
    ),
    GlossaryTerm("relation", "Relation", f"How a child was made from its parent: {_meaning(DERIVED_FROM, 'relation')}"),
    GlossaryTerm(
        "declared",
        "Declared, evidence",
        f"Somebody says it, and the evidence is who. {_meaning(DERIVED_FROM, 'evidence')} "
        "Every count, list and map is of declared derivations.",
    ),
    GlossaryTerm(
        "inferred",
        "Inferred",
        f"A name alone gives a parent away. {_meaning(INFERRED_FROM, 'evidence')} It is kept apart, and marked.",
    ),
    GlossaryTerm("family", "Family, root", f"A family is a root and all that descends from it. {COUNTS['families']}"),
    GlossaryTerm(
        "generation",
        "Generation, depth",
        "Generation: the fewest derivations up to a root. Depth: the longest chain down.",
    ),
    GlossaryTerm(
        "missing",
        "Missing",
        f"{COUNTS['missing_parents']} Where only a part of the Hub was read, the Hub may well have them.",
    ),
    GlossaryTerm("removed", "Removed", COUNTS["removed"]),
    GlossaryTerm("mass-upload", "Mass upload", COUNTS["mass_uploads"]),
    GlossaryTerm(
        "undercount",
        "+ beside a count",
        "Models that hang on copies of a model which are named and not listed. That these are copies is read off their "
        "names alone, so neither is part of the count.",
    ),
    GlossaryTerm(
        "snapshot",
        "Snapshot",
        "What one reading of a source claimed. It has two dates: when it was read, and when its data are from, which "
        "may be known from the source, from the newest change in it, or not at all.",
    ),
    GlossaryTerm("extent", "Whole, family, sample", f"A snapshot's extent. {_meaning(SNAPSHOT, 'extent')}"),
    GlossaryTerm("frontier", "Frontier", _meaning(SNAPSHOT, "frontier")),
    GlossaryTerm("coverage", "Coverage", _meaning(SNAPSHOT, "coverage")),
    GlossaryTerm(
        "organisation",
        "Organisation, owner",
        "An owner is the part of an id before its slash. An organisation is one owner, or several by the table of "
        "organisations.",
    ),
    GlossaryTerm("union", "Union", ROLL_UPS["union"]),
    GlossaryTerm("exclusive", "Exclusive", ROLL_UPS["exclusive"]),
    GlossaryTerm("fractional", "Fractional", ROLL_UPS["fractional"]),
    GlossaryTerm("stranded", "Hangs on it alone", IMPACT["stranded"]),
    GlossaryTerm(
        "effective-terms",
        "Effective terms, what applies",
        f"A licence has a class: {_meaning(MODEL, 'license_class')} What applies to a model: "
        f"{_meaning(MODEL, 'effective_class')}",
    ),
    GlossaryTerm("verdict", "Verdict on a licence", _meaning(MODEL, "license_verdict")),
    GlossaryTerm(
        "mirror",
        "Mirror",
        "A copy of a model under another owner. The Hub has no word for it, so nobody can declare one: a comparison of "
        "two models says what speaks for it and what against, and gives no verdict.",
    ),
)
"""In the order in which a reader needs them."""
