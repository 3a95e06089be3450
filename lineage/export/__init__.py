"""Subgraphs for other tools: networkx graphs, and standalone HTML pictures by pyvis."""

from lineage.export.picture import to_pyvis
from lineage.export.subgraph import to_networkx

__all__ = ["to_networkx", "to_pyvis"]
