"""The polars type of a column of a statement's answer, from all its values and from the graph's schema."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

import polars as pl

from lineage.questions.query_columns import ColumnKind, column_of
from lineage.questions.stored_query import Question
from lineage.schema import EDGES, NODES, Property
from lineage.tabular.expression_types import PATH
from lineage.tabular.types import OF_SCHEMA, Dtype

_SCALARS: dict[type, Dtype] = {bool: pl.Boolean, str: pl.String, float: pl.Float64, datetime: OF_SCHEMA["datetime"]}
_EXACT = 2**53
"""Whole numbers up to it are the same as floats."""
_PROPERTIES = {schema.label: schema.properties for schema in NODES} | {edge.type: edge.properties for edge in EDGES}


_OF_KIND: dict[ColumnKind, Dtype] = {
    **dict.fromkeys(ColumnKind, pl.String),
    ColumnKind.PATH: PATH,
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


def question_type(question: Question, name: str) -> Dtype:
    """The type that a stored query gives to a column, by what it shows there."""
    return _OF_KIND[column_of(question, name).kind]


def filled(seen: Dtype, told: Dtype | None) -> Dtype:
    """The type that values show, with what they leave open as it is `told` elsewhere: what nulls and empty lists are,
    that whole numbers stand for others too, and that texts are dates."""
    if told is None or seen == told:
        return seen
    if seen == pl.Null or (seen, told) in ((pl.Int64, pl.Float64), (pl.String, pl.Date)):
        return told
    if isinstance(seen, pl.List) and isinstance(told, pl.List):
        return pl.List(filled(seen.inner, told.inner))
    if isinstance(seen, pl.Struct) and isinstance(told, pl.Struct):
        of = {field.name: field.dtype for field in told.fields}
        return pl.Struct({field.name: filled(field.dtype, of.get(field.name)) for field in seen.fields})
    return seen


def with_dates(value: Any, dtype: Dtype) -> Any:
    """A value with dates for the texts that are dates by its type. Raises ValueError for years that Python lacks."""
    if value is None or dtype == pl.Date:
        return value and date.fromisoformat(value)
    if isinstance(dtype, pl.List):
        return [with_dates(item, dtype.inner) for item in value]
    if isinstance(dtype, pl.Struct):
        return {field.name: with_dates(value.get(field.name), field.dtype) for field in dtype.fields}
    return value


def has_dates(dtype: Dtype) -> bool:
    """Whether a date is anywhere in it."""
    if isinstance(dtype, pl.List):
        return has_dates(dtype.inner)
    return any(has_dates(field.dtype) for field in dtype.fields) if isinstance(dtype, pl.Struct) else dtype == pl.Date


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
