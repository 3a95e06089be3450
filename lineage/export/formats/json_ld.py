"""JSON-LD: each model a `fair4ml:MLModel` and a `prov:Entity`, each derivation a qualified `prov:Derivation`.

FAIR4ML 0.1.0 has a property for fine-tuning alone, so that one is said in its words too; every relation is said as
`prov:wasDerivedFrom`, but that nothing is derived from itself. The terms of `lineage:` are this project's own, by the
names of the schema.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from lineage.export.about import short_facts
from lineage.export.subgraph import Subgraph, known_rows
from lineage.text.hub_addresses import HUB
from lineage.text.json_pieces import pieces as json_pieces
from lineage.values import Irregularity, Relation

MADE_UP = "urn:qwen-lineage:practice:"
CONTEXT = {
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "https://schema.org/",
    "fair4ml": "https://w3id.org/fair4ml/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "lineage": "urn:qwen-lineage:terms:",
    "license": "schema:license",
    "author": "schema:author",
    "created_at": {"@id": "schema:dateCreated", "@type": "xsd:dateTime"},
    "last_modified": {"@id": "schema:dateModified", "@type": "xsd:dateTime"},
    "pipeline_tag": "fair4ml:mlTask",
    "name": "schema:name",
    "description": "schema:description",
    "fine_tuned_from": {"@id": "fair4ml:fineTunedFrom", "@type": "@id"},
    "derived_from": {"@id": "prov:wasDerivedFrom", "@type": "@id"},
    "derivations": {"@id": "prov:qualifiedDerivation"},
    "parent": {"@id": "prov:entity", "@type": "@id"},
    "snapshot": {"@id": "schema:isPartOf", "@type": "@id"},
    "@vocab": "urn:qwen-lineage:terms:",
}
TYPES = ["prov:Entity", "fair4ml:MLModel"]


def pieces(subgraph: Subgraph) -> Iterator[str]:
    """The text of the file."""
    return json_pieces({"@context": CONTEXT, "@graph": _resources(subgraph)})


def iri(id: str, synthetic: bool) -> str:
    """What names a model: its page on the Hub; a made-up one has none."""
    return f"{MADE_UP if synthetic else HUB}{quote(id, safe='/')}"


def _resources(subgraph: Subgraph) -> Iterator[dict[str, Any]]:
    facts, about = subgraph.graph.facts, short_facts(subgraph)
    snapshot = f"urn:qwen-lineage:snapshot:{quote(facts.id)}"
    yield {
        "@id": snapshot,
        "@type": ["prov:Entity", "schema:Dataset"],
        "name": about["selection"],
        "description": about["coverage"],
        "schema:usageInfo": about["licence"],
        "schema:creditText": about["cite"],
        "schema:creator": about["generator"],
    }
    derivations = _Grouped(subgraph)
    for columns in subgraph.models():
        for row in known_rows(columns):
            yield {**_model(row, facts.synthetic), "snapshot": snapshot, **derivations.of(row["id"])}


def _model(row: Mapping[str, Any], synthetic: bool) -> dict[str, Any]:
    rest = {name: value for name, value in row.items() if name not in ("id", "root")}
    root = {"root": {"@id": iri(row["root"], synthetic)}} if "root" in row else {}
    return {"@id": iri(row["id"], synthetic), "@type": TYPES, "name": row["id"], **rest, **root}


class _Grouped:
    """The derivations by child, which come in the models' order: each is taken once, in passing."""

    def __init__(self, subgraph: Subgraph) -> None:
        self._synthetic = subgraph.graph.facts.synthetic
        self._rows = (row for columns in subgraph.derivations() for row in known_rows(columns))
        self._next = next(self._rows, None)

    def of(self, child: str) -> dict[str, Any]:
        """What a model says of its parents; nothing for one that names none."""
        own = []
        while self._next is not None and self._next["child"] == child:
            own.append(self._next)
            self._next = next(self._rows, None)
        if not own:
            return {}
        others = [row for row in own if row.get("irregularity") != Irregularity.SELF_REFERENCE]
        said = {
            "derived_from": [self._iri(row) for row in others],
            "fine_tuned_from": [self._iri(row) for row in others if row["relation"] == Relation.FINETUNE],
            "derivations": list(map(self._derivation, own)),
        }
        return {name: values for name, values in said.items() if values}

    def _iri(self, row: Mapping[str, Any]) -> str:
        return iri(row["parent"], self._synthetic)

    def _derivation(self, row: Mapping[str, Any]) -> dict[str, Any]:
        rest = {name: value for name, value in row.items() if name not in ("child", "parent")}
        return {"@type": "prov:Derivation", "parent": self._iri(row), **rest}
