"""JSON texts that are one document: the models in it, however they are wrapped."""

from collections.abc import Mapping, Sequence
from typing import Any

from ingest.claims.ids import ID
from ingest.sources.header_words import BY_NAME, target_of

WRAPPERS = ("models", "data", "items", "results", "rows", "records", "edges", "links")
"""Keys under which a list of models usually stands."""

_LOOKED_AT = 100


def objects_in(value: object) -> list[Any] | None:
    """The objects about models that a document holds; None when it is one such object itself, or holds none.

    Read are a list of objects or of ids, an object with such a list under a usual key or under its only one, objects by
    id (`{"a/b": {...}}`), and columns (`{"id": [...], "base_model": [...]}`), as pandas and polars write them.
    """
    if isinstance(value, list):
        return _unwrapped(value)
    if not isinstance(value, Mapping):
        return None
    for key in WRAPPERS:
        if _is_list_of_objects(value.get(key)):
            return _unwrapped(value[key])
    columns = _from_columns(value)
    if columns is not None:
        return columns
    if names_a_model(value):
        return None
    lists = [one for one in value.values() if _is_list_of_objects(one)]
    return _unwrapped(lists[0]) if len(lists) == 1 else _by_id(value)


def names_a_model(value: Mapping[Any, Any]) -> bool:
    """Whether an object has a text under a word for a model's id."""
    return any(isinstance(one, str) and target_of(str(key)) is BY_NAME["child"] for key, one in value.items())


def _unwrapped(items: list[Any]) -> list[Any]:
    """Ids as objects, and the rows of the Hub's dataset viewer without what stands around them."""
    head = items[:_LOOKED_AT]
    if head and all(isinstance(item, str) for item in head):
        return [{"id": item} if isinstance(item, str) else item for item in items]
    if head and all(isinstance(item, Mapping) and isinstance(item.get("row"), Mapping) for item in head):
        return [item.get("row", item) if isinstance(item, Mapping) else item for item in items]
    return items


def _is_list_of_objects(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(item, Mapping) for item in value[:_LOOKED_AT])


def _by_id(value: Mapping[Any, Any]) -> list[Any] | None:
    """What stands under each id: an object, or the parents' ids."""
    if not value or not all(ID.fullmatch(str(key)) for key in value):
        return None
    return [
        {"id": key, **(one if isinstance(one, Mapping) else {"base_model": one})} for key, one in value.items()
    ]  # fmt: skip


def _from_columns(value: Mapping[Any, Any]) -> list[Any] | None:
    """One object a row, of columns that are lists, or objects by the row's name, as long as one another."""
    columns = {key: _column(one) for key, one in value.items()}
    known = [key for key in columns if (target := target_of(str(key))) is not None and target.name == "child"]
    if not known or any(column is None for column in columns.values()):
        return None
    length = len(columns[known[0]] or ())
    if any(len(column or ()) != length for column in columns.values()):
        return None
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*(c or () for c in columns.values()), strict=True)]


def _column(value: object) -> Sequence[Any] | None:
    if isinstance(value, Mapping):
        return list(value.values())
    return value if isinstance(value, list) else None
