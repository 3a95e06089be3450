"""The models that quantisations alone, one behind another, lead down to.

The children of a model stand in the order of their descendants, so that those with children of their own come first:
of a large family only these few are walked on from, and all others are looked at where they lie.
"""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from lineage.frozen import FrozenGraph
from lineage.frozen.derivations.adjacency import Adjacency
from lineage.frozen.results import relation_code
from lineage.frozen.storage.arrays import AnyArray, Bools, Ints, Longs
from lineage.frozen.storage.csr import ranges
from lineage.frozen.storage.distinct import are_among, distinct_numbers, first_of_each
from lineage.values import Relation

QUANTIZED = relation_code(Relation.QUANTIZED)
NOBODY = np.zeros(0, np.int64)


def quantized_below(graph: FrozenGraph, numbers: Sequence[int]) -> tuple[Ints, Ints]:
    """The distinct models that are led to from any of some models, these themselves left out; most downloaded first,
    equals by number. And their ranks in that order of all models."""
    children, ranks = graph.children, graph.lists.child_ranks("downloads")
    start = np.array(numbers, np.int64)
    made = [_made_from(children, number) for number in numbers]
    parents = np.concatenate([children.indices[places[: _parents_among(children, places)]] for places in made])
    made.append(_further(children, np.sort(start), distinct_numbers(parents).astype(np.int64))[1])
    found, rank = (np.concatenate([array.take(places) for places in made]) for array in (children.indices, ranks))
    order = rank.argsort(kind="stable")  # quick on what is nearly sorted
    found, rank = found.take(order), rank.take(order)
    kept = np.ones(len(found), np.bool_)
    np.not_equal(found[1:], found[:-1], out=kept[1:])
    for number in numbers:
        kept &= found != number
    return (found, rank) if kept.all() else (found[kept], rank[kept])


def counts_quantized_below(graph: FrozenGraph, numbers: Sequence[int]) -> list[int]:
    """How many distinct models are led to from each of some models, itself left out."""
    if not len(numbers):
        return []
    children, size = graph.children, graph.size
    start = np.array(numbers, np.int64)
    counts, places = _made_from_each(children, start)
    if len(places):
        whose, below = np.repeat(np.arange(len(numbers)), counts), children.indices[places]
        is_parent = children.counts(below) > 0
        start += np.arange(len(numbers)) * size
        whose, places = _further(children, start, np.sort(whose[is_parent] * size + below[is_parent]))
        again = _are_quantized_from(graph, children.indices[places], start[whose] % size)
        counts += np.bincount(whose[~again], minlength=len(numbers))
    result: list[int] = counts.tolist()
    return result


def _made_from(children: Adjacency, number: int) -> Longs:
    """The places, among all children, of those that were quantized from a model."""
    row = children.row(number)
    places: Longs = (children.relation[row] == QUANTIZED).nonzero()[0]
    places += row.start
    return places


def _made_from_each(children: Adjacency, numbers: Longs) -> tuple[Longs, Longs]:
    """How many were quantized from each of some models, and their places, those of one model after the other's."""
    starts, degrees = children.indptr[numbers], children.counts(numbers)
    rows = zip(starts.tolist(), (starts + degrees).tolist(), strict=True)
    made = np.concatenate([children.relation[start:end] for start, end in rows]) == QUANTIZED
    (at,) = made.nonzero()
    ends = np.cumsum(degrees)
    counts = np.diff(at.searchsorted(ends), prepend=0)
    return counts, at + np.repeat(starts - ends + degrees, counts)


def _parents_among(children: Adjacency, places: Longs) -> int:
    """How many of a model's children have children themselves, who come first; by their places, ascending."""
    return bisect_left(places, True, key=lambda place: children.degree(int(children.indices[place])) == 0)


def _further(children: Adjacency, start: Longs, parents: Longs) -> tuple[Longs, Longs]:
    """Whose and at which places of all children are the models that are led to from some that were quantized from
    `start`; each once for everybody it is of, none of `start` or of those `parents`.

    Either is given ascending, as whose it is, times the number of all models, and its number.
    """
    size = len(children.indptr) - 1
    of, at, met, last = [NOBODY], [NOBODY], np.sort(np.concatenate([start, parents])), parents
    while len(last):
        owner, number = np.divmod(last, size)
        degrees = children.counts(number)
        places = ranges(children.indptr[number], degrees)
        quantized = children.relation[places] == QUANTIZED
        if not quantized.any():
            break
        places, whose = places[quantized], owner.repeat(degrees)[quantized]
        keys, first = first_of_each(whose * size + children.indices[places])
        new = ~are_among(keys, met)
        keys, first = keys[new], first[new]
        of.append(whose[first])
        at.append(places[first])
        met = np.sort(np.append(met, keys), kind="stable")
        last = keys[children.counts(keys % size) > 0]
    return np.concatenate(of), np.concatenate(at)


def _are_quantized_from(graph: FrozenGraph, numbers: AnyArray, parents: AnyArray) -> Bools:
    """For each of `numbers` whether it was quantized from the one of `parents` beside it."""
    above, degrees = graph.parents, graph.parents.counts(numbers)
    places = ranges(above.indptr[numbers], degrees)
    is_so = (above.indices[places] == np.repeat(parents, degrees)) & (above.relation[places] == QUANTIZED)
    return np.bincount(np.repeat(np.arange(len(numbers)), degrees), is_so, len(numbers)) > 0
