"""The display forest: the one parent under which each model is drawn, and what follows from it."""

from collections import deque
from dataclasses import dataclass
from typing import Self

import numpy as np

from lineage.frozen.derivations.reachability import Reachability, by_level
from lineage.frozen.results import RELATIONS
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Codes, Ints, Longs
from lineage.frozen.storage.csr import Csr
from lineage.values import Relation

NO_RELATION = 255


@dataclass(frozen=True, slots=True)
class Forest:
    """One entry a model: `parent` (-1 at roots), the code of its `relation` to that parent (NO_RELATION at roots), its
    `root`, and the `size` of its subtree, itself included.

    `children` are the same edges downwards, in the order siblings are drawn. `preorder` numbers the models so that each
    subtree is one range: from `preorder[m]`, `size[m]` long.
    """

    parent: Ints
    relation: Codes
    root: Ints
    size: Ints
    children: Csr
    preorder: Ints

    @classmethod
    def of(cls, arrays: ArrayFile) -> Self:
        """The forest of a frozen graph's file."""
        parent, relation, root, size = (arrays[f"primary.{name}"] for name in ("parent", "relation", "root", "size"))
        children = Csr(arrays["primary.indptr"], arrays["primary.indices"])
        return cls(parent, relation, root, size, children, arrays["preorder"])

    def arrays(self) -> dict[str, AnyArray]:
        """The arrays by their names in a frozen graph's file."""
        return {
            "primary.parent": self.parent,
            "primary.relation": self.relation,
            "primary.root": self.root,
            "primary.size": self.size,
            "primary.indptr": self.children.indptr,
            "primary.indices": self.children.indices,
            "preorder": self.preorder,
        }

    def relations_of(self, numbers: AnyArray) -> list[Relation | None]:
        """The relation of each model to the parent it is drawn under; None at roots."""
        return [None if code == NO_RELATION else RELATIONS[code] for code in self.relation[numbers].tolist()]


def primary_parents(children: Csr, parents: Csr, facts: Reachability, is_listed: Bools) -> Ints:
    """For each model the parent it is drawn under, -1 at roots; following it never comes back.

    Among several: one outside the model's own cycle, then a listed one, then the one with most descendants, then the
    smallest number. Models of a cycle that none outside leads to hang on one another, nearest to the way in.
    """
    size = len(parents.indptr) - 1
    child = parents.row_of_each
    parent = parents.indices.copy()
    several = np.flatnonzero(np.repeat(parents.degrees > 1, parents.degrees))
    of = parent[several]
    best = np.lexsort((of, -facts.descendant_count[of], ~is_listed[of], child[several]))
    parent[several] = of[best]
    outside = facts.component[child] != facts.component[parent]
    chosen = np.full(size, -1, np.int32)
    firsts = np.flatnonzero(outside)[np.diff(child[outside], prepend=-1) > 0]
    chosen[child[firsts]] = parent[firsts]
    _hang_cycles(chosen, children, parents, facts, is_listed)
    return chosen


def _hang_cycles(chosen: Ints, children: Csr, parents: Csr, facts: Reachability, is_listed: Bools) -> None:
    """Give the models of cycles that have no parent outside one inside, level by level from the way in."""
    in_cycle = np.flatnonzero(np.bincount(facts.component, minlength=len(chosen))[facts.component] > 1)
    ways_in = [n for n in in_cycle.tolist() if chosen[n] >= 0 or facts.is_root[n]]
    steps = dict.fromkeys(ways_in, 0)
    queue = deque(ways_in)
    while queue:
        number = queue.popleft()
        for child in children.of(number).tolist():
            if facts.component[child] == facts.component[number] and child not in steps:
                steps[child] = steps[number] + 1
                queue.append(child)
    for number, step in steps.items():
        if step:
            inside = (p for p in parents.of(number).tolist() if facts.component[p] == facts.component[number])
            nearer = [p for p in inside if steps[p] == step - 1]
            chosen[number] = min(nearer, key=lambda p: (not is_listed[p], p))


def forest(parent: Ints, relation: Codes, children: Csr) -> Forest:
    """The forest of `parent`; `children` are the same edges in the order siblings are drawn."""
    size = np.ones(len(parent), np.int64)
    roots, hanging = np.flatnonzero(parent < 0), np.flatnonzero(parent >= 0)
    levels = [hanging[places] for places in by_level(_levels(parent, hanging))]
    for numbers in reversed(levels):
        np.add.at(size, parent[numbers], size[numbers])
    root = np.arange(len(parent), dtype=np.int32)
    preorder = _places_among_siblings(children, size)
    preorder[roots] = np.cumsum(size[roots]) - size[roots]
    for numbers in levels:
        root[numbers] = root[parent[numbers]]
        preorder[numbers] += preorder[parent[numbers]] + 1
    return Forest(parent, relation, root, size.astype(np.int32), children, preorder.astype(np.int32))


def _levels(parent: Ints, hanging: Longs) -> Ints:
    """How many steps each model that is `hanging` on another is below its root, by doubling the step that each round
    takes."""
    place = np.full(len(parent), len(hanging), np.int32)  # of roots: behind the others, where every way ends
    place[hanging] = np.arange(len(hanging), dtype=np.int32)
    level = np.append(np.ones(len(hanging), np.int32), np.int32(0))
    above = np.append(place[parent[hanging]], len(hanging))
    while True:
        further = level + level[above]
        if (further == level).all():
            return level[:-1]
        level, above = further, above[above]


def _places_among_siblings(children: Csr, size: Longs) -> Longs:
    """How many models stand in the subtrees of each model's siblings before it; 0 at roots."""
    before = np.zeros(len(size), np.int64)
    sizes = size[children.indices]
    ends = np.cumsum(sizes)
    starts = np.concatenate([[0], ends])[children.indptr[:-1]]
    before[children.indices] = ends - sizes - np.repeat(starts, children.degrees)
    return before
