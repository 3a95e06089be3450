"""Counting portraits: `lineage.frozen.portraits` says what they hold."""

from collections.abc import Iterator, Sequence

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
from lineage.frozen.progenitors import Progenitor, generations
from lineage.frozen.results import RELATIONS, relation_code
from lineage.frozen.rollups import LEVELS, RollUps
from lineage.frozen.storage.arrays import AnyArray, Arrays, Bools, Ints
from lineage.frozen.storage.columns import months_since_1970
from lineage.frozen.storage.distinct import distinct_numbers, highest, numbered
from lineage.values import Relation

FROZEN_FROM = 1_000
"""The portrait of a model with so many descendants is frozen, and of whoever has so many together with its own."""


def portrait_arrays(graph: FrozenGraph, rolled: RollUps) -> Arrays:
    """The large portraits of a graph; of an owner only where others count for the same organisation."""
    arrays: Arrays = {}
    for level in LEVELS:
        models = rolled.column(level, "union")
        if level != "model":
            models = models + rolled.arrays[f"{level}.models"][0]
        large = (Progenitor(level, code) for code in np.flatnonzero(models >= FROZEN_FROM).tolist())
        counted = ((one.code, _counted(graph, rolled, one)) for one in large if one.simplest(rolled) == one)
        arrays |= to_arrays(level, counted)
    return arrays


def portrait(graph: FrozenGraph, rolled: RollUps, progenitor: Progenitor) -> Portrait:
    """The portrait of a progenitor: the frozen one, or counted now, which takes as long as its models are many."""
    one = progenitor.simplest(rolled)
    return frozen_portrait(rolled.arrays, one.level, one.code) or _counted(graph, rolled, one)


def _counted(graph: FrozenGraph, rolled: RollUps, one: Progenitor) -> Portrait:
    union = _Union(graph, rolled, one)
    return Portrait(
        relations={relation.value: union.part(union.made_by(relation)) for relation in RELATIONS},
        generations=tuple(union.parts(union.generation - 1, int(union.generation.max(initial=0)))),
        months=_months(union),
        builders=tuple(_builders(union)),
        builder_count=len(distinct_numbers(union.owner[union.is_others])),
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

    `own_models` are the progenitor's, `bases` those of them that others descend from.
    """

    def __init__(self, graph: FrozenGraph, rolled: RollUps, one: Progenitor) -> None:
        self.graph, self.rolled = graph, rolled
        self.own_models = one.own_models(rolled)
        self.bases = self.own_models[graph.children.counts(self.own_models) > 0]
        places = one.descendants(graph, rolled).each()
        self.models: Ints = graph.by_preorder[places]
        self._relations = graph.lists.relations[places]
        self.trained = self.made_by(*TRAINING)
        self.owner = rolled.owners(graph.models.words("author").codes[self.models])
        self.is_others = np.isin(self.owner, one.own_owners(graph, rolled), invert=True)
        self.generation = generations(graph.children, self.own_models)[self.models]
        self._is_no_mass_upload = ~graph.models.are_mass_uploads(self.models)
        self.with_own = distinct_numbers(np.concatenate([self.own_models, self.models]))

    def made_by(self, *relations: Relation) -> Bools:
        """Which were made by any of these relations from any parent."""
        bits = sum(1 << relation_code(relation) for relation in relations)
        return np.asarray(self._relations & np.uint8(bits) != 0)

    def part(self, which: Bools) -> PartCount:
        """How many these are."""
        return PartCount(*(int(np.count_nonzero(kind)) for kind in self.kinds(which)))

    def parts(self, codes: AnyArray, size: int) -> Iterator[PartCount]:
        """How many there are of each code from 0 on; those below 0 are of none."""
        counts = (np.bincount(codes[kind], minlength=size).tolist() for kind in self.kinds(codes >= 0))
        return (PartCount(*row) for row in zip(*counts, strict=True))

    def kinds(self, which: Bools) -> tuple[Bools, Bools, Bools]:
        """These, those of them that are no mass uploads, and its own."""
        return which, which & self._is_no_mass_upload, which & ~self.is_others


def _months(union: _Union) -> MonthlyParts:
    month = months_since_1970(union.graph.models.moments("created_at").values[union.models])
    dated = month[month >= 0]
    first, months = (int(dated.min()), int(np.ptp(dated)) + 1) if len(dated) else (0, 0)
    counts = union.parts(np.where(month < 0, -1, month - first), months)
    return MonthlyParts(first, tuple(counts), union.part(month < 0))


def _builders(union: _Union) -> Iterator[Builder]:
    """Others, those with most models first; models without an owner are nobody's."""
    downloads = union.graph.models.numbers("downloads").values[union.models]
    names = union.graph.models.words("author").vocabulary
    which = union.is_others & (union.owner < len(names))
    owners, place = numbered(union.owner[which], len(names))
    _, no_mass_uploads, _ = union.kinds(which)
    kinds = (
        which,
        no_mass_uploads,
        which & union.trained,
        which & union.made_by(Relation.QUANTIZED),
        which & (downloads >= 0),
    )
    counts = np.stack([np.bincount(place[kind[which]], minlength=len(owners)) for kind in kinds])
    sums = np.bincount(place, np.maximum(downloads[which], 0), len(owners))
    for at in highest(counts[0], MOST_BUILDERS).tolist():
        models, without, trained_ones, quantized_ones, stating = counts[:, at].tolist()
        total = int(sums[at]) if stating else None
        yield Builder(names[int(owners[at])], models, without, trained_ones, quantized_ones, total)


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
    models = union.models[union.is_others]
    return tuple(_most(union.graph.models.numbers("downloads").values[models], models).tolist())


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
    counts = list(union.parts(codes, len(values)))
    first = highest(np.array([count.models for count in counts], np.int64), MOST_VALUES).tolist()
    return RankedValues(len(values), tuple(NamedCount(values[n], counts[n]) for n in first), union.part(codes < 0))


def _sizes(union: _Union) -> SizeClasses:
    size = union.graph.models.numbers("parameters").values[union.models]
    classes = np.searchsorted(SIZES, size, side="right") - 1  # unknown sizes are below 0
    return SizeClasses(tuple(union.parts(classes, len(SIZES))), union.part(classes < 0))


def _downloads(union: _Union, name: str) -> Downloads:
    return Downloads(*(_sum(union, name, models) for models in (union.own_models, union.models, union.with_own)))


def _sum(union: _Union, name: str, models: AnyArray) -> DownloadSum:
    values = union.graph.models.numbers(name).values[models]
    stated = values[values >= 0]
    return DownloadSum(int(stated.sum()) if len(stated) else None, len(stated), len(models))


def _most(counts: AnyArray, models: Ints) -> Ints:
    """The models with most, the most first, equals by number."""
    return models[highest(counts, MOST_MODELS, models)]
