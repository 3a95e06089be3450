"""What descends from several models: from each, from each alone, from two of them, from all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations

from lineage.frozen import FrozenGraph
from lineage.frozen.rollup_files import rollups_of
from lineage.frozen.subtree import Places

Subset = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DescendantCount:
    """Distinct models that descend from something, and those of them that no rule marks as mass uploads."""

    models: int
    without_mass_uploads: int


@dataclass(frozen=True, slots=True)
class ComparedFamilies:
    """Distinct descendants of compared models, none of them counted as its own: `each` model's, those that descend from
    it `alone` and from none of the others, from both of two (a row and a column for each; of one and itself: its own),
    and from `all`."""

    each: tuple[DescendantCount, ...]
    alone: tuple[DescendantCount, ...]
    both: tuple[tuple[DescendantCount, ...], ...]
    all: DescendantCount


def compared_families(graph: FrozenGraph, numbers: Sequence[int]) -> ComparedFamilies:
    """Counted by ranges of places: what it costs grows with the ranges of their families, not with the graph."""
    counts = dict(_of_subsets(graph, [graph.subtree.descendants_of(number) for number in numbers]))
    models = range(len(numbers))
    return ComparedFamilies(
        tuple(counts[at,] for at in models),
        tuple(_alone(counts, at) for at in models),
        tuple(tuple(counts[tuple(sorted({row, column}))] for column in models) for row in models),
        counts[tuple(models)],
    )


def _of_subsets(graph: FrozenGraph, families: Sequence[Places]) -> Iterator[tuple[Subset, DescendantCount]]:
    """How many descend from every model of each subset that is not empty."""
    rolled = rollups_of(graph)
    for size in range(1, len(families) + 1):
        for subset in combinations(range(len(families)), size):
            places = reduce(Places.both, (families[at] for at in subset))
            yield subset, DescendantCount(len(places), rolled.without_mass_uploads(places))


def _alone(counts: Mapping[Subset, DescendantCount], at: int) -> DescendantCount:
    """Those of one model and of no other, by inclusion and exclusion."""
    signed = [(1 if len(subset) % 2 else -1, count) for subset, count in counts.items() if at in subset]
    return DescendantCount(
        sum(sign * count.models for sign, count in signed),
        sum(sign * count.without_mass_uploads for sign, count in signed),
    )
