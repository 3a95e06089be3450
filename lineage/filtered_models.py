"""The models of a graph that a filter wants: a page of them, all of them, and how many have each value of a facet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property, reduce
from itertools import chain
from typing import Any

import numpy as np

from lineage.errors import BadInput
from lineage.frozen import FrozenGraph, ModelPage
from lineage.frozen.conditions import Condition, Which, each_of, many, met, stands_elsewhere, stands_in
from lineage.frozen.facet_build import FIRST_YEAR
from lineage.frozen.facet_files import facets_of
from lineage.frozen.facets import Range
from lineage.frozen.rollup_conditions import (
    descends_from,
    is_counted_of,
    is_exclusive,
    is_of_generation,
    is_others,
    is_own,
)
from lineage.frozen.rollup_files import rollups_of
from lineage.frozen.search.folded_names import folded_names
from lineage.frozen.search.index import How
from lineage.frozen.storage.arrays import Bools, Ints, Longs
from lineage.frozen.storage.strings import Strings
from lineage.frozen.subtree import Places
from lineage.frozen.terms_conditions import has_verdict, meets_rule
from lineage.licences import known_licences
from lineage.model_filter import MassUploads, ModelFilter
from lineage.organisations import NO_OWNER
from lineage.progenitors import NamedProgenitor, named
from lineage.values import Denominator

DAY = timedelta(days=1)
OF_OWNERS = OWNERS, ORGANISATIONS = "author", "organisation"
OF_WORDS = ("relation", "license", "effective_class", "terms", "task", "library", "weight_format", "bits", "status")
"""Fields of a filter that are facets of the same name, and ask for values of it."""
OF_PROGENITORS = ("descends_from", "not_descends_from")
SPELT = ("license", "task", "library", "weight_format", "bits", OWNERS, ORGANISATIONS)
"""Fields of words that models have, which people spell as they like."""
FACETS = ("relation", OWNERS, ORGANISATIONS, *OF_WORDS[1:], "mass_uploads", "parameters", "created", "downloads")
MATCH = "match"
"""The order of a search: names first, then use, what is only named last."""
SPREAD = 8  # combinations, or cells, of one model in so many, or fewer, are looked at by themselves
SCATTERED = 8  # of places that are one model in so many, or more, but for their largest range, all places are looked at
SPARSE = 16  # words that one model in so many holds, or fewer, are a list of places


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """How many of some models have each of the `values`, and how many none that is known; `chosen` are places of the
    values that are asked for. Values of numbers and dates are `ranges`."""

    values: Sequence[str]
    models: Longs
    not_stated: int
    chosen: frozenset[int]
    ranges: Sequence[Range] = ()

    def asks(self, name: str, code: int) -> dict[str, str]:
        """The fields of a filter, as texts, that ask the facet of that name for one value."""
        if not self.ranges:
            return {name: self.values[code]}
        first, end = self.ranges[code]
        if name == "created":
            return {"created_from": f"{first}-01-01", "created_to": f"{first}-12-31"}
        return {f"{name}_from": str(first), **({} if end is None else {f"{name}_below": str(end)})}


@dataclass(slots=True)
class _Narrowed:
    """What one field of a filter comes to: places, and conditions of places; all must hold. Where it is known, `cells`
    are the cells of which some models meet them, and those of which all do."""

    inside: list[Places] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    cells: tuple[Bools, Bools] | None = None
    _mask: Bools | None = None

    def mask(self, size: int) -> Bools:
        """For each place below `size` whether it meets all."""
        if self._mask is None:
            self._mask = met(slice(0, size), [*map(stands_in, self.inside), *self.conditions])
        return self._mask


class FilteredModels:
    """The models of a graph that a filter wants, of the derivatives of one model where its `number` is given.

    Raises BadInput, UnknownOwner or UnknownModel where the filter names what there is not. `how` tells how the words
    were found, and `words` which they were in the end; None and none without text.
    """

    def __init__(self, graph: FrozenGraph, wanted: ModelFilter, number: int | None = None) -> None:
        self.graph, self.wanted, self.number = graph, wanted, number
        self.how: How | None = None
        self.words: Sequence[str] = ()
        self._table = facets_of(graph)
        self._by_place: dict[str, _Narrowed] = {}
        self._by_combination: dict[str, Bools] = {}
        self._places: dict[str, list[Which]] = {}
        self._met: dict[str, tuple[Bools, list[Which], list[Which]]] = {}
        self._counts: dict[str, tuple[Longs, Longs]] = {}
        self._owners: dict[str, Longs] = {}
        if number is not None:
            self._narrow("number").inside.append(graph.subtree.descendants_of(number))
        self._narrow_by_facets()
        self._narrow_by_owners()
        self._narrow_by_text()
        self._narrow_by_others()

    def page(self, sort: str, offset: int = 0, limit: int = 50) -> ModelPage:
        """A part of them in one of `lists.SORTS`, or as MATCH."""
        if sort == MATCH and self.words:
            return self.graph.lists.page_by(self.total, self._matches(offset, offset + limit))
        parts, conditions = self._everywhere("")
        held = self._holding("")
        few = SPREAD * int(self._table.models[held].sum()) < self.graph.size
        if few and self._fewest("") is None:
            cells = self._table.cells
            parts = [cells.members.gather_where(held[cells.combination])]
        else:
            conditions = [*conditions, *self._of_combination("")]
        return self.graph.lists.page(parts, conditions, "descendants" if sort == MATCH else sort, offset, limit)

    def _matches(self, offset: int, end: int) -> Ints:
        """The numbers of some of them as MATCH. Where they are many, models are asked in that order."""
        narrowed = self._by_place.values()
        conditions = [stands_in(places) for one in narrowed for places in one.inside]
        conditions += [*(each for one in narrowed for each in one.conditions), *self._of_combination("")]

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
        spelt: dict[str, Any] = {name: self._spelt(name) for name in SPELT}
        of: dict[str, Any] = {
            name: tuple(self._named(text) for text in getattr(self.wanted, name)) for name in OF_PROGENITORS
        }
        base = None if self._organisation is None else self._organisation.name
        return replace(self.wanted, **spelt, **of, base=base)

    @cached_property
    def _organisation(self) -> NamedProgenitor | None:
        """That from whose roots they descend, where one is asked for."""
        return None if self.wanted.base is None else named(self.graph, f"{ORGANISATIONS}:{self.wanted.base}")

    def _named(self, text: str) -> str:
        """A name of a progenitor as the graph spells it."""
        name = text and named(self.graph, text).name
        return text[: len(text) - len(name)] + name

    def _spelt(self, name: str) -> tuple[str, ...]:
        values = self._names_of(name) if name in OF_OWNERS else self._table.facets[name].values
        each = ([values[code] for code in self._codes(name, text)] or [text] for text in getattr(self.wanted, name))
        return tuple(dict.fromkeys(chain.from_iterable(each)))

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
        return FacetCounts(facet.values, models, none, frozenset(self._chosen(name)), facet.ranges)

    def is_unknown(self, name: str, text: str) -> bool:
        """Whether no model has this value of a field of SPELT, in any spelling."""
        return not self._codes(name, text)

    def unknown(self) -> list[tuple[str, str, list[str]]]:
        """For each word that no model has: its field, it, and values of which it is a part, the most frequent first."""
        asked = ((name, text) for name in SPELT for text in getattr(self.wanted, name))
        return [(name, text, self.nearest(name, text)) for name, text in asked if self.is_unknown(name, text)]

    def nearest(self, name: str, text: str, most: int = 5) -> list[str]:
        """The values of a facet of which a text is a part, those that most models have first."""
        counts, like = self.facet(name), self.values_like(name, text)
        return [counts.values[code] for code in like[np.argsort(-counts.models[like], kind="stable")][:most].tolist()]

    def values_like(self, name: str, text: str) -> Ints:
        """The values of a facet of which a text is a part, capitals and separators aside, ascending."""
        names = self._table.facets[name].names if name in self._table.facets else folded_names(self._names_of(name))
        return names.holding(text)

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

    def _narrowed(self, left_out: str) -> list[_Narrowed]:
        """What each field that narrows places comes to, but for one."""
        return [one for name, one in self._by_place.items() if name != left_out]

    def _narrow(self, name: str) -> _Narrowed:
        return self._by_place.setdefault(name, _Narrowed())

    def _narrow_by_facets(self) -> None:
        for name, facet in self._table.facets.items():
            chosen = self._chosen(name)
            if (name in OF_WORDS and getattr(self.wanted, name)) or chosen:
                self._by_combination[name] = facet.holding(chosen)
        for name, (first, end) in self._ranges().items():
            if (first, end) != (None, None) and name not in self._by_combination:
                self._narrow_by_range(name, first, end)
        if "created" not in self._by_combination:
            self._narrow_by_dates()

    def _narrow_by_range(self, name: str, first: int | None, end: int | None) -> None:
        facet, combination = self._table.facets[name], self._table.cells.combination
        some, whole = (facet.holding(values)[combination] for values in facet.touched(first, end))
        self._by_place[name] = _Narrowed([], [self._table.is_between(name, first, end)], (some, whole))

    def _narrow_by_dates(self) -> None:
        conditions, first, last = self.graph.lists.conditions, self.wanted.created_from, self.wanted.created_to
        if first is None and last is None:
            return
        narrowed, month = self._narrow("created"), self._table.cells.month
        some, whole = np.ones(len(month), np.bool_), month >= 0
        if first is not None:
            narrowed.conditions.append(conditions.is_created_since(first))
            some &= (month >= _month(first)) | (month < 0)
            whole &= month > _month(first)
        if last is not None:
            end = _end_of(last)
            narrowed.conditions.append(conditions.is_created_before(end))
            some &= month <= _month(end)
            whole &= month < _month(end)
        narrowed.cells = some, whole

    def _chosen(self, name: str) -> list[int]:
        """The values of a facet that are asked for; none too where what is asked for is no value of it."""
        facet, wanted = self._table.facets[name], self.wanted
        if name in OF_WORDS:
            return [code for text in getattr(wanted, name) for code in self._codes(name, text)]
        if name == "mass_uploads":
            return [] if wanted.mass_uploads is MassUploads.WITH else facet.codes(wanted.mass_uploads)
        first, end = self._years() if name == "created" else self._ranges()[name]
        return [] if first is None and end is None else facet.between(first, end) or []

    def _ranges(self) -> dict[str, tuple[int | None, int | None]]:
        wanted = self.wanted
        return {
            "parameters": (wanted.parameters_from, wanted.parameters_below),
            "downloads": (wanted.downloads_from, wanted.downloads_below),
        }

    def _years(self) -> tuple[int | None, int | None]:
        """The years that the dates are, the last one excluded; no years where they are other dates."""
        first, last = self.wanted.created_from, self.wanted.created_to
        whole = (first is None or (first.month, first.day) == (1, 1)) and (
            last is None or (last.month, last.day) == (12, 31)
        )
        if not whole:
            return None, None
        return None if first is None else first.year, None if last is None else last.year + 1

    def _narrow_by_owners(self) -> None:
        rolled, preorder = rollups_of(self.graph), self.graph.subtree.preorder
        for name in OF_OWNERS:
            if getattr(self.wanted, name):
                codes = self._chosen_owners(name)
                owners = codes if name == OWNERS else np.concatenate([_NONE, *map(rolled.owners_of, codes)])
                places = np.sort(preorder[rolled.models_of_owners(np.asarray(owners, np.int32))])
                self._narrow(name).inside.append(Places.of(places))

    def _chosen_owners(self, name: str) -> list[int]:
        return sorted({code for text in getattr(self.wanted, name) for code in self._codes(name, text)})

    def _codes(self, name: str, text: str) -> list[int]:
        """The values that a text is, else those that are it but for capitals and separators; a licence also by any
        spelling that the table of licences knows."""
        if name in OF_OWNERS:
            names = self._names_of(name)
            exact = names.find(text)
            return folded_names(names).being(text) if exact is None else [exact]
        facet = self._table.facets[name]
        codes = facet.codes(text)
        if codes or name != "license":
            return codes
        licence = known_licences().find(text)
        return [] if licence is None or licence.name is None else facet.codes(licence.name)

    def _names_of(self, name: str) -> Strings:
        return self.graph.models.words("author").vocabulary if name == OWNERS else rollups_of(self.graph).organisations

    def _facet_of_owners(self, name: str) -> FacetCounts:
        names, models = self._names_of(name), self._by_owner(name)
        chosen = frozenset(self._chosen_owners(name))
        if name == OWNERS:
            return FacetCounts(names, models[:-1], int(models[-1]), chosen)
        by_organisation = rollups_of(self.graph).by_organisation(models[:-1])
        nobodys = names.find(NO_OWNER)
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

    def _narrow_by_text(self) -> None:
        """Every word stands in the id of each, or is said of it beside its id."""
        if not self.wanted.q:
            return
        reading = self.graph.search.reading(self.wanted.q)
        if reading is None:
            self._narrow("q").inside.append(Places.of(_NONE))
            return
        self.words, self.how = reading
        for word in self.words:
            self._narrow_by_word(word)

    def _narrow_by_word(self, word: str) -> None:
        holds, said = self.graph.search.holding(word), self.graph.search.said(word)
        if said is not None:
            holds |= self._table.said(said)[self._table.combination]
        if SPARSE * int(np.count_nonzero(holds)) < self.graph.size:
            self._narrow("q").inside.append(Places.of(np.flatnonzero(holds).astype(np.int32)))
        else:
            self._narrow("q").conditions.append(lambda which: holds[which])

    def _narrow_by_others(self) -> None:
        graph, wanted = self.graph, self.wanted
        rolled = rollups_of(graph)
        several = [named(graph, name) for name in wanted.descends_from if name]
        narrowed = _Narrowed([one.progenitor.descendants(graph, rolled) for one in several])
        for one in (named(graph, name) for name in wanted.not_descends_from):
            narrowed.conditions.append(stands_elsewhere(one.progenitor.descendants(graph, rolled)))
        narrowed.conditions.extend(self._of_progenitor(several))
        if self._organisation is not None:
            narrowed.conditions.append(descends_from(rolled, self._organisation.progenitor.code))
        if wanted.of is not Denominator.ALL:
            narrowed.conditions.append(is_counted_of(rolled, wanted.of))
        if wanted.license_verdict is not None:
            narrowed.conditions.append(has_verdict(graph.terms, wanted.license_verdict))
        if wanted.licence_rule is not None:
            narrowed.conditions.append(meets_rule(graph.terms, wanted.licence_rule))
        if narrowed.inside or narrowed.conditions:
            self._by_place["others"] = narrowed

    def _of_progenitor(self, several: Sequence[NamedProgenitor]) -> Iterator[Condition]:
        """What is asked of models in relation to the one they descend from. Raises BadInput where it is not one."""
        graph, wanted = self.graph, self.wanted
        if wanted.made_by is None and wanted.generation is None and not wanted.exclusive:
            return
        if len(several) != 1:
            raise BadInput(
                "made_by, generation and exclusive go with one descends_from", "give one, as descends_from=Qwen"
            )
        rolled, one = rollups_of(graph), several[0].progenitor
        if wanted.made_by is not None:
            yield (is_own if wanted.made_by == "own" else is_others)(graph, rolled, one)
        if wanted.exclusive:
            yield is_exclusive(graph, rolled, one)
        if wanted.generation is not None:
            yield is_of_generation(graph, rolled, one, wanted.generation)


_NONE = np.zeros(0, np.int32)


def _meeting(which: Which, conditions: Sequence[Condition]) -> Which:
    """Those of some places that meet all conditions."""
    if not conditions:
        return which
    found = _where(met(which, conditions))
    return found + np.int32(which.start) if isinstance(which, slice) else which[found]


def _where(mask: Bools) -> Ints:
    return np.flatnonzero(mask).astype(np.int32)


def _month(moment: datetime) -> int:
    """The month of a moment since 1970, as `months_since_1970`."""
    return 12 * (moment.year - FIRST_YEAR) + moment.month - 1


def _end_of(day: datetime) -> datetime:
    """The first moment after a day; the calendar's last day has none, and its last moment is taken."""
    last = datetime.max.replace(tzinfo=UTC)
    return day + DAY if day < last - DAY else last
