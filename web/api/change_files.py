"""The changes of a kind as a file to download: all of them, with what they are of."""

import io
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import orjson

from lineage.coverage.coverage_statement import CoverageStatement
from lineage.export.about import data_licence
from lineage.home.change_records import CHANGE_KINDS, FamilyChanges
from lineage.text.csv_text import cell, lines
from web.api import csv_tables, table_files
from web.parameters.changes import ChangesQuery

if TYPE_CHECKING:
    import polars as pl

AT_ONCE = 2_000
"""Rows that are written together."""


def chunks(changes: FamilyChanges, query: ChangesQuery) -> Iterator[str | bytes]:
    """The file, a part at a time; `csv_tables.MOST_FILE_ROWS` rows at most."""
    rows = changes.rows(query.kind, limit=csv_tables.MOST_FILE_ROWS)
    return _WRITERS[str(query.format)](rows, _statement(changes, query, rows.height))


def headers(changes: FamilyChanges, query: ChangesQuery) -> dict[str, str]:
    """The file's kind and name."""
    record = changes.record
    asked = {"since": record.a.id, **({} if query.family is None else {"family": query.family})}
    return table_files.file_headers(f"changes-{query.kind}", record.b, asked, str(query.format))


def _statement(changes: FamilyChanges, query: ChangesQuery, rows: int) -> dict[str, Any]:
    """What the rows are of: both snapshots, the kind, the family, how many of all, and what cannot be told."""
    record, kind = changes.record, CHANGE_KINDS[query.kind]
    return {
        "from": record.a.id,
        "from_coverage": CoverageStatement(record.a).long,
        "to": record.b.id,
        "to_coverage": CoverageStatement(record.b).long,
        "notes": list(record.notes),
        "kind": kind.name,
        "definition": kind.meaning,
        "family": query.family,
        "changes": changes.counts[kind.name],
        "rows": rows,
        "licence": data_licence(record.b),
    }


def _as_csv(rows: "pl.DataFrame", _statement: Mapping[str, Any]) -> Iterator[str]:
    yield lines([rows.columns])
    for part in rows.iter_slices(AT_ONCE):
        yield lines([map(cell, row) for row in part.iter_rows()])


def _as_json(rows: "pl.DataFrame", statement: Mapping[str, Any]) -> Iterator[bytes]:
    yield orjson.dumps(statement)[:-1] + b',"items":['
    for at, part in enumerate(rows.iter_slices(AT_ONCE)):
        yield (b"," if at else b"") + orjson.dumps(part.to_dicts())[1:-1]
    yield b"]}\n"


def _as_parquet(rows: "pl.DataFrame", statement: Mapping[str, Any]) -> Iterator[bytes]:
    file = io.BytesIO()
    rows.write_parquet(file, metadata={"qwen-lineage": orjson.dumps(statement).decode()})
    yield file.getvalue()


_WRITERS: Mapping[str, Callable[["pl.DataFrame", Mapping[str, Any]], Iterator[str | bytes]]] = {
    "csv": _as_csv,
    "json": _as_json,
    "parquet": _as_parquet,
}
