"""The newest models of a list, each with what it was made from: what a feed tells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC

from lineage.filters.filtered_models import FilteredModels
from lineage.frozen import FrozenGraph
from lineage.values import Relation, SnapshotFacts
from web.answers.models import ModelItem, items

ENTRIES = 50
MOST_ENTRY_PARENTS = 10


@dataclass(frozen=True, slots=True)
class FeedParent:
    """A model that an entry's was made from, and how."""

    id: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A model that has a date of creation, MOST_ENTRY_PARENTS of its parents at most, and how many more it has."""

    model: ModelItem
    parents: Sequence[FeedParent]
    more_parents: int


@dataclass(frozen=True, slots=True)
class NewestModels:
    """The newest of a list, ENTRIES at most, the newest first, of `total` models, those without a date among them.

    `updated` is a moment of the data, as `2025-01-31T12:00:00Z`: the snapshot's, or that of the newest model where that
    is later or the snapshot's is not known.
    """

    entries: Sequence[FeedEntry]
    total: int
    updated: str


def newest_models(selection: FilteredModels) -> NewestModels:
    graph = selection.graph
    page = selection.page("created_at", 0, ENTRIES)
    entries = list(_entries(graph, page.numbers))
    return NewestModels(entries, int(page.total), _updated(graph.facts, entries))


def _entries(graph: FrozenGraph, numbers: Sequence[int]) -> Iterator[FeedEntry]:
    for number, model in zip(numbers, items(graph, numbers), strict=True):
        if model.created_at is not None:
            edges = graph.edges.parents_of(number)
            ids = graph.ids.take([edge.parent for edge in edges[:MOST_ENTRY_PARENTS]])
            parents = [FeedParent(id, edge.relation) for id, edge in zip(ids, edges, strict=False)]
            yield FeedEntry(model, parents, max(len(edges) - MOST_ENTRY_PARENTS, 0))


def _updated(facts: SnapshotFacts, entries: Sequence[FeedEntry]) -> str:
    known = [entry.model.created_at for entry in entries if entry.model.created_at]
    if facts.as_of is not None or not known:
        known.append(f"{facts.data_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    return max(known)
