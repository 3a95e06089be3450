"""The licences that a document states of a model: the declared one, and those that apply after all it was made from."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from lineage.frozen import FrozenGraph
from lineage.licences import AXES, NOT_STATED, Licence, LicenseClass, Terms, known_licences, licence_of
from lineage.licences.rules import LicenseVerdict, rules_in
from lineage.licences.sets import LicenceSets
from lineage.licences.stated import LONGEST, OTHER
from lineage.text.hub_addresses import license_url
from lineage.values import Model

UNKNOWN = (
    "What applies cannot be concluded: it, or a model above it, states no licence, or one that nobody knows, names a "
    "base that was not found, or is not there to be asked."
)
BESIDE = (
    "More applies that is not known: it, or a model above it, states no licence, or one that nobody knows, names a "
    "base that was not found, or is not there to be asked."
)
SCANCODE = "LicenseRef-scancode-"
REFERENCE = re.compile(r"LicenseRef-[A-Za-z0-9.-]+")
DIGITS = 16
PLAIN_NAME = re.compile(r"(?!scancode-)[A-Za-z0-9.-]+")
DIGEST_AT_END = re.compile(rf"-[0-9a-f]{{{DIGITS}}}\Z")
ADDRESS = re.compile(r"https://[^\s,;]+")
NO_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class LicenceTerm:
    """A licence: its `name`, the identifier or expression that SPDX has for it, and where its text is.

    Of one that a card states, `name` is what it says; `read_as` is the identifier of the licence that we read it as,
    where that is called otherwise. Of a row of the table, `duties` are what it asks for, by axis, in words, and
    `source` says where that stands, or that its text was not read."""

    name: str
    spdx: str
    url: str | None = None
    read_as: str | None = None
    duties: tuple[tuple[str, str], ...] = ()
    source: str | None = None

    @property
    def told(self) -> tuple[str, ...]:
        """All that the table tells of it, in lines: `Apache-2.0: notice: the licence and NOTICE go along`."""
        source = (f"{self.spdx}: terms by {self.source}",) if self.source else ()
        return (*(f"{self.spdx}: {axis}: {text}" for axis, text in self.duties), *source)

    @property
    def reading(self) -> str:
        """`'deepseek-license' is read as LicenseRef-scancode-deepseek-la-1.0`."""
        return f"{self.name!r} is read as {self.read_as}"

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


MORE = LicenceTerm("more, not known", "LicenseRef-qwen-lineage-more-not-known")
"""Stands beside the licences that are known where others that apply are not."""


@dataclass(frozen=True, slots=True)
class BomTerms:
    """`declared` is what the model's own card states, word for word, None for nothing; `own` are the known licences
    that it is made of, and with `own_unknown` it states none that is known, nor takes over what holds above it.

    `known` are the licences that apply to it after all that it was made from, as far as they are known; with `unknown`
    there is more that nobody can tell. `asks` says what they ask for, `not_stated` of what no source says whether they
    do. `inherits`: it states nothing and is a copy, so that the terms above it pass unchanged. `verdict` is what its
    own licence does with the terms above it, None where no base is named; `rules` are the sentences of the rules behind
    it.
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
    not_stated: tuple[str, ...]

    @property
    def concluded(self) -> tuple[LicenceTerm, ...]:
        """All licences that apply, with MORE where some are not known and what they come to is, since nothing can be
        stricter; none where that cannot be told."""
        if not self.unknown:
            return self.known
        return () if self.effective_class is LicenseClass.UNKNOWN else (*self.known, MORE)

    @property
    def expression(self) -> str | None:
        """The concluded licences as an SPDX expression; None where there are none."""
        return expression_of(self.concluded) if self.concluded else None

    @property
    def remarks(self) -> tuple[str, ...]:
        """What has to be known of the conclusion."""
        inherited = ("It states no licence and is a copy: the terms above it pass unchanged.",) if self.inherits else ()
        so_far = f" Known to apply: {expression_of(self.known)}." if self.known else ""
        what = BESIDE if self.concluded else f"{UNKNOWN}{so_far}"
        missing = (what,) if self.unknown else ()
        unstated = (f"Not known of these licences: {', '.join(self.not_stated)}.",) if self.not_stated else ()
        return (*inherited, *missing, *unstated)


def expression_of(terms: Iterable[LicenceTerm]) -> str:
    """Licences that hold together, as SPDX writes it."""
    return " AND ".join(f"({term.spdx})" if " OR " in term.spdx else term.spdx for term in terms)


class GraphTerms:
    """The terms of the models of a graph, in the words of a document."""

    def __init__(self, graph: FrozenGraph) -> None:
        self._terms, self._synthetic = graph.terms, graph.facts.synthetic
        self._sets = LicenceSets(known_licences())
        self._known: dict[int, tuple[LicenceTerm, ...]] = {}  # by the code of the set
        self._asks: dict[int, tuple[tuple[str, ...], tuple[str, ...]]] = {}  # by the same

    def of(self, number: int, model: Model) -> BomTerms:
        """Those of a model, whose properties are `model`."""
        terms, own = self._terms, licence_of(model.license, model.license_name)
        bits, inherits = self._sets.of(own), bool(terms.inherits[number])
        verdict = model.license_verdict
        asks, not_stated = self._asks_of(number)
        return BomTerms(
            declared=_declared(own, model, self._synthetic),
            own=tuple(map(_term, self._sets.licences(bits))),
            own_unknown=self._sets.holds_unknown(bits) and not inherits,
            known=self._known_of(number),
            unknown=terms.has_unknown(number),
            inherits=inherits,
            effective_class=terms.terms_of(number).license_class,
            verdict=None if verdict is None else LicenseVerdict(verdict),
            rules=tuple(rule.sentence for rule in rules_in(int(terms.rules[number]))),
            asks=asks,
            not_stated=not_stated,
        )

    def _known_of(self, number: int) -> tuple[LicenceTerm, ...]:
        code = int(self._terms.effective[number])
        if code not in self._known:
            self._known[code] = tuple(map(_term, self._terms.licences_of(number)))
        return self._known[code]

    def _asks_of(self, number: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What the known licences that apply to a model ask for, and what is not known of them."""
        code = int(self._terms.effective[number])
        if code not in self._asks:
            known = [licence.terms for licence in self._terms.licences_of(number)]
            self._asks[code] = tuple(_asks(known)), known[0].joined(*known).not_stated if known else ()
        return self._asks[code]


def _asks(terms: Iterable[Terms]) -> Iterator[str]:
    """What known licences ask for, whatever others that are not known may ask for beside them."""
    terms = list(terms)
    for axis in AXES:
        stated = [word for word in (getattr(one, axis.name) for one in terms) if word != NOT_STATED]
        strictest = max(stated, key=axis.level, default=axis.words[0])
        if strictest != axis.words[0]:
            yield axis.sentence(strictest)


def _declared(licence: Licence, model: Model, synthetic: bool) -> LicenceTerm | None:
    if licence.name is None:
        return None
    link = license_url(model.id, model.license_link or "", synthetic)
    url, said = None if link is None else escaped(link), _said(licence, model)
    if " and ".join(said.casefold().split(", ")) == licence.name.casefold():
        return _term(licence, url)
    return LicenceTerm(said, reference(said), url, licence.spdx or reference(licence.name))


def _said(licence: Licence, model: Model) -> str:
    """What a card calls the licence that it comes to: by the id, by the name where the id says nothing, or by both."""
    id, name = (" ".join((text or "").split())[:LONGEST] for text in (model.license, model.license_name))
    if not id or id.casefold() in OTHER:
        return name if licence_of(name).name is not None else id
    return id if licence_of(id).name == licence.name else f"{id}, {name}"


def _term(licence: Licence, url: str | None = None) -> LicenceTerm:
    name = str(licence.name)
    spdx = licence.spdx or reference(name)
    if licence.parts or not licence.is_known:
        return LicenceTerm(name, spdx, url)
    words = ((axis, getattr(licence.terms, axis.name)) for axis in AXES)
    duties = tuple((axis.title, licence.asks(axis)) for axis, word in words if word not in (axis.words[0], NOT_STATED))
    return LicenceTerm(name, spdx, url or address_in(licence.source), None, duties, licence.source)


def address_in(source: str) -> str | None:
    """The address that a source of the table begins with; None for one that begins with none."""
    found = ADDRESS.match(source)
    return None if found is None else escaped(found[0].rstrip(":;,."))


def reference(name: str) -> str:
    """An identifier of our own for a licence that no list has, of the characters that SPDX allows: another for each
    name. One that SPDX would not take as it is, or that could be ScanCode's or one made here, ends on its digest."""
    if PLAIN_NAME.fullmatch(name) and not DIGEST_AT_END.search(name):
        return f"LicenseRef-{name}"
    readable = re.sub(r"[^A-Za-z0-9.]+", "-", name).strip("-").removeprefix("scancode-") or "unnamed"
    return f"LicenseRef-{readable}-{hashlib.sha256(name.encode()).hexdigest()[:DIGITS]}"


def escaped(address: str) -> str:
    """An address with whatever an IRI may not hold percent-encoded."""
    before, sharp, after = NO_ESCAPE.sub("%25", address).partition("#")
    return sharp.join(quote(part, safe=":/?@!$&'()*+,;=%~") for part in ((before, after) if sharp else (before,)))
