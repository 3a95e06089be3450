"""The numbers about a whole graph, each with its definition, and each without mass uploads."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from lineage.frozen.graph import FrozenGraph
from lineage.frozen.results import RELATIONS, Count, Undercount
from lineage.frozen.storage.arrays import Bools, Longs
from lineage.values import Status

BY_RELATION = {
    relation: f"Derivations whose relation is {relation}, self-references included." for relation in RELATIONS
}

DEFINITIONS = {
    "models": "Distinct models: listed by the snapshot's source, or only named as a parent.",
    "listed": "Models that the snapshot's source lists.",
    "missing_parents": "Models named as a parent that the snapshot's source does not list.",
    "removed": "Models that an earlier snapshot lists and this one does not, or that the source says were removed.",
    "mass_uploads": "Models that a rule marks as one of hundreds uploaded by a program. The second figure of every "
    "other count leaves them out: as models, and as children of derivations.",
    "derivations": "Distinct pairs of child and parent, self-references included.",
    **{str(relation): definition for relation, definition in BY_RELATION.items()},
    "with_declared_parent": "Models with at least one derivation, a self-reference included.",
    "several_parents": "Models derived from more than one other model.",
    "families": "Roots with at least one derivative. A root is derived from no other model, or is the first model of a "
    "cycle that nothing outside leads to.",
    "largest_family": "Distinct models derived, directly or not, from the root that has most of them.",
    "without_relatives": "Models with neither a parent nor a child but themselves.",
    "self_references": "Models that name themselves as a parent.",
    "cycles": "Largest groups of two or more models that all descend from each other.",
    "cycle_derivations": "Derivations between two models of one such group.",
}
"""What exactly is counted, in the order the counts are shown."""


_counted: WeakKeyDictionary[FrozenGraph, list[Count]] = WeakKeyDictionary()  # a graph never changes


def counts_of(graph: FrozenGraph) -> list[Count]:
    """All of them, as they were counted when the graph was frozen; by an earlier version that did not: now."""
    if graph not in _counted:
        _counted[graph] = _as_frozen(graph.counts) or count(graph)
    return _counted[graph]


def to_manifest(counts: Iterable[Count]) -> dict[str, Any]:
    """Counts by name: the value, without mass uploads, and what it leaves out (models, copies)."""
    return {c.name: [c.value, c.without_mass, c.undercount and astuple(c.undercount)] for c in counts}


def _as_frozen(counts: Mapping[str, Any]) -> list[Count] | None:
    """The counts of `to_manifest`; None where they are not those that there are now."""
    if set(counts) != set(DEFINITIONS):
        return None
    return [
        Count(name, value, DEFINITIONS[name], without_mass, left_out and Undercount(*left_out))
        for name, (value, without_mass, left_out) in ((name, counts[name]) for name in DEFINITIONS)
    ]


def count(graph: FrozenGraph) -> list[Count]:
    """All of them, counted; `without_mass` is absent only from the number of mass uploads itself."""
    is_mass_upload = graph.models.is_mass_upload
    everything = dict(_values(graph, np.ones(graph.size, np.bool_), graph.reach.descendant_count))
    kept = dict(_values(graph, ~is_mass_upload, graph.reach.without_mass))
    everything["mass_uploads"] = _number(is_mass_upload)
    left_out = {"largest_family": _of_largest(graph)}
    return [
        Count(name, everything[name], definition, kept.get(name), left_out.get(name))
        for name, definition in DEFINITIONS.items()
    ]


def _of_largest(graph: FrozenGraph) -> Undercount | None:
    """What the count of the largest family leaves out; families come by their number of descendants."""
    roots = graph.lists.family_roots
    return graph.undercounts.get(int(roots[0])) if len(roots) else None


def _values(graph: FrozenGraph, kept: Bools, descendants: Longs) -> Iterator[tuple[str, int]]:
    """Every count but that of mass uploads, of the `kept` models and the derivations they are the child of."""
    yield "models", _number(kept)
    for name, status in (("listed", Status.LISTED), ("missing_parents", Status.MISSING), ("removed", Status.REMOVED)):
        yield name, _number(kept & graph.models.with_word("status", status))
    yield from _derivations(graph, kept)
    roots = graph.lists.family_roots
    yield "families", _number(kept[roots] & (descendants[roots] > 0))
    yield "largest_family", int(descendants[roots].max(initial=0))
    yield "without_relatives", _number(kept & (graph.parents.degrees == 0) & (graph.children.degrees == 0))
    yield from _oddities(graph, kept)


def _derivations(graph: FrozenGraph, kept: Bools) -> Iterator[tuple[str, int]]:
    relations = graph.edges.relation[kept[graph.edges.child]]
    yield "derivations", len(relations)
    yield from zip(map(str, RELATIONS), np.bincount(relations, minlength=len(RELATIONS)).tolist(), strict=True)
    yield "with_declared_parent", _number(kept & (np.diff(graph.edges.start) > 0))
    yield "several_parents", _number(kept & (graph.parents.degrees > 1))


def _oddities(graph: FrozenGraph, kept: Bools) -> Iterator[tuple[str, int]]:
    child, parent, component = graph.edges.child, graph.edges.parent, graph.reach.component
    members = np.bincount(component[kept], minlength=graph.size)
    inside = (component[child] == component[parent]) & (child != parent)
    yield "self_references", _number(kept[graph.edges.self_references])
    yield "cycles", _number(members > 1)
    yield "cycle_derivations", _number(inside & kept[child])


def _number(which: Bools) -> int:
    return int(np.count_nonzero(which))
