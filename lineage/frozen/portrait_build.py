"""Counting portraits: `lineage.frozen.portraits` says what they hold."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

import numpy as np

from lineage.frozen.graph import FrozenGraph
from lineage.frozen.portraits import (
    MOST_BUILDERS,
    MOST_MODELS,
    MOST_VALUES,
    SIZES,
    TRAINING,
    Builder,
    Downloads,
    DownloadSum,
    HangingOn,
    MonthlyParts,
    NamedCount,
    PartCount,
    Portrait,
    RankedValues,
    SizeClasses,
    frozen_portrait,
    to_arrays,
)
from lineage.frozen.progenitors import Generations, Progenitor, generations_of_few
from lineage.frozen.ranked import lowest
from lineage.frozen.results import RELATIONS, relation_code
from lineage.frozen.rollups import LEVELS, RollUps
from lineage.frozen.storage.arrays import AnyArray, Arrays, Bools, Ints, Longs
from lineage.frozen.storage.columns import months_since_1970
from lineage.frozen.storage.distinct import highest, numbered
from lineage.values import Relation

NO_MASS_UPLOAD, OWN, KINDS = np.uint8(1), np.uint8(2), 4
"""Bits of a model's kind: no rule marks it as a mass upload; it is the progenitor's own."""
GenerationsOf = Callable[[Ints, Ints], Ints]
"""How many derivations lead to some models, given second, from the nearest of others, which they descend from."""
FROZEN_FROM = 1_000
"""The portrait of a model with so many descendants is frozen, and of whoever has so many together with its own."""


def portrait_arrays(graph: FrozenGraph, rolled: RollUps) -> Arrays:
    """The large portraits of a graph; of an owner only where others count for the same organisation."""
    arrays: Arrays = {}
    generations = Generations(graph).of
    for level in LEVELS:
        models = rolled.column(level, "union")
        if level != "model":
            models = models + rolled.arrays[f"{level}.models"][0]
        large = (Progenitor(level, code) for code in np.flatnonzero(models >= FROZEN_FROM).tolist())
        themselves = (one for one in large if one.simplest(rolled) == one)
        arrays |= to_arrays(level, ((one.code, _counted(graph, rolled, one, generations)) for one in themselves))
    return arrays


def portrait(graph: FrozenGraph, rolled: RollUps, progenitor: Progenitor) -> Portrait:
    """The portrait of a progenitor: the frozen one, or counted now, which takes as long as its models are many."""
    one = progenitor.simplest(rolled)
    generations = partial(generations_of_few, graph)
    return frozen_portrait(rolled.arrays, one.level, one.code) or _counted(graph, rolled, one, generations)


def _counted(graph: FrozenGraph, rolled: RollUps, one: Progenitor, generations: GenerationsOf) -> Portrait:
    union = _Union(graph, rolled, one, generations)
    builders, builder_count = _builders(union)
    return Portrait(
        relations={relation.value: part for relation, part in union.by_relation()},
        generations=tuple(union.parts(union.generation - 1, int(union.generation.max(initial=0)))),
        months=_months(union),
        builders=tuple(builders),
        builder_count=builder_count,
        bases=_hanging(union, _most(graph.reach.descendant_count[union.bases], union.bases)),
        base_count=len(union.bases),
        trainers=_intermediates(union, union.trained),
        repackagers=_intermediates(union, union.made_by(Relation.QUANTIZED) & ~union.trained),
        most_downloaded=_most_downloaded(union),
        licenses=_licenses(union),
        tasks=_tasks(union),
        sizes=_sizes(union),
        downloads=_downloads(union, "downloads"),
        downloads_all_time=_downloads(union, "downloads_all_time"),
    )


class _Union:
    """The models of one progenitor's union, with what all counts need; one entry a model in each array.

    `own_models` are the progenitor's, `bases` those of them that others descend from, `others_of_own` those that are
    none of the union.
    """

    def __init__(self, graph: FrozenGraph, rolled: RollUps, one: Progenitor, generations: GenerationsOf) -> None:
        self.graph, self.rolled = graph, rolled
        self.own_models = one.own_models(rolled)
        self.bases = self.own_models[graph.children.counts(self.own_models) > 0]
        descendants = one.descendants(graph, rolled)
        places = descendants.each()
        placed = graph.lists.conditions
        self.models: Ints = graph.by_preorder[places]
        self.rank_of_downloads = graph.lists.rank("downloads")[places]
        self.created_at = placed.created_at[places]
        self._relations = placed.relations[places]
        self.trained = self.made_by(*TRAINING)
        self.owner = rolled.owners(placed.owners[places])
        self.is_others = _is_none_of(self.owner, one.own_owners(graph, rolled))
        self.generation = generations(self.bases, self.models)
        self.is_mass_upload = placed.is_mass_upload[places]
        self._kind = ~self.is_mass_upload * NO_MASS_UPLOAD + ~self.is_others * OWN
        self.others_of_own: Ints = self.own_models[~descendants.hold(graph.subtree.preorder[self.own_models])]

    def made_by(self, *relations: Relation) -> Bools:
        """Which were made by any of these relations from any parent."""
        bits = sum(1 << relation_code(relation) for relation in relations)
        return np.asarray(self._relations & np.uint8(bits) != 0)

    def by_relation(self) -> Iterator[tuple[Relation, PartCount]]:
        """How many were made by each relation from any parent."""
        of_masks = self._counts(self._relations, 1 << len(RELATIONS))
        return zip(RELATIONS, _parts(_bits(len(RELATIONS)).T @ of_masks), strict=True)

    def part(self, which: Bools) -> PartCount:
        """How many these are."""
        neither, no_mass_uploads, own, both = np.bincount(self._kind[which], minlength=KINDS).tolist()
        return PartCount(neither + no_mass_uploads + own + both, no_mass_uploads + both, own + both)

    def parts(self, codes: AnyArray, size: int) -> list[PartCount]:
        """How many there are of each code from 0 on; those below 0 are of none."""
        return _parts(self._counts(codes + 1, size + 1)[1:])

    def _counts(self, codes: AnyArray, size: int) -> Longs:
        """(size, KINDS): how many there are of each code and kind."""
        counts = np.bincount(codes.astype(np.int64) * KINDS + self._kind, minlength=size * KINDS)
        return counts.reshape(size, KINDS)


def _parts(counts: Longs) -> list[PartCount]:
    """Counts by kind, a row each."""
    without_mass_uploads, own = (counts @ _bits(2)).T.tolist()
    return [PartCount(*row) for row in zip(counts.sum(axis=1).tolist(), without_mass_uploads, own, strict=True)]


@cache
def _bits(bits: int) -> Longs:
    """(2**bits, bits): which bits each number has."""
    return np.arange(1 << bits)[:, np.newaxis] >> np.arange(bits) & 1


def _is_none_of(values: Ints, few: Ints) -> Bools:
    """For each value whether it is none of some."""
    return values != few[0] if len(few) == 1 else np.isin(values, few, invert=True)


def _months(union: _Union) -> MonthlyParts:
    month = months_since_1970(union.created_at)
    dated = month[month >= 0]
    first, months = (int(dated.min()), int(np.ptp(dated)) + 1) if len(dated) else (0, 0)
    counts = union.parts(np.where(month < 0, -1, month - first), months)
    return MonthlyParts(first, tuple(counts), union.part(month < 0))


def _builders(union: _Union) -> tuple[list[Builder], int]:
    """Others, those with most models first, and how many there are; models without an owner are nobody's, who is none
    of the first but counts."""
    names = union.graph.models.words("author").vocabulary
    which = union.is_others
    owners, place = numbered(union.owner[which], len(names) + 1)
    downloads = union.graph.models.numbers("downloads").values[union.models[which]]
    kinds = ~union.is_mass_upload, union.trained, union.made_by(Relation.QUANTIZED)
    flags = sum((kind[which] << bit for bit, kind in enumerate(kinds)), (downloads >= 0) << len(kinds))
    size = 1 << len(kinds) + 1
    counts = np.bincount(place * np.int64(size) + flags, minlength=len(owners) * size).reshape(-1, size)
    sums = np.bincount(place, np.maximum(downloads, 0), len(owners))
    models = counts.sum(axis=1)
    first = highest(models[owners < len(names)], MOST_BUILDERS)
    rows = zip(owners[first].tolist(), models[first], counts[first] @ _bits(len(kinds) + 1), sums[first], strict=True)
    return [_builder(names[owner], *of_owner) for owner, *of_owner in rows], len(owners)


def _builder(name: str, models: int, flags: Longs, downloads: float) -> Builder:
    """`flags` are how many are no mass uploads, trained, quantized, and state downloads."""
    without_mass_uploads, trained, quantized, stating = flags.tolist()
    total = int(downloads) if stating else None
    return Builder(name, int(models), without_mass_uploads, trained, quantized, total)


def _intermediates(union: _Union, which: Bools) -> tuple[HangingOn, ...]:
    """Others' models by what hangs on them alone; those that nothing hangs on are none."""
    models = union.models[which & union.is_others]
    models = models[union.graph.children.counts(models) > 0]
    ranked = _hanging(union, _most(union.rolled.soles(models), models))
    return tuple(one for one in ranked if one.models)


def _hanging(union: _Union, models: Ints) -> tuple[HangingOn, ...]:
    alone = ((number, union.rolled.sole(number)) for number in models.tolist())
    return tuple(HangingOn(number, int(sole.value), int(sole.without_mass_uploads)) for number, sole in alone)


def _most_downloaded(union: _Union) -> tuple[int, ...]:
    first = lowest(union.rank_of_downloads, union.is_others, MOST_MODELS, union.graph.size)
    return tuple(union.models[first].tolist())


def _licenses(union: _Union) -> RankedValues:
    """By what each is called, as lists select them."""
    return _ranked(union, *union.graph.models.licenses(union.models))


def _tasks(union: _Union) -> RankedValues:
    task = union.graph.models.words("pipeline_tag")
    codes, place = numbered(task.codes[union.models] + 1, len(task.vocabulary) + 1)
    return _ranked(union, [task.word(code - 1) for code in codes.tolist()], place)


def _ranked(union: _Union, shown: Sequence[str | None], place: AnyArray) -> RankedValues:
    """`place` says for each model which of the `shown` values it has; the same value may stand there twice."""
    values = sorted({value for value in shown if value})
    at = {value: code for code, value in enumerate(values)}
    codes = np.array([at.get(value or "", -1) for value in shown], np.int64)[place]
    counts = union.parts(codes, len(values))
    first = highest(np.array([count.models for count in counts], np.int64), MOST_VALUES).tolist()
    return RankedValues(len(values), tuple(NamedCount(values[n], counts[n]) for n in first), union.part(codes < 0))


def _sizes(union: _Union) -> SizeClasses:
    size = union.graph.models.numbers("parameters").values[union.models]
    classes = np.searchsorted(SIZES, size, side="right") - 1  # unknown sizes are below 0
    return SizeClasses(tuple(union.parts(classes, len(SIZES))), union.part(classes < 0))


def _downloads(union: _Union, name: str) -> Downloads:
    values = union.graph.models.numbers(name).values
    own, others, below = (values[models] for models in (union.own_models, union.others_of_own, union.models))
    return Downloads(_sum(own), _sum(below), _sum(others, below))


def _sum(*values: Longs) -> DownloadSum:
    """That of all values together; those below 0 are unknown."""
    stated = [some[some >= 0] for some in values]
    many = sum(map(len, stated))
    return DownloadSum(sum(int(some.sum()) for some in stated) if many else None, many, sum(map(len, values)))


def _most(counts: AnyArray, models: Ints) -> Ints:
    """The models with most, the most first, equals by number."""
    return models[highest(counts, MOST_MODELS, models)]
