"""The frozen graph: a store's whole content as memory-mapped arrays, and what can be computed on them."""

from lineage.frozen.answers import Count, Edge, Page, Paths
from lineage.frozen.builder import build
from lineage.frozen.columns import Column
from lineage.frozen.csr import Csr
from lineage.frozen.graph import FrozenGraph

__all__ = ["Column", "Count", "Csr", "Edge", "FrozenGraph", "Page", "Paths", "build"]
