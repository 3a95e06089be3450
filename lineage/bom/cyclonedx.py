"""CycloneDX 1.6 and 1.7: direct parents in `pedigree`, the whole graph in `dependencies`, what is unknown in
`compositions`, who says so in properties, and in 1.7 in `citations`.

Written as plain JSON: `cyclonedx-python-lib` knows neither compositions nor model cards nor citations.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from lineage import __version__
from lineage.bom.document import DISCLAIMER, Bom, BomComponent, Completeness
from lineage.bom.edges import FIELD, facts_of, guess_facts, guess_sentence, sentence
from lineage.bom.purl import purl_of
from lineage.bom.terms import BomTerms, LicenceTerm
from lineage.coverage.coverage_statement import CoverageStatement
from lineage.text import ids
from lineage.text.hub_addresses import HUB, hub_url
from lineage.text.json_pieces import Json
from lineage.values import Derivation, Evidence, Extent, Inference, Status

PREFIX = "qwen-lineage"
TOOL = "tool:qwen-lineage"
THE_HUB = "service:hub"
TYPE = "machine-learning-model"


def cyclonedx(bom: Bom, version: str) -> Json:
    """The document, its long lists as iterators."""
    cited = version != "1.6"
    document: Json = {
        "$schema": f"http://cyclonedx.org/schema/bom-{version}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": version,
        "serialNumber": bom.uuid(f"cyclonedx-{version}").urn,
        "version": 1,
        "metadata": _metadata(bom, version),
        "components": (_component(bom, one, version) for one in bom.components[1:]),
        "services": [_hub(bom)],
        "dependencies": _dependencies(bom),
        "compositions": _compositions(bom),
        "annotations": [_annotation(bom)],
    }
    return {**document, "citations": _citations(bom)} if cited else document


def _metadata(bom: Bom, version: str) -> Json:
    return {
        "timestamp": _moment(bom.moment),
        "lifecycles": [{"phase": "discovery"}],
        "tools": {"components": [_tool() | {"bom-ref": TOOL}]},
        "component": _component(bom, bom.subject, version),
        "properties": _properties(_facts(bom)),
    }


def _tool() -> Json:
    return {"type": "application", "name": "qwen-lineage", "version": __version__}


def _hub(bom: Bom) -> Json:
    """Who says what is evidence of the kind `hub`."""
    if bom.facts.synthetic:
        return {"bom-ref": THE_HUB, "name": "practice Hub (synthetic)"}
    return {"bom-ref": THE_HUB, "name": "Hugging Face Hub", "endpoints": [HUB]}


def _facts(bom: Bom) -> Iterator[tuple[str, str]]:
    """Which snapshot this is made from, and how much of the whole it is."""
    facts = bom.facts
    yield "disclaimer", DISCLAIMER
    yield "content", "subtree" if bom.subtree else "chain"
    yield "models", str(len(bom.components))
    yield "models-left-out", str(bom.left_out)
    yield "snapshot", facts.id
    yield "snapshot:source", facts.source
    yield "snapshot:extent", facts.extent
    yield "snapshot:scope", CoverageStatement(facts).part
    yield "snapshot:complete", "unknown" if facts.extent is Extent.SAMPLE else _word(facts.complete)
    yield "snapshot:frontier", str(facts.frontier)
    yield "snapshot:synthetic", _word(facts.synthetic)
    yield "snapshot:read", _moment(facts.finished_at)
    yield "coverage", bom.statement
    yield from (("licence:conclusion", sentence) for sentence in bom.conclusion)
    yield from (("licence:origin", origin.sentence) for origin in bom.origins)
    yield from (("licence:attribution", line) for term in bom.attributions for line in term.told)
    yield from (("remark", remark) for remark in bom.remarks)


def _component(bom: Bom, component: BomComponent, version: str) -> Json:
    model, url = component.model, hub_url(component.id, bom.facts.synthetic)
    fields: Json = {
        **_named(component.id),
        "bom-ref": component.purl,
        "supplier": {"name": model.author} if model.author else None,
        "licenses": _licenses(component.terms, version),
        "pedigree": _pedigree(component),
        "externalReferences": [{"type": "model-card", "url": url}] if url and model.status is Status.LISTED else None,
        "modelCard": {"modelParameters": {"task": model.pipeline_tag}} if model.pipeline_tag else None,
        "properties": _properties(_details(component)),
    }
    return _stated(fields)


def _named(id: str) -> Json:
    """What every mention of a model has: type, name, and package URL."""
    owner = ids.owner(id)
    return {"type": TYPE, **({"group": owner} if owner else {}), "name": ids.name(id) or id, "purl": purl_of(id)}


def _details(component: BomComponent) -> Iterator[tuple[str, str]]:
    model, terms = component.model, component.terms
    yield "id", model.id
    yield "status", model.status
    for name in ("library", "parameters", "gated", "mass_upload", "license", "license_name", "license_link"):
        value = getattr(model, name)
        if value is not None:
            yield name.replace("_", "-"), str(value)
    for name in ("created_at", "last_modified"):
        if moment := getattr(model, name):
            yield name.replace("_", "-"), _moment(moment)
    yield from _terms(terms)
    if component.steps is not None:
        yield "steps-up", str(component.steps)
    yield "parents", component.completeness
    yield from (("remark", remark) for remark in component.remarks)


def _terms(terms: BomTerms) -> Iterator[tuple[str, str]]:
    """What applies after all that a model was made from, and what its own licence does with that."""
    yield "licence:concluded", terms.expression or "NOASSERTION"
    yield "licence:effective-class", terms.effective_class
    yield from (("licence:asks", sentence) for sentence in terms.asks)
    if terms.verdict is not None:
        yield "licence:verdict", terms.verdict
    yield from (("licence:rule", sentence) for sentence in terms.rules)
    yield from (("licence:remark", remark) for remark in terms.remarks)


def _licenses(terms: BomTerms, version: str) -> list[Json]:
    declared = [_license(terms.declared, "declared")] if terms.declared else []
    if not terms.concluded:
        return declared
    if version == "1.6":  # which takes either licences or one expression
        return [*declared, *(_license(term, "concluded") for term in terms.concluded)]
    return [*declared, {"expression": terms.expression, "acknowledgement": "concluded"}]


def _license(term: LicenceTerm, acknowledgement: str) -> Json:
    called = {"id": term.spdx} if term.is_listed else {"name": term.name}
    told = [] if term.is_listed else [("licence:spdx", term.spdx)]
    if term.read_as:
        told.append(("licence:read-as", term.read_as))
    fields = {**called, "acknowledgement": acknowledgement, "url": term.url, "properties": _properties(told)}
    return {"license": _stated(fields)}


def _pedigree(component: BomComponent) -> Json | None:
    """Direct parents only: what those were made from stands in theirs, and in `dependencies`."""
    lines = [*map(sentence, component.parents), *map(guess_sentence, component.candidates), *component.remarks]
    fields = {
        "ancestors": [_named(edge.parent) | {"properties": _properties(facts_of(edge))} for edge in component.parents],
        "variants": [
            _named(guess.parent) | {"properties": _properties(guess_facts(guess))} for guess in component.candidates
        ],
        "notes": "\n".join(lines),
    }
    return _stated(fields) or None


def _dependencies(bom: Bom) -> Iterator[Json]:
    """Every declared derivation, once; what is only named as a base has no entry, since its parents are unknown."""
    for component in bom.components:
        if component.model.status is not Status.MISSING:
            yield {"ref": component.purl, "dependsOn": [purl_of(edge.parent) for edge in component.parents]}


def _compositions(bom: Bom) -> Iterator[Json]:
    """Whether the document has all that its subject was made from, and whether each model's parents are all there."""
    yield {"aggregate": bom.completeness, "assemblies": [bom.subject.purl]}
    for completeness in Completeness:
        refs = [component.purl for component in bom.of(completeness)]
        if refs:
            yield {"aggregate": completeness, "dependencies": refs}


def _annotation(bom: Bom) -> Json:
    """What a reader has to know before anything else."""
    return {
        "subjects": [bom.subject.purl],
        "annotator": {"component": _tool()},
        "timestamp": _moment(bom.moment),
        "text": "\n".join((DISCLAIMER, bom.statement, *bom.remarks)),
    }


def _citations(bom: Bom) -> Iterator[Json]:
    """For each derivation and each source of evidence, who supplied it; for what is inferred, that we did."""
    listed = 0  # among the dependencies
    for at, component in enumerate(bom.components):
        place = f"/components/{at - 1}/pedigree" if at else "/metadata/component/pedigree"
        for nth, edge in enumerate(component.parents):
            pointers = [f"{place}/ancestors/{nth}", f"/dependencies/{listed}/dependsOn/{nth}"]
            yield from (_citation(bom, component, edge, source, pointers) for source in edge.evidence)
        for nth, guess in enumerate(component.candidates):
            yield _own_citation(bom, guess, f"{place}/variants/{nth}")
        listed += component.model.status is not Status.MISSING


def _citation(bom: Bom, component: BomComponent, edge: Derivation, source: Evidence, pointers: list[str]) -> Json:
    return {
        "pointers": pointers,
        "timestamp": _moment(edge.last_seen or bom.moment),
        "attributedTo": THE_HUB if source is Evidence.HUB else component.purl,
        "note": f"{source}: {FIELD[source]}; {sentence(edge)}",
    }


def _own_citation(bom: Bom, guess: Inference, pointer: str) -> Json:
    return {
        "pointers": [pointer],
        "timestamp": _moment(bom.moment),
        "attributedTo": TOOL,
        "note": guess_sentence(guess),
    }


def _properties(pairs: Iterator[tuple[str, str]] | Sequence[tuple[str, str]]) -> list[Mapping[str, Any]]:
    return [{"name": f"{PREFIX}:{name}", "value": str(value)} for name, value in pairs]


def _stated(fields: Json) -> Json:
    """The fields without those that hold nothing."""
    return {name: value for name, value in fields.items() if value}


def _word(flag: bool) -> str:
    return "true" if flag else "false"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
