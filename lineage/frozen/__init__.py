"""The frozen graph: a store's whole content as memory-mapped arrays, and what can be computed on them."""

from lineage.frozen.counts import counts_of
from lineage.frozen.graph import FrozenGraph
from lineage.frozen.results import Count, Edge, ModelPage, Paths, Undercount
from lineage.frozen.storage.columns import Column
from lineage.frozen.storage.csr import Csr

__all__ = ["Column", "Count", "Csr", "Edge", "FrozenGraph", "ModelPage", "Paths", "Undercount", "counts_of"]
