"""Who reaches whom, for all models at once: exact descendant counts, depth, generation, cycles.

A derivation graph is nearly a forest. Contract each cycle to one node: what is left has no cycle. There, call a node
with several parents a *joint*. Every other node hangs on one parent only, so cutting the edges above joints leaves
trees, and a node's descendants are its part of its own tree, plus the whole tree of every joint it reaches. Trees add
up from the leaves; only the pairs of a joint and its ancestors, few in number, have to be told apart.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from lineage.frozen.derivations.components import components, peel
from lineage.frozen.derivations.kin import Kin
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Counts, Ints, Longs, narrow
from lineage.frozen.storage.csr import Csr
from lineage.frozen.storage.distinct import distinct_numbers
from lineage.frozen.storage.radix import radix_order

PAIRS_AT_ONCE = 2_000_000  # pairs of joint and parent started together; bounds the memory of `joint_ancestors`


@dataclass(frozen=True, slots=True)
class Reachability:
    """One entry a model in each array.

    `descendant_count`: distinct models derived from it, itself excluded. `without_mass`: those of them that are not
    marked as mass uploads, whatever leads to them. `depth`: the longest chain of derivations
    below it, where a cycle counts as one model. `generation`: the fewest derivations up to a root. `component`: the
    smallest number among the models it shares a cycle with; its own where there are none. `is_root`: it has no
    parents, or it is the first of a cycle that nothing outside leads to.
    """

    descendant_count: Counts
    without_mass: Counts
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
    kin = Kin.of(children, parents)
    found = _reach_of_kin(kin, None if marked is None else marked[kin.numbers])
    component = np.arange(len(kin.place), dtype=np.int32)
    component[kin.numbers] = kin.numbers[found.component]
    return Reachability(
        kin.over_all(narrow(found.descendant_count), 0),
        kin.over_all(narrow(found.without_mass), 0),
        kin.over_all(found.depth, 0),
        kin.over_all(found.generation, 0),
        component,
        kin.over_all(found.is_root, True),
    )


def _reach_of_kin(kin: Kin, marked: Bools | None) -> Reachability:
    """As `reach`, everything by the places of kin."""
    children, parents, size = kin.children, kin.parents, len(kin)
    component = components(children, parents)
    weight = np.bincount(component, minlength=size)
    condensed = condensed_parents(parents, component)
    level = levels_of(condensed)
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


def distinct_below(children: Csr, parents: Csr, sets: Sequence[Bools]) -> list[Longs]:
    """For each of the `sets` how many of its models are distinct descendants of each model, itself excluded."""
    component = components(children, parents)
    condensed = condensed_parents(parents, component)
    level = levels_of(condensed)
    return [_unmarked(condensed, level, component, kept) for kept in sets]


def _unmarked(condensed: Csr, level: Ints, component: Ints, kept: Bools) -> Longs:
    """For each model how many of its distinct descendants are `kept`, itself excluded."""
    weight = np.bincount(component[kept], minlength=len(component))
    return np.asarray(_counts(condensed, level, weight)[component] - kept)


def levels_of(parents: Csr) -> Ints:
    """The longest chain below each node of a graph without cycles."""
    return peel(parents, np.bincount(parents.indices, minlength=len(parents.indptr) - 1))


def condensed_parents(parents: Csr, component: Ints) -> Csr:
    """The parents of each component, as components: distinct, itself excluded. Only smallest members have any."""
    size = len(component)
    if (component == np.arange(size)).all():
        return parents
    child = np.repeat(component, parents.degrees).astype(np.int64)
    parent = component[parents.indices]
    keys = distinct_numbers((child * size + parent)[child != parent])
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
    for joint, ancestor in joint_ancestors(parents, level, joints):
        np.add.at(total, ancestor, tree[joint])
    return total


def joint_ancestors(parents: Csr, level: Ints, joints: Longs) -> Iterator[tuple[Longs, Longs]]:
    """Each of the `joints` with each of its ancestors once, some pairs at a time, of a graph without cycles.

    `level` is the longest chain below each node.
    """
    pairs = np.cumsum(parents.counts(joints))
    parts = np.arange(PAIRS_AT_ONCE, pairs[-1] if len(pairs) else 0, PAIRS_AT_ONCE)
    for part in np.split(joints, np.searchsorted(pairs, parts)):
        waiting = _PairsByLevel(parents, level)
        waiting.add_parents(part, part)
        while waiting:
            joint, ancestor = waiting.take_lowest()
            yield joint, ancestor
            waiting.add_parents(joint, ancestor)


class _PairsByLevel:
    """Pairs of a joint and one of its ancestors that wait to be counted, by the ancestor's level.

    Every edge leads to a higher level. So when a level is the lowest that waits, all pairs of it are there, and one
    that came over several ways can be told apart. A pair is one integer: joint * size + ancestor.
    """

    def __init__(self, parents: Csr, level: Ints) -> None:
        self._parents, self._level = parents, level
        self._waiting: defaultdict[int, list[Longs]] = defaultdict(list)

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add_parents(self, joint: Longs, node: Longs) -> None:
        """Pair each `joint[i]` with the parents of `node[i]`."""
        ancestor = self._parents.gather(node)
        pairs = np.repeat(joint, self._parents.counts(node)) * len(self._level) + ancestor
        levels = self._level[ancestor]
        for places in by_level(levels):
            self._waiting[int(levels[places[0]])].append(pairs[places])

    def take_lowest(self) -> tuple[Longs, Longs]:
        """The distinct pairs of the lowest level, as their joints and their ancestors."""
        pairs = distinct_numbers(np.concatenate(self._waiting.pop(min(self._waiting))))
        joint, ancestor = np.divmod(pairs, len(self._level))
        return joint, ancestor


def by_level(level: AnyArray) -> Iterator[Longs]:
    """The places of each level that occurs, lowest first."""
    if not len(level):
        return iter(())
    order = radix_order(level - level.min())
    return iter(np.split(order, np.flatnonzero(np.diff(level[order])) + 1))


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
        reached = distinct_numbers(below[generation[below] < 0])
        steps += 1
    return generation
