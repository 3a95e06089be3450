"""What descends from several models: from each, from each alone, from two of them, from all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lineage.frozen import FrozenGraph
from lineage.frozen.derivations.overlaps import Overlaps, in_both
from lineage.frozen.rollups.files import rollups_of
from lineage.frozen.rollups.portraits import Downloads
from lineage.frozen.rollups.progenitors import Progenitor
from lineage.frozen.storage.arrays import Longs
from lineage.values import Relation


@dataclass(frozen=True, slots=True)
class DescendantCount:
    """Distinct models that descend from something, and those of them that no rule marks as mass uploads."""

    models: int
    without_mass_uploads: int


@dataclass(frozen=True, slots=True)
class ComparedFamilies:
    """Distinct descendants of compared models, none of them counted as its own: `each` model's, those that descend from
    it `alone` and from none of the others, from both of two (a row and a column for each; of one and itself: its own),
    and from `all`. `relations` are each model's descendants by how they were made, from any parent; `downloads` of 30
    days and `downloads_all_time` those of itself, of its descendants and of both."""

    each: tuple[DescendantCount, ...]
    alone: tuple[DescendantCount, ...]
    both: tuple[tuple[DescendantCount, ...], ...]
    all: DescendantCount
    relations: tuple[Mapping[Relation, int], ...]
    downloads: tuple[Downloads, ...]
    downloads_all_time: tuple[Downloads, ...]


def compared_families(graph: FrozenGraph, numbers: Sequence[int]) -> ComparedFamilies:
    """Counted by ranges of places: what it costs grows with the ranges of their families, not with the graph."""
    from lineage.frozen.rollups.portrait_build import portraits  # noqa: PLC0415 - the front page names what can be compared

    rolled = rollups_of(graph)
    below = {Progenitor("model", number): graph.subtree.descendants_of(number) for number in numbers}
    built = portraits(graph, rolled, [*below], lambda missing: [below[one] for one in missing])
    overlaps = Overlaps.of([*below.values()])
    counts = overlaps.counts(overlaps.bounds)
    unmarked = overlaps.counts(rolled.without_mass_uploads_before(overlaps.bounds))
    apart = _both_ways(counts, unmarked)
    both = tuple(map(_both_ways, in_both(counts), in_both(unmarked)))
    return ComparedFamilies(
        tuple(row[at] for at, row in enumerate(both)),
        tuple(apart[1 << at] for at in range(len(numbers))),
        both,
        apart[-1],
        tuple({relation: one.relations[relation].models for relation in Relation} for one in built),
        tuple(one.downloads for one in built),
        tuple(one.downloads_all_time for one in built),
    )


def _both_ways(models: Longs, without_mass_uploads: Longs) -> tuple[DescendantCount, ...]:
    return tuple(map(DescendantCount, models.tolist(), without_mass_uploads.tolist()))
