"""A selection of models as CSV, sent while it is made."""

import csv as csv_writer
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson

from lineage.frozen import FrozenGraph
from web.answers import lists, models
from web.parameters import ListQuery

MOST_ROWS = 200_000
CHUNK = 2_000
COLUMNS = (
    *("id", "relation", "status", "author", "license", "license_name", "created_at", "downloads", "likes"),
    *("descendants", "descendants_without_mass_uploads", "children", "parents", "mass_upload", "license_link"),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv(graph: FrozenGraph, number: int | None, query: ListQuery) -> Iterator[str]:
    """The matching descendants of `number` (all models without one) from `offset` on, MOST_ROWS at most.

    Text that a spreadsheet would run as a formula gets an apostrophe in front; what is not stated stays empty.
    """
    yield _line(COLUMNS)
    selection = lists.select(graph, number, replace(query, limit=MOST_ROWS))
    for start in range(0, len(selection.numbers), CHUNK):
        numbers = selection.numbers[start : start + CHUNK]
        links = graph.models.column("license_link").take(numbers)
        for fields, link in zip(models.fields_of(graph, numbers), links, strict=True):
            row = {**fields, "license_link": link}
            yield _line([_cell(row[name]) for name in COLUMNS])


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Any table, with a header row: lists, nodes and the like as JSON, times in ISO 8601, null as nothing."""
    yield _line([_cell(name) for name in columns])
    for row in rows:
        yield _line([_cell(_text(value)) for value in row])


def headers(id: str | None) -> dict[str, str]:
    """A download whose file name is plain ASCII whatever the model is called."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-._") else "-" for c in id or "all-models")
    return {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{plain}.csv"',
    }


def _text(value: Any) -> Any:
    if isinstance(value, list | dict):
        return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    return value.isoformat() if isinstance(value, datetime) else value


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _line(cells: Any) -> str:
    out = io.StringIO()
    csv_writer.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
