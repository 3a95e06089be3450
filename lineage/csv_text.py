"""CSV as spreadsheets take it without harm, with a header row and CRLF."""

import csv
import io
from collections.abc import Iterable
from typing import Any

FORMULA = frozenset("=+-@\t\r")
"""The letters with which a cell begins that a spreadsheet would run."""


def cell(value: Any) -> Any:
    """A value; text that a spreadsheet would run as a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value[:1] in FORMULA else value


def cells(texts: Iterable[str | None]) -> list[str | None]:
    """As `cell`, of a column of texts."""
    return [f"'{text}" if text and text[0] in FORMULA else text for text in texts]


def lines(rows: Iterable[Iterable[Any]]) -> str:
    """The lines of some rows; None is an empty cell."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()
