"""What every format of a bill of materials says: components, how each was made and who says so, and what is unknown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from uuid import NAMESPACE_URL, UUID, uuid5

from lineage.bom.purl import purl_of
from lineage.bom.terms import BomTerms, LicenceTerm
from lineage.compliance.model_licence import ModelLicence
from lineage.coverage.coverage_statement import CoverageStatement
from lineage.text.printable import printable
from lineage.values import Derivation, Inference, Model, SnapshotFacts

DISCLAIMER = (
    "Information, not legal advice: this document repeats what model cards and the Hub state about licences and "
    "parents, and what follows from that by rules. It is no finding of law, and nobody has read the texts of the "
    "licences for it."
)


NAMED = 12
"""Models that one sentence names."""


class Completeness(StrEnum):
    """Whether the parents that are given are all there are, as far as anybody declares them."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class BomComponent:
    """One model of the document.

    `steps` is the fewest derivations from the document's subject up to it; None for what the subject is no descendant
    of. `parents` are the declared derivations whose parent is in the document too, without a self-reference.
    `remarks` say in sentences why its parents may not be all.
    """

    model: Model
    terms: BomTerms
    parents: tuple[Derivation, ...]
    candidates: tuple[Inference, ...]
    steps: int | None
    completeness: Completeness
    remarks: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.model.id

    @property
    def purl(self) -> str:
        return purl_of(self.model.id)


KEPT = "\n\u00a0\u2009\u202f\u3000"
"""A line feed between sentences, and blanks as people write them."""


def shown(text: str) -> str:
    """A text without what a terminal or an editor obeys: control characters, and marks of the direction of writing."""
    return text if text.isprintable() else printable(text, KEPT)


@dataclass(frozen=True, slots=True)
class LicenceOrigin:
    """Which models a licence applies for; None stands for what is not known."""

    term: LicenceTerm | None
    models: tuple[BomComponent, ...]

    @property
    def sentence(self) -> str:
        """`Apache-2.0: stated by Qwen/Qwen3-8B, 1 up`; in its card's words where these are others."""
        where = "; ".join(_where(one) for one in self.named)
        more = len(self.models) - len(self.named)
        what = "No known licence:" if self.term is None else f"{self.term.spdx}: stated by"
        return f"{what} {where}{f'; and {more:,} more' if more else ''}"

    @property
    def named(self) -> tuple[BomComponent, ...]:
        """The nearest of them, as many as a sentence has room for."""
        return self.models[:NAMED]


def _where(one: BomComponent) -> str:
    said = f" as {one.terms.declared.name!r}" if one.terms.declared and one.terms.declared.read_as else ""
    return f"{one.id}{said}, {one.steps} up" if one.steps else f"{one.id} itself{said}"


@dataclass(frozen=True)
class Bom:
    """A model with everything it was made from (`chain`), or with what was made from it too (`subtree`).

    The first component is the subject, and `licence` is what licences come to for it, whatever the bound leaves out.
    `left_out` counts models beyond the bound; `version` is the graph's. What a document says is the same for the same
    snapshot, to the byte.
    """

    components: Sequence[BomComponent]
    licence: ModelLicence
    facts: SnapshotFacts
    version: str
    subtree: bool
    left_out: int
    remarks: tuple[str, ...] = field(default=())

    @property
    def subject(self) -> BomComponent:
        return self.components[0]

    @property
    def moment(self) -> datetime:
        """When the data are from, to the second; when they were read where nobody knows."""
        return self.facts.data_at.replace(microsecond=0)

    @property
    def statement(self) -> str:
        """What part of the Hub this is made from, and of when."""
        return CoverageStatement(self.facts).long

    @cached_property
    def completeness(self) -> Completeness:
        """That of the document: of its worst component."""
        kinds = {component.completeness for component in self.components}
        if self.left_out or Completeness.INCOMPLETE in kinds:
            return Completeness.INCOMPLETE
        return Completeness.UNKNOWN if Completeness.UNKNOWN in kinds else Completeness.COMPLETE

    def of(self, completeness: Completeness) -> Iterator[BomComponent]:
        """The components of that completeness."""
        return (component for component in self.components if component.completeness is completeness)

    @property
    def conclusion(self) -> tuple[str, ...]:
        """What applies to the subject and why, in sentences; of an adapter what applies to its own files, too."""
        return tuple(f"{one}." for one in (self.licence.sentence, self.licence.own_files) if one)

    @property
    def origins(self) -> list[LicenceOrigin]:
        """Of each licence that is known to apply to the subject the nearest model that states it; last, those that
        state none that is known, if any."""
        chain = [component for component in self.components if component.steps is not None]
        first: dict[LicenceTerm, BomComponent] = {}
        for component in chain:
            for term in component.terms.own:
                first.setdefault(term, component)
        unknown = [component for component in chain if component.terms.own_unknown]
        known = [LicenceOrigin(term, (component,)) for term, component in first.items()]
        return [*known, LicenceOrigin(None, tuple(unknown))] if unknown else known

    @property
    def attributions(self) -> list[LicenceTerm]:
        """The licences that are known to apply to any model of the document, the subject's first, once each."""
        known: dict[str, LicenceTerm] = {}
        for component in self.components:
            for term in component.terms.known:
                known.setdefault(term.name, term)
        return list(known.values())

    @property
    def gaps(self) -> list[tuple[str, list[str]]]:
        """Why parents may be missing: each sentence once, with the ids that it is said of."""
        ids: dict[str, list[str]] = {}
        for component in self.components:
            for remark in component.remarks:
                ids.setdefault(remark, []).append(component.id)
        return list(ids.items())

    def uuid(self, format: str) -> UUID:
        """The document's own number: that of the snapshot, the graph frozen of it, the subject and the format."""
        what = "subtree" if self.subtree else "chain"
        size = f"{len(self.components)}+{self.left_out}"
        return uuid5(
            NAMESPACE_URL, "\n".join((self.facts.id, self.statement, self.version, self.subject.id, what, size, format))
        )
