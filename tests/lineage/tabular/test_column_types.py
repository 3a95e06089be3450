"""The type of a column: from all of its values, whatever their order."""

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from lineage import cypher
from lineage.stores import Table
from lineage.tabular.column_types import column_type
from lineage.tabular.tables import to_polars

TYPES: list[tuple[list[Any], Any]] = [
    ([], pl.Null),
    ([None, None], pl.Null),
    ([None, True], pl.Boolean),
    ([1, None, 2], pl.Int64),
    ([1, 0.5], pl.Float64),
    ([2**60 + 1, 0.5], None),
    ([2**64], None),
    (["a", None], pl.String),
    (["a", 1], None),
    ([True, 1], None),
    ([datetime(2026, 1, 1, tzinfo=UTC)], pl.Datetime("us", "UTC")),
    ([[1], [], None, [None, 2]], pl.List(pl.Int64)),
    ([["a"], [1]], None),
    ([{"a": 1}, {"b": "x"}], pl.Struct({"a": pl.Int64, "b": pl.String})),
    ([{"a": 1}, {"a": "x"}], None),
    ([{}], None),
]


@pytest.mark.parametrize(("values", "dtype"), TYPES, ids=str)
def test_a_column_has_the_type_that_all_its_values_share(values: list[Any], dtype: Any) -> None:
    assert column_type(values) == dtype == column_type(values[::-1])
    column = to_polars(Table(("x",), [(value,) for value in values]))["x"]
    assert column.dtype == (dtype or pl.String)
    if dtype is not None and not isinstance(dtype, pl.Struct):
        assert column.to_list() == values


def test_a_node_that_holds_what_the_schema_does_not_say_is_json() -> None:
    odd = {"labels": ["Model"], "properties": {"id": 7}}
    assert to_polars(Table(("m",), [(odd,)]))["m"].dtype == pl.String
    more = {"labels": ["Model"], "properties": {"id": "a/b", "mine": 1}}
    assert to_polars(Table(("m",), [(more,)]))["m"][0]["properties"]["mine"] == 1


TOLD: list[tuple[str, list[Any], Any]] = [
    ("MATCH (m:Model) RETURN collect(m.id) AS x", [[]], pl.List(pl.String)),
    ("MATCH (m:Model) RETURN avg(m.downloads) AS x", [None], pl.Float64),
    ("MATCH (m:Model) RETURN avg(m.downloads) AS x", [2], pl.Float64),
    ("MATCH (m:Model) WITH m.author AS o, max(m.created_at) AS t RETURN {o: o, t: t} AS x", [], "struct"),
    ("MATCH (m:Model) RETURN date(m.created_at) AS x", ["2026-01-31", None], pl.Date),
    ("MATCH (m:Model) WITH date(m.created_at) AS d RETURN collect(d) AS x", [["2026-01-31"], []], pl.List(pl.Date)),
    ("RETURN date('9999-12-31') + duration('P1D') AS x", ["+10000-01-01"], pl.String),
    ("MATCH (m:Model) RETURN m.license AS x UNION MATCH (m:Model) RETURN m.likes AS x", [None], pl.Null),
    ("UNWIND $rows AS row RETURN row AS x", [], pl.Null),
]


@pytest.mark.parametrize(("statement", "values", "dtype"), TOLD, ids=str)
def test_what_values_leave_open_the_statement_tells(statement: str, values: list[Any], dtype: Any) -> None:
    tree = cypher.validate(statement, {"rows": []}).tree
    column = to_polars(Table(("x",), [(value,) for value in values]), tree)["x"]
    moment = pl.Datetime("us", "UTC")
    assert column.dtype == (pl.Struct({"o": pl.String, "t": moment}) if dtype == "struct" else dtype)
    if dtype == pl.Date:
        assert column.to_list() == [date(2026, 1, 31), None]
