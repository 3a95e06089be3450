"""Counting portraits: `lineage.frozen.rollups.portraits` says what they hold."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import chain, islice
from typing import TypeVar

import numpy as np

from lineage.frozen.derivations.subtree import Places
from lineage.frozen.graph import FrozenGraph
from lineage.frozen.results import RELATIONS, relation_code
from lineage.frozen.rollups.portraits import (
    MOST_BUILDERS,
    MOST_PORTRAIT_MODELS,
    MOST_PORTRAIT_VALUES,
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
from lineage.frozen.rollups.progenitors import Generations, Progenitor, generations_of_few
from lineage.frozen.rollups.rollups import LEVELS, RollUps
from lineage.frozen.storage.arrays import AnyArray, Arrays, Bools, Ints, Longs
from lineage.frozen.storage.columns import months_since_1970
from lineage.frozen.storage.csr import Csr
from lineage.frozen.storage.distinct import highest, numbered, pair_keys
from lineage.values import Relation

Entry = TypeVar("Entry")
NO_MASS_UPLOAD, OWN, KINDS = np.uint8(1), np.uint8(2), 4
"""Bits of a model's kind: no rule marks it as a mass upload; it is the progenitor's own."""
COUNTED_AS = np.array([[1, kind & 1, kind >> 1] for kind in range(KINDS)])
"""(KINDS, 3): what a model of each kind adds to the fields of a PartCount."""
UnionsOf = Callable[[Sequence[Progenitor]], Sequence[Places]]
"""The places of the unions of some progenitors, each of them given once."""
GenerationsOf = Callable[[Csr, Csr], Ints]
"""How many derivations lead to some models, given second, from the nearest of those given first in the same row, which
they descend from."""
AT_ONCE = 4_096
"""Entries of all unions that are ranked by one sort; of more the highest are looked for union by union."""
FROZEN_FROM = 1_000
"""Portraits are frozen of models with so many descendants, and of whoever has so many together with its own, but for
those that DEEP and TIMES leave out."""
DEEP = 256
DEEPEST = 8
"""A portrait takes as long as the longest chain of derivations: where that is longer than DEEP, so many are frozen."""
TIMES = 8
"""As many models as the graph has, so many times, are in all frozen portraits of a level at most: in the largest."""


def portrait_arrays(graph: FrozenGraph, rolled: RollUps) -> Arrays:
    """The large portraits of a graph; of an owner only where others count for the same organisation."""
    arrays: Arrays = {}
    generations = Generations(graph).of_rows
    for level in LEVELS:
        models = rolled.column(level, "union")
        if level != "model":
            models = models + rolled.arrays[f"{level}.models"][0]
        large = np.flatnonzero(models >= FROZEN_FROM)
        kept = large[_are_frozen(models[large], _depths(graph, rolled, level)[large], graph.size)]
        ones = (Progenitor(level, code) for code in kept.tolist())
        themselves = (one for one in ones if one.simplest(rolled) == one)
        unions = ((one, one.descendants(graph, rolled)) for one in themselves)
        drawn = ((one.code, _counted(graph, rolled, [one], [union], generations)[0]) for one, union in unions)
        arrays |= to_arrays(level, drawn)
    return arrays


def _depths(graph: FrozenGraph, rolled: RollUps, level: str) -> AnyArray:
    """The longest chain of derivations below any of its models, of each model, owner or organisation."""
    depth = graph.reach.depth
    if level == "model":
        return depth
    author = graph.models.words("author").codes
    codes = rolled.owners(author) if level == "owner" else rolled.organisations_of(author)
    deepest = np.zeros(int(codes.max(initial=-1)) + 1, depth.dtype)
    np.maximum.at(deepest, codes, depth)
    return deepest


def _are_frozen(models: AnyArray, depth: AnyArray, size: int) -> Bools:
    """Which of some portraits of so many models are frozen, in a graph of this size."""
    frozen, largest = np.zeros(len(models), np.bool_), np.argsort(-models, kind="stable")
    deep = depth[largest] > DEEP
    shallow = largest[~deep]
    frozen[shallow[np.cumsum(models[shallow], dtype=np.int64) <= TIMES * size]] = True
    frozen[largest[deep][:DEEPEST]] = True
    return frozen


def portraits(
    graph: FrozenGraph, rolled: RollUps, progenitors: Sequence[Progenitor], unions_of: UnionsOf
) -> list[Portrait]:
    """The portraits of some progenitors: the frozen ones; the others are counted now, which takes as long as their
    models are many."""
    ones = [one.simplest(rolled) for one in progenitors]
    found = {one: frozen_portrait(rolled.arrays, one.level, one.code) for one in ones}
    missing = [one for one, portrait in found.items() if portrait is None]
    generations = partial(generations_of_few, graph)
    counted = _counted(graph, rolled, missing, unions_of(missing), generations) if missing else []
    known = dict(zip(missing, counted, strict=True))
    return [found[one] or known[one] for one in ones]


def _counted(
    graph: FrozenGraph,
    rolled: RollUps,
    ones: Sequence[Progenitor],
    places: Sequence[Places],
    generations: GenerationsOf,
) -> list[Portrait]:
    """Those of several, from the places of their unions, are counted at once: most unions are of a few models, and what
    they cost is each look at an array."""
    unions = _Unions(graph, rolled, ones, places, generations)
    builders, builder_count = _builders(unions)
    bases, trainers, repackagers = _hanging(unions)
    counted = {
        "relations": _relations(unions),
        "generations": _generations(unions),
        "months": _months(unions),
        "builders": builders,
        "builder_count": builder_count,
        "bases": bases,
        "base_count": unions.bases.degrees.tolist(),
        "trainers": trainers,
        "repackagers": repackagers,
        "most_downloaded": _most_downloaded(unions),
        "licenses": _licenses(unions),
        "tasks": _tasks(unions),
        "sizes": _sizes(unions),
        "downloads": _downloads(unions, "downloads"),
        "downloads_all_time": _downloads(unions, "downloads_all_time"),
        "languages": _languages(unions),
    }
    return [Portrait(**dict(zip(counted, parts, strict=True))) for parts in zip(*counted.values(), strict=True)]


class _Unions:
    """The models of some progenitors' unions, one union after the other, with what all counts need: one entry a model
    in each array.

    `models` has a row for each union; so have `own_models`, the progenitor's, and `bases`, those of them that others
    descend from. `downloaded` has first the rows of `own_models`, then without those of the union, then of `models`.
    """

    def __init__(
        self,
        graph: FrozenGraph,
        rolled: RollUps,
        ones: Sequence[Progenitor],
        unions: Sequence[Places],
        generations: GenerationsOf,
    ) -> None:
        self.graph, self.rolled, self.size = graph, rolled, len(ones)
        by_union = Csr.of_rows([union.each() for union in unions])
        places = by_union.indices
        placed = graph.lists.conditions
        self.of = by_union.row_of_each
        self.models = Csr(by_union.indptr, graph.by_preorder[places])
        self.own_models = Csr.of_rows([one.own_models(rolled) for one in ones])
        self.bases = self.own_models.where(graph.children.counts(self.own_models.indices) > 0)
        self.rank_of_downloads = graph.lists.rank("downloads")[places]
        self.created_at = placed.created_at[places]
        self._relations = placed.relations[places]
        self.trained = self.made_by(*TRAINING)
        self.owner = rolled.owners(placed.owners[places])
        own_owners = [one.own_owners(graph, rolled) for one in ones]
        self.is_others = np.concatenate(list(map(_is_none_of, self.models.rows(self.owner), own_owners)))
        self.generation = generations(self.bases, self.models)
        self.is_mass_upload = placed.is_mass_upload[places]
        self._kind_of_union = ~self.is_mass_upload * NO_MASS_UPLOAD + ~self.is_others * OWN + KINDS * self.of
        own_places = self.own_models.rows(graph.subtree.preorder[self.own_models.indices])
        others_of_own = self.own_models.where(~np.concatenate(list(map(Places.hold, unions, own_places))))
        self.downloaded = Csr.below([self.own_models, others_of_own, self.models])

    def made_by(self, *relations: Relation) -> Bools:
        """Which were made by any of these relations from any parent."""
        bits = sum(1 << relation_code(relation) for relation in relations)
        return np.asarray(self._relations & np.uint8(bits) != 0)

    def by_relation(self) -> Longs:
        """(unions, relations, KINDS): how many were made by each relation from any parent."""
        return np.asarray(_bits(len(RELATIONS)).T @ self._counts(self._relations, 1 << len(RELATIONS)))

    def counts(self, codes: AnyArray, size: int) -> tuple[Longs, Longs]:
        """(unions, size, KINDS) and (unions, KINDS): how many there are of each code from 0 on, and how many below."""
        counts = self._counts(codes + 1, size + 1)
        return counts[:, 1:], counts[:, 0]

    def _counts(self, codes: AnyArray, size: int) -> Longs:
        """(unions, size, KINDS): how many there are of each code and kind."""
        kinds = self.size * KINDS
        counts = np.bincount(codes.astype(np.int64) * kinds + self._kind_of_union, minlength=size * kinds)
        return counts.reshape(size, self.size, KINDS).swapaxes(0, 1)


def _parts_of_each(counts: Sequence[Longs]) -> list[tuple[PartCount, ...]]:
    """Counts by kind, a row each: several rows together, or one union's after the other's."""
    parts = (PartCount(*row) for row in (np.concatenate(counts) @ COUNTED_AS).tolist())
    return _divided(parts, map(len, counts))


def _divided(entries: Iterable[Entry], lengths: Iterable[int]) -> list[tuple[Entry, ...]]:
    """Entries of all unions, one union after the other: so many of each."""
    left = iter(entries)
    return [tuple(islice(left, length)) for length in lengths]


@cache
def _bits(bits: int) -> Longs:
    """(2**bits, bits): which bits each number has."""
    return np.arange(1 << bits)[:, np.newaxis] >> np.arange(bits) & 1


def _is_none_of(values: Ints, few: Ints) -> Bools:
    """For each value whether it is none of some."""
    return values != few[0] if len(few) == 1 else np.isin(values, few, invert=True)


def _most(rows: Csr, counts: AnyArray, most: int) -> Csr:
    """Of each row those entries whose counts are the highest, the highest first, equals by number."""
    if not len(counts):
        return rows
    if len(counts) > AT_ONCE:
        ranked = zip(rows.rows(), rows.rows(counts), strict=True)
        return Csr.of_rows([some[highest(of_some, most, some)] for some, of_some in ranked])
    order = np.lexsort((rows.indices, -counts, rows.row_of_each))
    place = np.arange(len(order)) - np.repeat(rows.indptr[:-1], rows.degrees)
    return Csr(rows.indptr, rows.indices[order]).where(place < most)


def _relations(unions: _Unions) -> list[dict[str, PartCount]]:
    names = [relation.value for relation in RELATIONS]
    return [dict(zip(names, parts, strict=True)) for parts in _parts_of_each([*unions.by_relation()])]


def _generations(unions: _Unions) -> list[tuple[PartCount, ...]]:
    counts, _ = unions.counts(unions.generation - 1, int(unions.generation.max(initial=0)))
    return _parts_of_each([of_union[: _occurring(of_union).stop] for of_union in counts])


def _months(unions: _Unions) -> list[MonthlyParts]:
    month = months_since_1970(unions.created_at)
    dated = month[month >= 0]
    first, months = (int(dated.min()), int(np.ptp(dated)) + 1) if len(dated) else (0, 0)
    counts, undated = unions.counts(np.where(month < 0, -1, month - first), months)
    occurring = [_occurring(of_union) for of_union in counts]
    dated_counts = (of_union[some] for of_union, some in zip(counts, occurring, strict=True))
    *parts, without = _parts_of_each([*dated_counts, undated])
    firsts = (first + some.start if some.stop else 0 for some in occurring)
    return [MonthlyParts(*of_union) for of_union in zip(firsts, parts, without, strict=True)]


def _occurring(counts: Longs) -> slice:
    """From the first code that occurs to the last; none where none does."""
    codes = np.flatnonzero(counts.any(axis=1))
    return slice(int(codes[0]), int(codes[-1]) + 1) if len(codes) else slice(0, 0)


def _builders(unions: _Unions) -> tuple[list[tuple[Builder, ...]], list[int]]:
    """Others, those with most models first, and how many there are; models without an owner are nobody's, who is none
    of the first but counts."""
    names = unions.graph.models.words("author").vocabulary
    which, many = unions.is_others, len(names) + 1
    found, place = numbered(pair_keys(unions.of[which], unions.owner[which], unions.size, many), unions.size * many)
    owners = found % many
    downloads = unions.graph.models.numbers("downloads").values[unions.models.indices]
    kinds = ~unions.is_mass_upload, unions.trained, unions.made_by(Relation.QUANTIZED)
    flags = sum((kind.view(np.uint8) << bit for bit, kind in enumerate(kinds)), (downloads >= 0) << len(kinds))
    size = 1 << len(kinds) + 1
    counts = np.bincount(place * np.int64(size) + flags[which], minlength=len(owners) * size).reshape(-1, size)
    sums = np.bincount(place, np.maximum(downloads[which], 0), len(owners))
    starts = found.searchsorted(np.arange(unions.size + 1) * many)
    models, builders = counts.sum(axis=1), Csr(starts, np.arange(len(owners), dtype=np.int32))
    named = builders.where(owners < len(names))
    ranked = _most(named, models[named.indices], MOST_BUILDERS)
    first = ranked.indices
    figures = models[first], counts[first] @ _bits(len(kinds) + 1), sums[first]
    rows = zip(names.take(owners[first]), *(values.tolist() for values in figures), strict=True)
    return _divided((_builder(*row) for row in rows), ranked.degrees.tolist()), builders.degrees.tolist()


def _builder(name: str, models: int, flags: Sequence[int], downloads: float) -> Builder:
    """`flags` are how many are no mass uploads, trained, quantized, and state downloads."""
    without_mass_uploads, trained, quantized, stating = flags
    total = int(downloads) if stating else None
    return Builder(name, models, without_mass_uploads, trained, quantized, total)


def _hanging(unions: _Unions) -> Iterator[list[tuple[HangingOn, ...]]]:
    """The bases by their descendants, then others' trained models and re-packaged ones by what hangs on them alone; of
    these those that nothing hangs on are none."""
    built_on = unions.is_others & (unions.graph.children.counts(unions.models.indices) > 0)
    trained, repackaged = built_on & unions.trained, built_on & ~unions.trained & unions.made_by(Relation.QUANTIZED)
    models = Csr.below([unions.bases, *map(unions.models.where, (trained, repackaged))])
    counts = unions.rolled.soles(models.indices)[0]
    counts[: len(unions.bases.indices)] = unions.graph.reach.descendant_count[unions.bases.indices]
    ranked = _most(models.where(counts > 0), counts[counts > 0], MOST_PORTRAIT_MODELS)
    alone, without_mass_uploads, *_ = unions.rolled.soles(ranked.indices).tolist()
    rows = zip(ranked.indices.tolist(), alone, without_mass_uploads, strict=True)
    found = _divided((HangingOn(*row) for row in rows), ranked.degrees.tolist())
    return (found[first : first + unions.size] for first in range(0, len(found), unions.size))


def _most_downloaded(unions: _Unions) -> list[tuple[int, ...]]:
    others = unions.models.where(unions.is_others)
    first = _most(others, -unions.rank_of_downloads[unions.is_others], MOST_PORTRAIT_MODELS)
    return _divided(first.indices.tolist(), first.degrees.tolist())


def _licenses(unions: _Unions) -> list[RankedValues]:
    """By what each is called, as lists select them."""
    return _ranked(unions, *unions.graph.models.licenses(unions.models.indices))


def _tasks(unions: _Unions) -> list[RankedValues]:
    task = unions.graph.models.words("pipeline_tag")
    codes, place = numbered(task.codes[unions.models.indices] + 1, len(task.vocabulary) + 1)
    return _ranked(unions, [task.word(code - 1) for code in codes.tolist()], place)


def _ranked(unions: _Unions, shown: Sequence[str | None], place: AnyArray) -> list[RankedValues]:
    """`place` says for each model which of the `shown` values it has; the same value may stand there twice."""
    names = sorted({value for value in shown if value})
    at = {value: code for code, value in enumerate(names)}
    codes = np.array([at.get(value or "", -1) for value in shown], np.int64)[place]
    return _of_most_models(names, *unions.counts(codes, len(names)))


def _languages(unions: _Unions) -> list[RankedValues]:
    """A model is of each language that its tags name; models are counted by those that they have together."""
    languages = unions.graph.languages
    found, place = numbered(languages.words.codes[unions.models.indices] + 1, len(languages.codes) + 1)
    some_state_none = int(not found.all())
    together, unstated = unions.counts(place - some_state_none, len(found) - some_state_none)
    stated = [languages.named[code - 1] for code in found[some_state_none:].tolist()]
    row = np.repeat(np.arange(len(stated)), list(map(len, stated)))
    name = np.fromiter(chain.from_iterable(stated), np.int64, len(row))
    by_name = np.argsort(name, kind="stable")
    first = np.flatnonzero(np.diff(name[by_name], prepend=-1))
    names = [languages.names[at] for at in name[by_name[first]].tolist()]
    return _of_most_models(names, np.add.reduceat(together[:, row[by_name]], first, axis=1), unstated)


def _of_most_models(names: Sequence[str], counts: Longs, unstated: Longs) -> list[RankedValues]:
    """The values of most models in each union, by counts as `_Unions.counts` has them."""
    models = counts.sum(axis=2)
    values = (models > 0).sum(axis=1).tolist()
    first = [highest(of_union, MOST_PORTRAIT_VALUES)[:many] for of_union, many in zip(models, values, strict=True)]
    shown_counts = (of_union[some] for of_union, some in zip(counts, first, strict=True))
    *parts, without = _parts_of_each([*shown_counts, unstated])
    ranked = (
        tuple(NamedCount(names[code], part) for code, part in zip(some.tolist(), of_union, strict=True))
        for some, of_union in zip(first, parts, strict=True)
    )
    return [RankedValues(*row) for row in zip(values, ranked, without, strict=True)]


def _sizes(unions: _Unions) -> list[SizeClasses]:
    size = unions.graph.models.numbers("parameters").values[unions.models.indices]
    classes = np.searchsorted(SIZES, size, side="right") - 1  # unknown sizes are below 0
    counts, unstated = unions.counts(classes, len(SIZES))
    *parts, without = _parts_of_each([*counts, unstated])
    return [SizeClasses(*row) for row in zip(parts, without, strict=True)]


def _downloads(unions: _Unions, name: str) -> list[Downloads]:
    values = unions.graph.models.numbers(name).values
    sums = _sums(Csr(unions.downloaded.indptr, values[unions.downloaded.indices]))
    own, others, below = sums.reshape(3, 3, unions.size).transpose(1, 2, 0)
    rows = zip(*(of_each.tolist() for of_each in (own, below, others + below)), strict=True)
    return [Downloads(*(_sum(*one) for one in row)) for row in rows]


def _sums(values: Csr) -> Longs:
    """(3, rows): the sum of those that are not below 0, which is unknown, how many these are, and how many in all."""
    has_any = values.degrees > 0
    starts, found = values.indptr[:-1][has_any], np.zeros((3, len(has_any)), np.int64)
    found[0, has_any] = np.add.reduceat(np.maximum(values.indices, 0), starts, dtype=np.int64)
    found[1, has_any] = np.add.reduceat(values.indices >= 0, starts, dtype=np.int64)
    found[2] = values.degrees
    return found


def _sum(total: int, stated: int, models: int) -> DownloadSum:
    return DownloadSum(total if stated else None, stated, models)
