"""How the weights of one model are stored, as a value."""

from dataclasses import dataclass

from lineage.weight_formats.rules import VariantFormat


@dataclass(frozen=True, slots=True)
class Variant:
    """How a model's weights are stored, as far as it can be read; what is not known is None.

    `bits` are the whole bits of a weight (4 of `4.25 bpw`), `encoding` is the word for it: `Q4_K_M`, `W4A16`, `4-bit`.
    The rules name where each was read and the word that said it: `name: q4-k-m`, `library: gguf`, `tag: 4-bit`.
    """

    format: VariantFormat | None = None
    bits: int | None = None
    encoding: str | None = None
    format_rule: str | None = None
    bits_rule: str | None = None


NOT_KNOWN = Variant()
