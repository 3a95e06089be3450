"""How weights are stored: formats and bits, read off names, libraries and tags by one table of rules."""

from lineage.weight_formats.rules import VariantFormat
from lineage.weight_formats.variant import NOT_KNOWN, Variant

__all__ = ["NOT_KNOWN", "Variant", "VariantFormat"]
