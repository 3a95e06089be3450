"""The fix-it list of an owner: every card that can be mended, what was found, and the patch."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

import numpy as np

from lineage import queries
from lineage.compliance.model_licence import LicenceFinding, licence_findings
from lineage.fixes.findings import (
    NOTHING_TO_CHECK,
    CardFacts,
    FixFinding,
    LicenceAsking,
    LicenceToCheck,
    MissingLicence,
    NamedParent,
    StatedLicence,
    findings_of,
    patch_of,
)
from lineage.fixes.patch import SEVERAL, CardPatch, quoted
from lineage.fixes.rules import RULES, FixRule
from lineage.fixes.siblings import base_called_alike
from lineage.frozen import FrozenGraph
from lineage.frozen.owners import names_of
from lineage.frozen.rollups.files import rollups_of
from lineage.frozen.storage.arrays import AnyArray
from lineage.frozen.terms.part import TermsOfPart, terms_of_part
from lineage.licences import AXES, licence_of
from lineage.licences.rules import BY_NAME as LICENCE_RULES
from lineage.licences.rules import LicenseVerdict
from lineage.organisations import NO_OWNER
from lineage.owners.progenitors import owner_or_organisation
from lineage.stores import Reader
from lineage.values import Evidence, Extent, Status

OMITTED = {"omitted": "licence", "omitted_permissive": "licence", "omitted_copy": "licence_copy"}
"""Rules of licences by which one is left out that a model above states, and ours."""
MOST_LICENCES_ABOVE = 4
"""Licences above that a choice names."""
_ID = re.compile(r"[\w.+-]+")
"""A licence's id; of texts with blanks nobody can tell whether a comma parts two."""


@dataclass(frozen=True, slots=True)
class CardFix:
    """A card that can be mended: what was found, and the patch. `mass_upload` as of the model."""

    id: str
    mass_upload: str | None
    findings: tuple[FixFinding, ...]
    patch: CardPatch

    @property
    def file(self) -> str:
        """A name for a file of it: safe on every disk, and another for every model; `--` parts its owner's name from
        its own."""
        owner, slash, name = self.id.partition("/")
        single = re.sub("-(?=-|$)", "%2D", quote(owner, safe=""))
        return f"{single}{slash and '--'}{quote(name, safe='')}.md"


@dataclass(frozen=True, slots=True)
class OwnerFixes:
    """All cards of an owner, or of all `owners` of an organisation, that can be mended, by id, out of `listed` models.
    What snapshot says so is its name."""

    owner: str
    owners: tuple[str, ...]
    snapshot: str
    listed: int
    cards: tuple[CardFix, ...]

    def __repr__(self) -> str:
        return f"<OwnerFixes of {self.owner}: {len(self.cards):,} cards to mend, of {self.listed:,} listed models>"

    def by_rule(self) -> list[tuple[FixRule, int]]:
        """How many cards meet each rule that any meets, in the rules' order."""
        counts = Counter(rule for card in self.cards for rule in {finding.rule for finding in card.findings})
        return [(rule, counts[rule.name]) for rule in RULES if counts[rule.name]]

    def without_mass_uploads(self) -> "OwnerFixes":
        kept = tuple(card for card in self.cards if card.mass_upload is None)
        return replace(self, cards=kept)

    def of_rule(self, rule: str | None) -> "OwnerFixes":
        """Those that meet one rule (None: any)."""
        kept = (card for card in self.cards if rule is None or rule in {finding.rule for finding in card.findings})
        return replace(self, cards=tuple(kept))


def owner_fixes(graph: FrozenGraph, reader: Reader, owner: str) -> OwnerFixes:
    """Those of an owner; of `organisation:NAME` those of all its owners. Raises UnknownOwner, naming similar ones."""
    one = owner_or_organisation(graph, owner)
    codes, vocabulary = one.progenitor.own_owners(graph, rollups_of(graph)), graph.models.words("author").vocabulary
    names = [name for name in names_of(vocabulary, codes) if name != NO_OWNER]
    listed = {name: _listed(graph, name) for name in names}
    cards = (card for name, numbers in listed.items() for card in _fixes(graph, reader, name, numbers))
    found = tuple(sorted(cards, key=lambda card: card.id))
    return OwnerFixes(one.name, tuple(names), graph.facts.id, sum(map(len, listed.values())), found)


def _listed(graph: FrozenGraph, owner: str) -> AnyArray:
    """The models of an owner that have a card."""
    status = graph.models.words("status")
    numbers = graph.models.of_owner(owner)
    return np.asarray(numbers[status.codes[numbers] == status.code(Status.LISTED)])


def card_fix(graph: FrozenGraph, reader: Reader, id: str) -> CardFix | None:
    """The fix of one card; None where there is nothing to mend, or no card. Raises UnknownModel."""
    number = graph.ids.number(id)
    owner, status = (graph.models.column(name).get(number) for name in ("author", "status"))
    if owner is None or status != Status.LISTED:
        return None
    return next(_fixes(graph, reader, owner, np.array([number])), None)


def _fixes(graph: FrozenGraph, reader: Reader, owner: str, numbers: AnyArray) -> Iterator[CardFix]:
    """Those of an owner's models whose cards can be mended."""
    if not len(numbers):
        return
    mass_upload = graph.models.column("mass_upload")
    for number, facts in zip(numbers.tolist(), _cards(graph, reader, owner, numbers), strict=True):
        if found := findings_of(facts):
            yield CardFix(facts.id, mass_upload.get(number), tuple(found), patch_of(facts))


def _cards(graph: FrozenGraph, reader: Reader, owner: str, numbers: AnyArray) -> Iterator[CardFacts]:
    """What is known of the cards of some models of an owner."""
    rejected, hints = queries.rejected_claims_of(reader, owner), queries.relation_hints_of(reader, owner)
    licences = _Licences(graph, numbers)
    cards = Evidence.CARD in graph.edges.sources
    for number in numbers.tolist():
        id = graph.ids[number]
        guess, alike = _likely_parent(graph, number)
        yield CardFacts(
            id,
            [*_parents(graph, number)],
            rejected.get(id, ()),
            licences.left_out(number),
            guess,
            hints.get(id),
            graph.facts.extent is Extent.WHOLE,
            cards,
            licences.to_check(number),
            alike,
        )


def _parents(graph: FrozenGraph, number: int) -> Iterator[NamedParent]:
    for edge in graph.edges.parents_of(number):
        status = Status(graph.models.words("status").get(edge.parent) or Status.MISSING)
        yield NamedParent(edge, graph.ids[edge.parent], status, _suggested(graph, edge.parent))


def _likely_parent(graph: FrozenGraph, number: int) -> tuple[str | None, str | None]:
    """The parent that a model's name suggests, and why: by the rules that infer parents, else by a sibling's name."""
    suggested = _suggested(graph, number)
    if suggested is not None:
        return suggested, f"its name suggests {suggested}"
    found = base_called_alike(graph, number)
    if found is None:
        return None, None
    base, word = found
    return base, f"{base} of the same owner is called as it is without {quoted(word)}"


def _suggested(graph: FrozenGraph, number: int) -> str | None:
    """The parent that a model's name suggests."""
    return next(iter(graph.ids.take(graph.suggested_parents(number))), None)


class _Licences:
    """What cards leave out of licences, and what is to be looked up about those that they state, by the rules of
    licences."""

    def __init__(self, graph: FrozenGraph, numbers: AnyArray) -> None:
        self._graph = graph
        self._terms: TermsOfPart = terms_of_part(graph, numbers)
        self._names_are_told = bool(graph.models.column("license_name"))

    def left_out(self, number: int) -> MissingLicence | None:
        omitted = next((rule for rule in self._terms.rules(number) if rule.name in OMITTED), None)
        if omitted is None:
            return None
        known, unknown = self._terms.above(number)
        if not known:
            return None
        above = self._stated_above(number)
        rule = OMITTED[omitted.name]
        sure = rule == "licence_copy" and len(known) == 1 and not unknown and len({one.shown for one in above}) == 1
        return MissingLicence(rule, tuple(above[:MOST_LICENCES_ABOVE]), sure)

    def to_check(self, number: int) -> LicenceToCheck:
        met = self._terms.rules(number)
        unnamed = self._is_unnamed(number)
        loosened = {rule.name for rule in met if rule.verdict is LicenseVerdict.LOOSENED}
        asked = loosened | {rule.name for rule in met if rule.name == "naming"}
        if not asked and not unnamed:
            return NOTHING_TO_CHECK
        license = self._graph.models.column("license").get(number)
        found = licence_findings(self._graph, number, asked)
        return LicenceToCheck(
            () if license is None else _stated_ids(license),
            self._asking(number, [finding for finding in found if finding.rule in loosened]),
            self._asking(number, [finding for finding in found if finding.rule == "naming"]),
            any(rule.name == "no_common_licence" for rule in met),
            unnamed,
        )

    def _is_unnamed(self, number: int) -> bool:
        """Whether the card states `other` and no name, in a graph of a source that has names."""
        license, name = (self._graph.models.column(column).get(number) for column in ("license", "license_name"))
        return self._names_are_told and license is not None and licence_of(license, name).name == "other"

    def _asking(self, number: int, findings: Iterable[LicenceFinding]) -> tuple[LicenceAsking, ...]:
        """The licences because of which a model meets rules, each with what it asks for."""
        asks: dict[int, dict[str, None]] = {}
        for finding in findings:
            for way in finding.ways:
                above = self._graph.ids.number(way[-1].id)
                asks.setdefault(above, {})[self._ask(finding, above)] = None
        author = self._graph.models.column("author")
        return tuple(
            LicenceAsking(stated, tuple(asked), author.get(above) == author.get(number))
            for above, asked in asks.items()
            if (stated := self._stated(above)) is not None
        )

    def _ask(self, finding: LicenceFinding, above: int) -> str:
        """What a licence above asks for where a rule looks, by the table of licences."""
        axis = next(axis for axis in AXES if axis.name == LICENCE_RULES[finding.rule].axis)
        license, name = (self._graph.models.column(column).get(above) for column in ("license", "license_name"))
        return f"{axis.title}: {licence_of(license, name).asks(axis)}"

    def _stated_above(self, number: int) -> Sequence[StatedLicence]:
        """What models above state, each licence once, the nearest first."""
        found: dict[str, StatedLicence] = {}
        seen, waiting = {number}, [number]
        for now in waiting:
            new = [parent for parent in self._graph.parents.of(now).tolist() if parent not in seen]
            seen.update(new)
            waiting += new
            for parent in new:
                stated = self._stated(parent)
                if stated is not None:
                    found.setdefault(stated.shown, stated)
        return list(found.values())

    def _stated(self, number: int) -> StatedLicence | None:
        columns = (self._graph.models.column(name) for name in ("license", "license_name", "license_link"))
        license, *more = (column.get(number) for column in columns)
        return None if license is None else StatedLicence(self._graph.ids[number], license, *more)


def _stated_ids(license: str) -> tuple[str, ...]:
    """The licences of a card; a text with a comma that are not all ids is one."""
    parts = tuple(license.split(SEVERAL))
    return parts if all(map(_ID.fullmatch, parts)) else (license,)
