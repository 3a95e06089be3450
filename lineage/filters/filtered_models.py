"""The models of a graph that a filter wants: a page of them, all of them, and how many have each value of a facet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from typing import Any

import numpy as np

from lineage.errors import BadInput
from lineage.filters.filter_narrowing import OF_WORDS, SPARSE, FilterNarrowing, Narrowed
from lineage.filters.filter_values import OF_OWNERS, ORGANISATIONS, OWNERS, SPELT, FilterValues
from lineage.filters.model_filter import ModelFilter
from lineage.frozen import FrozenGraph, ModelPage
from lineage.frozen.derivations.subtree import Places
from lineage.frozen.facets.facet_table import Range
from lineage.frozen.facets.files import facets_of
from lineage.frozen.lists.conditions import Condition, Which, each_of, many, met, stands_in
from lineage.frozen.rollups.files import rollups_of
from lineage.frozen.storage.arrays import Bools, Ints, Longs
from lineage.organisations import NO_OWNER
from lineage.owners.progenitors import named

OF_PROGENITORS = ("descends_from", "not_descends_from")
FACETS = ("relation", OWNERS, ORGANISATIONS, *OF_WORDS[1:], "mass_uploads", "parameters", "created", "downloads")
MATCH = "match"
"""The order of a search: names first, then use, what is only named last."""
SPREAD = 8  # combinations, or cells, of one model in so many, or fewer, are looked at by themselves
SCATTERED = 8  # of places that are one model in so many, or more, but for their largest range, all places are looked at


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """How many of some models have each of the `values`, and how many none that is known; `chosen` are places of the
    values that are asked for. Values of numbers and dates are `ranges`. `not_stated_chosen`: those without a
    value are asked for."""

    values: Sequence[str]
    models: Longs
    not_stated: int
    chosen: frozenset[int]
    ranges: Sequence[Range] = ()
    not_stated_chosen: bool = False

    def asks(self, name: str, code: int) -> dict[str, str]:
        """The fields of a filter, as texts, that ask the facet of that name for one value."""
        if not self.ranges:
            return {name: self.values[code]}
        first, end = self.ranges[code]
        if name == "created":
            return {"created_from": f"{first}-01-01", "created_to": f"{first}-12-31"}
        return {f"{name}_from": str(first), **({} if end is None else {f"{name}_below": str(end)})}


class FilteredModels:
    """The models of a graph that a filter wants, of the derivatives of one model where its `number` is given.

    Raises BadInput, UnknownOwner or UnknownModel where the filter names what there is not. `how` tells how the words
    were found, and `words` which they were in the end; None and none without text.
    """

    def __init__(self, graph: FrozenGraph, wanted: ModelFilter, number: int | None = None) -> None:
        self.graph, self.wanted, self.number = graph, wanted, number
        self._table = facets_of(graph)
        self._values = FilterValues(graph)
        self._narrowing = FilterNarrowing(graph, wanted, number, self._values)
        self.how, self.words = self._narrowing.how, self._narrowing.words
        self._by_place, self._by_combination = self._narrowing.by_place, self._narrowing.by_combination
        self._places: dict[str, list[Which]] = {}
        self._met: dict[str, tuple[Bools, list[Which], list[Which]]] = {}
        self._counts: dict[str, tuple[Longs, Longs]] = {}
        self._owners: dict[str, Longs] = {}

    def page(self, sort: str, offset: int = 0, limit: int = 50) -> ModelPage:
        """A part of them in one of `lists.SORTS`, or as MATCH."""
        if sort == MATCH and self.words:
            return self.graph.lists.page_by(self.total, self._matches(offset, offset + limit))
        order, fewest = "descendants" if sort == MATCH else sort, self._fewest("")
        if fewest is None or SPREAD * len(fewest) > self.graph.size:
            shown = self.graph.lists.first(self._conditions(), order, offset, offset + limit, self.total)
            if shown is not None:
                return self.graph.lists.page_by(self.total, shown)
        parts, conditions = self._everywhere("")
        held = self._holding("")
        if fewest is None and SPREAD * int(self._table.models[held].sum()) < self.graph.size:
            cells = self._table.cells
            parts = [cells.members.gather_where(held[cells.combination])]
        else:
            conditions = [*conditions, *self._of_combination("")]
        return self.graph.lists.page(parts, conditions, order, offset, limit)

    def _matches(self, offset: int, end: int) -> Ints:
        """The numbers of some of them as MATCH. Where they are many, models are asked in that order."""
        conditions = self._conditions()

        def are_wanted(which: Which) -> Bools:
            every = np.ones(len(each_of(which)), np.bool_)
            return np.asarray(np.logical_and.reduce([every, *(condition(which) for condition in conditions)]))

        places = None
        if SPARSE * self.total < self.graph.size:
            wanted = (_meeting(part, self._of_combination("")) for part in self._rows(""))
            places = np.concatenate([each_of(part) for part in wanted])
        return self.graph.search.ordered(self.words, offset, end, are_wanted, places)

    @cached_property
    def meant(self) -> ModelFilter:
        """The filter with its words as the graph spells them; what no model has stays as it is."""
        spelt: dict[str, Any] = {name: self._values.spelt(name, getattr(self.wanted, name)) for name in SPELT}
        of: dict[str, Any] = {
            name: tuple(self._named(text) for text in getattr(self.wanted, name)) for name in OF_PROGENITORS
        }
        organisation = self._narrowing.organisation
        return replace(self.wanted, **spelt, **of, base=None if organisation is None else organisation.name)

    def _named(self, text: str) -> str:
        """A name of a progenitor as the graph spells it."""
        name = text and named(self.graph, text).name
        return text[: len(text) - len(name)] + name

    @cached_property
    def total(self) -> int:
        """How many there are."""
        if self._by_combination or not self._by_place:
            return int(self._counted("")[1].sum())
        cells, more, less = self._meeting_all("")
        return int(self._table.cells.models()[cells].sum()) + sum(map(many, more)) - sum(map(many, less))

    def facet(self, name: str) -> FacetCounts:
        """How many have each value of one of FACETS. What is asked of that facet itself is left out of account, where
        any of several values will do."""
        if name not in FACETS:
            raise BadInput(f"no facet {name!r}", f"there are {', '.join(FACETS)}")
        if name in OF_OWNERS:
            return self._facet_of_owners(name)
        facet = self._table.facets[name]
        models, none = facet.counts(*self._counted(name if not facet.every else ""))
        lack = name in self.wanted.not_stated
        return FacetCounts(facet.values, models, none, frozenset(self._narrowing.chosen(name)), facet.ranges, lack)

    def unknown(self) -> list[tuple[str, str, list[str]]]:
        """For each word that no model has: its field, it, and values like it, the most frequent first."""
        asked = ((name, text) for name in SPELT for text in getattr(self.wanted, name))
        return [(name, text, self.nearest(name, text)) for name, text in asked if not self._values.codes(name, text)]

    def nearest(self, name: str, text: str, most: int = 5) -> list[str]:
        """The values of a facet that are like a text, those that most models have first."""
        counts, like = self.facet(name), self.values_like(name, text)
        return [counts.values[code] for code in like[np.argsort(-counts.models[like], kind="stable")][:most].tolist()]

    def values_like(self, name: str, text: str) -> Ints:
        """As `FilterValues.like`."""
        return self._values.like(name, text)

    def _counted(self, left_out: str) -> tuple[Longs, Longs]:
        """The combinations that there are, and how many models of each, whatever is asked of the facet `left_out`."""
        key = self._key(left_out)
        if key not in self._counts:
            counted = self._count(key)
            there = np.flatnonzero(counted)
            self._counts[key] = there, counted[there]
        return self._counts[key]

    def _count(self, key: str) -> Longs:
        if all(name == key for name in self._by_place):
            return np.asarray(self._table.models * self._holding(key))
        cells, more, less = self._meeting_all(key)
        counted = self._table.counted(more)
        if less:
            counted -= self._table.counted(less)
        if self._by_combination:
            counted *= self._holding(key)
        return np.asarray(counted + self._table.counted_of(cells) if cells.any() else counted)

    def _key(self, left_out: str) -> str:
        """The same for all facets of which nothing is asked."""
        return left_out if left_out in self._by_combination or left_out in self._by_place else ""

    def _holding(self, left_out: str) -> Bools:
        held = [mask for name, mask in self._by_combination.items() if name != left_out]
        return np.asarray(np.logical_and.reduce([np.ones(len(self._table.models), np.bool_), *held]))

    def _meeting_all(self, key: str) -> tuple[Bools, list[Which], list[Which]]:
        """The cells whose models are wanted, whatever is asked of the facet `key`; the places of others that meet what
        is asked of places, and of those of these cells that do not."""
        if key not in self._met:
            held = self._holding(key)[self._table.cells.combination]
            narrowed = self._narrowed(key)
            cells = [one.cells for one in narrowed if one.cells is not None]
            some = np.logical_and.reduce([held, *(one for one, _ in cells)])
            whole = np.logical_and.reduce([held, *(one for _, one in cells)])
            cut = some & ~whole
            if len(cells) < len(narrowed) or SPREAD * int(self._table.cells.models()[cut].sum()) > self.graph.size:
                self._met[key] = self._rows_or_others(key, held)
            else:
                places = self._table.cells.members.gather_where(cut)
                conditions = [each for one in narrowed for each in one.conditions]
                self._met[key] = np.asarray(whole), [_meeting(places, conditions)], []
        return self._met[key]

    def _rows_or_others(self, key: str, held: Bools) -> tuple[Bools, list[Which], list[Which]]:
        """The same by the places that meet what is asked of them, or by all others where these are fewer."""
        wanted = self._wanted(key) if self._fewest(key) is None else None
        if wanted is not None and 2 * int(np.count_nonzero(wanted)) > len(wanted):
            return held, [], [_where(~wanted)]
        return np.zeros(len(held), np.bool_), self._rows(key), []

    def _wanted(self, key: str) -> Bools:
        """For each place whether it meets what is asked of places, whatever is asked of the facet `key`."""
        return reduce(np.logical_and, [one.mask(self.graph.size) for one in self._narrowed(key)])

    def _rows(self, left_out: str) -> list[Which]:
        """The places that meet what is asked of places, whatever is asked of the facet `left_out`."""
        key = left_out if left_out in self._by_place else ""
        if key not in self._places:
            if self._narrowed(key) and self._fewest(key) is None:
                self._places[key] = [_where(self._wanted(key))]
            else:
                parts, conditions = self._everywhere(key)
                self._places[key] = [_meeting(part, conditions) for part in parts]
        return self._places[key]

    def _conditions(self) -> list[Condition]:
        """All that is asked, as conditions of places."""
        narrowed = self._by_place.values()
        inside = [stands_in(places) for one in narrowed for places in one.inside]
        return [*inside, *(each for one in narrowed for each in one.conditions), *self._of_combination("")]

    def _everywhere(self, left_out: str) -> tuple[list[Which], list[Condition]]:
        """Places to look at, and the conditions that are to be met there."""
        narrowed, fewest = self._narrowed(left_out), self._fewest(left_out)
        conditions = [stands_in(places) for one in narrowed for places in one.inside if places is not fewest]
        conditions += [each for one in narrowed for each in one.conditions]
        return self.graph.lists.parts(fewest), conditions

    def _fewest(self, left_out: str) -> Places | None:
        """The fewest places that one field leaves; None where they are many that do not stand together."""
        inside = (places for one in self._narrowed(left_out) for places in one.inside)
        places = min(inside, key=len, default=None)
        return None if places is None or SCATTERED * places.outside_largest() > self.graph.size else places

    def _narrowed(self, left_out: str) -> list[Narrowed]:
        """What each field that narrows places comes to, but for one."""
        return [one for name, one in self._by_place.items() if name != left_out]

    def _facet_of_owners(self, name: str) -> FacetCounts:
        names, models = self._values.names(name), self._by_owner(name)
        chosen = frozenset(self._narrowing.chosen(name))
        if name == OWNERS:
            return FacetCounts(names, models[:-1], int(models[-1]), chosen)
        rolled = rollups_of(self.graph)
        by_organisation, nobodys = rolled.by_organisation(models[:-1]), rolled.organisations.find(NO_OWNER)
        none = 0 if nobodys is None else int(models[-1])
        return FacetCounts(names, by_organisation, none, chosen)

    def _by_owner(self, left_out: str) -> Longs:
        """How many there are of each owner by its code, and last of none."""
        key = self._key(left_out)
        if key not in self._owners:
            cells, more, less = self._meeting_all(key)
            counts = self._of_owners(key, more)
            if less:
                counts -= self._of_owners(key, less)
            self._owners[key] = counts + self._table.by_owner(cells) if cells.any() else counts
        return self._owners[key]

    def _of_owners(self, key: str, places: Sequence[Which]) -> Longs:
        """The same of the models at some places, whatever is asked of the facet `key`."""
        conditions = self._of_combination(key)
        wanted = [_meeting(which, conditions) for which in places]
        return self._table.placed_owner_counts(self.graph.lists.owners, wanted)

    def _of_combination(self, key: str) -> list[Condition]:
        """What is asked of combinations, whatever is asked of the facet `key`."""
        held, combination = self._holding(key), self._table.combination
        return [lambda which: held[combination[which]]] if self._by_combination else []


def _meeting(which: Which, conditions: Sequence[Condition]) -> Which:
    """Those of some places that meet all conditions."""
    if not conditions:
        return which
    found = _where(met(which, conditions))
    return found + np.int32(which.start) if isinstance(which, slice) else which[found]


def _where(mask: Bools) -> Ints:
    return np.flatnonzero(mask).astype(np.int32)
