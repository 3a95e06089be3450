"""A table of models as a file: CSV, JSON and Parquet of the columns that are shown, with what they and the rows are."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import orjson

from lineage.columns import MODEL_COLUMNS, GraphColumn
from lineage.columns.derivations import RELATION_WORDS
from lineage.columns.values import CodedValues, ColumnValues, MomentValues
from lineage.coverage.coverage_statement import CoverageStatement
from lineage.export.about import data_licence
from lineage.export.attributes import OF_MODELS
from lineage.export.formats.tables import cells_of, schema_of
from lineage.frozen import FrozenGraph
from lineage.frozen.derivations.forest import NO_RELATION
from lineage.frozen.storage.arrays import AnyArray
from lineage.schema import MODEL
from lineage.text.csv_text import cells, lines

AT_ONCE = 2_000
"""Rows that are read and written together."""
KEY = MODEL_COLUMNS[MODEL.key]


def _relation(graph: FrozenGraph, numbers: AnyArray) -> ColumnValues:
    codes = graph.forest.relation[numbers].astype(np.int64)
    return CodedValues(np.where(codes == NO_RELATION, -1, codes), RELATION_WORDS)


RELATION = GraphColumn(
    "relation", "string", "how it was made from the parent it is drawn under; absent at roots", _relation
)


_LISTS = (MODEL_COLUMNS["license_rules"], MODEL_COLUMNS["languages"])
COLUMNS = {column.name: column for column in (RELATION, *OF_MODELS.values(), *_LISTS)}
"""What a table of models may show beside the id."""


@dataclass(frozen=True, slots=True)
class ModelTable:
    """Some rows of a selection of `total` models: their numbers in the order of the file, and its columns.

    `asked` is the filter and the order, as fields and values; `definition` says in words what is selected.
    """

    graph: FrozenGraph
    numbers: AnyArray
    columns: Sequence[GraphColumn]
    asked: Mapping[str, Any]
    total: int
    definition: str | None = None

    @property
    def attributes(self) -> tuple[GraphColumn, ...]:
        """The columns, the id first."""
        return (KEY, *self.columns)

    @property
    def statement(self) -> dict[str, Any]:
        """What the rows are of: the snapshot, what part of the Hub it is, the filter, how many of all, definitions."""
        facts = self.graph.facts
        return {
            "snapshot": facts.id,
            "source": facts.source,
            "coverage": CoverageStatement(facts).long,
            "filter": dict(self.asked),
            **({} if self.definition is None else {"definition": self.definition}),
            "models": self.total,
            "rows": len(self.numbers),
            "licence": data_licence(facts),
            "definitions": {one.name: one.meaning for one in self.attributes},
        }

    def parts(self) -> Iterator[AnyArray]:
        """The numbers of AT_ONCE rows at a time."""
        return (self.numbers[first : first + AT_ONCE] for first in range(0, len(self.numbers), AT_ONCE))

    def batches(self) -> Iterator[dict[str, list[Any]]]:
        """Columns of AT_ONCE rows at a time."""
        for numbers in self.parts():
            yield {one.name: one.values(self.graph, numbers) for one in self.attributes}

    def rows(self) -> Iterator[list[Any]]:
        """The rows, each as the values of its columns."""
        for batch in self.batches():
            yield from map(list, zip(*batch.values(), strict=True))


def as_csv(table: ModelTable) -> Iterator[str]:
    """A head and a line a row: moments as the API has them, text that a spreadsheet would run disarmed, an empty cell
    where nothing is stated."""
    yield lines([[one.name for one in table.attributes]])
    for numbers in table.parts():
        yield lines(zip(*(_cells(one, table.graph, numbers) for one in table.attributes), strict=True))


def _cells(column: GraphColumn, graph: FrozenGraph, numbers: AnyArray) -> Sequence[Any]:
    """A column's cells; its type tells how values are written."""
    values = column.read(graph, numbers)
    if isinstance(values, MomentValues):
        return values.to_texts()
    if column.type == "string":
        return cells(values.to_list())
    return values.to_list() if column.type == "integer" else cells_of(values.to_list())


def as_json(table: ModelTable) -> Iterator[bytes]:
    """One document: the statement, then `items`, an object a row; moments as in ISO 8601, null where not stated."""
    yield orjson.dumps(table.statement, default=str)[:-1] + b',"items":['
    names = [one.name for one in table.attributes]
    dumps = partial(orjson.dumps, option=orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS)
    for at, row in enumerate(table.rows()):
        yield (b"," if at else b"") + dumps(dict(zip(names, row, strict=True)))
    yield b"]}\n"


def as_parquet(table: ModelTable) -> Iterator[bytes]:
    """One file, with the statement as JSON in its metadata under `qwen-lineage`; it is made in memory."""
    import polars as pl  # noqa: PLC0415 - an import of 0.1 s, paid by those who ask for it

    schema = schema_of({one.name: one.type for one in table.attributes})
    parts = [pl.DataFrame(batch, schema=schema) for batch in table.batches()]
    frame = pl.concat([pl.DataFrame(schema=schema), *parts])
    file = io.BytesIO()
    frame.write_parquet(file, metadata={"qwen-lineage": orjson.dumps(table.statement, default=str).decode()})
    yield file.getvalue()
