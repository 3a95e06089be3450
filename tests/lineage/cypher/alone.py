"""Each wall alone, as something that runs statements.

An engine without the sandbox, the sandbox without an engine's own limits, a server's plan without a read-only session.
"""

from dataclasses import dataclass, field

import kglite
import neo4j

from lineage.errors import BadStatement
from lineage.stores.answer_size import truncate
from lineage.stores.embedded.graph import EmbeddedGraph
from lineage.stores.neo4j.connection import connect, driver_errors
from lineage.stores.neo4j.runner import _planned, _rows
from lineage.stores.port import EnginePlan, Limits, Parameters, Table

SECONDS = 2.0  # an engine's own time limit


class _Runner:
    def explain(self, statement: str, parameters: Parameters | None, limits: Limits) -> EnginePlan:
        raise NotImplementedError

    def confine(self) -> None:
        """Nothing is given up."""


class EmbeddedEngine(_Runner):
    """The embedded engine's read-only handle with its own time limit; this process may open what it likes."""

    def __init__(self, path: str) -> None:
        self._graph = EmbeddedGraph(path)

    def answer(self, statement: str, parameters: Parameters | None, limits: Limits) -> Table:
        return self._graph.run(statement, parameters, timeout=SECONDS, limit=limits.rows)


class EmbeddedSandbox(_Runner):
    """A handle that may write, without a time limit of the engine, in a process that is confined as ours are."""

    def __init__(self, path: str) -> None:
        kglite.set_query_warning_policy("silent")
        self._graph = kglite.load(path)
        self._reader = EmbeddedGraph(path)

    def answer(self, statement: str, parameters: Parameters | None, limits: Limits) -> Table:
        try:
            view = self._graph.cypher(statement, params=dict(parameters or {}), timeout_ms=0)
        except (kglite.KgError, OSError, ValueError, TypeError, OverflowError, RecursionError) as error:
            raise BadStatement(str(error)[:200], "none") from error
        if isinstance(view, str):
            return Table((), [(view,)])
        kept, _ = truncate((), (tuple(map(str, row.values())) for row in view.to_list()), limits)
        return Table((), kept)

    def confine(self) -> None:
        self._reader.confine()


@dataclass(frozen=True, slots=True)
class Server:
    """A Neo4j read transaction with a time limit, without a look at the plan."""

    url: str
    password: str = field(repr=False)

    def answer(self, statement: str, parameters: Parameters | None, limits: Limits) -> Table:
        shown, driver = connect(self.url, self.password)
        with driver_errors(shown), driver, driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
            result = session.run(neo4j.Query(statement, timeout=SECONDS), dict(parameters or {}))
            rows, _ = truncate((), _rows(driver, result), limits)
        return Table((), [tuple(map(str, row)) for row in rows])

    def explain(self, statement: str, parameters: Parameters | None, limits: Limits) -> EnginePlan:
        raise NotImplementedError

    def confine(self) -> None:
        """Nothing is given up."""


@dataclass(frozen=True, slots=True)
class ServerPlan(Server):
    """The server's plan and our list of operators, in a session that may write: what passes is not run."""

    def answer(self, statement: str, parameters: Parameters | None, limits: Limits) -> Table:
        shown, driver = connect(self.url, self.password)
        with driver_errors(shown), driver, driver.session() as session:
            _planned(session, statement, dict(parameters or {}), limits, "alone")
        return Table((), [])
