"""The numbers about a whole graph, each with its definition."""

from typing import TYPE_CHECKING

import numpy as np

from lineage.frozen.answers import RELATIONS, Count
from lineage.frozen.columns import Words
from lineage.values import Status

if TYPE_CHECKING:
    from lineage.frozen.graph import FrozenGraph

BY_RELATION = {
    relation: f"Derivations whose relation is {relation}, self-references included." for relation in RELATIONS
}


def counts(graph: "FrozenGraph") -> list[Count]:
    """All of them, in the order they are shown."""
    return [*_models(graph), *_derivations(graph), *_families(graph), *_oddities(graph)]


def _models(graph: "FrozenGraph") -> list[Count]:
    missing, removed = (_with_status(graph, status) for status in (Status.MISSING, Status.REMOVED))
    return [
        Count("models", graph.size, "Distinct models: listed by the snapshot's source, or only named as a parent."),
        Count("listed", _with_status(graph, Status.LISTED), "Models that the snapshot's source lists."),
        Count("missing_parents", missing, "Models named as a parent that the snapshot's source does not list."),
        Count("removed", removed, "Models that an earlier snapshot lists and this one does not."),
    ]


def _with_status(graph: "FrozenGraph", status: Status) -> int:
    column = graph.column("status")
    assert isinstance(column, Words)  # noqa: S101 - tells the type checker
    code = column.code(status)
    return 0 if code is None else int(np.count_nonzero(column.codes == code))


def _derivations(graph: "FrozenGraph") -> list[Count]:
    by_relation = np.bincount(graph.edges.relation, minlength=len(RELATIONS)).tolist()
    return [
        Count("derivations", graph.derivations, "Distinct pairs of child and parent, self-references included."),
        *(Count(r, n, BY_RELATION[r]) for r, n in zip(RELATIONS, by_relation, strict=True)),
        Count(
            "with_declared_parent",
            int(np.count_nonzero(np.diff(graph.edges.start))),
            "Models with at least one derivation, a self-reference included.",
        ),
        Count(
            "several_parents",
            int(np.count_nonzero(graph.parents.degrees > 1)),
            "Models derived from more than one other model.",
        ),
    ]


def _families(graph: "FrozenGraph") -> list[Count]:
    largest = int(graph.descendant_count[graph.families].max(initial=0))
    alone = (graph.parents.degrees == 0) & (graph.children.degrees == 0)
    return [
        Count(
            "families",
            len(graph.families),
            "Roots with at least one derivative. A root is derived from no other model, or is the first model of a "
            "cycle that nothing outside leads to.",
        ),
        Count(
            "largest_family", largest, "Distinct models derived, directly or not, from the root that has most of them."
        ),
        Count(
            "without_relatives",
            int(np.count_nonzero(alone)),
            "Models with neither a parent nor a child but themselves.",
        ),
    ]


def _oddities(graph: "FrozenGraph") -> list[Count]:
    members = np.bincount(graph.component, minlength=graph.size)
    child_component = graph.component[graph.edges.child]
    inside = (child_component == graph.component[graph.edges.parent]) & (graph.edges.child != graph.edges.parent)
    return [
        Count("self_references", len(graph.self_references), "Models that name themselves as a parent."),
        Count(
            "cycles",
            int(np.count_nonzero(members > 1)),
            "Largest groups of two or more models that all descend from each other.",
        ),
        Count("cycle_derivations", int(np.count_nonzero(inside)), "Derivations between two models of one such group."),
    ]
