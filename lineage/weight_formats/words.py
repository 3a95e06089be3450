"""Words at the end of a model's name that say how its weights are stored: quantized, or in another format or width."""

import re

from lineage.weight_formats.rules import BITS_RULES, FORMAT_RULES, SILENT, SILENT_CONVERTED

_RULES = [rule for rule in (*FORMAT_RULES, *BITS_RULES) if rule.words]

QUANTIZED = "|".join((*(rule.words for rule in _RULES if rule.quantizes), *SILENT))
"""Words that say a model was quantized. `qat` is none: it names another base, trained to be quantized."""

CONVERTED = "|".join((*(rule.words for rule in _RULES if not rule.quantizes), *SILENT_CONVERTED))
"""Words that say it was stored in another format or width."""

WORD = f"(?:{QUANTIZED}|{CONVERTED})"

_RANGES = re.compile(r"\[[^]]*\]")
WORD_WITH_SIGNS = "|".join(
    words for words in (*(rule.words for rule in _RULES), *SILENT, *SILENT_CONVERTED) if "-" in _RANGES.sub("", words)
)
"""The words that may have a sign between their parts, and some beside them; all others stand in one part of a name."""

MOST_ENDINGS = 5
"""Words taken off at most: `-Q4_K_M-i1-bnb-4bit-GGUF` has as many as any seen."""
