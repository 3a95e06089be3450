"""JSON texts that are one document: the models in it, however they are wrapped."""

from collections.abc import Mapping, Sequence
from typing import Any

from ingest.sources.header_words import CHILD, PARENT, Target, names_columns, target_of
from ingest.sources.mostly import mostly
from lineage.text.hub_ids import ID

WRAPPERS = ("models", "data", "items", "results", "rows", "records", "edges", "links")
"""Keys under which a list of models usually stands."""

_NAMES, _ROWS = ("columns", "fields", "headers", "header"), ("data", "rows", "values", "records")
"""Keys of the columns' names, and of rows that are lists."""

_LOOKED_AT = 100

_RANKS: dict[Target | None, int] = {CHILD: 0, PARENT: 2}
"""Of several objects that name a model, which one an item is about, by the meaning of its key; others stand between."""


def objects_in(value: object) -> list[Any] | None:
    """The objects about models that a document holds; None when it is one such object itself, or holds none.

    Read are a list of objects, of ids or of rows below their header, an object with such a list under a usual key or
    under its only one, objects by id or by number (`{"a/b": {...}}`), and columns (`{"id": [...]}`) and their names
    beside rows (`{"columns": [...], "data": [[...]]}`), as pandas, polars and Datasette write them.
    """
    if isinstance(value, list):
        return _unwrapped(value)
    if not isinstance(value, Mapping):
        return None
    for key in WRAPPERS:
        if _is_list_of_objects(value.get(key)) or (_is_list_of_ids(value.get(key)) and not names_a_model(value)):
            return _unwrapped(value[key])
    for read in (_from_columns, _from_rows):
        found = read(value)
        if found is not None:
            return found
    if names_a_model(value):
        return None
    lists = [one for one in value.values() if _is_list_of_objects(one)]
    return _unwrapped(lists[0]) if len(lists) == 1 else _by_key(value)


def names_a_model(value: Mapping[Any, Any]) -> bool:
    """Whether an object has a text under a word for a model's id."""
    return any(isinstance(one, str) and target_of(str(key)) is CHILD for key, one in value.items())


def _unwrapped(items: list[Any]) -> list[Any]:
    """Ids as objects, rows with the names of their columns, and objects out of what stands around them, such as the
    `row` of the Hub's dataset viewer or the `node` of GraphQL, with what is said of them beside."""
    head = items[:_LOOKED_AT]
    if head and mostly(isinstance(item, str) for item in head):
        return [{"id": item} if isinstance(item, str) else item for item in items]
    if head and isinstance(head[0], list) and any(target_of(str(name)) is CHILD for name in head[0]):
        return _named(head[0], items[1:])
    key = _around(head)
    return items if key is None else [_within(item, key) if isinstance(item, Mapping) else item for item in items]


def _within(item: Mapping[Any, Any], key: Any) -> Any:
    """The object that an object has under a key, with the other's fields and those of objects beside it, whose names
    are none of its own; the whole where there is none."""
    model = item.get(key)
    if not isinstance(model, Mapping):
        return item if key not in item else model
    beside: dict[Any, Any] = {}
    for name, value in item.items():
        if name != key and target_of(str(name)) is not CHILD:
            is_group = target_of(str(name)) is None and isinstance(value, Mapping) and names_columns(map(str, value))
            fields = value if is_group else {name: value}
            beside |= {word: one for word, one in fields.items() if target_of(str(word)) is not CHILD}
    return {**beside, **model}


def _around(items: list[Any]) -> str | None:
    """The key under which each of these objects has the one that names a model; None when they name it themselves."""
    first = next((item for item in items if isinstance(item, Mapping)), None)
    if first is None or names_a_model(first):
        return None
    keys = [key for key, one in first.items() if isinstance(one, Mapping) and names_a_model(one)]
    key = min(keys, key=lambda key: _RANKS.get(target_of(str(key)), 1), default=None)
    return key if mostly(isinstance(item, Mapping) and isinstance(item.get(key), Mapping) for item in items) else None


def _named(names: Sequence[Any], rows: Sequence[Any]) -> list[Any]:
    return [dict(zip(map(str, names), row, strict=False)) if isinstance(row, list) else row for row in rows]


def _is_list_of_objects(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(item, Mapping) for item in value[:_LOOKED_AT])


def _is_list_of_ids(value: object) -> bool:
    return isinstance(value, list) and bool(value) and mostly(isinstance(id, str) and ID.fullmatch(id) for id in value)


def _by_key(value: Mapping[Any, Any]) -> list[Any] | None:
    """The object under each id or number, or the models that the only object with some holds."""
    if value and mostly(isinstance(one, Mapping) and names_a_model(one) for one in value.values()):
        return list(value.values())
    if value and mostly(ID.fullmatch(str(key)) and isinstance(one, Mapping) for key, one in value.items()):
        return [{"id": key, **one} if isinstance(one, Mapping) else one for key, one in value.items()]
    within = [objects_in(one) for one in value.values() if isinstance(one, Mapping)]
    found = [objects for objects in within if objects is not None]
    return found[0] if len(found) == 1 else None


def _from_columns(value: Mapping[Any, Any]) -> list[Any] | None:
    """One object a row, of columns that are lists, or objects by the row's name, as long as one another."""
    columns = {key: _column(one) for key, one in value.items()}
    known = [key for key in columns if target_of(str(key)) is CHILD]
    if not known or any(column is None for column in columns.values()):
        return None
    length = len(columns[known[0]] or ())
    if any(len(column or ()) != length for column in columns.values()):
        return None
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*(c or () for c in columns.values()), strict=True)]


def _from_rows(value: Mapping[Any, Any]) -> list[Any] | None:
    """One object a row, of lists of cells whose columns' names stand beside."""
    names = next((names for key in _NAMES if (names := _names(value.get(key)))), None)
    rows = next((rows for key in _ROWS if isinstance(rows := value.get(key), list) and rows), None)
    return _named(names, rows) if names and rows and isinstance(rows[0], list) else None


def _names(columns: object) -> list[str]:
    """The names of columns, be they texts or objects with a `name`."""
    listed = columns if isinstance(columns, list) else []
    named = [one.get("name") if isinstance(one, Mapping) else one for one in listed]
    texts = [one for one in named if isinstance(one, str)]
    return texts if len(texts) == len(named) else []


def _column(value: object) -> Sequence[Any] | None:
    if isinstance(value, Mapping):
        return list(value.values())
    return value if isinstance(value, list) else None
