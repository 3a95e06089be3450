"""What models descend from, as one: a model, an owner or an organisation, its own models and all below them."""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from lineage.frozen.derivations.subtree import Places
from lineage.frozen.graph import FrozenGraph
from lineage.frozen.results import Undercount
from lineage.frozen.rollups.rollups import RollUps
from lineage.frozen.storage.arrays import AnyArray, Ints
from lineage.frozen.storage.csr import Csr
from lineage.frozen.storage.distinct import distinct_numbers
from lineage.frozen.undercount import undercount_of_union

KEPT = 4
"""Progenitors whose generations are kept, for each table of organisations of a graph."""


@dataclass(frozen=True, slots=True)
class Progenitor:
    """`level` is one of `rollups.LEVELS`; `code` is a model's number, or an owner's or an organisation's code."""

    level: str
    code: int

    def simplest(self, rolled: RollUps) -> "Progenitor":
        """The organisation in place of an owner that is all of it."""
        if self.level != "owner":
            return self
        organisation = int(rolled.organisation_of_owner[self.code])
        return self if len(rolled.owners_of(organisation)) > 1 else Progenitor("organisation", organisation)

    def own_models(self, rolled: RollUps) -> Ints:
        """Its own models, whatever their status, in any order."""
        own = np.array([self.code], np.int32)
        if self.level == "model":
            return own
        return rolled.models_of_owners(rolled.owners_of(self.code) if self.level == "organisation" else own)

    def own_owners(self, graph: FrozenGraph, rolled: RollUps) -> Ints:
        """The codes of the owners whose models are its own: it, or all of the organisation that it counts for."""
        if self.level == "owner":
            return np.array([self.code], np.int32)
        return rolled.owners_of(self.organisation(graph, rolled))

    def organisation(self, graph: FrozenGraph, rolled: RollUps) -> int:
        """The code of the organisation that it counts for."""
        if self.level == "organisation":
            return self.code
        owner = self.code
        if self.level == "model":
            owner = rolled.owners(graph.models.words("author").codes[[self.code]])[0]
        return int(rolled.organisation_of_owner[owner])

    def descendants(self, graph: FrozenGraph, rolled: RollUps) -> Places:
        """The places of its union: the distinct models that descend from any of its models, none from itself."""
        if self.level == "model":
            return graph.subtree.descendants_of(self.code)
        built_on = rolled.built_on(self.own_owners(graph, rolled))
        built_on = built_on[graph.children.counts(built_on) > 0]
        if not len(built_on):
            return Places(built_on, built_on)
        family, alone = graph.subtree.family(built_on), rolled.outermost(self.level, self.code)
        return family.without(np.sort(graph.subtree.preorder[alone[graph.children.counts(alone) > 0]]))

    def undercount(self, graph: FrozenGraph, rolled: RollUps) -> Undercount | None:
        """What its union leaves out, each model once; None for nothing, and in a graph of an earlier version."""
        own = np.sort(self.own_models(rolled))
        if not graph.undercounts.models_of(own).any():  # what no count leaves out, that of all of them does not
            return None
        return undercount_of_union(graph.subtree, own, graph.copies)


class Generations:
    """How many derivations lead to models from the nearest of some: what is counted once for one progenitor after the
    other, of the same graph."""

    def __init__(self, graph: FrozenGraph) -> None:
        self._children, self._parents = graph.children, graph.parents
        self._found = np.zeros(graph.size, np.int32)  # but for a count under way nothing is found

    def of_rows(self, own: Csr, models: Csr) -> Ints:
        """The generations of all `models` that descend from those of the same row of `own`, in their order: at least
        one."""
        return np.concatenate(list(map(self._of, own.rows(), models.rows())))

    def _of(self, own: Ints, models: Ints) -> Ints:
        self._count(own)
        generations = self._found[models]
        self._found[models] = self._found[own] = 0
        return generations

    def all_of(self, own: Ints) -> Ints:
        """That of every model of the graph, 0 where it does not descend from `own`. A model of a cycle may be led to
        from itself."""
        self._count(own)
        found, self._found = self._found, np.zeros_like(self._found)
        return found

    def _count(self, own: Ints) -> None:
        frontier: AnyArray = own
        generation = 0
        while len(frontier):
            generation += 1
            below = self._children.gather(frontier)
            frontier = self._each_once(below[self._found[below] == 0])
            self._found[frontier] = generation

    def _each_once(self, below: Ints) -> AnyArray:
        """Children of distinct models, each once: only those of several parents may be there twice."""
        several = self._parents.counts(below) > 1
        if not several.any():
            return below
        return np.concatenate([below[~several], distinct_numbers(below[several])])


def generations_of_few(graph: FrozenGraph, own: Csr, models: Csr) -> Ints:
    """As `Generations.of_rows`, of few models: what it costs does not grow with the graph."""
    keys, frontier = (rows.row_of_each * np.int64(graph.size) + rows.indices for rows in (models, own))
    order = np.argsort(keys)
    ordered, found = keys[order], np.zeros(len(keys), np.int32)
    generation = 0
    while len(frontier) and len(keys):
        generation += 1
        numbers = frontier % graph.size
        of_row = np.repeat(frontier - numbers, graph.children.counts(numbers))
        below = of_row + graph.children.gather(numbers)
        at = ordered.searchsorted(below)
        at = distinct_numbers(at[ordered.take(at, mode="clip") == below])
        at = at[found[at] == 0]
        found[at] = generation
        frontier = ordered[at]
    generations = np.empty_like(found)
    generations[order] = found
    return generations


_known: WeakKeyDictionary[RollUps, dict[Progenitor, AnyArray]] = WeakKeyDictionary()


def placed_generations(graph: FrozenGraph, rolled: RollUps, one: Progenitor) -> AnyArray:
    """How many derivations lead to the model at each place of the preorder from the nearest of a progenitor's, 0 where
    it descends from none of them. Of those asked for last they are kept."""
    known = _known.setdefault(rolled, {})
    found = known.get(one)
    if found is None:
        by_number = Generations(graph).all_of(one.own_models(rolled))
        found = by_number.astype(np.min_scalar_type(by_number.max(initial=0))).take(graph.by_preorder)
        for oldest in [*known][: max(len(known) - KEPT + 1, 0)]:
            known.pop(oldest, None)
        known[one] = found
    return found
