"""The parameters of the Hub's routes: keys, selection, page size and cursor."""

import base64
import binascii
from collections.abc import Sequence
from datetime import UTC, datetime

import orjson

from ingest.practice.catalogue import SORTS, Selection
from ingest.practice.messages import HubRefusal

PAGE = 1000
"""The list route's default page, and its biggest."""

Query = Sequence[tuple[str, str]]
"""Names and values, in the order of the address."""


def expanded_keys(query: Query, allowed: Sequence[str]) -> tuple[str, ...]:
    """The keys asked for by `expand` or `expand[]`. Refused as a whole when one of them does not exist here."""
    names = [text for name, text in query if name in ("expand", "expand[]")]
    for place, name in enumerate(names):
        if name not in allowed:
            options = "|".join(f'"{option}"' for option in allowed)
            raise HubRefusal(400, f"✖ Invalid option: expected one of {options}\n  → at expand[{place}]")
    return tuple(dict.fromkeys(names))


def selection(query: Query) -> Selection:
    """What a listing asks for. Refused for a sort that does not exist here."""
    values = dict(query)
    sort = values.get("sort", "trendingScore")
    if sort not in SORTS:
        options = "|".join(f'"{option}"' for option in SORTS)
        raise HubRefusal(400, f"✖ Invalid option: expected one of {options}\n  → at sort")
    return Selection(
        filters=tuple(sorted({text for name, text in query if name == "filter"})),
        author=values.get("author"),
        search=values.get("search"),
        sort=sort,
        descending=values.get("direction", "-1") != "1",
    )


def page_size(query: Query) -> int:
    """The number of items on a page. Refused when it is none."""
    text = dict(query).get("limit", str(PAGE))
    if not text.isdecimal() or int(text) < 1:
        raise HubRefusal(400, "✖ Invalid input: expected a positive number\n  → at limit")
    return min(int(text), PAGE)


def write_cursor(selection: Selection, value: int, hub_id: str) -> str:
    """A keyset over the sort's value, tie-broken by `_id`, as base64 of JSON."""
    sort = selection.sort
    text: object = value
    if sort in ("createdAt", "lastModified"):
        text = datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    beyond = {sort: {"$lt" if selection.descending else "$gt": text}}
    choices: list[object] = [{sort: text, "_id": {"$gt": hub_id}}, beyond]
    if selection.descending:
        choices.append({sort: None})
    return base64.b64encode(orjson.dumps({"$or": choices})).decode()


def read_cursor(cursor: str, sort: str) -> tuple[int, str]:
    """The value and `_id` a cursor goes on from. Refused when it is no cursor of this sort."""
    try:
        first = orjson.loads(base64.b64decode(cursor, validate=True))["$or"][0]
        value, hub_id = first[sort], first["_id"]["$gt"]
        if isinstance(value, str):
            value = int(datetime.fromisoformat(value).timestamp())
        int(hub_id, 16)
        if len(hub_id) != 24:
            raise ValueError
        return int(value), hub_id
    except (binascii.Error, ValueError, KeyError, IndexError, TypeError) as error:
        raise HubRefusal(400, "Invalid cursor") from error
