"""The table of derivations: a row for each child and parent, with who says so."""

import numpy as np
import polars as pl

from lineage.columns import DERIVATION_COLUMNS
from lineage.frozen import FrozenGraph
from lineage.tabular.scan import frame_columns, scan


def derivations_scan(graph: FrozenGraph) -> pl.LazyFrame:
    """Every derivation by child and parent, self-references included."""
    return scan(frame_columns(graph, DERIVATION_COLUMNS.values()), np.arange(len(graph.edges)))
