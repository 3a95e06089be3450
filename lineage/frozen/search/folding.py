"""Ids and words as people type them: without separators, or taken apart at them."""

import numpy as np

SEPARATORS = "".join(chr(code) for code in range(32, 127) if not chr(code).isalnum() and chr(code) != "/")
"""What is left out of an id that is folded: every mark of ASCII but the slash."""

IS_SEPARATOR = np.isin(np.arange(256), np.frombuffer(SEPARATORS.encode(), np.uint8))
"""By byte."""

LONGEST = 32
"""Letters of a token; what is longer is nothing that anybody types."""

_LEFT_OUT = str.maketrans("", "", SEPARATORS)
_IN_SMALL = bytes(range(256)).lower()
_APART = str.maketrans(dict.fromkeys(f"{SEPARATORS}/", " "))


def folded(text: str) -> str:
    """A text in small letters without separators: `Qwen3.6-27B` is `qwen3627b`."""
    return text.lower().translate(_LEFT_OUT)


def folded_ascii(text: bytes) -> bytes:
    """As `folded`, of a text in ASCII; other letters of UTF-8 stay as they are."""
    return text.translate(_IN_SMALL, SEPARATORS.encode())


def tokens(text: str) -> list[str]:
    """What stands between separators and slashes, in small letters: `Qwen/Qwen3.6-27B` is qwen, qwen3, 6, 27b."""
    return [token for token in text.lower().translate(_APART).split() if len(token) <= LONGEST]
