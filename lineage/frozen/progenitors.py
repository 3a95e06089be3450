"""What models descend from, as one: a model, an owner or an organisation, its own models and all below them."""

from dataclasses import dataclass

import numpy as np

from lineage.frozen.graph import FrozenGraph
from lineage.frozen.rollups import RollUps
from lineage.frozen.storage.arrays import AnyArray, Ints
from lineage.frozen.storage.csr import Csr
from lineage.frozen.subtree import Places


@dataclass(frozen=True, slots=True)
class Progenitor:
    """`level` is one of `rollups.LEVELS`; `code` is a model's number, or an owner's or an organisation's code."""

    level: str
    code: int

    def own_models(self, rolled: RollUps) -> Ints:
        """Its own models, whatever their status, in any order."""
        if self.level == "model":
            return np.array([self.code], np.int32)
        return rolled.models_of_owners(self._owners(rolled))

    def own_owners(self, graph: FrozenGraph, rolled: RollUps) -> Ints:
        """The codes of its owners; of a model, that of its owner. Models without an owner have the last code."""
        if self.level != "model":
            return self._owners(rolled)
        return rolled.owners(graph.models.words("author").codes[[self.code]])

    def organisation(self, graph: FrozenGraph, rolled: RollUps) -> int:
        """The code of the organisation that it counts for."""
        if self.level == "organisation":
            return self.code
        return int(rolled.organisation_of_owner[self.own_owners(graph, rolled)[0]])

    def descendants(self, graph: FrozenGraph, rolled: RollUps) -> Places:
        """The places of its union: the distinct models that descend from any of its models, none from itself."""
        if self.level == "model":
            return graph.subtree.descendants_of(self.code)
        own = self.own_models(rolled)
        built_on = own[graph.children.counts(own) > 0]
        if not len(built_on):
            return Places(built_on, built_on)
        family, alone = graph.subtree.family(built_on), rolled.outermost(self.level, self.code)
        return family.without(np.sort(graph.subtree.preorder[alone[graph.children.counts(alone) > 0]]))

    def _owners(self, rolled: RollUps) -> Ints:
        return rolled.owners_of(self.code) if self.level == "organisation" else np.array([self.code], np.int32)


def generations(children: Csr, own: Ints) -> Ints:
    """For each model how many derivations lead to it from the nearest of `own`, at least one; 0 where none do.

    A model of a cycle may be led to from itself.
    """
    found = np.zeros(len(children.indptr) - 1, np.int32)
    frontier: AnyArray = own
    generation = 0
    while len(frontier):
        generation += 1
        below = children.gather(frontier)
        frontier = np.unique(below[found[below] == 0])
        found[frontier] = generation
    return found
