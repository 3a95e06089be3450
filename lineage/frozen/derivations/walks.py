"""Walks along derivations from some models, a step at a time: how far each model is, and by which derivation."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from lineage.frozen.derivations.adjacency import Adjacency
from lineage.frozen.derivations.paths import paths_to_roots
from lineage.frozen.results import Paths, relation_code
from lineage.frozen.storage.arrays import AnyArray, Bools, Codes, Ints, Longs
from lineage.frozen.storage.csr import Csr, ranges
from lineage.frozen.storage.distinct import are_among, distinct_numbers
from lineage.values import Relation


@dataclass(frozen=True, slots=True)
class ModelsMet:
    """Models that were met, each once, by number: in how many steps, coming from which neighbour (of several at that
    distance the first), and the relation and evidence of the derivation between the two."""

    numbers: Ints
    distance: Ints
    neighbour: Ints
    relation: Codes
    evidence: Codes


FEW = 64
"""One model in so many is few."""

_Step = tuple[Ints, Ints, Longs]


def walk(
    adjacency: Adjacency, start: AnyArray, relations: Collection[Relation | str] = (), max_depth: int | None = None
) -> ModelsMet:
    """The models that steps lead to from those of `start`, which are not met themselves.

    With `relations` only derivations by one of them are steps; of `max_depth` steps at most. Raises BadInput for a
    relation that is none.
    """
    codes = [relation_code(relation) for relation in relations]
    seen = _Seen(start, len(adjacency.indptr) - 1)
    frontier: Ints = distinct_numbers(start).astype(np.int32)
    steps: list[_Step] = []
    while len(frontier) and (max_depth is None or len(steps) < max_depth):
        step = _step(adjacency, frontier, codes, seen)
        frontier = step[0]
        seen.add(frontier)
        steps.append(step)
    return _joined(adjacency, steps)


def paths_between(parents: Adjacency, number: int, ancestor: int, limit: int) -> Paths:
    """At most `limit` ways up from a model to one of its ancestors that meet no model twice, shortest first; none where
    it is no ancestor."""
    models = np.sort(np.append(walk(parents, np.array([number])).numbers, np.int32(number)))
    begin, end = np.searchsorted(models, (number, ancestor)).tolist()
    if end == len(models) or models[end] != ancestor:
        return Paths([], truncated=False)
    child = np.repeat(np.arange(len(models)), parents.counts(models))
    parent = np.searchsorted(models, parents.gather(models))
    distance = _steps_to(end, Csr.of_edges(parent, child, len(models)))
    leads = distance[parent] >= 0
    kept = Csr.of_sorted(child[leads], parent[leads], len(models))
    found = paths_to_roots(begin, kept, distance, np.arange(len(models)) == end, limit)
    return Paths([models[path].tolist() for path in found.paths], found.truncated)


def _steps_to(end: int, children: Csr) -> Ints:
    """How many steps up lead from each model of a small graph to that at `end`; -1 where none do."""
    distance = np.full(len(children.indptr) - 1, -1, np.int32)
    frontier, steps = np.array([end]), 0
    while len(frontier):
        distance[frontier], steps = steps, steps + 1
        below = children.gather(frontier)
        frontier = distinct_numbers(below[distance[below] < 0])
    return distance


class _Seen:
    """The models that a walk has met: in order while they are few, so that a short walk makes nothing of the size of
    the graph; a mask of all models once it would cost no more."""

    def __init__(self, start: AnyArray, size: int) -> None:
        self._numbers: AnyArray = distinct_numbers(start)
        self._mask: Bools | None = None
        self._size, self._written = size, 0

    def add(self, numbers: Ints) -> None:
        """Have distinct models, none of which was met."""
        if self._mask is None:
            self._numbers = np.sort(np.concatenate([self._numbers, numbers]))
            self._written += len(self._numbers)
            if self._written * FEW > self._size:
                self._mask = np.zeros(self._size, np.bool_)
                self._mask[self._numbers] = True
        else:
            self._mask[numbers] = True

    def hold(self, numbers: Ints) -> Bools:
        """Whether each of some models was met."""
        if self._mask is not None:
            return self._mask[numbers]
        return are_among(numbers, self._numbers)


def _step(adjacency: Adjacency, frontier: Ints, codes: list[int], seen: _Seen) -> _Step:
    """The models one step away that were not seen, the neighbour of each, and the derivation's place."""
    counts = adjacency.counts(frontier)
    places = ranges(adjacency.indptr[frontier], counts)
    taken = ~seen.hold(adjacency.indices[places])
    if codes:
        taken &= np.isin(adjacency.relation[places], codes)
    places, neighbours = places[taken], np.repeat(frontier, counts)[taken]
    met, first = np.unique(adjacency.indices[places], return_index=True)
    return met, neighbours[first], places[first]


def _joined(adjacency: Adjacency, steps: list[_Step]) -> ModelsMet:
    nothing = np.zeros(0, np.int32)
    numbers, neighbours = (np.concatenate([nothing, *(step[part] for step in steps)]) for part in (0, 1))
    places = np.concatenate([np.zeros(0, np.int64), *(step[2] for step in steps)])
    distance = np.repeat(np.arange(1, len(steps) + 1, dtype=np.int32), [len(step[0]) for step in steps])
    order = np.argsort(numbers)
    at = places[order]
    return ModelsMet(numbers[order], distance[order], neighbours[order], adjacency.relation[at], adjacency.evidence[at])
