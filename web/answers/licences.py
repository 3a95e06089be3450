"""What the licences of a graph come to: how many models each rule finds, and how the classes are mixed."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

import numpy as np
from msgspec import Struct

from lineage.frozen import FrozenGraph
from lineage.frozen.storage.arrays import Bools
from lineage.frozen.storage.columns import distinct_pairs
from lineage.frozen.terms.conditions import meets_rule
from lineage.licences import LicenseClass, known_licences, licence_of
from lineage.licences.rules import NO_ADVICE, LicenceRule, LicenseVerdict
from lineage.licences.unknown_reasons import DEFINITIONS, UNKNOWN_REASONS, UnknownReason
from lineage.values import Status
from web.answers.types import Number, meaning

EXAMPLES = 3
MOST_NAMES = 20


class RuleCount(Struct, frozen=True):
    """One rule: what it says, where that is from, how many models it finds, and the largest of them."""

    rule: str
    verdict: Annotated[LicenseVerdict | None, meaning("what follows; null for a rule that stands beside the verdict")]
    sentence: str
    source: str
    models: Annotated[Number, meaning("listed and removed ones, as in the list")]
    listed: Annotated[Number, meaning("those of them that are listed")]
    examples: list[str]
    list: Annotated[str, meaning("the page of all that it finds")]


class UnknownName(Struct, frozen=True):
    """A licence that is in no row of the table, as cards name it, and how many models state it."""

    name: str
    models: Number


class UnknownReasons(Struct, frozen=True):
    """Models whose effective class is unknown, missing ones left out, by the first reason for it."""

    own: Annotated[Number, meaning(DEFINITIONS[UnknownReason.OWN])]
    above: Annotated[Number, meaning(DEFINITIONS[UnknownReason.ABOVE])]
    missing: Annotated[Number, meaning(DEFINITIONS[UnknownReason.MISSING])]


class LicencesAnswer(Struct, frozen=True):
    """What the rules find. A model meets rules of one verdict at most, several of one, and any beside it. Models that
    were removed count: what was made from them stays below them. What is counted of listed ones alone says so."""

    models: Number
    missing: Annotated[Number, meaning("models among them that are missing, so that nobody read a card of theirs")]
    removed: Annotated[Number, meaning("models among them that were removed; they count as they were last seen")]
    classes: Annotated[dict[str, int], meaning("models by the class of their own licence, missing ones left out")]
    effective: Annotated[
        dict[str, int],
        meaning("models by the strictest class of their licence and of all above it, missing ones left out"),
    ]
    unknown_because: Annotated[UnknownReasons, meaning("of the models whose effective class is unknown: for what")]
    rules: list[RuleCount]
    verdicts: Annotated[dict[str, int], meaning("models by verdict; who names no base has none")]
    listed_verdicts: Annotated[dict[str, int], meaning("the same of listed models alone")]
    known: Annotated[Number, meaning("licences in the table")]
    unknown: Annotated[list[UnknownName], meaning(f"names that no row knows, the {MOST_NAMES} most stated")]
    unknown_models: Annotated[Number, meaning("models that state a name that no row knows")]
    snapshot: str
    notice: str


_found: WeakKeyDictionary[FrozenGraph, LicencesAnswer] = WeakKeyDictionary()  # a graph never changes


def licences(graph: FrozenGraph) -> LicencesAnswer:
    """Found once: every rule has to look at all models."""
    if graph not in _found:
        _found[graph] = _answer(graph)
    return _found[graph]


def _answer(graph: FrozenGraph) -> LicencesAnswer:
    unknown, because = _unknown_names(graph), graph.terms.unknown_counts
    missing, removed, listed = (
        graph.models.with_word("status", word) for word in (Status.MISSING, Status.REMOVED, Status.LISTED)
    )
    of_listed = graph.terms.rule_counts_of(listed)
    return LicencesAnswer(
        graph.size,
        int(np.count_nonzero(missing)),
        int(np.count_nonzero(removed)),
        _counts(graph, "license_class", ~missing),
        _counts(graph, "effective_class", ~missing),
        UnknownReasons(*(because[reason] for reason in UNKNOWN_REASONS)),
        [_rule(graph, rule, models, of_listed[rule]) for rule, models in graph.terms.rule_counts.items()],
        _counts(graph, "license_verdict"),
        _counts(graph, "license_verdict", listed),
        len(known_licences().rows),
        [UnknownName(*pair) for pair in sorted(unknown.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_NAMES]],
        sum(unknown.values()),
        graph.facts.id,
        NO_ADVICE,
    )


def _rule(graph: FrozenGraph, rule: LicenceRule, models: int, listed: int) -> RuleCount:
    found = graph.lists.select(limit=EXAMPLES, more=[meets_rule(graph.terms, rule.name)]) if models else None
    examples = graph.ids.take(found.numbers) if found else []
    address = f"/table?{urlencode({'licence_rule': rule.name})}"
    return RuleCount(rule.name, rule.verdict, rule.sentence, rule.source, models, listed, examples, address)


def _counts(graph: FrozenGraph, name: str, of: Bools | None = None) -> dict[str, int]:
    """How many models there are of each word, or those of them that are chosen."""
    column = graph.models.words(name)
    codes = column.codes if of is None else column.codes[of]
    counts = np.bincount(codes[codes >= 0], minlength=len(column.vocabulary)).tolist()
    found: Mapping[str, int] = dict(zip(column.vocabulary, counts, strict=True))
    words = LicenseVerdict if name == "license_verdict" else LicenseClass
    return {str(word): found[word] for word in words if found.get(word)}


def _unknown_names(graph: FrozenGraph) -> dict[str, int]:
    """The names that no row knows, and how many models state each."""
    pairs, place = distinct_pairs(graph.models.words("license"), graph.models.words("license_name"))
    found: dict[str, int] = {}
    for pair, count in zip(pairs, np.bincount(place).tolist(), strict=True):
        licence = licence_of(*pair)
        if licence.name is not None and not licence.is_known:
            found[licence.name] = found.get(licence.name, 0) + count
    return found
