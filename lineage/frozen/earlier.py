"""What a graph that was frozen before has of the next one: all rows but those that are given anew, or are gone."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lineage.errors import BadFile
from lineage.frozen.numbering import Renumbered
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Ints
from lineage.frozen.storage.strings import SortedTexts, TextTable

Pair = tuple[str, str]

RECIPE = 5
"""How arrays follow from a graph. Those made by another recipe are not carried over: what is built from nothing would
differ from them."""


@dataclass(frozen=True)
class Earlier:
    """The arrays of the earlier graph, and what of it does not stay: models by id, derivations and inferred parents by
    child and parent."""

    arrays: ArrayFile
    models: Set[str]
    derivations: Set[Pair]
    inferred: Set[Pair]

    @cached_property
    def ids(self) -> SortedTexts:
        """Of its models, by number."""
        return SortedTexts(TextTable.of(self.arrays, "id"))

    def models_that_stay(self) -> Bools:
        """By the numbers of the earlier graph."""
        stay = np.ones(len(self.ids), np.bool_)
        stay[[number for id in self.models if (number := self.ids.find(id)) is not None]] = False
        return stay


@dataclass(frozen=True, slots=True)
class Carried:
    """An earlier graph, and how its models are numbered now."""

    earlier: Earlier
    moved: Renumbered

    @property
    def arrays(self) -> ArrayFile:
        """Those of the earlier graph."""
        return self.earlier.arrays

    @property
    def added(self) -> Ints:
        """The models that the earlier graph does not have, ascending."""
        return np.flatnonzero(self.moved.earlier < 0).astype(np.int32)

    def derivations_that_stay(self) -> Bools:
        """By their places in the earlier graph."""
        ends = self.arrays["edge.child"], self.arrays["edge.parent"]
        return self._that_stay(ends, self.earlier.derivations)

    def inferred(self) -> tuple[Ints, Ints]:
        """Children and parents of the inferred edges that stay. Raises BadFile where a model of theirs is gone."""
        ends = self.arrays["inferred.child"], self.arrays["inferred.parent"]
        stay = self._that_stay(ends, self.earlier.inferred)
        child, parent = (self.moved.number[end[stay]] for end in ends)
        if (child < 0).any() or (parent < 0).any():
            raise BadFile("an inferred parent of a model that is gone", "load the snapshot again")
        return child, parent

    def _that_stay(self, ends: tuple[Ints, Ints], changed: Set[Pair]) -> Bools:
        """For each of some edges of the earlier graph, sorted by child and parent, whether it is none of these."""
        ids, size = self.earlier.ids, len(self.moved.number)
        pairs = ((ids.find(child), ids.find(parent)) for child, parent in changed)
        known = [(child, parent) for child, parent in pairs if child is not None and parent is not None]
        gone = np.array([child * size + parent for child, parent in known], np.int64)
        keys = ends[0].astype(np.int64) * size + ends[1]
        places = np.searchsorted(keys, gone)
        stay = np.ones(len(keys) + 1, np.bool_)
        stay[places[np.append(keys, -1)[places] == gone]] = False
        return stay[:-1]

    def numbers(self, earlier: AnyArray) -> Ints:
        """Models of the earlier graph in any order, as they are numbered now, without those that are gone."""
        numbers = self.moved.number.take(earlier)
        return numbers[numbers >= 0]

    def rows(self, row: AnyArray) -> AnyArray:
        """For each model now the `row` that it had in the earlier graph, or that behind them where it is added."""
        rows = np.append(row, 0).take(self.moved.earlier)
        rows[self.added] = len(row) + np.arange(len(self.added))
        return rows

    def sorted_again(
        self, order: AnyArray, before: Sequence[AnyArray], now: Sequence[AnyArray], keys: Sequence[AnyArray]
    ) -> Ints:
        """All models by their keys, the first one first, equals by number; `order` is that of the earlier graph's
        models. Keys follow from the values that models have `now`: what has those that it had `before` is not sorted
        again."""
        number, earlier = self.moved.number.copy(), self.moved.earlier
        stays = earlier >= 0
        for values, old in zip(now, before, strict=True):
            stays &= values == old.take(earlier) if len(old) else False
        others = np.flatnonzero(~stays).astype(np.int32)
        number[earlier[others[earlier[others] >= 0]]] = -1
        kept = number.take(order)
        kept = kept[kept >= 0]
        others = others[np.lexsort((others, *(key[others] for key in reversed(keys))))]
        return np.insert(kept, _places(kept, others, keys), others)


def _places(order: Ints, others: Ints, keys: Sequence[AnyArray]) -> AnyArray:
    """Where `others` belong in an `order` by keys, the first one first, and by number: all by bisection at once."""
    low, high = np.zeros(len(others), np.int64), np.full(len(others), len(order))
    while (open_ := low < high).any():
        middle = (low + high) // 2
        at = order[np.minimum(middle, len(order) - 1)]
        before = at < others
        for key in reversed(keys):
            before = (key[at] < key[others]) | ((key[at] == key[others]) & before)
        low, high = np.where(open_ & before, middle + 1, low), np.where(open_ & ~before, middle, high)
    return low
