"""Walks along derivations from some models, a step at a time: how far each model is, and by which derivation."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from lineage.frozen.adjacency import Adjacency
from lineage.frozen.paths import paths_to_roots
from lineage.frozen.results import Paths, relation_code
from lineage.frozen.storage.arrays import AnyArray, Codes, Ints, Longs
from lineage.frozen.storage.csr import Csr, ranges
from lineage.frozen.storage.distinct import distinct_numbers
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


_Step = tuple[Ints, Ints, Longs]


def walk(
    adjacency: Adjacency, start: AnyArray, relations: Collection[Relation | str] = (), max_depth: int | None = None
) -> ModelsMet:
    """The models that steps lead to from those of `start`, which are not met themselves.

    With `relations` only derivations by one of them are steps; of `max_depth` steps at most. Raises BadInput for a
    relation that is none.
    """
    codes = [relation_code(relation) for relation in relations]
    seen = np.zeros(len(adjacency.indptr) - 1, np.bool_)
    seen[start] = True
    frontier: Ints = distinct_numbers(start).astype(np.int32)
    steps: list[_Step] = []
    while len(frontier) and (max_depth is None or len(steps) < max_depth):
        step = _step(adjacency, frontier, codes, seen)
        frontier = step[0]
        seen[frontier] = True
        steps.append(step)
    return _joined(adjacency, steps)


def paths_between(children: Adjacency, parents: Adjacency, number: int, ancestor: int, limit: int) -> Paths:
    """At most `limit` ways up from a model to one of its ancestors that meet no model twice, shortest first; none where
    it is no ancestor."""
    size = len(parents.indptr) - 1
    below = walk(children, np.array([ancestor]))
    distance, is_end = np.full(size, -1, np.int32), np.zeros(size, np.bool_)
    distance[below.numbers], distance[ancestor], is_end[ancestor] = below.distance, 0, True
    if distance[number] < 0:
        return Paths([], truncated=False)
    rows = np.append(walk(parents, np.array([number])).numbers, np.int32(number))
    rows.sort()
    above = parents.gather(rows)
    leads = distance[above] >= 0
    kept = Csr.of_sorted(np.repeat(rows, parents.counts(rows))[leads], above[leads], size)
    return paths_to_roots(number, kept, distance, is_end, limit)


def _step(adjacency: Adjacency, frontier: Ints, codes: list[int], seen: AnyArray) -> _Step:
    """The models one step away that were not seen, the neighbour of each, and the derivation's place."""
    counts = adjacency.counts(frontier)
    places = ranges(adjacency.indptr[frontier], counts)
    taken = ~seen[adjacency.indices[places]]
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
