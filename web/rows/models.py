"""The rows of the table of models, made column by column."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache, partial
from itertools import repeat
from typing import Any

import numpy as np
from markupsafe import Markup, escape

from lineage.export.model_table import COLUMNS
from lineage.frozen import FrozenGraph
from lineage.frozen.storage.arrays import AnyArray
from lineage.languages import name_of
from lineage.licences.rules import BY_NAME
from web.addresses import escaped
from web.answers.models import ModelItem
from web.presentation.labels import LICENCE_RULES, count, day, licence, short
from web.presentation.pieces import ModelLinks, compare_box_text, derived_text, known, made, no_number, term

NUMBERS = frozenset(name for name, one in COLUMNS.items() if one.type in ("integer", "float", "datetime"))
"""Columns that stand to the right."""
_FIELDS = frozenset(ModelItem.__struct_fields__)
_STATED = _FIELDS - NUMBERS
"""Columns with room to say why there is no value."""
FEW_LANGUAGES = 4
"""Languages of a model that a cell names, one less where there are more."""
_DATES = frozenset(name for name, one in COLUMNS.items() if one.type == "datetime")


def rows(
    graph: FrozenGraph, numbers: Sequence[int], items: Sequence[ModelItem], columns: Mapping[str, str], offset: int
) -> Markup:
    """The rows of some models, given by number and as they are listed: the place of each, counted from `offset` on, the
    model, and what it shows in these columns of COLUMNS, whose titles are given too: each cell carries its own.

    A function, not a template: a page has hundreds of cells, and each would be a step of its own.
    """
    at = np.array(numbers, np.int64)
    shown_in = [_column(graph, at, items, name, title) for name, title in columns.items()]
    cells = zip(*shown_in, strict=True) if columns else repeat(())
    places, link = range(offset + 1, offset + 1 + len(items)), ModelLinks()
    each = [
        f'        <tr>\n          <td class="number faint">{place:,}</td>\n'
        f'          <td data-label="Model">{compare_box_text(item.id)}{link(item)}</td>\n'
        f"{''.join(shown)}        </tr>\n"
        for place, item, shown in zip(places, items, cells, strict=False)
    ]
    return Markup("".join(each))  # noqa: S704 - escaped


def column_boxes(titles: Mapping[str, str], shown: Collection[str]) -> Markup:
    """Boxes that tick the columns of these names and titles, those that are shown ticked."""
    boxes = [
        f'<label><input type="checkbox" name="columns" value="{escaped(name)}"'
        f"{' checked' if name in shown else ''}> {escaped(title)}</label>"
        for name, title in titles.items()
    ]
    return Markup("".join(boxes))  # noqa: S704 - escaped


def _column(graph: FrozenGraph, numbers: AnyArray, items: Sequence[ModelItem], name: str, title: str) -> list[str]:
    """The cells of a column, as markup."""
    kind = ' class="number"' if name in NUMBERS else ""
    start = f'<td data-label="{escape(title)}"{kind}>'
    return [f"{start}{shown}</td>" for shown in _shown(graph, numbers, items, name)]


def _shown(graph: FrozenGraph, numbers: AnyArray, items: Sequence[ModelItem], name: str) -> list[str]:
    """What each model shows in a column, as markup."""
    if name in _OF_ITEMS:
        return list(map(_OF_ITEMS[name], items))
    words, nothing = _words(name), cache(_nothing(name))
    return [
        nothing(item.status) if value is None else words(value)
        for item, value in zip(items, _values(graph, numbers, items, name), strict=True)
    ]


def _nothing(name: str) -> Callable[[str], str]:
    """What stands where a model of a status has no value in a column."""
    if name in ("license_verdict", "license_rules"):
        return lambda status: '<span class="faint" title="nothing is above it">none</span>'
    return partial(known, None, name) if name in _STATED else partial(no_number, name)


def _values(graph: FrozenGraph, numbers: AnyArray, items: Sequence[ModelItem], name: str) -> Sequence[Any]:
    """The value of each model in a column, None where it has none."""
    if name == "license":
        return list(map(licence, items))
    return [getattr(item, name) for item in items] if name in _FIELDS else COLUMNS[name].values(graph, numbers)


_OF_ITEMS: Mapping[str, Callable[[ModelItem], str]] = {
    "relation": made,
    "descendants": derived_text,
    "effective_class": lambda item: term(item.effective_class),
}
"""Columns that show more of a model than one value."""


def _words(name: str) -> Callable[[Any], str]:
    """How a value of a column is written, as markup."""
    if name == "parameters":
        return lambda value: f'<span title="{count(value)}">{short(value)}</span>'
    if name == "license_rules":
        return lambda rules: "; ".join(map(_rule, rules))
    if name == "languages":
        return _languages
    if name in _DATES:
        return lambda value: escaped(day(value))
    return count if name in NUMBERS else _word


def _rule(name: str) -> str:
    return f'<span title="{name}: {escaped(BY_NAME[name].sentence)}">{escaped(LICENCE_RULES[name])}</span>'


def _languages(codes: Sequence[str]) -> str:
    """The names of the first few, and all on top of them."""
    names = list(map(name_of, codes))
    if len(names) <= FEW_LANGUAGES:
        return ", ".join(names)
    first, more = names[: FEW_LANGUAGES - 1], len(names) - FEW_LANGUAGES + 1
    return f'<span title="{", ".join(names)}">{", ".join(first)} and {more} more</span>'


def _word(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else escaped(str(value))
