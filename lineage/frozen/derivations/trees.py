"""A graph as trees: its cycles contracted, and the edges above its joints cut."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from lineage.frozen.derivations.components import components, within
from lineage.frozen.derivations.forest import forest
from lineage.frozen.derivations.reachability import condensed_parents, joint_ancestors, levels_of
from lineage.frozen.storage.arrays import AnyArray, Bools, Ints
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
    """One entry a node in `parents`, `level`, `cut` and `model`: the number of the model that a node is. The smallest
    of a component stands for it.

    `node` has the node of each model; where leaves are left out, that of a leaf, which `is_leaf` tells, is the node of
    its parent. `parents` are those of nodes, `level` the longest chain below a node, `cut` their trees. `joint` and
    `ancestor` are all pairs of a joint and a node above it.
    """

    node: Ints
    is_leaf: Bools
    model: Ints
    parents: Csr
    level: Ints
    cut: CutTrees
    joint: Ints
    ancestor: Ints

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return len(self.model)

    @property
    def is_root(self) -> Bools:
        """Which models are roots; of a cycle that nothing leads to, its first one."""
        stands_for_all = self.model[self.node] == np.arange(len(self.node))
        return np.asarray(stands_for_all & (self.parents.degrees[self.node] == 0))

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
    each, no_leaf = np.arange(len(component), dtype=np.int32), np.zeros(len(component), np.bool_)
    joint, ancestor = _joints_and_ancestors(condensed, level)
    return Trees(component, no_leaf, each, condensed, level, CutTrees.of(condensed), joint, ancestor)


def trees_without_leaves(children: Csr, parents: Csr, kept: AnyArray) -> Trees:
    """As `trees_of`, without most models: those that have no child and one parent, but for some that are to be `kept`.
    Whatever is counted in a tree with its leaves is counted at their parents."""
    is_leaf = (children.degrees == 0) & (parents.degrees == 1)
    is_leaf[kept] = False
    stems, leaves = np.flatnonzero(~is_leaf), np.flatnonzero(is_leaf)
    trees = trees_of(within(children, stems), within(parents, stems))
    node = np.empty(len(is_leaf), np.int32)
    node[stems] = trees.node
    node[leaves] = node[parents.indices[parents.indptr[leaves]]]
    return replace(trees, node=node, is_leaf=is_leaf, model=stems.astype(np.int32))


def _joints_and_ancestors(parents: Csr, level: Ints) -> tuple[Ints, Ints]:
    pairs = [*joint_ancestors(parents, level, np.flatnonzero(parents.degrees > 1))]
    joint, ancestor = ([pair[end].astype(np.int32) for pair in pairs] for end in (0, 1))
    nothing = np.zeros(0, np.int32)
    return np.concatenate([nothing, *joint]), np.concatenate([nothing, *ancestor])
