"""Texts within addresses, quoted as `urllib.parse` does it: most hold nothing to be quoted, and are told at a look."""

import re
from collections.abc import Mapping
from urllib.parse import quote, quote_plus

_IN_PATH = "!$&'()*+,/:;=@"  # what may stand in a path as it is, as werkzeug's `url_for` has it
_is_plain = re.compile(r"[\w.~-]*", re.ASCII).fullmatch
_is_plain_path = re.compile(r"[\w.~/-]*", re.ASCII).fullmatch


def in_path(text: str) -> str:
    """A text as a part of a path, its slashes among them."""
    return text if _is_plain_path(text) else quote(text, safe=_IN_PATH)


def in_query(text: str) -> str:
    """A text as a name or a value of a query."""
    return text if _is_plain(text) else quote_plus(text)


def query(values: Mapping[str, str | int | None]) -> str:
    """A query that gives these values; None is not given."""
    return "&".join([f"{in_query(name)}={in_query(str(v))}" for name, v in values.items() if v is not None])
