"""Who reaches whom, for all models at once: exact descendant counts, depth, generation, cycles.

A derivation graph is nearly a forest. Contract each cycle to one node: what is left has no cycle. There, call a node
with several parents a *joint*. Every other node hangs on one parent only, so cutting the edges above joints leaves
trees, and a node's descendants are its part of its own tree, plus the whole tree of every joint it reaches. Trees add
up from the leaves; only the pairs of a joint and its ancestors, few in number, have to be told apart.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Ints, Longs
from lineage.frozen.storage.csr import Csr

PAIRS_AT_ONCE = 2_000_000  # pairs of joint and parent started together; bounds the memory of `_weight_of_joints`


@dataclass(frozen=True, slots=True)
class Reachability:
    """One entry a model in each array.

    `descendant_count`: distinct models derived from it, itself excluded. `without_mass`: those of them that are not
    marked as mass uploads, whatever leads to them. `depth`: the longest chain of derivations
    below it, where a cycle counts as one model. `generation`: the fewest derivations up to a root. `component`: the
    smallest number among the models it shares a cycle with; its own where there are none. `is_root`: it has no
    parents, or it is the first of a cycle that nothing outside leads to.
    """

    descendant_count: Longs
    without_mass: Longs
    depth: Ints
    generation: Ints
    component: Ints
    is_root: Bools

    @classmethod
    def of(cls, arrays: ArrayFile) -> Self:
        """What `arrays` below gave, from a frozen graph's file."""
        return cls(*(arrays[f"reach.{field.name}"] for field in fields(cls)))

    def arrays(self) -> dict[str, AnyArray]:
        """The arrays by their names in a frozen graph's file."""
        return {f"reach.{field.name}": getattr(self, field.name) for field in fields(self)}


def reach(children: Csr, parents: Csr, marked: Bools | None = None) -> Reachability:
    """The reachability of a graph given in both directions, without self-references; it may have cycles.

    `marked` says of each model whether it is a mass upload; None: none is.
    """
    size = len(children.indptr) - 1
    component = components(children, parents)
    weight = np.bincount(component, minlength=size)
    condensed = _condensed(parents, component)
    level = _peeled(condensed, _in_degrees(condensed))
    counts = _counts(condensed, level, weight) - 1
    is_root = _roots(condensed, component)
    return Reachability(
        counts[component],
        counts[component] if marked is None or not marked.any() else _unmarked(condensed, level, component, ~marked),
        level[component],
        _generations(children, is_root),
        component,
        is_root,
    )


def _unmarked(condensed: Csr, level: Ints, component: Ints, kept: Bools) -> Longs:
    """For each model how many of its distinct descendants are `kept`, itself excluded."""
    weight = np.bincount(component[kept], minlength=len(component))
    return np.asarray(_counts(condensed, level, weight)[component] - kept)


def components(children: Csr, parents: Csr) -> Ints:
    """For each model the smallest number among those it shares a cycle with; its own where there are none."""
    size = len(children.indptr) - 1
    component = np.arange(size, dtype=np.int32)
    above_a_cycle = np.flatnonzero(_peeled(parents, children.degrees) < 0)
    if len(above_a_cycle) == 0:
        return component
    inner_children = _within(children, above_a_cycle)
    inner_parents = _within(parents, above_a_cycle)
    left = above_a_cycle[_peeled(inner_children, inner_parents.degrees) < 0]
    for members in _strongly_connected(children, left):
        component[members] = min(members)
    return component


def _strongly_connected(children: Csr, numbers: Longs) -> Iterator[list[int]]:
    import networkx as nx  # noqa: PLC0415 - an import of 0.2 s that only graphs with cycles need

    kept = set(numbers.tolist())
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_edges_from((n, c) for n in kept for c in children.of(n).tolist() if c in kept)
    return (sorted(members) for members in nx.strongly_connected_components(graph))


def _within(graph: Csr, numbers: Longs) -> Csr:
    """The subgraph of `numbers`, renumbered by their place."""
    place = np.full(len(graph.indptr) - 1, -1, np.int32)
    place[numbers] = np.arange(len(numbers), dtype=np.int32)
    rows = np.repeat(np.arange(len(numbers)), graph.counts(numbers))
    neighbours = place[graph.gather(numbers)]
    inside = neighbours >= 0
    return Csr.of_sorted(rows[inside], neighbours[inside], len(numbers))


def _peeled(above: Csr, waiting_for: Longs) -> Ints:
    """In which round each node is free, when a node is free after all it waits for; -1 for never (on or above a cycle).

    `above[n]` are the nodes that wait for n. In a graph without cycles the round is the longest chain below.
    """
    waiting = waiting_for.copy()
    level = np.full(len(waiting), -1, np.int32)
    free = np.flatnonzero(waiting == 0)
    depth = 0
    while len(free):
        level[free] = depth
        freed, counts = np.unique(above.gather(free), return_counts=True)
        waiting[freed] -= counts
        free = freed[waiting[freed] == 0]
        depth += 1
    return level


def _in_degrees(graph: Csr) -> Longs:
    return np.bincount(graph.indices, minlength=len(graph.indptr) - 1)


def _condensed(parents: Csr, component: Ints) -> Csr:
    """The parents of each component, as components: distinct, itself excluded. Only smallest members have any."""
    size = len(component)
    if (component == np.arange(size)).all():
        return parents
    child = np.repeat(component, parents.degrees).astype(np.int64)
    parent = component[parents.indices]
    keys = np.unique((child * size + parent)[child != parent])
    return Csr.of_sorted(keys // size, keys % size, size)


def _counts(parents: Csr, level: Ints, weight: Longs) -> Longs:
    """The weight each node reaches in a graph without cycles, its own included."""
    several = parents.degrees > 1
    tree = _tree_weights(parents, level, weight, several)
    return tree + _weight_of_joints(parents, level, np.flatnonzero(several), tree)


def _tree_weights(parents: Csr, level: Ints, weight: Longs, is_joint: Bools) -> Longs:
    """The weight of each node's part of its own tree."""
    total = weight.astype(np.int64)
    single = np.flatnonzero(~is_joint & (parents.degrees == 1))
    parent = parents.indices[parents.indptr[single]]
    for places in by_level(level[single]):
        np.add.at(total, parent[places], total[single[places]])
    return total


def _weight_of_joints(parents: Csr, level: Ints, joints: Longs, tree: Longs) -> Longs:
    """For each node, the weight of the trees of all the joints it stands above."""
    total = np.zeros(len(level), np.int64)
    pairs = np.cumsum(parents.counts(joints))
    parts = np.arange(PAIRS_AT_ONCE, pairs[-1] if len(pairs) else 0, PAIRS_AT_ONCE)
    for part in np.split(joints, np.searchsorted(pairs, parts)):
        _add_joints(total, parents, level, part, tree)
    return total


def _add_joints(total: Longs, parents: Csr, level: Ints, joints: Longs, tree: Longs) -> None:
    """Add each joint's tree to its ancestors once, by taking pairs of (joint, ancestor) up from level to level.

    All edges into an ancestor come from lower levels, so its pairs are complete, and told apart, when its turn comes.
    """
    bits = len(level).bit_length()
    pending: defaultdict[int, list[Longs]] = defaultdict(list)

    def climb(of: AnyArray, nodes: AnyArray) -> None:
        above = parents.gather(nodes)
        keys = (np.repeat(of, parents.counts(nodes)) << bits) | above
        levels = level[above]
        for places in by_level(levels):
            pending[int(levels[places[0]])].append(keys[places])

    climb(np.arange(len(joints)), joints)
    while pending:
        keys = np.unique(np.concatenate(pending.pop(min(pending))))
        of, ancestors = keys >> bits, keys & ((1 << bits) - 1)
        np.add.at(total, ancestors, tree[joints[of]])
        climb(of, ancestors)


def by_level(level: AnyArray) -> Iterator[Longs]:
    """The places of each level that occurs, lowest first."""
    order = np.argsort(level, kind="stable")
    cuts = np.flatnonzero(np.diff(level[order])) + 1
    return iter(np.split(order, cuts)) if len(order) else iter(())


def _roots(condensed_parents: Csr, component: Ints) -> Bools:
    first_of_its_kind = component == np.arange(len(component))
    return np.asarray(first_of_its_kind & (condensed_parents.degrees == 0))


def _generations(children: Csr, is_root: Bools) -> Ints:
    generation = np.full(len(is_root), -1, np.int32)
    reached = np.flatnonzero(is_root)
    steps = 0
    while len(reached):
        generation[reached] = steps
        below = children.gather(reached)
        reached = np.unique(below[generation[below] < 0])
        steps += 1
    return generation
