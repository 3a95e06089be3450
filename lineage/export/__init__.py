"""What leaves the graph: subgraphs for other libraries, files for other tools, standalone pictures."""

from lineage.export.about import manifest
from lineage.export.attributes import OF_DERIVATIONS, OF_MODELS
from lineage.export.files import write_export
from lineage.export.formats.registry import FORMATS, ExportFormat, ExportPart, format_named
from lineage.export.picture import to_pyvis
from lineage.export.selection import OF_A_MODEL, GraphSelection, select
from lineage.export.subgraph import Subgraph, subgraph, to_networkx

__all__ = [
    "FORMATS",
    "OF_A_MODEL",
    "OF_DERIVATIONS",
    "OF_MODELS",
    "ExportFormat",
    "ExportPart",
    "GraphSelection",
    "Subgraph",
    "format_named",
    "manifest",
    "select",
    "subgraph",
    "to_networkx",
    "to_pyvis",
    "write_export",
]
