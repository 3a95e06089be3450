"""Reading everything of a kind out of a Neo4j server, in pages small enough for both sides' memory."""

from collections.abc import Iterator, Sequence
from typing import Any

import neo4j

from lineage.schema import EdgeSchema, NodeSchema
from lineage.stores.neo4j.connection import driver_errors
from lineage.stores.neo4j.statements import page

PAGE = 10_000
"""Nodes a page, or nodes whose edges are a page: some 10 MB on either side."""


def columns(
    driver: neo4j.Driver,
    url: str,
    schema: NodeSchema | EdgeSchema,
    names: Sequence[str] | None = None,
    size: int = PAGE,
) -> Iterator[dict[str, list[Any]]]:
    """The properties `names` (all unless given) of every node or edge as columns, batch by batch; see `Reader`."""
    wanted = tuple(schema.names if names is None else names)
    moments = {p.name for p in schema.properties if p.type == "datetime"}
    titles = (*(() if isinstance(schema, NodeSchema) else ("child", "parent")), *wanted)
    for rows in _pages(driver, url, page(schema, wanted), size):
        values = map(list, zip(*rows, strict=True))
        yield {name: _moments(v) if name in moments else v for name, v in zip(titles, values, strict=True)}


def _pages(driver: neo4j.Driver, url: str, statement: str, size: int) -> Iterator[list[list[Any]]]:
    after = ""
    while True:
        with driver_errors(url), driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
            ids, rows = session.run(statement, after=after, size=size).single(strict=True).values()
        if not ids:
            return
        after = ids[-1]
        if rows:
            yield rows


def _moments(values: Sequence[int | None]) -> list[int | None]:
    """Microseconds of milliseconds."""
    return [None if value is None else value * 1000 for value in values]
