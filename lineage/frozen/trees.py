"""A graph as trees: its cycles contracted, and the edges above its joints cut."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from lineage.frozen.components import components
from lineage.frozen.forest import forest
from lineage.frozen.reachability import condensed_parents, joint_ancestors, levels_of
from lineage.frozen.storage.arrays import Bools, Ints
from lineage.frozen.storage.csr import Csr


@dataclass(frozen=True, slots=True)
class CutTrees:
    """Nodes as trees: the edges above joints (nodes with several parents) are cut.

    One entry a node: its part of its tree, itself included, are the places from `place` to `end`; `top` is the joint or
    the root that its tree hangs on.
    """

    top: Ints
    place: Ints
    end: Ints

    @classmethod
    def of(cls, parents: Csr) -> Self:
        """Those of a graph in which no nodes descend from each other but by joints."""
        single = np.flatnonzero(parents.degrees == 1).astype(np.int32)
        parent = np.full(len(parents.indptr) - 1, -1, np.int32)
        parent[single] = parents.indices[parents.indptr[single]]
        cut = forest(parent, np.zeros(0, np.uint8), Csr.of_edges(parent[single], single, len(parent)))
        return cls(cut.root, cut.preorder, cut.preorder + cut.size)


@dataclass(frozen=True, slots=True)
class Trees:
    """One entry a node in `parents`, `level` and `cut`; a node is the smallest number of its component.

    `component` is the node of each model, `parents` those of nodes, `level` the longest chain below a node, `cut` their
    trees. `joint` and `ancestor` are all pairs of a joint and a node above it.
    """

    component: Ints
    parents: Csr
    level: Ints
    cut: CutTrees
    joint: Ints
    ancestor: Ints

    @property
    def size(self) -> int:
        return len(self.component)

    @property
    def is_root(self) -> Bools:
        """Which models are roots; of a cycle that nothing leads to, its first one."""
        return np.asarray((self.component == np.arange(self.size)) & (self.parents.degrees == 0))

    @property
    def joints(self) -> Ints:
        """Those with several parents, each after all joints above it."""
        joints = np.flatnonzero(self.parents.degrees > 1).astype(np.int32)
        return joints[np.argsort(-self.level[joints], kind="stable")]


def trees_of(children: Csr, parents: Csr) -> Trees:
    """The trees of a graph given in both directions, without self-references; it may have cycles."""
    component = components(children, parents)
    condensed = condensed_parents(parents, component)
    level = levels_of(condensed)
    joint, ancestor = _joints_and_ancestors(condensed, level)
    return Trees(component, condensed, level, CutTrees.of(condensed), joint, ancestor)


def _joints_and_ancestors(parents: Csr, level: Ints) -> tuple[Ints, Ints]:
    pairs = [*joint_ancestors(parents, level, np.flatnonzero(parents.degrees > 1))]
    joint, ancestor = ([pair[end].astype(np.int32) for pair in pairs] for end in (0, 1))
    nothing = np.zeros(0, np.int32)
    return np.concatenate([nothing, *joint]), np.concatenate([nothing, *ancestor])
