"""CSV and Parquet: a table of models and one of derivations."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lineage.csv_text import cell, lines
from lineage.export.about import short_facts
from lineage.export.attributes import OF_DERIVATIONS
from lineage.export.formats.values import as_text
from lineage.export.subgraph import Subgraph
from lineage.frozen.storage.arrays import Longs
from lineage.schema import Type

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
    return lines([_cell(value) for value in row] for row in zip(*columns.values(), strict=True))


def _cell(value: Any) -> Any:
    return value if value is None or isinstance(value, int | float) else cell(as_text(value))


def write_models(subgraph: Subgraph, path: Path) -> None:
    """The models as Parquet: lists are lists, moments are in UTC, to the millisecond."""
    types = {"id": "string", **{attribute.name: attribute.type for attribute in subgraph.attributes}}
    _sink(subgraph, subgraph.models(), types, path)


def write_derivations(subgraph: Subgraph, path: Path) -> None:
    """The derivations as Parquet."""
    types = {"child": "string", "parent": "string", **{one.name: one.type for one in OF_DERIVATIONS.values()}}
    _sink(subgraph, subgraph.derivations(), types, path)


def _sink(subgraph: Subgraph, parts: Iterator[Columns], types: Mapping[str, Type], path: Path) -> None:
    """Write the parts as they come; a reader finds where they come from in the file's own metadata."""
    import polars as pl  # noqa: PLC0415 - an import of 0.1 s
    from polars.io.plugins import register_io_source  # noqa: PLC0415

    schema = schema_of(types)

    def source(columns: list[str] | None, *_: object) -> Iterator[pl.DataFrame]:
        for part in parts:
            yield pl.DataFrame(part, schema=schema).select(columns or list(schema))

    rows = register_io_source(source, schema=schema)
    rows.sink_parquet(path, row_group_size=ROW_GROUP, metadata=short_facts(subgraph))


def schema_of(types: Mapping[str, Type]) -> "dict[str, pl.DataType]":
    """The columns of a frame with values of these types."""
    import polars as pl  # noqa: PLC0415

    kinds: Mapping[Type, pl.DataType] = {
        "string": pl.String(),
        "integer": pl.Int64(),
        "float": pl.Float64(),
        "boolean": pl.Boolean(),
        "datetime": pl.Datetime("ms", "UTC"),
        "strings": pl.List(pl.String),
    }
    return {name: kinds[type] for name, type in types.items()}
