"""The tags of a page's models while they are JSON: one line a model, read by polars and never by Python."""

import re
from collections.abc import Sequence

import msgspec
import numpy as np
import polars as pl

NONE = msgspec.Raw(b"null")

LICENSE = (
    pl.col("tags")
    .list.eval(pl.element().filter(pl.element().str.starts_with("license:")))
    .list.first()
    .str.slice(len("license:"))
    .replace("", None)
)
"""The licence that a model's first `license:` tag names."""

_BARE = re.compile(rb"\](\n(null|\[\]))+\n\[")
"""What stands between one model's last tag and another's first, around models without any."""

_lists = msgspec.json.Decoder(list[list[str] | None])
_QUOTE, _COMMA, _CLOSE, _OPEN = b'",]['
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
    """Whether lines of JSON without a backslash are lists of strings, or null: by what stands between the strings."""
    found = np.frombuffer(text, np.uint8)
    quotes = np.flatnonzero(found == _QUOTE)
    closing, opening = quotes[1:-1:2], quotes[2::2]
    gap = opening - closing
    within = (gap == 2) & (found[closing + 1] == _COMMA)  # ","
    between = (gap == 4) & (found[closing + 1] == _CLOSE) & (found[closing + 3] == _OPEN)  # "]\n["
    return all(_BARE.fullmatch(text[closing[at] + 1 : opening[at]]) for at in np.flatnonzero(~(within | between)))
