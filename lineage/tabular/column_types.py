"""The polars type of a column of a statement's answer, from all its values and from the graph's schema."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

import polars as pl
from polars.datatypes import DataType, DataTypeClass

from lineage.cypher.tree import Call, Expression, PropertyAccess, Query, Return
from lineage.questions.query_columns import ColumnKind, column_of
from lineage.questions.stored_query import Question
from lineage.schema import DERIVED_FROM, EDGES, MODEL, NODES, EdgeSchema, NodeSchema, Property

Dtype = DataType | DataTypeClass

OF_SCHEMA: dict[str, Dtype] = {
    "string": pl.String,
    "integer": pl.Int64,
    "float": pl.Float64,
    "boolean": pl.Boolean,
    "datetime": pl.Datetime("us", "UTC"),
    "strings": pl.List(pl.String),
}
_SCALARS: dict[type, Dtype] = {bool: pl.Boolean, str: pl.String, float: pl.Float64, datetime: OF_SCHEMA["datetime"]}
_EXACT = 2**53
"""Whole numbers up to it are the same as floats."""
_PROPERTIES = {schema.label: schema.properties for schema in NODES} | {edge.type: edge.properties for edge in EDGES}
_OF_KEY: dict[str, Dtype] = {one.name: OF_SCHEMA[one.type] for of in _PROPERTIES.values() for one in of}


def _properties(schema: NodeSchema | EdgeSchema) -> pl.Struct:
    return pl.Struct({one.name: OF_SCHEMA[one.type] for one in schema.properties})


_OF_NODE = pl.Struct({"labels": pl.List(pl.String), "properties": _properties(MODEL)})
_OF_EDGE = pl.Struct({"type": pl.String, "properties": _properties(DERIVED_FROM), "start": pl.String, "end": pl.String})
_OF_KIND: dict[ColumnKind, Dtype] = {
    **dict.fromkeys(ColumnKind, pl.String),
    ColumnKind.PATH: pl.Struct({"nodes": pl.List(_OF_NODE), "relationships": pl.List(_OF_EDGE)}),
    **dict.fromkeys((ColumnKind.MODELS, ColumnKind.TEXTS), pl.List(pl.String)),
    ColumnKind.COUNT: pl.Int64,
    ColumnKind.PERCENT: pl.Float64,
    ColumnKind.MOMENT: OF_SCHEMA["datetime"],
}
_NODE, _RELATIONSHIP = {"labels", "properties"}, {"type", "properties", "start", "end"}


def column_type(values: Iterable[Any]) -> Dtype | None:
    """The type that all values share, Null where there are none; None where they share none."""
    known = [value for value in values if value is not None]
    kinds = {type(value) for value in known}
    if not kinds:
        return pl.Null
    if kinds <= {int, float}:
        return _number(known, kinds)
    if len(kinds) > 1:
        return None
    kind = kinds.pop()
    if kind is dict:
        return _struct(known)
    if kind is list:
        inner = column_type(chain.from_iterable(known))
        return None if inner is None else pl.List(inner)
    return _SCALARS.get(kind)


def returned_types(statement: Query) -> list[Dtype | None]:
    """For each column that a statement names in its last RETURN the type that the schema gives to the property, or that
    a count has; None for what only values tell, and nothing for `*`."""
    last = statement.parts[-1].clauses[-1]
    if not isinstance(last, Return) or last.projection.star:
        return []
    return [_of_expression(item.expression) for item in last.projection.items]


def question_type(question: Question, name: str) -> Dtype:
    """The type that a stored query gives to a column, by what it shows there."""
    return _OF_KIND[column_of(question, name).kind]


def _of_expression(expression: Expression) -> Dtype | None:
    if isinstance(expression, PropertyAccess):
        return _OF_KEY.get(expression.key.text)
    return pl.Int64 if isinstance(expression, Call) and expression.name.lower() in ("count", "size") else None


def _number(values: Sequence[int | float], kinds: set[type]) -> Dtype | None:
    if kinds == {int}:
        return pl.Int64 if all(-(2**63) <= value < 2**63 for value in values) else None
    return pl.Float64 if all(type(value) is float or abs(value) <= _EXACT for value in values) else None


def _struct(values: Sequence[dict[str, Any]]) -> Dtype | None:
    """Of maps: a field for each key of any of them, by name, null where one lacks it."""
    declared = _declared(values)
    names = values[0] if declared else sorted(set(chain.from_iterable(values)))
    fields = {name: column_type(value.get(name) for value in values) for name in names}
    if declared:
        fields["properties"] = _with_declared(fields["properties"], declared)
    if not fields or any(dtype is None for dtype in fields.values()):
        return None
    return pl.Struct({name: dtype for name, dtype in fields.items() if dtype is not None})


def _declared(values: Sequence[dict[str, Any]]) -> dict[str, Property]:
    """What the schema says of the properties of nodes or relationships; nothing of any other maps."""
    if all(value.keys() == _NODE for value in values):
        kinds = [label for value in values for label in value["labels"]]
    elif all(value.keys() == _RELATIONSHIP for value in values):
        kinds = [value["type"] for value in values]
    else:
        return {}
    found = chain.from_iterable(_PROPERTIES.get(kind, ()) for kind in dict.fromkeys(kinds))
    return {one.name: one for one in found}


def _with_declared(seen: Dtype | None, declared: dict[str, Property]) -> Dtype | None:
    """A struct of all declared properties, then of what else there is; None where a value is of another type."""
    if not isinstance(seen, pl.Struct):
        return None if seen is None else _with_declared(pl.Struct({}), declared)
    fields: dict[str, Dtype] = {name: OF_SCHEMA[one.type] for name, one in declared.items()}
    for field in seen.fields:
        if field.name in fields and field.dtype not in (fields[field.name], pl.Null, pl.List(pl.Null)):
            return None
        fields.setdefault(field.name, field.dtype)
    return pl.Struct(fields)
