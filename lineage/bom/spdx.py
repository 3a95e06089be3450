"""SPDX 3.0.1 with the AI profile, as JSON-LD: an AI package a model, `descendantOf` from each to its declared parents.

SPDX has no relation for an adapter or a merge, so the comment of each relationship says which it is and who says so.
What is inferred is an annotation, and in no relationship.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from urllib.parse import quote

from lineage import __version__
from lineage.bom.document import DISCLAIMER, Bom, BomComponent, Completeness
from lineage.bom.edges import guess_sentence, sentence
from lineage.bom.terms import LicenceTerm, expression_of
from lineage.text.hub_addresses import hub_url
from lineage.text.json_pieces import Json
from lineage.values import Status

VERSION = "3.0.1"
CONTEXT = f"https://spdx.org/rdf/{VERSION}/spdx-context.jsonld"
CREATION = "_:creation"
NO_LICENCE = "expandedlicensing_NoAssertionLicense"
NOBODY = "NoAssertionElement"
COMPLETENESS: Mapping[Completeness, str] = {
    Completeness.COMPLETE: "complete",
    Completeness.INCOMPLETE: "incomplete",
    Completeness.UNKNOWN: "noAssertion",
}


def spdx(bom: Bom) -> Json:
    """The document, its graph as an iterator."""
    return {"@context": CONTEXT, "@graph": _Elements(bom).all()}


class _Elements:
    """The elements of one document; their ids are the document's with what each is behind the sharp."""

    def __init__(self, bom: Bom) -> None:
        self._bom = bom
        self._document = bom.uuid("spdx-3").urn

    def all(self) -> Iterator[Json]:
        yield self._creation()
        yield self._element("SoftwareAgent", "tool", name=f"qwen-lineage {__version__}")
        yield from self._collections()
        yield from (self._element("Agent", f"owner/{owner}", name=owner) for owner in self._owners())
        yield from map(self._licence, self._terms())
        for component in self._bom.components:
            yield self._package(component)
            yield from self._relationships(component)
            yield from self._annotations(component)

    def _element(self, type: str, what: str, **properties: object) -> Json:
        given = {name: value for name, value in properties.items() if value not in (None, [], "")}
        return {"type": type, "spdxId": self._id(what), "creationInfo": CREATION, **given}

    def _id(self, what: str) -> str:
        return f"{self._document}#{quote(what, safe='/')}"

    def _model(self, id: str) -> str:
        return self._id(f"model/{id}")

    def _creation(self) -> Json:
        return {
            "type": "CreationInfo",
            "@id": CREATION,
            "specVersion": VERSION,
            "created": f"{self._bom.moment:%Y-%m-%dT%H:%M:%SZ}",
            "createdBy": [self._id("tool")],
            "comment": "\n".join((DISCLAIMER, self._bom.statement, *self._bom.remarks)),
        }

    def _collections(self) -> Iterator[Json]:
        """The document, and in it the bill of materials, whose root is the subject."""
        bom = self._bom
        what = "What was made from" if bom.subtree else "What"
        name = (
            f"{what} {bom.subject.id}{' and what it' if bom.subtree else ''} was made from, in snapshot {bom.facts.id}"
        )
        conforms = ["core", "software", "ai", "simpleLicensing"]
        text = self._creation()["comment"]
        models = [self._model(component.id) for component in bom.components]
        yield self._element(
            "SpdxDocument",
            "document",
            name=name,
            comment=text,
            profileConformance=conforms,
            rootElement=[self._id("bom")],
        )
        yield self._element(
            "software_Sbom",
            "bom",
            name=name,
            comment=text,
            profileConformance=conforms,
            rootElement=models[:1],
            element=models,
        )

    def _owners(self) -> list[str]:
        return sorted({one.model.author for one in self._bom.components if one.model.author})

    def _terms(self) -> list[tuple[LicenceTerm, ...]]:
        """Every licence and every set of licences that a relationship leads to, once each."""
        declared = ((one.terms.declared,) for one in self._bom.components if one.terms.declared)
        concluded = (one.terms.concluded for one in self._bom.components if one.terms.concluded)
        return list({expression_of(terms): terms for terms in chain(declared, concluded)}.values())

    def _licence(self, terms: tuple[LicenceTerm, ...]) -> Json:
        expression = expression_of(terms)
        references = {key: value for term in terms for key, value in term.references.items()}
        return self._element(
            "simplelicensing_LicenseExpression",
            f"licence/{expression}",
            comment="\n".join(line for term in terms for line in term.told),
            externalRef=[
                {"type": "ExternalRef", "externalRefType": "license", "locator": [term.url]}
                for term in terms
                if term.url is not None
            ],
            simplelicensing_licenseExpression=expression,
            simplelicensing_customIdToUri=[
                {"type": "DictionaryEntry", "key": key, "value": value} for key, value in references.items()
            ],
        )

    def _package(self, component: BomComponent) -> Json:
        model = component.model
        url = hub_url(model.id, self._bom.facts.synthetic) if model.status is Status.LISTED else None
        return self._element(
            "ai_AIPackage",
            f"model/{model.id}",
            name=model.id,
            comment="\n".join(_remarks(component)),
            software_packageUrl=component.purl,
            software_primaryPurpose="model",
            software_homePage=url,
            software_downloadLocation=url,
            suppliedBy=self._id(f"owner/{model.author}") if model.author else None,
            releaseTime=f"{model.created_at:%Y-%m-%dT%H:%M:%SZ}" if model.created_at else None,
            ai_informationAboutApplication=f"Task: {model.pipeline_tag}" if model.pipeline_tag else None,
        )

    def _relationships(self, component: BomComponent) -> Iterator[Json]:
        terms = component.terms
        declared = self._id(f"licence/{expression_of((terms.declared,))}") if terms.declared else NO_LICENCE
        concluded = self._id(f"licence/{terms.expression}") if terms.concluded else NO_LICENCE
        read_as = {"comment": terms.declared.reading} if terms.declared and terms.declared.read_as else {}
        yield self._relationship(component, "hasDeclaredLicense", declared, **read_as)
        bom, own = self._bom, component is self._bom.subject
        why = [*bom.conclusion, *(origin.sentence for origin in bom.origins)] if own else []
        comment = "\n".join((*why, *terms.remarks, *terms.rules))
        yield self._relationship(component, "hasConcludedLicense", concluded, comment=comment)
        if component.parents or component.completeness is Completeness.UNKNOWN:
            parents = [self._model(edge.parent) for edge in component.parents]
            yield self._relationship(
                component,
                "descendantOf",
                *(parents or [NOBODY]),
                completeness=COMPLETENESS[component.completeness],
                comment="\n".join([*map(sentence, component.parents), *component.remarks]),
            )

    def _relationship(self, component: BomComponent, type: str, *to: str, **properties: str) -> Json:
        what = f"{type}/{component.id}"
        return self._element(
            "Relationship",
            what,
            **{"from": self._model(component.id)},
            relationshipType=type,
            to=list(to),
            **properties,
        )

    def _annotations(self, component: BomComponent) -> Iterator[Json]:
        for guess in component.candidates:
            yield self._element(
                "Annotation",
                f"inferred/{component.id}/{guess.parent}",
                annotationType="other",
                subject=self._model(component.id),
                statement=guess_sentence(guess),
            )


def _remarks(component: BomComponent) -> Iterator[str]:
    model = component.model
    yield f"{model.status} in the snapshot"
    for name in ("library", "parameters", "license", "license_name", "license_link"):
        value = getattr(model, name)
        if value is not None:
            yield f"{name}: {value}"
    yield from component.remarks
