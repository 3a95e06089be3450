"""The tags of a page's models while they are JSON: one line a model, read by polars and never by Python."""

import re
from collections.abc import Sequence

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

_BARE = re.compile(rb"\](\n(null|\[\]))+\n\[")
"""What stands between one model's last tag and another's first, around models without any."""

_lists = msgspec.json.Decoder(list[list[str] | None])
_QUOTE = ord('"')
_ENDS = b'[""]'
"""A list of one string, put before and behind a page's lines so that every line stands between two others."""


def joined(tags: Sequence[msgspec.Raw]) -> bytes:
    """One text of a page's tags, a line a model. Raises ValueError when one of them is neither a list of strings nor
    null, or takes more than a line."""
    text = b"\n".join([_ENDS, *tags, _ENDS])
    if text.count(b"\n") != len(tags) + 1:
        raise ValueError("tags over several lines")
    if b"\\" in text:
        _lists.decode(b"[%b]" % text.replace(b"\n", b","))
    elif not _only_strings(text):
        raise ValueError("tags that are no strings")
    return text[len(_ENDS) + 1 : -len(_ENDS) - 1]


def lists(pages: Sequence[bytes]) -> pl.Series:
    """The tags of each model of these pages, as List(String)."""
    text = b"\n".join(pages)
    lines = pl.Series("tags", [text], dtype=pl.Binary).cast(pl.String).str.split("\n").explode()
    if b"\\" in text or not lines.str.starts_with('["').all():
        return lines.str.json_decode(pl.List(pl.String))
    return lines.str.strip_prefix('["').str.strip_suffix('"]').str.split('","')  # the same in half the time


def _only_strings(text: bytes) -> bool:
    """Whether lines of JSON without a backslash are lists of strings, or null.

    Every second quote then closes a string, so what stands between it and the next quote tells: a comma within a list,
    brackets and a line break from one list to the next, or also the lines of models without any tag.
    """
    letters = np.frombuffer(text, np.uint8)
    quotes = np.flatnonzero(letters == _QUOTE)
    closing, opening = quotes[1:-1:2], quotes[2::2]
    plain = _only(b",", letters, closing, opening) | _only(b"]\n[", letters, closing, opening)
    others = zip(closing[~plain].tolist(), opening[~plain].tolist(), strict=True)
    return all(_BARE.fullmatch(text[end + 1 : start]) for end, start in others)


def _only(
    mark: bytes, letters: NDArray[np.uint8], closing: NDArray[np.intp], opening: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """For each closing quote whether `mark` and nothing else stands between it and the opening one."""
    alike: NDArray[np.bool_] = opening - closing == len(mark) + 1
    for place, letter in enumerate(mark, start=1):
        alike &= letters[closing + place] == letter
    return alike
