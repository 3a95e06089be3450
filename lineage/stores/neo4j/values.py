"""What the driver returns, as the port promises it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import neo4j
from neo4j.graph import Node, Path, Relationship
from neo4j.time import Date, DateTime, Duration, Time

from lineage.stores.neo4j.connection import explained


def plain(value: Any) -> Any:  # noqa: PLR0911 - one line a kind of value
    """A value as the port promises it."""
    if isinstance(value, Node):
        return {"labels": sorted(value.labels), "properties": plain(dict(value))}
    if isinstance(value, Relationship):
        return {"type": value.type, "properties": plain(dict(value))}
    if isinstance(value, Path):
        return {"nodes": plain(list(value.nodes)), "relationships": plain(list(value.relationships))}
    if isinstance(value, DateTime):
        native = value.to_native()
        return native if native.tzinfo is None else native.astimezone(dt.UTC)
    if isinstance(value, Date | Time):
        return value.to_native()
    if isinstance(value, Duration):
        return {"months": value.months, "days": value.days, "seconds": value.seconds}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def batches(driver: neo4j.Driver, url: str, statement: str, size: int) -> Iterator[dict[str, list[Any]]]:
    with explained(url), driver.session(default_access_mode=neo4j.READ_ACCESS, fetch_size=size) as session:
        result = session.run(statement)
        columns = result.keys()
        while records := result.fetch(size):
            yield {name: [plain(record[name]) for record in records] for name in columns}
