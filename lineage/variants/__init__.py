"""What a model's variants are: in which format and with how many bits, how they are folded, who is whose mirror."""

from lineage.variants.reading import NOT_KNOWN, Variant, variant_of
from lineage.variants.rules import VariantFormat

__all__ = ["NOT_KNOWN", "Variant", "VariantFormat", "variant_of"]
