"""What each field of a filter of models comes to, over the arrays of a graph: combinations, places, conditions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

import numpy as np

from lineage.errors import BadInput
from lineage.filters.filter_values import OF_OWNERS, ORGANISATIONS, OWNERS, FilterValues
from lineage.filters.model_filter import MassUploads, ModelFilter
from lineage.frozen import FrozenGraph
from lineage.frozen.derivations.subtree import NOWHERE, Places
from lineage.frozen.facets.build import FIRST_YEAR
from lineage.frozen.facets.facet_table import FacetTable
from lineage.frozen.facets.files import facets_of
from lineage.frozen.lists.conditions import Condition, Which, met, stands_elsewhere, stands_in
from lineage.frozen.rollups.conditions import (
    descends_from,
    is_counted_of,
    is_exclusive,
    is_of_generation,
    is_others,
    is_own,
)
from lineage.frozen.rollups.files import rollups_of
from lineage.frozen.search.index import How
from lineage.frozen.storage.arrays import Bools
from lineage.frozen.terms.conditions import has_verdict, is_unknown_because, meets_rule
from lineage.owners.progenitors import NamedProgenitor, named
from lineage.values import Denominator

DAY = timedelta(days=1)
OF_WORDS = (
    "relation",
    "license",
    "effective_class",
    "terms",
    "task",
    "library",
    "weight_format",
    "bits",
    "language",
    "status",
)
"""Fields of a filter that are facets of the same name, and ask for values of it."""
SPARSE = 16  # words that one model in so many holds, or fewer, are a list of places
_NO_OWNERS = np.zeros(0, np.int32)


@dataclass(slots=True)
class Narrowed:
    """What one field comes to: places, and conditions of places; all must hold. Where it is known, `cells` are the
    cells of which some models meet them, and those of which all do."""

    inside: list[Places] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    cells: tuple[Bools, Bools] | None = None
    _mask: Bools | None = None

    def or_of(self, held: Bools, table: FacetTable) -> "Narrowed":
        """What this comes to, or the models of some combinations. This has no places, and tells of cells."""
        conditions, of_cells = [*map(stands_in, self.inside), *self.conditions], held[table.cells.combination]

        def is_either(which: Which) -> Bools:
            return np.asarray(held[table.combination[which]] | met(which, conditions))

        cells = None if self.cells is None else (self.cells[0] | of_cells, self.cells[1] | of_cells)
        return Narrowed([], [is_either], cells)

    def mask(self, size: int) -> Bools:
        """For each place below `size` whether it meets all."""
        if self._mask is None:
            self._mask = met(slice(0, size), [*map(stands_in, self.inside), *self.conditions])
        return self._mask


class FilterNarrowing:
    """What the fields of a filter come to, of the derivatives of one model where its `number` is given.

    `by_combination` says for each combination whether a facet's field lets its models pass, `by_place` what the other
    fields leave. `how` tells how the words were found, and `words` which they were in the end; None and none without
    text. Raises BadInput, UnknownOwner or UnknownModel where the filter names what there is not.
    """

    def __init__(self, graph: FrozenGraph, wanted: ModelFilter, number: int | None, values: FilterValues) -> None:
        self.by_place: dict[str, Narrowed] = {}
        self.by_combination: dict[str, Bools] = {}
        self.how: How | None = None
        self.words: Sequence[str] = ()
        self._graph, self._wanted, self._values = graph, wanted, values
        self._table = facets_of(graph)
        if number is not None:
            self._of("number").inside.append(graph.subtree.descendants_of(number))
        self._by_facets()
        self._by_owners()
        self._by_text()
        self._by_others()

    @cached_property
    def organisation(self) -> NamedProgenitor | None:
        """That from whose roots they descend, where one is asked for."""
        return None if self._wanted.base is None else named(self._graph, f"{ORGANISATIONS}:{self._wanted.base}")

    def chosen(self, name: str) -> list[int]:
        """The values of a facet that are asked for; none too where what is asked for is no value of it."""
        if name in (*OF_WORDS, *OF_OWNERS):
            return sorted({code for text in getattr(self._wanted, name) for code in self._values.codes(name, text)})
        facet = self._table.facets[name]
        if name == "mass_uploads":
            wanted = self._wanted.mass_uploads
            return [] if wanted is MassUploads.WITH else facet.codes(wanted)
        first, end = self._years() if name == "created" else self._ranges()[name]
        return [] if first is None and end is None else facet.between(first, end) or []

    def _of(self, name: str) -> Narrowed:
        return self.by_place.setdefault(name, Narrowed())

    def _by_facets(self) -> None:
        for name, facet in self._table.facets.items():
            chosen = self.chosen(name)
            if (name in OF_WORDS and getattr(self._wanted, name)) or chosen:
                self.by_combination[name] = facet.holding(chosen)
        for name, (first, end) in self._ranges().items():
            if (first, end) != (None, None) and name not in self.by_combination:
                self._by_range(name, first, end)
        if "created" not in self.by_combination:
            self._by_dates()
        for name in self._wanted.not_stated:
            self._or_not_stated(name)

    def _or_not_stated(self, name: str) -> None:
        """Models that state none of a facet's values pass too, or they alone where nothing else is asked of it."""
        lacking = self._table.facets[name].lacking()
        if name in self.by_place:
            self.by_place[name] = self.by_place[name].or_of(lacking, self._table)
        else:
            self.by_combination[name] = lacking | self.by_combination.get(name, False)

    def _by_range(self, name: str, first: int | None, end: int | None) -> None:
        facet, combination = self._table.facets[name], self._table.cells.combination
        some, whole = (facet.holding(values)[combination] for values in facet.touched(first, end))
        self.by_place[name] = Narrowed([], [self._table.is_between(name, first, end)], (some, whole))

    def _by_dates(self) -> None:
        conditions, first, last = self._graph.lists.conditions, self._wanted.created_from, self._wanted.created_to
        if first is None and last is None:
            return
        narrowed, month = self._of("created"), self._table.cells.month
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

    def _ranges(self) -> dict[str, tuple[int | None, int | None]]:
        wanted = self._wanted
        return {
            "parameters": (wanted.parameters_from, wanted.parameters_below),
            "downloads": (wanted.downloads_from, wanted.downloads_below),
        }

    def _years(self) -> tuple[int | None, int | None]:
        """The years that the dates are, the last one excluded; no years where they are other dates."""
        first, last = self._wanted.created_from, self._wanted.created_to
        whole = (first is None or (first.month, first.day) == (1, 1)) and (
            last is None or (last.month, last.day) == (12, 31)
        )
        if not whole:
            return None, None
        return None if first is None else first.year, None if last is None else last.year + 1

    def _by_owners(self) -> None:
        rolled, preorder = rollups_of(self._graph), self._graph.subtree.preorder
        for name in OF_OWNERS:
            if getattr(self._wanted, name):
                codes = self.chosen(name)
                owners = codes if name == OWNERS else np.concatenate([_NO_OWNERS, *map(rolled.owners_of, codes)])
                places = np.sort(preorder[rolled.models_of_owners(np.asarray(owners, np.int32))])
                self._of(name).inside.append(Places.of(places))

    def _by_text(self) -> None:
        """Every word stands in the id of each, or is said of it beside its id."""
        if not self._wanted.q:
            return
        reading = self._graph.search.reading(self._wanted.q)
        if reading is None:
            self._of("q").inside.append(NOWHERE)
            return
        self.words, self.how = reading
        for word in self.words:
            self._by_word(word)

    def _by_word(self, word: str) -> None:
        holds, said = self._graph.search.holding(word), self._graph.search.said(word)
        if said is not None:
            holds |= self._table.said(said)[self._table.combination]
        if SPARSE * int(np.count_nonzero(holds)) < self._graph.size:
            self._of("q").inside.append(Places.of(np.flatnonzero(holds).astype(np.int32)))
        else:
            self._of("q").conditions.append(lambda which: holds[which])

    def _by_others(self) -> None:
        graph, wanted = self._graph, self._wanted
        rolled = rollups_of(graph)
        several = [named(graph, name) for name in wanted.descends_from if name]
        narrowed = Narrowed([one.progenitor.descendants(graph, rolled) for one in several])
        for one in (named(graph, name) for name in wanted.not_descends_from):
            narrowed.conditions.append(stands_elsewhere(one.progenitor.descendants(graph, rolled)))
        narrowed.conditions.extend(self._of_progenitor(several))
        if self.organisation is not None:
            narrowed.conditions.append(descends_from(rolled, self.organisation.progenitor.code))
        if wanted.of is not Denominator.ALL:
            narrowed.conditions.append(is_counted_of(rolled, wanted.of))
        if wanted.license_verdict is not None:
            narrowed.conditions.append(has_verdict(graph.terms, wanted.license_verdict))
        if wanted.licence_rule is not None:
            narrowed.conditions.append(meets_rule(graph.terms, wanted.licence_rule))
        if wanted.unknown_because is not None:
            narrowed.conditions.append(is_unknown_because(graph.terms, wanted.unknown_because))
        if narrowed.inside or narrowed.conditions:
            self.by_place["others"] = narrowed

    def _of_progenitor(self, several: Sequence[NamedProgenitor]) -> Iterator[Condition]:
        """What is asked of models in relation to the one they descend from. Raises BadInput where it is not one."""
        graph, wanted = self._graph, self._wanted
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


def _month(moment: datetime) -> int:
    """The month of a moment since 1970, as `months_since_1970`."""
    return 12 * (moment.year - FIRST_YEAR) + moment.month - 1


def _end_of(day: datetime) -> datetime:
    """The first moment after a day; the calendar's last day has none, and its last moment is taken."""
    last = datetime.max.replace(tzinfo=UTC)
    return day + DAY if day < last - DAY else last
