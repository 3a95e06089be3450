"""Facets: how many models have each value of a property, within any selection, without a look at each property of each.

Models that agree in everything asked of here are one *combination*; of 200,000 models there are some 20,000. A
selection is counted by combination once, in one pass, and every facet follows from these counts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np

from lineage.frozen.lists.conditions import PART, Condition, Which, in_parts
from lineage.frozen.search.folded_names import FoldedNames
from lineage.frozen.storage.arrays import AnyArray, Bools, Ints, Longs
from lineage.frozen.storage.csr import Csr

BILLION = 10**9
SIZES = (0, *(BILLION * size for size in (1, 2, 5, 10, 20, 40, 100)))
"""From each of these parameters on a model is in the next class."""
DOWNLOADS = (0, *(10**power for power in range(7)))
"""The same, by downloads of 30 days."""

Range = tuple[int, int | None]
"""The least, and the first that is too many; None: there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class States:
    """What models may be in regard to one property, and the values that a model in each state has: none, one or more.

    `of_combination` is the state of each combination, below `size`. A model in the state `entry_state[i]` has the value
    `entry_value[i]`.
    """

    of_combination: Ints
    size: int
    entry_state: AnyArray
    entry_value: AnyArray

    @classmethod
    def single(cls, of_combination: Ints, values: int) -> "States":
        """State 0 has no value, each other one the value before it."""
        return cls(of_combination, values + 1, np.arange(1, values + 1), np.arange(values))


class Facet:
    """A property by which models are narrowed: its `values` in their order, and who has them.

    Of several values that are asked for a model must have one, or (`every`) all. `ranges` are those of the values of
    numbers.
    """

    def __init__(
        self, states: States, values: Sequence[str], *, every: bool = False, ranges: Sequence[Range] = ()
    ) -> None:
        self.values, self.every, self.ranges = values, every, ranges
        self._states = states

    def holding(self, wanted: Iterable[int]) -> Bools:
        """For each combination whether its models have any of these values, or all."""
        each = [self._having(value) for value in wanted]
        nothing = np.full(len(self._states.of_combination), self.every)
        return np.asarray((np.logical_and if self.every else np.logical_or).reduce([nothing, *each]))

    def lacking(self) -> Bools:
        """For each combination whether its models have none of the values."""
        of_state = np.ones(self._states.size, np.bool_)
        of_state[self._states.entry_state] = False
        return np.asarray(of_state[self._states.of_combination])

    def counts(self, combinations: AnyArray, models: AnyArray) -> tuple[Longs, int]:
        """How many models have each value, and how many have none, of so many models in each of some combinations."""
        states = self._states
        of_state = np.bincount(states.of_combination[combinations], models, states.size)
        having = np.bincount(states.entry_value, of_state[states.entry_state], len(self.values))
        of_state[states.entry_state] = 0
        return having.astype(np.int64), int(of_state.sum())

    def codes(self, text: str) -> list[int]:
        """The values that a text means: it itself, else all that are it but for capitals and separators."""
        exact = self._by_value.get(text)
        return self.names.being(text) if exact is None else [exact]

    def between(self, first: int | None, end: int | None) -> list[int] | None:
        """The values whose ranges make up all numbers from `first` on and below `end`; None where none do."""
        low = next((place for place, (least, _) in enumerate(self.ranges) if least == (first or 0)), None)
        high = next((place for place, (_, after) in enumerate(self.ranges) if after == end), None)
        return None if low is None or high is None else list(range(low, high + 1))

    def touched(self, first: int | None, end: int | None) -> tuple[list[int], list[int]]:
        """The values whose ranges have any number from `first` on and below `end`, and of these those that have no
        other."""
        low, high = first or 0, float("inf") if end is None else end
        bounds = [(least, float("inf") if after is None else after) for least, after in self.ranges]
        some = [code for code, (least, after) in enumerate(bounds) if after > low and least < high]
        return some, [code for code in some if bounds[code][0] >= low and bounds[code][1] <= high]

    def _having(self, value: int) -> Bools:
        of_state = np.zeros(self._states.size, np.bool_)
        of_state[self._states.entry_state[self._states.entry_value == value]] = True
        return np.asarray(of_state[self._states.of_combination])

    @cached_property
    def _by_value(self) -> dict[str, int]:
        return {value: code for code, value in enumerate(self.values)}

    @cached_property
    def names(self) -> FoldedNames:
        """The values as people type them."""
        return FoldedNames(self.values)


def ranges_of(bounds: Sequence[int]) -> list[Range]:
    """From each bound to the one after it, and from the last on."""
    return list(zip(bounds, (*bounds[1:], None), strict=True))


def range_name(values: Range) -> str:
    """As `0`, `10-99` or `1000000-`."""
    least, end = values
    return f"{least}-" if end is None else str(least) if end == least + 1 else f"{least}-{end - 1}"


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The models of a combination that were made in one month are one cell: its combination, its month (since 1970,
    below 0 unknown), the places of its models, and the codes of their owners.

    Cells come by combination, so that the models of one stand together too. The code of no owner is one more than the
    last.
    """

    combination: Ints
    month: Ints
    members: Csr
    owners: Csr

    def models(self) -> Longs:
        """How many each has."""
        return self.members.degrees


@dataclass(frozen=True, slots=True, eq=False)
class FacetTable:
    """The combinations of a graph: which one each model is of, by its place in the preorder, how many models each has,
    and the facets that follow from them.

    `codes` are those of the columns of `FacetWords`, by combination; `numbers` are counts by place, below 0 where
    unknown. `of_owner` is how many models each owner has, and last how many have none.
    """

    combination: Ints
    models: Longs
    facets: Mapping[str, Facet]
    codes: Sequence[Ints]
    numbers: Mapping[str, Longs]
    cells: Cells
    of_owner: Longs

    def counted(self, places: Sequence[Which]) -> Longs:
        """How many models of each combination stand at these places."""
        size = len(self.models)
        return _counts((self.combination[part] for part in _parts(places, size)), size)

    def counted_of(self, cells: Bools) -> Longs:
        """How many models of each combination these cells have."""
        if cells.all():
            return self.models
        counts = np.bincount(self.cells.combination[cells], self.cells.models()[cells], len(self.models))
        return counts.astype(np.int64)

    def by_owner(self, cells: Bools) -> Longs:
        """How many models of these cells each owner has, and last those without an owner. Where that is most models,
        the others are looked at."""
        if cells.all():
            return self.of_owner
        most = 2 * int(self.cells.models()[cells].sum()) > len(self.combination)
        counts = self.owner_counts(self.cells.owners.gather_where(cells != most))
        return self.of_owner - counts if most else counts

    def owner_counts(self, codes: Ints) -> Longs:
        """How often each owner's code is among those of cells, and last how many are of no owner."""
        return np.bincount(codes, minlength=len(self.of_owner))

    def placed_owner_counts(self, owners: Ints, places: Sequence[Which]) -> Longs:
        """The same of the models at some places; `owners` are codes by place, below 0 for no owner."""
        size = len(self.of_owner)
        codes = (owners[part] for part in _parts(places, size))
        return _counts((np.where(some < 0, size - 1, some) for some in codes), size)

    def said(self, chosen: Sequence[Bools]) -> Bools:
        """For each combination whether its models have a value that `FacetWords.holding` chose."""
        return np.asarray(np.logical_or.reduce([of[codes] for of, codes in zip(chosen, self.codes, strict=True)]))

    def is_between(self, name: str, first: int | None, end: int | None) -> Condition:
        """Whether a number is known, `first` or more, and below `end`."""
        numbers, least = self.numbers[name], first or 0

        def is_inside(which: Which) -> Bools:
            found = numbers[which]
            return np.asarray(found >= least if end is None else (found >= least) & (found < end))

        return is_inside


def _parts(places: Sequence[Which], size: int) -> Iterator[Which]:
    """Places so many at a time that an array of counts of this size costs no more than they do."""
    return chain.from_iterable(in_parts(which, max(PART, size)) for which in places)


def _counts(codes: Iterable[Ints], size: int) -> Longs:
    """How often each code below `size` occurs."""
    counts: Longs | None = None
    for some in codes:
        found = np.bincount(some, minlength=size)
        counts = found if counts is None else np.add(counts, found, out=counts)
    return np.zeros(size, np.int64) if counts is None else counts
