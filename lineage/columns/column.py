"""One column of models or of derivations: its name and type, what it means, how it is read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lineage.columns.values import ColumnValues
from lineage.frozen import FrozenGraph
from lineage.frozen.storage.arrays import AnyArray
from lineage.schema import Type

ReadColumn = Callable[[FrozenGraph, AnyArray], ColumnValues]


@dataclass(frozen=True, slots=True)
class GraphColumn:
    """`read` gives its values for numbers of models, or for places of derivations."""

    name: str
    type: Type
    meaning: str
    read: ReadColumn

    def values(self, graph: FrozenGraph, rows: AnyArray) -> list[Any]:
        """Its values as a list; None is unknown."""
        return self.read(graph, rows).to_list()
