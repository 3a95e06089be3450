"""The table of models: a row each, with all that the frozen graph knows of it, where it comes from and what follows."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from lineage.columns import MODEL_COLUMNS
from lineage.frozen import FrozenGraph
from lineage.frozen.storage.arrays import AnyArray
from lineage.tabular.scan import FrameColumn, frame_columns, scan


class ModelTables:
    """Tables of a graph's models. What its columns share is made once, when the first table asks for it."""

    graph: FrozenGraph

    def __init__(self, graph: FrozenGraph) -> None:
        self.graph = graph
        self._columns = frame_columns(graph, MODEL_COLUMNS.values())

    def scan(self, rows: AnyArray | None = None, more: Sequence[FrameColumn] = ()) -> pl.LazyFrame:
        """The models of these numbers (None: all, by id), with `more` columns after those of MODEL_COLUMNS."""
        return scan([*self._columns, *more], np.arange(self.graph.size) if rows is None else rows.astype(np.int64))
