"""The licences that a document states of a model: the declared one, and those that apply after all it was made from."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import quote

import numpy as np

from lineage.frozen.lineage_terms import NO_VERDICT, Derived, LineageTerms, terms_along
from lineage.frozen.storage.arrays import Ints
from lineage.hub_addresses import license_url
from lineage.licences import AXES, NOT_STATED, Licence, LicenseClass, known_licences, licence_of
from lineage.licences.rules import VERDICTS, LicenseVerdict, rules_in
from lineage.licences.sets import Bits, LicenceSets
from lineage.licences.terms import CLASSES
from lineage.values import Derivation, Model, Relation, Status

RELATIONS = tuple(Relation)
NOBODY = Model("", Status.MISSING)
"""Stands for all parents that are beyond a document's bound."""
UNKNOWN = (
    "What applies cannot be concluded: it, or a model above it, states no licence, or one that nobody knows, or is not "
    "there to be asked."
)
SCANCODE = "LicenseRef-scancode-"
REFERENCE = re.compile(r"LicenseRef-[A-Za-z0-9.-]+")
NO_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class LicenceTerm:
    """A licence: its `name`, the identifier or expression that SPDX has for it, and where its text is."""

    name: str
    spdx: str
    url: str | None = None

    @property
    def is_listed(self) -> bool:
        """Whether SPDX lists it, so that its identifier needs no explanation."""
        return not self.spdx.startswith("LicenseRef-") and " " not in self.spdx

    @property
    def references(self) -> dict[str, str]:
        """Where each identifier that SPDX does not list leads: to ScanCode's entry, to the text, else to the name."""
        return {key: self._meaning(key) for key in REFERENCE.findall(self.spdx)}

    def _meaning(self, key: str) -> str:
        if key.startswith(SCANCODE):
            return f"https://scancode-licensedb.aboutcode.org/{key.removeprefix(SCANCODE)}.html"
        return self.url or f"urn:qwen-lineage:licence:{quote(self.name, safe='')}"


@dataclass(frozen=True, slots=True)
class BomTerms:
    """`declared` is what the model's own card states, None for nothing; `own` are the known licences that it is made
    of, and with `own_unknown` it states none that is known, nor takes over what holds above it.

    `known` are the licences that apply to it after all that it was made from, as far as they are known; with `unknown`
    there is more that nobody can tell. `asks` says what they ask for. `inherits`: it states nothing and is a copy, so
    that the terms above it pass unchanged. `verdict` is what its own licence does with the terms above it, None at
    roots; `rules` are the sentences of the rules behind it.
    """

    declared: LicenceTerm | None
    own: tuple[LicenceTerm, ...]
    own_unknown: bool
    known: tuple[LicenceTerm, ...]
    unknown: bool
    inherits: bool
    effective_class: LicenseClass
    verdict: LicenseVerdict | None
    rules: tuple[str, ...]
    asks: tuple[str, ...]

    @property
    def concluded(self) -> tuple[LicenceTerm, ...]:
        """All licences that apply; none where that cannot be told."""
        return () if self.unknown else self.known

    @property
    def expression(self) -> str | None:
        """The concluded licences as an SPDX expression; None where there are none."""
        return expression_of(self.concluded) if self.concluded else None

    @property
    def remarks(self) -> tuple[str, ...]:
        """What has to be known of the conclusion."""
        inherited = ("It states no licence and is a copy: the terms above it pass unchanged.",) if self.inherits else ()
        so_far = f" Known to apply: {expression_of(self.known)}." if self.known else ""
        missing = (f"{UNKNOWN}{so_far}",) if self.unknown else ()
        return (*inherited, *missing)


def expression_of(terms: Iterable[LicenceTerm]) -> str:
    """Licences that hold together, as SPDX writes it."""
    return " AND ".join(f"({term.spdx})" if " OR " in term.spdx else term.spdx for term in terms)


@dataclass(frozen=True, slots=True)
class StatedModel:
    """A model of a document as far as licences go: its declared parents there, and whether some are not (`cut`)."""

    model: Model
    parents: tuple[Derivation, ...]
    cut: bool


def terms_of(stated: Sequence[StatedModel], *, synthetic: bool) -> list[BomTerms]:
    """The terms of each model of a document, which holds every declared parent of each but for those that are cut."""
    sets, (licences, own) = LicenceSets(known_licences()), _coded([*(one.model for one in stated), NOBODY])
    graph = _derived(stated)
    ids = [*(one.model.id for one in stated), NOBODY.id]
    along = terms_along(own, licences, graph, sets, lambda numbers: [ids[number] for number in numbers])
    conclusions = [Conclusion.of(bits, sets) for bits in along.sets]
    stand_alone = [Conclusion.of(sets.of(licence), sets) for licence in licences]
    each = zip(stated, along.effective.tolist(), strict=False)
    return [
        _terms(one.model, at, along, conclusions[code], stand_alone[own[at]], synthetic)
        for at, (one, code) in enumerate(each)
    ]


def _coded(models: Sequence[Model]) -> tuple[list[Licence], Ints]:
    """The licences that occur, and for each model which of them it states."""
    each = [licence_of(model.license, model.license_name) for model in models]
    place = {licence: at for at, licence in enumerate(dict.fromkeys(each))}
    return list(place), np.array([place[licence] for licence in each], np.int32)


def _derived(stated: Sequence[StatedModel]) -> Derived:
    """The derivations between the models; parents that are cut are one more model, of which nothing is known."""
    place = {one.model.id: at for at, one in enumerate(stated)}
    edges = [
        (at, place[edge.parent], RELATIONS.index(edge.relation))
        for at, one in enumerate(stated)
        for edge in one.parents
    ]
    edges += [(at, len(stated), RELATIONS.index(Relation.UNKNOWN)) for at, one in enumerate(stated) if one.cut]
    child, parent, relation = np.array(edges, np.int32).reshape(-1, 3).T
    return Derived.of_edges(child, parent, relation.astype(np.uint8), len(stated) + 1)


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a set of licences comes to: see BomTerms."""

    known: tuple[LicenceTerm, ...]
    unknown: bool
    asks: tuple[str, ...]

    @classmethod
    def of(cls, bits: Bits, sets: LicenceSets) -> Self:
        terms = sets.terms(bits)
        words = ((axis, getattr(terms, axis.name)) for axis in AXES)
        asks = tuple(axis.sentence(word) for axis, word in words if word not in (NOT_STATED, axis.words[0]))
        return cls(tuple(map(_term, sets.licences(bits))), sets.holds_unknown(bits), asks)


def _terms(
    model: Model, at: int, along: LineageTerms, conclusion: Conclusion, own: Conclusion, synthetic: bool
) -> BomTerms:
    verdict = int(along.verdict[at])
    return BomTerms(
        declared=_declared(model, synthetic),
        own=own.known,
        own_unknown=own.unknown and not along.inherits[at],
        known=conclusion.known,
        unknown=conclusion.unknown,
        inherits=bool(along.inherits[at]),
        effective_class=CLASSES[along.effective_class[at]],
        verdict=None if verdict == NO_VERDICT else VERDICTS[verdict],
        rules=tuple(rule.sentence for rule in rules_in(int(along.rules[at]))),
        asks=conclusion.asks,
    )


def _declared(model: Model, synthetic: bool) -> LicenceTerm | None:
    licence = licence_of(model.license, model.license_name)
    if licence.name is None:
        return None
    link = license_url(model.id, model.license_link or "", synthetic)
    return _term(licence, None if link is None else escaped(link))


def _term(licence: Licence, url: str | None = None) -> LicenceTerm:
    name = str(licence.name)
    return LicenceTerm(name, licence.spdx or reference(name), url)


def reference(name: str) -> str:
    """An identifier of our own for a licence that no list has, of the characters that SPDX allows."""
    return "LicenseRef-" + (re.sub(r"[^A-Za-z0-9.]+", "-", name).strip("-") or "unnamed")


def escaped(address: str) -> str:
    """An address with whatever an IRI may not hold percent-encoded."""
    before, sharp, after = NO_ESCAPE.sub("%25", address).partition("#")
    return sharp.join(quote(part, safe=":/?@!$&'()*+,;=%~") for part in ((before, after) if sharp else (before,)))
