"""A statement's answer in the forms Python users know: polars, pandas, or plain rows."""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from lineage.errors import BadInput
from lineage.stores import Table

if TYPE_CHECKING:
    import polars as pl

    from lineage.cypher.tree import Query
    from lineage.questions.stored_query import Question
    from lineage.tabular.types import Dtype


NULLABLE = {"integer": "Int64", "boolean": "boolean"}
"""Of pandas, for columns that hold nulls: as floats, whole numbers above 2**53 would be others."""


def to_polars(table: Table, statement: "Query | None" = None, question: "Question | None" = None) -> "pl.DataFrame":
    """One column each, whose type follows from all its values: nodes and maps become structs, and a column whose values
    share no type holds JSON texts. A node's and a relationship's properties are all that the schema gives those of its
    label or type, however many rows there are. A column of nulls has the type that the schema gives to the property
    that the `statement` returns, or that the stored query `question` gives to its column."""
    import polars as pl  # noqa: PLC0415 - an import of 0.1 s, paid by those who ask for a table

    from lineage.tabular.column_types import question_type  # noqa: PLC0415
    from lineage.tabular.expression_types import returned_types  # noqa: PLC0415

    columns = {name: [row[i] for row in table.rows] for i, name in enumerate(table.columns)}
    types = {} if statement is None else returned_types(statement, table.columns)
    if question is not None:
        types |= {name: question_type(question, name) for name in columns if types.get(name) is None}
    return pl.DataFrame([_series(name, values, types.get(name)) for name, values in columns.items()])


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


def _series(name: str, values: list[Any], told: "Dtype | None") -> "pl.Series":
    import polars as pl  # noqa: PLC0415

    from lineage.tabular.column_types import column_type, filled, has_dates, with_dates  # noqa: PLC0415

    seen = column_type(values)
    if seen is None:
        return pl.Series(name, [None if v is None else json.dumps(v, ensure_ascii=False, default=str) for v in values])
    dtype = filled(seen, told)
    if has_dates(dtype):
        try:
            values = [with_dates(value, dtype) for value in values]
        except ValueError:
            dtype = seen
    return pl.Series(name, values, dtype=dtype)
