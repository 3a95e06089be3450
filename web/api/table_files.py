"""A table of models as a file to download: what is shown, all of it, with what it is of."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import numpy as np
from flask import request

from lineage.export.model_table import COLUMNS, ModelTable, as_csv, as_json, as_parquet
from lineage.filters.filtered_models import FilteredModels
from lineage.filters.model_filter import ModelFilter
from lineage.values import SnapshotFacts
from web.api import csv_tables
from web.parameters.lists import TableQuery

UNASKED = (
    *("relation", "status", "author", "license", "license_name", "created_at", "downloads", "likes"),
    *("descendants", "descendants_without_mass_uploads", "children", "parents", "mass_upload", "license_link"),
    *("undercount", "copies"),
)
"""The columns of a file for whoever asks for none, beside what `telling` adds."""
WRITERS: Mapping[str, Callable[[ModelTable], Iterator[str | bytes]]] = {
    "csv": as_csv,
    "json": as_json,
    "parquet": as_parquet,
}


def telling(wanted: ModelFilter) -> tuple[str, ...]:
    """The columns without which a table that is narrowed by licences does not say why a model is in it."""
    by_class = ("effective_class",) if wanted.effective_class or wanted.terms or wanted.unknown_because else ()
    by_verdict = ("license_verdict",) if wanted.license_verdict or wanted.licence_rule else ()
    return (*by_class, *by_verdict, "license_rules") if by_class or by_verdict else ()


def chunks(selection: FilteredModels, query: TableQuery, id: str | None) -> Iterable[str | bytes]:
    """The file, a part at a time."""
    numbers = selection.page(query.sort, query.offset, csv_tables.MOST_FILE_ROWS).numbers
    asked = {**_asked(selection), "order": query.sort, **({} if id is None else {"derivatives_of": id})}
    names = tuple(dict.fromkeys(query.columns)) or (*UNASKED, *telling(selection.meant))
    columns = tuple(COLUMNS[name] for name in names)
    table = ModelTable(selection.graph, np.array(numbers, np.int64), columns, asked, selection.total)
    return WRITERS[str(query.format)](table)


def _asked(selection: FilteredModels) -> dict[str, Any]:
    """The filter's fields and values as JSON has them."""
    chosen = selection.meant.chosen
    return {name: list(map(str, value)) if isinstance(value, tuple) else value for name, value in chosen.items()}


def headers(selection: FilteredModels, query: TableQuery, id: str | None) -> dict[str, str]:
    """The file's kind and name; beside a CSV the filter, and where the same is with a statement of what it is."""
    kind = str(query.format)
    chosen = selection.meant.chosen
    name = f"derivatives-of-{id}" if id else "models" if chosen else "all-models"
    return file_headers(name, selection.graph.facts, chosen, kind)


def file_headers(name: str, facts: SnapshotFacts, asked: Mapping[str, Any], kind: str) -> dict[str, str]:
    """Those of this request's table of what was `asked` for, as a file of one of WRITERS."""
    found = csv_tables.headers(name, facts, asked, kind)
    if kind == "csv":
        given = [(name, value) for name, value in request.args.items(multi=True) if name != "format"]
        same = f"{request.path}?{urlencode([*given, ('format', 'json')])}"
        found["Lineage-Filter"] = urlencode(given)
        found["Link"] += f', <{request.root_path}{same}>; rel="alternate"; type="application/json"'
    return found
