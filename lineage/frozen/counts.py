"""The numbers about a whole graph, each with its definition, and each without mass uploads."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from lineage.frozen.results import RELATIONS, Count
from lineage.frozen.storage.arrays import Bools
from lineage.frozen.storage.columns import Words
from lineage.values import Status

if TYPE_CHECKING:
    from lineage.frozen.graph import FrozenGraph

BY_RELATION = {
    relation: f"Derivations whose relation is {relation}, self-references included." for relation in RELATIONS
}

DEFINITIONS = {
    "models": "Distinct models: listed by the snapshot's source, or only named as a parent.",
    "listed": "Models that the snapshot's source lists.",
    "missing_parents": "Models named as a parent that the snapshot's source does not list.",
    "removed": "Models that an earlier snapshot lists and this one does not.",
    "mass_uploads": "Models that a rule marks as one of hundreds uploaded by a program. The second figure of every "
    "other count leaves them out: as models, and as children of derivations.",
    "derivations": "Distinct pairs of child and parent, self-references included.",
    **{str(relation): said for relation, said in BY_RELATION.items()},
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


def counts(graph: "FrozenGraph") -> list[Count]:
    """All of them; `without_mass` is absent only from the number of mass uploads itself."""
    everything = dict(_values(graph, np.ones(graph.size, np.bool_), graph.descendant_count))
    kept = dict(_values(graph, ~graph.is_mass_upload, graph.without_mass))
    everything["mass_uploads"] = int(np.count_nonzero(graph.is_mass_upload))
    return [Count(name, everything[name], said, kept.get(name)) for name, said in DEFINITIONS.items()]


def _values(
    graph: "FrozenGraph", kept: Bools, descendants: "np.ndarray[tuple[int], np.dtype[np.int64]]"
) -> Iterator[tuple[str, int]]:
    """Every count but that of mass uploads, of the `kept` models and the derivations they are the child of."""
    yield "models", _number(kept)
    for name, status in (("listed", Status.LISTED), ("missing_parents", Status.MISSING), ("removed", Status.REMOVED)):
        yield name, _number(kept & _with_status(graph, status))
    yield from _derivations(graph, kept)
    yield "families", _number(kept[graph.families] & (descendants[graph.families] > 0))
    yield "largest_family", int(descendants[graph.families].max(initial=0))
    yield "without_relatives", _number(kept & (graph.parents.degrees == 0) & (graph.children.degrees == 0))
    yield from _oddities(graph, kept)


def _with_status(graph: "FrozenGraph", status: Status) -> Bools:
    column = graph.column("status")
    assert isinstance(column, Words)  # noqa: S101 - tells the type checker
    code = column.code(status)
    return np.zeros(graph.size, np.bool_) if code is None else np.asarray(column.codes == code)


def _derivations(graph: "FrozenGraph", kept: Bools) -> Iterator[tuple[str, int]]:
    relations = graph.edges.relation[kept[graph.edges.child]]
    yield "derivations", len(relations)
    yield from zip(map(str, RELATIONS), np.bincount(relations, minlength=len(RELATIONS)).tolist(), strict=True)
    yield "with_declared_parent", _number(kept & (np.diff(graph.edges.start) > 0))
    yield "several_parents", _number(kept & (graph.parents.degrees > 1))


def _oddities(graph: "FrozenGraph", kept: Bools) -> Iterator[tuple[str, int]]:
    child, parent = graph.edges.child, graph.edges.parent
    members = np.bincount(graph.component[kept], minlength=graph.size)
    inside = (graph.component[child] == graph.component[parent]) & (child != parent)
    yield "self_references", _number(kept[graph.self_references])
    yield "cycles", _number(members > 1)
    yield "cycle_derivations", _number(inside & kept[child])


def _number(which: Bools) -> int:
    return int(np.count_nonzero(which))
