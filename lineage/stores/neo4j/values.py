"""What the driver returns, as the port promises it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from neo4j.graph import Node, Path, Relationship
from neo4j.spatial import Point
from neo4j.time import Date, DateTime, Duration, Time

Ends = Mapping[str, str | None]
NO_ENDS: Ends = {}


def plain(value: Any, ends: Ends = NO_ENDS) -> Any:  # noqa: PLR0911 - one line a kind of value
    """A value as the port promises it; `ends` names the ends of relationships by the server's own keys."""
    if isinstance(value, Node):
        return {"labels": sorted(value.labels), "properties": plain(dict(value), ends)}
    if isinstance(value, Relationship):
        return _relationship(value, ends)
    if isinstance(value, Path):
        return {"nodes": plain(list(value.nodes), ends), "relationships": plain(list(value.relationships), ends)}
    if isinstance(value, DateTime | Date | Time):
        return _time(value)
    if isinstance(value, Duration):
        return {"months": value.months, "days": value.days, "seconds": value.seconds}
    if isinstance(value, Point):
        return {"srid": value.srid, "coordinates": list(value)}
    if isinstance(value, list | tuple):
        return [plain(item, ends) for item in value]
    if isinstance(value, dict):
        return {key: plain(item, ends) for key, item in value.items()}
    return value


def nodes_and_ends(value: Any) -> tuple[dict[str, str | None], set[str]]:
    """The model ids of the nodes somewhere in a raw value, by the server's keys, and those of relationships' ends."""
    nodes: dict[str, str | None] = {}
    ends: set[str] = set()
    left = [value]
    while left:
        value = left.pop()
        if isinstance(value, Node):
            nodes[value.element_id] = value.get("id")
        elif isinstance(value, Relationship):
            ends |= {node.element_id for node in value.nodes if node is not None}
        elif isinstance(value, Path):
            left.extend([*value.nodes, *value.relationships])
        elif isinstance(value, list | dict):
            left.extend(value.values() if isinstance(value, dict) else value)
    return nodes, ends


def _relationship(value: Relationship, ends: Ends) -> dict[str, Any]:
    start, end = (None if node is None else ends.get(node.element_id) for node in value.nodes)
    return {"type": value.type, "properties": plain(dict(value), ends), "start": start, "end": end}


def _time(value: DateTime | Date | Time) -> Any:
    if not isinstance(value, DateTime):
        return value.iso_format()
    native = value.to_native()
    return native.isoformat() if native.tzinfo is None else native.astimezone(dt.UTC)
