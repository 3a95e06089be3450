"""What a graph that was frozen before has of the next one: all rows but those that are given anew, or are gone."""

from collections.abc import Set
from dataclasses import dataclass

import numpy as np

from lineage.frozen.edges import REGULAR
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Ints
from lineage.frozen.storage.strings import Strings, TextTable


@dataclass(frozen=True, slots=True)
class Earlier:
    """The arrays of the earlier graph, and what of it does not stay: models by id, derivations by child and parent."""

    arrays: ArrayFile
    models: Set[str]
    derivations: Set[tuple[str, str]]

    def models_that_stay(self) -> Bools:
        """By the numbers of the earlier graph."""
        ids = Strings(self.arrays, "id")
        stay = np.ones(len(ids), np.bool_)
        stay[[number for id in self.models if (number := ids.find(id)) is not None]] = False
        return stay

    def derivations_that_stay(self) -> Bools:
        """By their places in the earlier graph."""
        ids, start, parents = Strings(self.arrays, "id"), self.arrays["edge.start"], self.arrays["edge.parent"]
        stay = np.ones(len(parents), np.bool_)
        for child, parent in ((ids.find(child), ids.find(parent)) for child, parent in self.derivations):
            if child is not None and parent is not None:
                own = slice(start[child], start[child + 1])
                stay[own] &= parents[own] != parent
        return stay

    def renumbered(self, order: AnyArray, texts: TextTable) -> Ints:
        """The number that each model of the earlier graph has among the ids `texts`, -1 where it is gone.

        `order` are the rows of these ids, where those of the earlier graph come first.
        """
        ids, now = Strings(self.arrays, "id"), Strings(texts.arrays("id"), "id")
        numbers = np.full(max(len(ids), int(order.max(initial=-1)) + 1), -1, np.int32)
        numbers[order] = np.arange(len(order), dtype=np.int32)
        numbers = numbers[: len(ids)]
        for number in np.flatnonzero(numbers < 0).tolist():
            found = now.find(ids[number])
            numbers[number] = -1 if found is None else found
        return numbers


def irregular(arrays: ArrayFile) -> list[tuple[str, str]]:
    """Children and parents of the derivations that say something irregular, which the graph itself may have shown."""
    ids = Strings(arrays, "id")
    places = np.flatnonzero(arrays["edge.irregularity"] != REGULAR)
    return list(zip(*(ids.take(arrays[f"edge.{end}"][places]) for end in ("child", "parent")), strict=True))
