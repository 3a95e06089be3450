"""CSV and Parquet: a table of models and one of derivations."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any

from lineage.columns import DERIVATION_COLUMNS, MODEL_COLUMNS, GraphColumn
from lineage.export.about import short_facts
from lineage.export.attributes import OF_DERIVATIONS
from lineage.export.formats.values import as_text
from lineage.export.subgraph import Subgraph, parts
from lineage.frozen.storage.arrays import AnyArray, Longs
from lineage.schema import Type
from lineage.text.csv_text import cells, lines

if TYPE_CHECKING:
    import polars as pl

Columns = dict[str, list[Any]]
ROW_GROUP = 100_000


def model_pieces(subgraph: Subgraph) -> Iterator[str]:
    """The models as CSV: lists are words between semicolons, moments ISO 8601, what is unknown is an empty cell."""
    yield lines([["id", *(attribute.name for attribute in subgraph.attributes)]])
    yield from map(_lines, subgraph.models())


def derivation_pieces(subgraph: Subgraph) -> Iterator[str]:
    """The derivations as CSV."""
    return derivation_lines(subgraph, subgraph.places)


def derivation_lines(subgraph: Subgraph, places: Longs) -> Iterator[str]:
    """Some derivations as CSV."""
    yield lines([["child", "parent", *OF_DERIVATIONS]])
    yield from map(_lines, subgraph.derivations(places))


def _lines(columns: Columns) -> str:
    return lines(zip(*map(cells_of, columns.values()), strict=True))


def cells_of(values: Sequence[Any]) -> Sequence[Any]:
    """The cells of a column, whose values are of one type or unknown."""
    kinds = set(map(type, values)) - {NoneType}
    if kinds <= {int, float}:
        return values
    return cells(values if kinds == {str} else [None if value is None else as_text(value) for value in values])


def write_models(subgraph: Subgraph, path: Path) -> None:
    """The models as Parquet: lists are lists, moments are in UTC, to the millisecond."""
    _sink(subgraph, (MODEL_COLUMNS["id"], *subgraph.attributes), subgraph.numbers, path)


def write_derivations(subgraph: Subgraph, path: Path) -> None:
    """The derivations as Parquet."""
    _sink(subgraph, tuple(DERIVATION_COLUMNS.values()), subgraph.places, path)


def _sink(subgraph: Subgraph, columns: Sequence[GraphColumn], rows: AnyArray, path: Path) -> None:
    """Write rows a part at a time; a reader finds where they come from in the file's own metadata."""
    import polars as pl  # noqa: PLC0415 - an import of 0.1 s
    from polars.io.plugins import register_io_source  # noqa: PLC0415

    from lineage.tabular.scan import frame_columns  # noqa: PLC0415

    schema = schema_of({one.name: one.type for one in columns})
    made = frame_columns(subgraph.graph, columns)

    def source(names: list[str] | None, *_: object) -> Iterator[pl.DataFrame]:
        for part in parts(rows):
            frame = pl.DataFrame([column.series(part) for column in made]).cast(schema)
            yield frame.select(names or list(schema))
            subgraph.advance(len(part))

    table = register_io_source(source, schema=schema)
    table.sink_parquet(path, row_group_size=ROW_GROUP, metadata=short_facts(subgraph))


def schema_of(types: Mapping[str, Type]) -> "pl.Schema":
    """The columns of a file with values of these types: moments to the millisecond, as they are frozen."""
    import polars as pl  # noqa: PLC0415

    from lineage.tabular.types import OF_SCHEMA  # noqa: PLC0415 - it brings polars

    kinds = OF_SCHEMA | {"datetime": pl.Datetime("ms", "UTC")}
    return pl.Schema({name: kinds[type] for name, type in types.items()})
