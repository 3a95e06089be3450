"""What the source of a graph tells at all, so that nothing is concluded from a field that nobody asked for.

Whoever crawls the Hub asks for every field. A file has the fields that at least one model of it has.
"""

from collections.abc import Mapping
from typing import Protocol
from weakref import WeakKeyDictionary

from lineage.coverage.coverage_statement import part
from lineage.frozen import FrozenGraph
from lineage.frozen.results import RELATIONS
from lineage.frozen.terms.frozen_terms import WORDS as OF_TERMS
from lineage.schema import MODEL
from lineage.values import Evidence, Relation, Status, is_hub

NOT_STATED = "not stated"
NOT_IN_SOURCE = "not in this source"

FIELDS: Mapping[str, str] = {
    "license": "licence",
    "created_at": "date of creation",
    "last_modified": "date of the last change",
    "downloads": "downloads in 30 days",
    "downloads_all_time": "downloads of all time",
    "likes": "likes",
    "pipeline_tag": "task",
    "library": "library",
    "parameters": "number of parameters",
    "gated": "word on access",
    "relation": "relation between child and parent",
    "hub": "word of the Hub's own on parents (baseModels)",
    "removed": "model that was removed",
}
"""The fields that a source may lack, in words that go with `no`."""

SAME_FIELD = {
    "license_name": "license",
    "license_link": "license",
    "created_month": "created_at",
    **dict.fromkeys(OF_TERMS, "license"),
}
"""Properties that follow from another, or stand beside it."""

STATED = tuple(name for name in MODEL.names if name not in OF_TERMS)
"""Properties that a source has, or that follow from what it has of one model."""

_lacking: WeakKeyDictionary[FrozenGraph, frozenset[str]] = WeakKeyDictionary()  # a graph never changes


def lacking(graph: FrozenGraph) -> frozenset[str]:
    """The FIELDS that the graph's source does not have."""
    if graph not in _lacking:
        asked_the_hub = graph.facts.synthetic or is_hub(graph.facts.source)
        _lacking[graph] = frozenset() if asked_the_hub else _without_value(graph)
    return _lacking[graph]


def why_absent(graph: FrozenGraph, field: str | None = None, status: str | None = None) -> str:
    """What is said in place of a value that is not there, of a model of that status."""
    if status == Status.MISSING:
        return f"not in {part(graph.facts)}"
    return NOT_IN_SOURCE if SAME_FIELD.get(field or "", field) in lacking(graph) else NOT_STATED


class HasNeeds(Protocol):
    """What needs fields: a stored query, or another question."""

    @property
    def needs(self) -> tuple[str, ...]: ...


def cannot_tell(graph: FrozenGraph, question: HasNeeds) -> str | None:
    """Why a question has no answer in this graph; None where it has one, though it may have no rows."""
    missing = [FIELDS[field] for field in question.needs if field in lacking(graph)]
    return f"Cannot be told from this snapshot: its source has no {' and no '.join(missing)}." if missing else None


def _without_value(graph: FrozenGraph) -> frozenset[str]:
    columns = {name: graph.models.column(name) for name in STATED if SAME_FIELD.get(name, name) in FIELDS}
    known = {SAME_FIELD.get(name, name) for name, column in columns.items() if column}
    if (graph.edges.relation != RELATIONS.index(Relation.UNKNOWN)).any():
        known.add("relation")
    if Evidence.HUB in graph.edges.sources:
        known.add("hub")
    if graph.models.with_word("status", Status.REMOVED).any():
        known.add("removed")
    return frozenset(FIELDS) - known
