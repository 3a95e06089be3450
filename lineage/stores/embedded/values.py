"""What kglite returns, as the port promises it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from lineage.schema import MODEL
from lineage.stores.embedded.statements import SEPARATOR

UNSTORED = ("title", "type")  # kglite's own keys, beside the properties we wrote

MOMENTS = frozenset(p.name for p in MODEL.properties if p.type == "datetime")

Ends = Mapping[int, str | None]


def plain(value: Any, ends: Ends, packed: bool = False) -> Any:
    """A value as the port promises it; `ends` names the ends of relationships by kglite's own numbers.

    With `packed`, a text that begins with the separator is a list, and a moment below one of MOMENTS' keys in UTC.
    """
    if packed and isinstance(value, str):
        return unpacked(value)
    if isinstance(value, list):
        return [plain(item, ends, packed) for item in value]
    if isinstance(value, dict):
        return _plain_map(value, ends, packed)
    if isinstance(value, dt.date | dt.time):
        return _plain_time(value)
    return value


def plain_property(name: str, value: Any) -> Any:
    """A packed property of that name as it was loaded."""
    return _zoned(name, value, packed=True) or (unpacked(value) if isinstance(value, str) else value)


def unpacked(text: str) -> str | list[str]:
    """The list that a packed text stands for; any other text as it is."""
    return text.split(SEPARATOR)[1:-1] if text.startswith(SEPARATOR) else text


def holds_separator(value: Any) -> bool:
    """Whether a text anywhere in a parameter has the separator in it."""
    if isinstance(value, Mapping):
        return any(map(holds_separator, value.values()))
    if isinstance(value, list | tuple):
        return any(map(holds_separator, value))
    return isinstance(value, str) and SEPARATOR in value


def nodes_and_ends(value: Any) -> tuple[dict[int, str | None], set[int]]:
    """The model ids of the nodes somewhere in a raw value, by kglite's numbers, and those of relationships' ends."""
    nodes: dict[int, str | None] = {}
    ends: set[int] = set()
    left = [value]
    while left:
        value = left.pop()
        if isinstance(value, list):
            left.extend(item for item in value if isinstance(item, list | dict))
        elif _is_node(value):
            nodes[value["id"]] = value["properties"].get("id")
        elif _is_relationship(value):
            ends |= {value["start"], value["end"]}
        elif isinstance(value, dict):
            left.extend(item for item in value.values() if isinstance(item, list | dict))
    return nodes, ends


def _plain_map(value: dict[str, Any], ends: Ends, packed: bool) -> Any:
    if _is_node(value):
        return {"labels": value["labels"], "properties": _stored(value["properties"], ends, packed)}
    if _is_relationship(value):
        return {
            "type": value["type"],
            "properties": _stored(value["properties"], ends, packed),
            "start": ends.get(value["start"]),
            "end": ends.get(value["end"]),
        }
    return _plain_items(value, ends, packed)


def _plain_items(items: dict[str, Any], ends: Ends, packed: bool) -> dict[str, Any]:
    return {key: _zoned(key, value, packed) or plain(value, ends, packed) for key, value in items.items()}


def _zoned(key: str, value: Any, packed: bool) -> dt.datetime | None:
    """A moment in UTC that is kept without its zone; None for anything else."""
    if packed and key in MOMENTS and isinstance(value, dt.datetime) and value.tzinfo is None:
        return value.replace(tzinfo=dt.UTC)
    return None


def _plain_time(value: dt.date | dt.time) -> Any:
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value.astimezone(dt.UTC)
    return value.isoformat()


def _is_node(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"id", "labels", "properties"}
        and isinstance(value["id"], int)
        and isinstance(value["labels"], list)
        and isinstance(value["properties"], dict)
    )


def _is_relationship(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"id", "start", "end", "type", "properties"}
        and isinstance(value["start"], int)
        and isinstance(value["end"], int)
        and isinstance(value["properties"], dict)
    )


def _stored(properties: dict[str, Any], ends: Ends, packed: bool) -> dict[str, Any]:
    return _plain_items({key: value for key, value in properties.items() if key not in UNSTORED}, ends, packed)
