"""One list of an impact as a file to download: all of it, with what it is of."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from lineage.errors import BadInput
from lineage.export.impact_table import ListOfModels, impact_table
from lineage.export.model_table import COLUMNS
from lineage.frozen import FrozenGraph
from lineage.impact.impact import impact
from web.api import csv_tables, table_files
from web.parameters.declare import chosen
from web.parameters.impact import VERDICTS, ImpactQuery


def chunks(graph: FrozenGraph, number: int, query: ImpactQuery) -> Iterable[str | bytes]:
    """The list as a file, a part at a time; `csv_tables.MOST_FILE_ROWS` models at most. Raises BadInput for verdicts
    under a licence that is not given."""
    window = replace(query.window, limit=csv_tables.MOST_FILE_ROWS)
    found = impact(graph, number, window, query.license, (query.list,))
    part: ListOfModels | None = found.relicensing if query.list == VERDICTS else getattr(found, query.list)
    if part is None:
        raise BadInput("no licence is given whose verdicts are asked for", "give license=...")
    columns = [COLUMNS[name] for name in table_files.UNASKED]
    table = impact_table(graph, found.id, query.list, part, columns, window)
    return table_files.WRITERS[str(query.format)](table)


def headers(graph: FrozenGraph, id: str, query: ImpactQuery) -> dict[str, str]:
    """The file's kind and name, and where the same is with a statement of what it is."""
    asked: dict[str, Any] = {"list": query.list, **chosen(query, "license")}
    return table_files.file_headers(f"impact-of-{id}", graph.facts, asked, str(query.format))
