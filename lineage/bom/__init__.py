"""Bills of materials: what a model was made from, its licences and the evidence of every step, as documents to file."""

from lineage.bom.document import DISCLAIMER, Bom, BomComponent, Completeness
from lineage.bom.formats import BomFormat, format_of, written
from lineage.bom.gathering import bom_of
from lineage.bom.selection import DEFAULT_COMPONENTS, MOST_COMPONENTS

__all__ = [
    "DEFAULT_COMPONENTS",
    "DISCLAIMER",
    "MOST_COMPONENTS",
    "Bom",
    "BomComponent",
    "BomFormat",
    "Completeness",
    "bom_of",
    "format_of",
    "written",
]
