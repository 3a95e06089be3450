"""What leaves the graph: subgraphs for other libraries, files for other tools, standalone pictures."""

from lineage.export.attributes import OF_DERIVATIONS, OF_MODELS
from lineage.export.files import write_export
from lineage.export.formats.table import FORMATS, ExportFormat, format_named
from lineage.export.picture import to_pyvis
from lineage.export.selection import GraphSelection, select
from lineage.export.subgraph import Subgraph, subgraph, to_networkx

__all__ = [
    "FORMATS",
    "OF_DERIVATIONS",
    "OF_MODELS",
    "ExportFormat",
    "GraphSelection",
    "Subgraph",
    "format_named",
    "select",
    "subgraph",
    "to_networkx",
    "to_pyvis",
    "write_export",
]
