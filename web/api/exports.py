"""A selection of models, or an answer, as CSV."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

import orjson
from flask import request

from lineage.csv_text import cell, cells, lines
from lineage.cypher import Answer
from lineage.cypher.execute import cut_by_bytes
from lineage.frozen import FrozenGraph, Undercount
from lineage.stores.answer_size import first_within, for_rows
from lineage.values import SnapshotFacts
from web.answers import models
from web.api import PREFIX
from web.coverage import download

KINDS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "parquet": "application/vnd.apache.parquet"}
"""The kinds of files that a table comes as, by the ends of their names."""
MOST_ROWS = 200_000
CHUNK = 2_000
COLUMNS = (
    *("id", "relation", "status", "author", "license", "license_name", "created_at", "downloads", "likes"),
    *("descendants", "descendants_without_mass_uploads", "children", "parents", "mass_upload", "license_link"),
    *("undercount", "copies"),
)
WRITTEN_BY_ANYBODY = frozenset({"id", "author", "license", "license_name", "license_link"})


def csv(graph: FrozenGraph, selected: Sequence[int]) -> Iterator[str]:
    """These models with COLUMNS, for whoever asks for no others.

    Text that a spreadsheet would run as a formula gets an apostrophe in front; what is not stated stays empty.
    """
    yield _line(COLUMNS)
    for start in range(0, len(selected), CHUNK):
        numbers = selected[start : start + CHUNK]
        columns = models.columns_of(graph, numbers)
        columns["license_link"] = graph.models.column("license_link").take(numbers)
        columns |= _undercounts(columns["undercount"])
        yield lines(zip(*(_cells(name, columns[name]) for name in COLUMNS), strict=True))


def _cells(name: str, values: Sequence[Any]) -> Sequence[Any]:
    return cells(values) if name in WRITTEN_BY_ANYBODY else values


def answer(executed: Answer) -> list[bytes]:
    """A statement's answer as a table; of one that cannot be told the reason, under `cannot_tell`.

    It is as many bytes as an answer may have at most, and where that cut it, its last line says after how many rows.
    """
    if executed.cannot_tell is not None:
        return list(_encoded(table(("cannot_tell",), [(executed.cannot_tell,)])))
    encoded = _encoded(table(executed.table.columns, executed.table.rows))
    kept, whole = first_within(encoded, for_rows(executed.limits), len)
    if whole and executed.truncated != "bytes":
        return kept
    return [*kept, _line([cut_by_bytes(max(len(kept) - 1, 0), executed.limits)]).encode()]


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Any table, with a header row: lists, nodes and the like as JSON, times in ISO 8601, null as nothing."""
    yield _line([cell(name) for name in columns])
    for row in rows:
        yield _line([cell(_text(value)) for value in row])


def headers(
    name: str, facts: SnapshotFacts, asked: Mapping[str, Any] = MappingProxyType({}), suffix: str = "csv"
) -> dict[str, str]:
    """Those of a table of what was `asked` for as a file of one of KINDS, and where it is told of what."""
    return {
        **download(name, facts, suffix, KINDS[suffix], asked),
        "Link": f'<{request.root_path}{PREFIX}/graph>; rel="describedby"; type="application/json"',
    }


def _undercounts(left_out: Sequence[Undercount | None]) -> dict[str, list[int | None]]:
    """The models that counts leave out, and the copies they hang on; nothing where there are none."""
    return {
        "undercount": [None if one is None else one.models for one in left_out],
        "copies": [None if one is None else one.copies for one in left_out],
    }


def _text(value: Any) -> Any:
    if isinstance(value, list | dict):
        return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    return value.isoformat() if isinstance(value, datetime) else value


def _encoded(lines: Iterable[str]) -> Iterator[bytes]:
    return (line.encode() for line in lines)


def _line(cells: Iterable[Any]) -> str:
    return lines([cells])
