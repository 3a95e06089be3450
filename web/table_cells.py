"""What stands in the cells of the table of models, column by column."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from markupsafe import Markup, escape

from lineage.export.model_table import COLUMNS
from lineage.frozen import FrozenGraph
from lineage.frozen.storage.arrays import AnyArray
from web.answers.models import ModelItem
from web.labels import count, day, short
from web.pieces import derived, licence_of, mark, no_number, number, stated

NUMBERS = frozenset(name for name, one in COLUMNS.items() if one.type in ("integer", "float", "datetime"))
"""Columns that stand to the right."""
_DATES = frozenset(name for name, one in COLUMNS.items() if one.type == "datetime")


def cells(
    graph: FrozenGraph, numbers: Sequence[int], items: Sequence[ModelItem], columns: Sequence[str]
) -> Iterator[tuple[Markup, ...]]:
    """For each of some models, given by number and as they are listed, what it shows in these columns of COLUMNS."""
    at = np.array(numbers, np.int64)
    shown = [_column(graph, at, items, name) for name in columns]
    return zip(*shown, strict=True) if shown else iter(((),) * len(items))


def _column(graph: FrozenGraph, numbers: AnyArray, items: Sequence[ModelItem], name: str) -> list[Markup]:
    if name in ModelItem.__struct_fields__:
        shown = _of_item(name)
        return [shown(item) for item in items]
    words = _words(name)
    values = COLUMNS[name].values(graph, numbers)
    return [
        no_number(name, item.status) if value is None else words(value)
        for item, value in zip(items, values, strict=True)
    ]


def _of_item(name: str) -> Callable[[ModelItem], Markup]:
    """What a model shows of a field that its item has."""
    if name in _SPECIAL:
        return _SPECIAL[name]
    return partial(number, field=name) if name in NUMBERS else lambda item: stated(item, name, getattr(item, name))


def _term(item: ModelItem) -> Markup:
    word = item.effective_class
    return Markup(f'<span class="term" data-class="{word}">{word.replace("_", " ")}</span>')  # noqa: S704 - our words


_SPECIAL: Mapping[str, Callable[[ModelItem], Markup]] = {
    "relation": lambda item: mark(item.relation),
    "descendants": derived,
    "license": licence_of,
    "effective_class": _term,
    "created_at": lambda item: stated(item, "created_at", day(item.created_at)),
}


def _words(name: str) -> Callable[[Any], Markup]:
    """How a value of a column is written."""
    if name == "parameters":
        return lambda value: Markup(f'<span title="{count(value)}">{short(value)}</span>')  # noqa: S704 - digits
    if name in _DATES:
        return lambda value: escape(day(value))
    return lambda value: escape(count(value) if name in NUMBERS else _word(value))


def _word(value: Any) -> Any:
    return ("yes" if value else "no") if isinstance(value, bool) else value
