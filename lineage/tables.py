"""A statement's answer in the forms Python users know: polars, pandas, or plain rows."""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from lineage.errors import BadInput
from lineage.stores import Table

if TYPE_CHECKING:
    import polars as pl


NULLABLE = {"integer": "Int64", "boolean": "boolean"}
"""Of pandas, for columns that hold nulls: as floats, whole numbers above 2**53 would be others."""


def to_polars(table: Table) -> "pl.DataFrame":
    """One column each; nodes and maps become structs, and a column whose values share no type holds JSON texts."""
    import polars as pl  # noqa: PLC0415 - an import of 0.1 s, paid by those who ask for a table

    columns = {name: [row[i] for row in table.rows] for i, name in enumerate(table.columns)}
    return pl.DataFrame([_series(name, values) for name, values in columns.items()])


def to_pandas(table: Table) -> Any:
    """One column each; whole numbers and booleans beside nulls have pandas' nullable types, so that they stay exact.

    Moments are in UTC; lists, nodes and maps are Python objects. Raises BadInput where pandas is not installed.
    """
    try:
        import pandas as pd  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415 - optional
    except ImportError as error:
        raise BadInput("pandas is not installed", 'run `pip install pandas`, or ask as_="polars"') from error
    columns = {name: [row[i] for row in table.rows] for i, name in enumerate(table.columns)}
    types = {name: NULLABLE.get(pd.api.types.infer_dtype(v)) for name, v in columns.items() if None in v}
    return pd.DataFrame({name: pd.Series(v, dtype=types.get(name)) for name, v in columns.items()})


def to_rows(table: Table) -> list[dict[str, Any]]:
    return table.dicts()


FORMS: Mapping[str, Callable[[Table], Any]] = {"polars": to_polars, "pandas": to_pandas, "rows": to_rows}


def _series(name: str, values: list[Any]) -> "pl.Series":
    import polars as pl  # noqa: PLC0415

    try:
        series = pl.Series(name, values, strict=True)
        if series.dtype != pl.Object and _same(values, series.to_list()):
            return series
    except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError):
        pass
    if all(value is None or type(value) in (int, float) for value in values):
        return pl.Series(name, values, dtype=pl.Float64, strict=False)
    return pl.Series(name, [None if v is None else json.dumps(v, ensure_ascii=False, default=str) for v in values])


def _same(given: Any, stored: Any) -> bool:
    """Whether a column gives back what was put in; the maps of one column share their fields, null where absent."""
    if isinstance(given, dict) and isinstance(stored, dict):
        return all(_same(value, stored.get(key)) for key, value in given.items())
    if isinstance(given, list) and isinstance(stored, list):
        return len(given) == len(stored) and all(map(_same, given, stored))
    return bool(given == stored) and isinstance(given, bool) == isinstance(stored, bool)
