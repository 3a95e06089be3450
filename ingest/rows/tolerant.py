"""From items of the Hub's API to rows of a snapshot, tolerant of everything but a missing id.

Sources of the rules: the Hub's wire format (list route with `expand`) and what 4,167 real rows contain.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson
import polars as pl

from ingest.rows.cards import columns_of
from ingest.rows.fields import CARD_FIELDS, CARD_KEY, CLAIM_FIELDS, CLAIM_KEY, FIELDS, PLAIN_FIELDS, Field
from ingest.rows.json_values import parse
from ingest.rows.rejections import Rejections, Unusable
from ingest.rows.table import cleaned

Item = Mapping[str, Any]

ReadId = Callable[[str, Rejections], str]
"""From what stands in the id's place to the id. Raises Unusable."""


def rows(
    items: Iterable[object], rejections: Rejections, places: Iterator[str] | None = None, read_id: ReadId | None = None
) -> pl.DataFrame:
    """The usable items as rows (schema ROW, the items' order); the others are in the rejections with their text.

    A field of the wrong type is unknown, and counted in `rejections.odd_fields`. `places` names where each item stood,
    for the rejections: it is advanced once an item. Ids stay as they are unless there is `read_id`.
    """
    usable = list(_usable(items, rejections, places, read_id))
    columns = {
        **{field.column: _plain(field, usable, rejections) for field in PLAIN_FIELDS},
        **_columns(CARD_FIELDS, [columns_of(card_of(item.get(CARD_KEY), rejections, item["id"])) for item in usable]),
        **_columns(CLAIM_FIELDS, [_claim(item, rejections) for item in usable]),
    }
    return cleaned(pl.DataFrame([_series(field, columns[field.column]) for field in FIELDS]), rejections)


def _usable(
    items: Iterable[object], rejections: Rejections, places: Iterator[str] | None, read_id: ReadId | None
) -> Iterator[Item]:
    """The items that are objects with an id."""
    for item in items:
        place = next(places, "") if places else f"item {rejections.read + 1}"
        rejections.read += 1
        if not isinstance(item, Mapping):
            rejections.reject("not an object", place, item)
        elif not isinstance(id := item.get("id"), str) or not id.strip():
            rejections.reject("no id" if id is None or isinstance(id, str) else "an id that is no text", place, item)
        elif read_id is None:
            yield item
        else:
            try:
                named = read_id(id, rejections)
            except Unusable as error:
                rejections.reject(str(error), place, item)
            else:
                yield item if named == id else {**item, "id": named}


def _plain(field: Field, items: Sequence[Item], rejections: Rejections) -> list[Any]:
    """A field's values as read; None, and counted, where there is one that cannot be read."""
    read = field.kind.read
    found = [item.get(field.key) for item in items]
    values = [None if value is None else read(value) for value in found]
    if values.count(None) > found.count(None):
        for item, value, now in zip(items, found, values, strict=True):
            if now is None and value is not None:
                rejections.count_odd(field.key, item["id"], value)
    return values


def _columns(fields: Sequence[Field], records: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    return {field.column: [record.get(field.column) for record in records] for field in fields}


def card_of(text: object, rejections: Rejections, id: str = "") -> Mapping[str, Any]:
    """The card's front matter: an object from the API, a JSON text in hub-stats."""
    value = text
    if isinstance(value, str | bytes):
        try:
            value = parse(value)
        except ValueError:
            value = ()
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return value
    rejections.count_odd(CARD_KEY, id, text)
    return {}


def _claim(item: Item, rejections: Rejections) -> Mapping[str, Any]:
    """The Hub's own claim by column; an object of nothing is a column's way to write none."""
    value = item.get(CLAIM_KEY)
    if value is None or (isinstance(value, Mapping) and not any(value.values())):
        return {}
    if isinstance(value, Mapping) and isinstance(value.get("models"), list):
        return {field.column: field.kind.read(value.get(field.inner)) for field in CLAIM_FIELDS}
    rejections.count_odd(CLAIM_KEY, item["id"], value)
    return {}


def _series(field: Field, values: Sequence[Any]) -> pl.Series:
    """Nested values go through JSON text: fifteen times as fast as polars reading Python lists."""
    dtype = field.kind.read_as or field.kind.dtype
    if not dtype.is_nested():
        return pl.Series(field.column, values, dtype=dtype)
    texts = [None if value is None else orjson.dumps(value).decode() for value in values]
    return pl.Series(field.column, texts, dtype=pl.String).str.json_decode(dtype)
