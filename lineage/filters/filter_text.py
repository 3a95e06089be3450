"""A filter of models as people write it: `license=mit parameters<8B`, a mapping, or the address of a table of models.

A text is conditions with spaces between, a value with a space in quotes: `FIELD=VALUE` for each field of a filter, by
the names that addresses have; a field that may have several values is given again. Of parameters, downloads and created
`<`, `<=`, `>` and `>=` tell the bounds; numbers may end on K, M or B.
"""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, unquote

from lineage import arguments
from lineage.errors import BadInput
from lineage.filters.filter_fields import FILTER_FIELDS, filter_of
from lineage.filters.model_filter import ModelFilter
from lineage.text.did_you_mean import did_you_mean, near_names

FilterLike = ModelFilter | Mapping[str, Any] | str
OF_A_PAGE = frozenset(("sort", "offset", "limit", "columns", "format", "view"))
"""What else the address of a table has, which narrows nothing."""
BOUNDED = ("parameters", "downloads", "created")
"""What is compared: each has two fields, of its lower and its upper bound."""
CALLED_SO = {
    **{"pipeline_tag": "task", "format": "weight_format", "languages": "language", "created_at": "created"},
    **{"owner": "author", "org": "organisation", "size": "parameters", "date": "created"},
}
"""What people and columns call some fields."""
_ADDRESS = re.compile(r"(?:https?://|[/?])\S*")
_QUERY = re.compile(r"""\w+=[^\s&"']*&\w+=\S*""")
"""What stands behind an address' question mark."""
_TABLE = re.compile(r"(?:.*/table(?:/(.+))?)?")
_CONDITION = re.compile(r"(\w+)\s*(<=|>=|=|<|>)\s*(.*)", re.DOTALL)
CONDITION = 'give FIELD=VALUE, as license=mit, or parameters<8B; a value with a space stands in quotes: q="qwen3 8b"'
_STEP = {"<=": 1, ">": 1, "<": 0, ">=": 0}
"""Bounds of whole numbers include the lower one alone."""
_DAYS = {"<": -1, ">": 1, "<=": 0, ">=": 0}
"""Bounds of days include both."""

Stated = Iterator[tuple[str, str]]
"""Names of fields, each with the text of one value."""


def model_filter(given: FilterLike) -> ModelFilter:
    """The filter as it is, of its fields by name (a value or several), or of a text. Raises BadInput."""
    if isinstance(given, ModelFilter):
        return given
    texts: dict[str, list[str]] = {}
    for name, text in _of_text(given) if isinstance(given, str) else _of_mapping(given):
        texts.setdefault(_known(name), []).append(text)
    return filter_of({name: FILTER_FIELDS[name].read(values) for name, values in texts.items()})


def _of_text(text: str) -> Stated:
    if _ADDRESS.fullmatch(text):
        return _of_address(text)
    if _QUERY.fullmatch(text):
        return _of_address(f"?{text}")
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise BadInput(f"a filter with a quote that is not closed: {text[:80]}", "close it") from error
    return (_condition(word) for word in words)


def _of_address(text: str) -> Stated:
    """What the address of a table of models, or of what descends from one, asks for."""
    before, _, query = text.partition("#")[0].partition("?")
    table = _TABLE.fullmatch(before)
    if table is None:
        raise BadInput(f"{before[:80]} is no table of models", "copy the address of one: /table?license=mit")
    if table[1]:
        yield "descends_from", f"model:{unquote(table[1])}"
    yield from ((name, value) for name, value in parse_qsl(query) if name not in OF_A_PAGE)


def _condition(word: str) -> tuple[str, str]:
    match = _CONDITION.fullmatch(word)
    if match is None:
        raise BadInput(f"{word[:80]!r} is no condition", CONDITION)
    name, sign, value = match.groups()
    if name not in BOUNDED:
        _known(name)
    if not value:
        raise BadInput(f"{name} has no value", f"give {name}{sign}VALUE, without spaces")
    if sign == "=" and name not in BOUNDED:
        return name, value
    if name not in BOUNDED or sign == "=":
        raise BadInput(f"{name} cannot be compared by {sign}", _hint_at_sign(name))
    return _bound(name, sign, value)


def _hint_at_sign(name: str) -> str:
    return f"give {name}>=... or {name}<..." if name in BOUNDED else f"give {name}=..., or one of {', '.join(BOUNDED)}"


def _bound(name: str, sign: str, value: str) -> tuple[str, str]:
    """The field that a comparison asks for, and its text."""
    if name == "created":
        field = "created_from" if sign[0] == ">" else "created_to"
        return field, _day_beside(FILTER_FIELDS[field].kind.read(name, value), _DAYS[sign])
    field = f"{name}_{'from' if sign[0] == '>' else 'below'}"
    return field, str(FILTER_FIELDS[field].kind.read(name, value) + _STEP[sign])


def _day_beside(day: datetime, days: int) -> str:
    try:
        return (day + timedelta(days)).date().isoformat()
    except OverflowError:
        raise BadInput("created is beyond the calendar", "give a date as 2025-01-31") from None


def _of_mapping(given: object) -> Stated:
    for name, value in arguments.mapping("a filter", given).items():
        several = isinstance(value, Sequence | set | frozenset) and not isinstance(value, str | bytes)
        for one in value if several else (value,):
            yield arguments.text("a field of a filter", name), _as_text(one, name)


def _as_text(value: Any, name: str) -> str:
    """A value of Python's as the field's text."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value) if isinstance(value, int) else arguments.text(name, value)


def _known(name: str) -> str:
    """The name, which must be a field's. Raises BadInput, naming those like it."""
    if name in FILTER_FIELDS:
        return name
    if name in BOUNDED:
        bounds = (field for field in FILTER_FIELDS if field.startswith(f"{name}_"))
        raise BadInput(f"{name} has two bounds", f"give {' or '.join(bounds)}")
    raise BadInput(f"no field {name!r} of a filter", _hint_at_name(name))


def _hint_at_name(name: str) -> str:
    """The field that is meant; of a column that none narrows by, how else; without either, all fields."""
    from lineage.columns import MODEL_COLUMNS  # noqa: PLC0415 - it brings numpy, and few misspell a field

    if name in CALLED_SO:
        return did_you_mean([CALLED_SO[name]])
    if name in MODEL_COLUMNS:
        return f"no filter narrows by this column; in Python the table does: models().filter(pl.col({name!r}) ...)"
    return did_you_mean(near_names(name, [*FILTER_FIELDS, *BOUNDED]), f"there are {', '.join(FILTER_FIELDS)}")
