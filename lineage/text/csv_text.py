"""CSV as spreadsheets take it without harm, with a header row and CRLF."""

import csv
import io
import math
from collections.abc import Iterable
from datetime import datetime
from typing import Any

FORMULA = frozenset("=+-@\t\r")
"""The letters with which a cell begins that a spreadsheet would run."""


def cell(value: Any) -> Any:
    """A value as a cell has it: lists and maps, with nodes and the like in them, as JSON, times in ISO 8601, `true` and
    `false` in small letters, an infinite number and one that is none as nothing; text that a spreadsheet would run as a
    formula gets an apostrophe in front."""
    if isinstance(value, str):
        return f"'{value}" if value[:1] in FORMULA else value
    if isinstance(value, list | dict):
        import orjson  # noqa: PLC0415 - `--help` of commands that write tables needs none

        return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, datetime) else value


def cells(texts: Iterable[str | None]) -> list[str | None]:
    """As `cell`, of a column of texts."""
    return [f"'{text}" if text and text[0] in FORMULA else text for text in texts]


def lines(rows: Iterable[Iterable[Any]]) -> str:
    """The lines of some rows; None is an empty cell."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()
