"""Tables for notebooks, which show what a value says of itself."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from typing import Any


def html_table(title: str, rows: Iterable[Sequence[Any]]) -> str:
    """A table below its title: a row's first value heads it, what is not known is an empty cell."""
    body = "".join(f"<tr><th style='text-align:left'>{_cell(head)}</th>{_cells(rest)}</tr>" for head, *rest in rows)
    return f"<div><p><strong>{escape(title)}</strong></p><table>{body}</table></div>"


def _cells(values: Iterable[Any]) -> str:
    return "".join(f"<td style='text-align:left'>{_cell(value)}</td>" for value in values)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return escape(", ".join(map(str, value)) if isinstance(value, tuple) else str(value))
