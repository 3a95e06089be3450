"""The words and numbers people read: names of relations, explanations of evidence, dates, sums."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Flask
from markupsafe import Markup

from lineage.coverage.source_fields import NOT_STATED
from lineage.filters.parameter_kinds import quantity
from lineage.languages import name_of
from lineage.licences import LicenseClass
from lineage.licences.grants import IN_WORDS
from lineage.licences.rules import LicenseVerdict
from lineage.text import ids
from lineage.text.few_digits import in_units
from lineage.values import Denominator, Evidence, Irregularity, Relation, shown_license

EXPORT_FORMATS: Mapping[str, str] = {
    "graphml": "GraphML",
    "gexf": "GEXF",
    "json": "JSON",
    "jsonld": "JSON-LD",
    "csv": "CSV",
    "parquet": "Parquet",
    "newick": "Newick",
    "auspice": "Auspice",
    "html": "HTML",
}
"""What the formats of `lineage.export` are called."""

RELATIONS: Mapping[str, tuple[str, str]] = {
    Relation.FINETUNE: ("finetune", "finetunes"),
    Relation.ADAPTER: ("adapter", "adapters"),
    Relation.MERGE: ("merge", "merges"),
    Relation.QUANTIZED: ("quantisation", "quantisations"),
    Relation.UNKNOWN: ("relation not stated", "relations not stated"),
}
_ORDER = tuple(Relation)

EVIDENCE: Mapping[str, str] = {
    Evidence.HUB: "The Hub's own baseModels field, which it resolved itself, renames followed",
    Evidence.CARD: "The model card's base_model, in its author's words",
    Evidence.TAG: "A base_model: tag, made by the Hub from the card or written by hand",
    Evidence.CONFIG: "The adapter's own configuration, as its training script wrote it",
    Evidence.INFERRED: "Nobody declared it: it was inferred",
}

IRREGULARITIES: Mapping[str, str] = {
    Irregularity.SELF_REFERENCE: "This model names itself as its base. Kept and marked; it counts for nothing.",
    Irregularity.CYCLE: "Following bases from here leads back here. Kept and marked; a cycle counts as one step.",
}

VERDICTS: Mapping[str, tuple[str, str]] = {
    LicenseVerdict.LOOSENED: ("Loosened", "It grants what a licence above it does not; by each axis on which it does."),
    LicenseVerdict.ADDED: ("Added", "It asks for more than the licences above it."),
    LicenseVerdict.UNKNOWN: ("Unknown", "Its own licence, or one that decides above it, is not known."),
    LicenseVerdict.OMITTED: ("Omitted", "It states no licence. No conflict, and no grant either."),
    LicenseVerdict.KEPT: ("Kept", "Its licence asks for what the licences above it ask for."),
    "beside": (
        "Beside the verdict",
        "Findings that stand beside any verdict. That a line is shown, or a notice goes along, metadata cannot tell.",
    ),
}
"""What a model's licence does with the terms above it, as a heading and in a sentence; conflicts come first."""

LICENCE_RULES: Mapping[str, str] = {
    "kept": "asks for the same",
    "adapter_files": "an adapter's own files",
    "omitted": "no licence stated, below terms",
    "omitted_permissive": "no licence stated, below permissive",
    "omitted_unknown": "no licence stated, unknown above",
    "omitted_copy": "a copy that states no licence",
    "loosened_commercial": "more commercial use",
    "loosened_scale": "no limit of scale",
    "loosened_derivatives": "derivatives may be shared",
    "loosened_same_terms": "terms no longer bind derivatives",
    "loosened_use_policy": "no use policy",
    "loosened_notice": "no notice",
    "loosened_naming": "no rule about names",
    "loosened_outputs": "outputs are free",
    "loosened_territory": "use everywhere",
    "loosened_licence": "another licence than it may have",
    "added_over_permissive": "asks for more, over permissive",
    "added_over_terms": "asks for more, over terms",
    "unknown_own": "its licence is not known",
    "unknown_above": "a licence above is not known",
    "naming": "its name does not begin as asked",
    "line_to_show": "a line to show",
    "other_version": "another version of the licence",
    "adapted_version": "no adapted version may be shared",
    "no_common_licence": "no licence keeps all terms",
    "base_not_found": "its base was not found",
}
"""What a licence rule finds, in the few words that a cell has room for."""

LICENSE_CLASSES: Mapping[str, str] = {
    LicenseClass.PERMISSIVE: "permissive",
    LicenseClass.SHARE_ALIKE: "share-alike",
    LicenseClass.CONDITIONAL: "conditional",
    LicenseClass.UNKNOWN: "unknown",
    LicenseClass.NON_COMMERCIAL: "non-commercial",
}
"""What classes of licences are called, on the map too (`js/map/class-words.js`)."""

AXES: Mapping[str, str] = {
    "organisation": "organisation that made it",
    "base": "organisation it descends from",
    "relation": "relation",
    "license": "licence",
    "effective_class": "class of all licences that hold",
    "task": "task",
}
"""What growth is grouped by."""

WHOLES: Mapping[str, str] = {
    Denominator.ALL: "all new models",
    Denominator.DECLARED: "those that declare a parent",
    Denominator.LANGUAGE: "language models",
    Denominator.TRACKED: "those of organisations in the table",
}
"""Which new models growth counts."""

UNITS: Mapping[str, str] = {
    "new": "new models a month",
    "cumulative": "models made until the month's end",
    "share": "share of the month's new models",
}
"""What the height of a point in a chart of growth is."""

MEASURES: Mapping[str, str] = {"new": "new models", "cumulative": "added up", "share": "share"}

ONE_OF: Mapping[str, str] = {"models": "model", "derivations": "derivation", "families": "family"}
"""What one of the things in a graph is called that are counted before all."""

PARAMETERS: Mapping[str, str] = {
    "q": "words",
    "author": "owner",
    "license": "licence",
    "license_verdict": "verdict",
    "effective_class": "what applies",
    "terms": "allowed",
    "weight_format": "format of weights",
    "created_from": "created since",
    "created_to": "created until",
    "base": "from roots of",
    "not_descends_from": "not from",
    "generation": "generation, from those above",
    "exclusive": "roots",
    "sort": "order",
    "by": "group by",
    "key": "only",
}
"""What fields of pages are called that are called otherwise than their parameters."""

SORTS: Mapping[str, str] = {
    "match": "best match first",
    "descendants": "most derived",
    "downloads": "most downloaded",
    "likes": "most liked",
    "created_at": "newest",
    "id": "name",
}


COUNTS = ((10**9, "B"), (10**6, "M"), (10**3, "k"), (1, ""))
VALUES: Mapping[str, Mapping[str, str]] = {"sort": SORTS, "by": AXES, "of": WHOLES, "show": MEASURES}
"""What the values of parameters are called on pages, where they have names of their own."""


def count(number: float | None) -> str:
    """1234567 as `1,234,567`; unknown is said, never shown as 0."""
    return NOT_STATED if number is None else f"{number:,}"


def short(number: int | None) -> str:
    """A count in at most five characters (`1.2M`), for tight places; exact figures stand beside or in the title."""
    return "?" if number is None else in_units(number, COUNTS, 10)


def percent(share: float) -> str:
    """0.9806 as `98.1 %`; what would be 0.0 of some is said to be below 0.1."""
    return "below 0.1 %" if 0 < share < 0.0005 else f"{100 * share:.1f} %"


def plural(number: int, one: str, many: str) -> str:
    """The word for a number of things: `model` for 1, `models` for 0 and 2."""
    return one if number == 1 else many


def noun(name: str, number: int) -> str:
    """What is counted by the name of its count: `family` for `families` of 1."""
    return plural(number, ONE_OF[name], name)


def parameter_words(name: str) -> str:
    """What the field of a parameter is called."""
    return PARAMETERS.get(name, name.replace("_", " "))


def value_words(parameter: str, value: str) -> str:
    """What a page calls a value of a parameter that takes one of a few."""
    return VALUES.get(parameter, {}).get(value, value)


def day(moment: datetime | str | None) -> str:
    """The date of a moment, in UTC."""
    if moment is None:
        return NOT_STATED
    return moment[:10] if isinstance(moment, str) else f"{moment:%Y-%m-%d}"


def relation_word(relation: str, number: int = 1) -> str:
    """`1 finetune`'s noun, or `2 finetunes`'."""
    return RELATIONS[relation][number != 1]


def class_word(license_class: str) -> str:
    """What a class of licences is called; any other value as it is."""
    return LICENSE_CLASSES.get(license_class, license_class)


def breakdown(counts: Mapping[Relation, int]) -> str:
    """`4,846 finetunes · 5,261 adapters`, in the relations' fixed order, zeros left out."""
    return " · ".join([f"{counts[r]:,} {relation_word(r, counts[r])}" for r in _ORDER if counts.get(r)])


def licence(model: Any) -> str | None:
    """What the licence of a model (`license`, `license_name`) is called; None where nothing is stated."""
    return shown_license(model.license, model.license_name)


def plain_name(text: str) -> str:
    """A progenitor as an address names it, without what kind of one it is where its name says so."""
    return text.removeprefix("model:")


def ticked(text: str) -> Markup:
    """Text in which what stands between backticks is code."""
    code = Markup("<code>{}</code>")
    return Markup("").join(code.format(part) if i % 2 else part for i, part in enumerate(text.split("`")))


def register(app: Flask) -> None:
    """Make the words known to the templates."""
    app.jinja_env.filters.update(
        count=count,
        short=short,
        percent=percent,
        day=day,
        breakdown=breakdown,
        licence=licence,
        owner=ids.owner,
        name=ids.name,
        plural=plural,
        noun=noun,
        relation_word=relation_word,
        class_word=class_word,
        language=name_of,
        ticked=ticked,
        plain_name=plain_name,
    )
    app.jinja_env.filters["quantity"] = quantity
    app.jinja_env.globals.update(RELATIONS=RELATIONS, EVIDENCE=EVIDENCE, IRREGULARITIES=IRREGULARITIES, SORTS=SORTS)
    app.jinja_env.globals.update(VERDICTS=VERDICTS, CLASSES=tuple(LicenseClass), GRANTS=IN_WORDS)
