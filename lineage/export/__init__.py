"""What leaves the graph: subgraphs for other libraries, files for other tools, standalone pictures."""

from lineage.export.attributes import OF_DERIVATIONS, OF_MODELS
from lineage.export.picture import to_pyvis
from lineage.export.selection import GraphSelection, select
from lineage.export.subgraph import Subgraph, subgraph, to_networkx

__all__ = [
    "OF_DERIVATIONS",
    "OF_MODELS",
    "GraphSelection",
    "Subgraph",
    "select",
    "subgraph",
    "to_networkx",
    "to_pyvis",
]
