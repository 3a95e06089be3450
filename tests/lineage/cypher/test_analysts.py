"""What analysts write is answered alike on both engines, or refused with what the engine lacks and what to do."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from lineage import cypher, settings
from lineage.errors import BadStatement
from lineage.stores import Reader, Table
from lineage.tabular.expression_types import returned_types
from lineage.tabular.tables import to_polars
from tests.engines import Engine, Engines
from tests.lineage.cypher import analysts
from tests.lineage.cypher.analysts import QUESTIONS, Question

LIMITS = cypher.limits(seconds=30.0)


@pytest.fixture(scope="module")
def reader(engine_url: str, engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    def fill(engine: Engine) -> None:
        analysts.fill(engine.url, tmp_path_factory.mktemp("analysts"), settings.value(settings.PASSWORD))

    reader = engines.holding(engine_url, "analysts", fill).reader()
    yield reader
    reader.close()


def _rows(reader: Reader, question: Question) -> list[Any]:
    rows = cypher.execute(reader, question.statement, question.parameters, limits=LIMITS).table.rows
    return [row[0] if len(row) == 1 else row for row in rows]


def _text(value: Any) -> str:
    """A value as text, whatever the order of a map's keys."""
    return json.dumps(value, sort_keys=True, default=str)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.statement)
def test_an_analyst_is_answered_or_told_what_the_engine_lacks(reader: Reader, question: Question) -> None:
    if question.lacking and reader.engine == "embedded":
        with pytest.raises(BadStatement, match="the embedded engine") as caught:
            _rows(reader, question)
        assert question.lacking in caught.value.message
        assert caught.value.hint
        return
    found, expected = (list(map(_text, rows)) for rows in (_rows(reader, question), question.rows))
    if "ORDER BY" not in question.statement:
        found, expected = sorted(found), sorted(expected)
    assert found == expected


def test_a_value_that_is_not_right_is_told_as_one(reader: Reader) -> None:
    """The labels of the graph would help nobody there."""
    for expression in ("1 / 0", "9223372036854775807 + 1"):
        with pytest.raises(BadStatement) as caught:
            cypher.execute(reader, f"WITH 1 AS one RETURN {expression} AS x", limits=LIMITS)
        assert "another value" in caught.value.hint, expression
    with pytest.raises(BadStatement) as caught:
        cypher.execute(reader, "RETURN nobody.id", limits=LIMITS)
    assert "labels and properties" in caught.value.hint


def test_columns_are_named_alike_whatever_is_written_otherwise(reader: Reader) -> None:
    for statement, columns in {
        "WITH 1 AS set RETURN set": ("set",),
        "WITH {id: 1} AS `set` RETURN `set`.id, set.id + 1": ("`set`.id", "set.id + 1"),
        "RETURN isEmpty('x'), upper('a') AS b, nullIf(1, 1)": ("isEmpty('x')", "b", "nullIf(1, 1)"),
        "MATCH (m:Model) RETURN m.limit, count( * )": ("m.limit", "count( * )"),
    }.items():
        assert cypher.execute(reader, statement, limits=LIMITS).table.columns == columns


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.statement)
def test_the_types_that_a_statement_tells_are_those_of_its_values(reader: Reader, question: Question) -> None:
    if question.lacking and reader.engine == "embedded":
        pytest.skip("not answered")
    table = cypher.execute(reader, question.statement, question.parameters, limits=LIMITS).table
    tree = cypher.validate(question.statement, question.parameters).tree
    told = {name: dtype for name, dtype in returned_types(tree, table.columns).items() if dtype is not None}
    full, empty = to_polars(table, tree), to_polars(Table(table.columns, []), tree)
    assert {name: full.schema[name] for name in told} == told == {name: empty.schema[name] for name in told}
