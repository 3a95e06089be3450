"""What a model's variants are: in which format and with how many bits, how they are folded, who is whose mirror."""

from lineage.variants.rules import VariantFormat
from lineage.variants.variant import NOT_KNOWN, Variant

__all__ = ["NOT_KNOWN", "Variant", "VariantFormat"]
