"""Tables whose rows are cards on a phone: each cell carries its column's name, since the head is not seen there."""

import re
from collections.abc import Sequence
from functools import partial
from itertools import accumulate

from flask import Flask
from markupsafe import Markup

_TABLE = re.compile(r"(<thead>.*?</thead>)(.*?)(?=</table>)", re.DOTALL)
_HEAD = re.compile(r'<th\b(?:[^>]*?\babbr="([^"]*)")?[^>]*>(.*?)</th>', re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<(t[dh])\b([^>]*)>")
_COLSPAN = re.compile(r'\bcolspan="(\d+)"')
_TAG = re.compile(r"<[^>]*>")
_SIGNS = " ▾▴#"  # of the order, and of a row's number, which is plain by itself


def labelled(page: str) -> Markup:
    """A page, every cell of whose tables has its column's name as `data-label`: a head's `abbr`, or what it says."""
    return Markup(_TABLE.sub(_labelled_table, page))  # noqa: S704 (the page is markup, and names were parts of it)


def _labelled_table(table: re.Match[str]) -> str:
    names = [abbreviation or _text(content) for abbreviation, content in _HEAD.findall(table[1])]
    return table[1] + labelled_rows(names, table[2])


def labelled_rows(names: Sequence[str], rows: str) -> str:
    """The rows of a table of such columns, whose names are markup."""
    return _ROW.sub(partial(_labelled_row, names), rows)


def _labelled_row(names: Sequence[str], row: re.Match[str]) -> str:
    """The first columns that a row lacks are those of a cell above it; what spans several columns has no name."""
    spans = [int(span[1]) if (span := _COLSPAN.search(given)) else 1 for _, given in _CELL.findall(row[0])]
    columns = zip(accumulate(spans, initial=max(len(names) - sum(spans), 0)), spans, strict=False)

    def labelled_cell(cell: re.Match[str]) -> str:
        at, span = next(columns)
        name = names[at] if span == 1 and at < len(names) else ""
        return f'<{cell[1]} data-label="{name}"{cell[2]}>' if name else cell[0]

    return _CELL.sub(labelled_cell, row[0])


def _text(content: str) -> str:
    return " ".join(_TAG.sub("", content).replace('"', "&#34;").split()).strip(_SIGNS)


def register(app: Flask) -> None:
    """Make it known to the templates."""
    app.jinja_env.filters.update(labelled=labelled)
