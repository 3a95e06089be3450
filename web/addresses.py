"""Texts within addresses, quoted as `urllib.parse` does it: most hold nothing to be quoted, and are told at a look."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import quote, quote_plus

from markupsafe import escape

_IN_PATH = "!$&'()*+,/:;=@"  # what may stand in a path as it is, as werkzeug's `url_for` has it
IN_QUERY = "!$'()*,/:;?@"
"""What may stand in a query as it is, as werkzeug's `url_for` has it."""
_is_plain = re.compile(r"[\w.~-]*", re.ASCII).fullmatch
is_plain_path = re.compile(r"[\w.~/-]*", re.ASCII).fullmatch
"""Whether a text is its own in a path; it is in markup too."""


def escaped(text: str) -> str:
    """A text as markup; most ids and addresses hold nothing to be escaped."""
    return text if is_plain_path(text) else str(escape(text))


def in_path(text: str) -> str:
    """A text as a part of a path, its slashes among them."""
    return text if is_plain_path(text) else quote(text, safe=_IN_PATH)


def in_query(text: str, safe: str = "") -> str:
    """A text as a name or a value of a query, in which the signs that are `safe` stay as they are."""
    return text if _is_plain(text) else quote_plus(text, safe)


def each_of(name: str, values: Iterable[object], safe: str = "") -> str:
    """A query that gives each of these values for a name."""
    name = in_query(name, safe)
    return "&".join([f"{name}={in_query(str(value), safe)}" for value in values])


def parameter_texts(value: Any) -> list[str]:
    """A value, or several, as the parameters of an address: days as 2026-11-20, flags as 1 and 0."""
    return [_text(one) for one in (value if isinstance(value, tuple) else (value,))]


def _text(value: Any) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime) else str(int(value) if isinstance(value, bool) else value)
