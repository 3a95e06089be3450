"""Answers and other tables as CSV, and the headers of all files of tables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import Any

from flask import request

from lineage.cypher import Answer
from lineage.cypher.execute import cut_by_bytes
from lineage.stores.answer_size import first_within, for_rows
from lineage.text.csv_text import cell, lines
from lineage.values import SnapshotFacts
from web.api import PREFIX
from web.presentation.coverage import download

KINDS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "parquet": "application/vnd.apache.parquet"}
"""The kinds of files that a table comes as, by the ends of their names."""
MOST_FILE_ROWS = 200_000
"""Rows of one file at most; the command line writes more."""


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
    """Any table, with a header row; null is an empty cell."""
    return (_line(map(cell, row)) for row in chain((columns,), rows))


def headers(
    name: str, facts: SnapshotFacts, asked: Mapping[str, Any] = MappingProxyType({}), suffix: str = "csv"
) -> dict[str, str]:
    """Those of a table of what was `asked` for as a file of one of KINDS, and where it is told of what."""
    return {
        **download(name, facts, suffix, KINDS[suffix], asked),
        "Link": f'<{request.root_path}{PREFIX}/graph>; rel="describedby"; type="application/json"',
    }


def _encoded(lines: Iterable[str]) -> Iterator[bytes]:
    return (line.encode() for line in lines)


def _line(cells: Iterable[Any]) -> str:
    return lines([cells])
