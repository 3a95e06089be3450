"""Tables whose rows are cards on a phone: each cell carries its column's name, since the head is not seen there."""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, cycle
from operator import add

from flask import Flask
from markupsafe import Markup

_HEAD_STARTS, _TABLE_ENDS = "<thead>", "</table>"
_HEAD = re.compile(r'<th\b(?:[^>]*?\babbr="([^"]*)")?[^>]*>(.*?)</th>', re.DOTALL)
_ROW = re.compile(r"<tr\b")
_CELL = re.compile(r"(<t[dh]\b)")
_COLSPAN = re.compile(r'\bcolspan="(\d+)"')
_TAG = re.compile(r"<[^>]*>")
_LABEL = ' data-label="'  # nobody else can write it: quotes are escaped
_SIGNS = " ▾▴#"  # of the order, and of a row's number, which is plain by itself


def label(column: str) -> str:
    """What the tag of a cell bears of its column's name, which is markup."""
    return f'{_LABEL}{column}"'


def labelled(page: str) -> Markup:
    """A page, every cell of whose tables has its column's name as `data-label`: a head's `abbr`, or what it says. A
    table whose cells have names already stays as it is."""
    text, done = str(page), 0  # parts of markup would be markup
    parts: list[str] = []
    while (head := text.find(_HEAD_STARTS, done)) >= 0 and (end := text.find(_TABLE_ENDS, head)) >= 0:
        parts += text[done:head], _labelled_table(text[head:end])
        done = end
    return Markup("".join([*parts, text[done:]]))  # noqa: S704 (names were parts of markup)


def _labelled_table(table: str) -> str:
    """A table from its head on."""
    if _LABEL in table:
        return table
    head, head_ends, rows = table.partition("</thead>")
    names = [abbreviation or _text(content) for abbreviation, content in _HEAD.findall(head)]
    return f"{head}{head_ends}{labelled_rows(names, rows)}"


def labelled_rows(names: Sequence[str], rows: str) -> str:
    """The rows of a table of such columns, whose names are markup."""
    labels = [label(name) if name else "" for name in names]
    parts = _CELL.split(rows)
    if "colspan=" not in rows and len(parts) // 2 == len(labels) * len(_ROW.findall(rows)):  # no row lacks a cell
        parts[2::2] = map(add, cycle(labels), parts[2::2])
        return "".join(parts)
    before, *each = _ROW.split(rows)
    return "<tr".join([before, *(_labelled_row(labels, row) for row in each)])


def _labelled_row(labels: Sequence[str], row: str) -> str:
    """The first columns that a row lacks are those of a cell above it; what spans several columns has no name."""
    parts = _CELL.split(row)
    cells = parts[2::2]
    if "colspan=" in row:
        labels = list(_labels_of(labels, cells))
    elif len(cells) < len(labels):
        labels = labels[len(labels) - len(cells) :]
    parts[2 : 2 + 2 * len(labels) : 2] = map(add, labels, cells)
    return "".join(parts)


def _labels_of(labels: Sequence[str], cells: Sequence[str]) -> Iterator[str]:
    """The label of each of a row's cells, some of which span several columns."""
    spans = [int(span[1]) if (span := _COLSPAN.search(cell.partition(">")[0])) else 1 for cell in cells]
    places = accumulate(spans, initial=max(len(labels) - sum(spans), 0))
    return (labels[at] if span == 1 and at < len(labels) else "" for at, span in zip(places, spans, strict=False))


def _text(content: str) -> str:
    return " ".join(_TAG.sub("", content).replace('"', "&#34;").split()).strip(_SIGNS)


def register(app: Flask) -> None:
    """Make it known to the templates."""
    app.jinja_env.filters.update(labelled=labelled)
