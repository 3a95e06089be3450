"""The licences that a document states of a model: the declared one, and those that apply after all it was made from."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from lineage.frozen import FrozenGraph
from lineage.hub_addresses import license_url
from lineage.licences import licence_of
from lineage.values import Model

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
        return {found: self._meaning(found) for found in REFERENCE.findall(self.spdx)}

    def _meaning(self, found: str) -> str:
        if found.startswith(SCANCODE):
            return f"https://scancode-licensedb.aboutcode.org/{found.removeprefix(SCANCODE)}.html"
        return self.url or f"urn:qwen-lineage:licence:{quote(self.name, safe='')}"


@dataclass(frozen=True, slots=True)
class BomTerms:
    """`declared` is what the model's own card states, None for nothing. `concluded` all apply; None: not to be told."""

    declared: LicenceTerm | None
    concluded: tuple[LicenceTerm, ...] | None
    remarks: tuple[str, ...] = ()

    @property
    def expression(self) -> str | None:
        """The concluded licences as an SPDX expression."""
        return expression_of(self.concluded) if self.concluded else None


def expression_of(terms: Iterable[LicenceTerm]) -> str:
    """Licences that hold together, as SPDX writes it."""
    return " AND ".join(f"({term.spdx})" if " OR " in term.spdx else term.spdx for term in terms)


class TermsOf:
    """The terms of a graph's models."""

    def __init__(self, graph: FrozenGraph) -> None:
        self._synthetic = graph.facts.synthetic

    def of(self, model: Model) -> BomTerms:
        return BomTerms(self._declared(model), None)

    def _declared(self, model: Model) -> LicenceTerm | None:
        licence = licence_of(model.license, model.license_name)
        if licence.name is None:
            return None
        link = license_url(model.id, model.license_link or "", self._synthetic)
        return LicenceTerm(
            licence.name, licence.spdx or reference(licence.name), None if link is None else escaped(link)
        )


def reference(name: str) -> str:
    """An identifier of our own for a licence that no list has, of the characters that SPDX allows."""
    return "LicenseRef-" + (re.sub(r"[^A-Za-z0-9.]+", "-", name).strip("-") or "unnamed")


def escaped(address: str) -> str:
    """An address with whatever an IRI may not hold percent-encoded."""
    before, sharp, after = NO_ESCAPE.sub("%25", address).partition("#")
    return sharp.join(quote(part, safe=":/?@!$&'()*+,;=%~") for part in ((before, after) if sharp else (before,)))
