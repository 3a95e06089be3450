"""Tables whose rows are cards on a phone: each cell carries its column's name, since the head is not seen there."""

import re
from collections.abc import Iterator

from flask import Flask
from markupsafe import Markup

_TABLE = re.compile(r"(<thead>.*?</thead>)(.*?)(?=</table>)", re.DOTALL)
_HEAD = re.compile(r'<th\b(?:[^>]*?\babbr="([^"]*)")?[^>]*>(.*?)</th>', re.DOTALL)
_ROW_OR_CELL = re.compile(r"<(tr|t[dh])\b")
_TAG = re.compile(r"<[^>]*>")
_SIGNS = " ▾▴#"  # of the order, and of a row's number, which is plain by itself


def labelled(page: str) -> Markup:
    """A page, every cell of whose tables has its column's name as `data-label`: a head's `abbr`, or what it says."""
    return Markup(_TABLE.sub(_labelled_table, page))  # noqa: S704 (the page is markup, and names were parts of it)


def _labelled_table(table: re.Match[str]) -> str:
    names = [abbreviation or _text(content) for abbreviation, content in _HEAD.findall(table[1])]
    left: Iterator[str] = iter(())

    def labelled_cell(opening: re.Match[str]) -> str:
        nonlocal left
        if opening[1] == "tr":
            left = iter(names)
            return opening[0]
        name = next(left, "")
        return f'{opening[0]} data-label="{name}"' if name else opening[0]

    return table[1] + _ROW_OR_CELL.sub(labelled_cell, table[2])


def _text(content: str) -> str:
    return " ".join(_TAG.sub("", content).replace('"', "&#34;").split()).strip(_SIGNS)


def register(app: Flask) -> None:
    """Make it known to the templates."""
    app.jinja_env.filters.update(labelled=labelled)
