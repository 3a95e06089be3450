"""The two engines under test, through one fixture: `engine` is an empty store, `holding` one that keeps what it holds.

A Neo4j Community server has one database, so what it holds is state that all tests share: it is remembered, a graph is
loaded again only when another one is there, and a test that wants an empty store gets an emptied one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import neo4j
import pytest

from lineage import settings
from lineage.home.home import Home
from lineage.place import Place
from lineage.stores import Reader, Writer, open_reader, open_writer

ENGINES = ("embedded", pytest.param("neo4j", marks=pytest.mark.neo4j))


@dataclass(frozen=True, slots=True)
class Engine:
    """One engine's store: opens readers and writers of it. `folder` is where an embedded one is kept."""

    url: str
    folder: Path

    @property
    def embedded(self) -> bool:
        return self.url.startswith("embedded:")

    def reader(self) -> Reader:
        return open_reader(self.url, self.folder, settings.value(settings.PASSWORD))

    def writer(self) -> Writer:
        return open_writer(self.url, self.folder, settings.value(settings.PASSWORD))

    def place(self, home: Home) -> Place:
        """This store, with `home` for whatever else is kept."""
        return Place(home, self.url)


@dataclass
class Engines:
    """Makes stores for tests, and knows what the one Neo4j database holds: `held` names it, None when nobody knows."""

    folder: Path
    held: str | None = None
    made: dict[str, Engine] = field(default_factory=dict)

    def empty(self, url: str, folder: Path) -> Engine:
        """An empty store, of which nobody knows what its test will load."""
        if url == "embedded:":
            return Engine(f"embedded:{folder}", folder)
        self.held = None
        empty(url, whatever=True)
        return Engine(url, folder)

    def holding(self, url: str, name: str, load: Callable[[Engine], None]) -> Engine:
        """A store that holds the graph `name`, which `load` loads into an empty one. Tests read it and write nothing.

        On Neo4j it is another test's as soon as that asks for another graph: tests of one graph stand together, by the
        scope of the fixture that calls this.
        """
        if url == "embedded:":
            return self._embedded(name, load)
        engine = Engine(url, self.folder)
        if self.held != name:
            self.held = None
            empty(url, whatever=True)
            load(engine)
            self.held = name
        return engine

    def _embedded(self, name: str, load: Callable[[Engine], None]) -> Engine:
        if name not in self.made:
            folder = self.folder / name
            engine = Engine(f"embedded:{folder}", folder)
            load(engine)
            self.made[name] = engine
        return self.made[name]


def empty(url: str, whatever: bool = False) -> None:
    """Make sure that the server is empty; one that holds anything is only emptied if told so: it may be somebody's.

    Raises RuntimeError.
    """
    with driver(url) as server:
        (count,) = server.execute_query("MATCH (n) RETURN count(n) AS nodes").records[0]
        if count and not whatever:
            raise RuntimeError(f"{url} holds {count:,} nodes, which tests would delete: name an empty server")
        server.execute_query("MATCH ()-[r]->() DELETE r")
        server.execute_query("MATCH (n) DELETE n")


def driver(url: str) -> neo4j.Driver:
    """A driver of the tests' server, past the store that is tested; the URL names its user, the environment the
    password."""
    parts = urlsplit(url)
    address = f"{parts.scheme}://{parts.hostname}:{parts.port}"
    return neo4j.GraphDatabase.driver(address, auth=(parts.username or "neo4j", settings.value(settings.PASSWORD)))
