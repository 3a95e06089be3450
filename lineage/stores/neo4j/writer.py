"""Loading a Neo4j server."""

from collections.abc import Iterator, Sequence
from typing import Any

from lineage.stores import statements
from lineage.stores.neo4j.connection import connect, explained
from lineage.stores.neo4j.values import batches
from lineage.stores.port import Row


class Neo4jWriter:
    """Upserts into the one database; what readers see changes batch by batch."""

    starts_empty = False

    def __init__(self, url: str, password: str) -> None:
        self.url, self._driver = connect(url, password)

    def define(self, definitions: Sequence[str]) -> None:
        with explained(self.url), self._driver.session() as session:
            for statement in definitions:
                session.run(statement).consume()
            session.run(statements.AWAIT_INDEXES).consume()

    def write(self, statement: str, rows: Sequence[Row]) -> None:
        with explained(self.url), self._driver.session() as session:
            session.execute_write(lambda tx: tx.run(statement, rows=list(rows)).consume())

    def batches(self, statement: str, size: int = 50_000) -> Iterator[dict[str, list[Any]]]:
        return batches(self._driver, self.url, statement, size)

    def publish(self) -> None:
        """Nothing to do: every batch was visible when it was committed."""

    def close(self) -> None:
        self._driver.close()
