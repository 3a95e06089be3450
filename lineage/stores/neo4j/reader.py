"""Reading a Neo4j server."""

from collections.abc import Iterator, Sequence
from typing import Any

import neo4j

from lineage import queries
from lineage.stores.neo4j.connection import connect, explained
from lineage.stores.neo4j.values import batches, nodes_and_ends, operators, plain
from lineage.stores.port import Explained, Limits, Parameters, Stop, Table
from lineage.stores.weight import within


class Neo4jReader:
    """Reads in read transactions with a time limit; the driver's pool makes it safe between threads."""

    engine = "neo4j"

    def __init__(self, url: str, password: str) -> None:
        self.url, self._driver = connect(url, password)

    @property
    def version(self) -> str:
        facts = queries.facts(self)
        return f"{facts.id} {facts.finished_at:%Y%m%dT%H%M%S}"

    def run(
        self, statement: str, parameters: Parameters | None = None, *, timeout: float = 60.0, limit: int | None = None
    ) -> Table:
        with explained(self.url), self._driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
            result = session.run(neo4j.Query(statement, timeout=timeout), dict(parameters or {}))
            records = list(result) if limit is None else result.fetch(limit + 1)
            columns = tuple(result.keys())
        kept = records if limit is None else records[:limit]
        return Table(columns, list(self._rows(kept)), "rows" if len(kept) < len(records) else None)

    def ask(self, statement: str, parameters: Parameters | None, limits: Limits, stop: Stop) -> Table:
        with explained(self.url), self._driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
            result = session.run(neo4j.Query(statement, timeout=limits.seconds), dict(parameters or {}))
            records = result.fetch(limits.rows + 1)
            columns = tuple(result.keys())
        rows, cut = within(self._rows(records), limits)
        return Table(columns, rows, cut)

    def explain(self, statement: str, parameters: Parameters | None = None) -> Explained:
        with explained(self.url), self._driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
            plan = session.run(f"EXPLAIN {statement}", dict(parameters or {})).consume().plan
        steps = list(operators(plan or {}))
        rows = [step["args"].get("EstimatedRows") for step in steps]
        names = tuple(step["operatorType"].partition("@")[0] for step in steps)
        return Explained(names, max((row for row in rows if row is not None), default=None))

    def _rows(self, records: Sequence[neo4j.Record]) -> Iterator[tuple[Any, ...]]:
        ends = self._ends(records)
        return (tuple(plain(value, ends) for value in record.values()) for record in records)

    def _ends(self, records: Sequence[neo4j.Record]) -> dict[str, str | None]:
        """The model ids of the ends of relationships, by the server's own key."""
        known, wanted = nodes_and_ends([list(record.values()) for record in records])
        keys = sorted(wanted - set(known))
        if not keys:
            return known
        with explained(self.url), self._driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
            return known | {row["key"]: row["id"] for row in session.run(queries.ENDS, keys=keys)}

    def batches(self, statement: str, size: int = 50_000) -> Iterator[dict[str, list[Any]]]:
        return batches(self._driver, self.url, statement, size)

    def close(self) -> None:
        self._driver.close()
