"""Both engines with a small family in them, and a canary."""

from collections.abc import Iterator

import pytest

from ingest.load.load import load
from lineage import settings
from lineage.stores import Reader, open_reader, open_writer
from lineage.stores.neo4j import Neo4jWriter
from tests.lineage.cypher.canary import Canary, listening
from tests.lineage.stores.families import FAMILY, GUESSES, resolution


@pytest.fixture(scope="session")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    with listening(tmp_path_factory.mktemp("canary") / "canary.csv") as canary:
        yield canary


@pytest.fixture(scope="module", params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A reader of the small family on each engine; `store.url` and the folder beside it say where."""
    folder = tmp_path_factory.mktemp("store")
    url = "embedded:" if request.param == "embedded" else request.getfixturevalue("neo4j_url")
    password = settings.value(settings.PASSWORD)
    if request.param == "neo4j":
        writer = Neo4jWriter(url, password)
        writer.write("UNWIND $rows AS row MATCH (n) DETACH DELETE n", [{}])
        writer.close()
    load(resolution(folder / "family", FAMILY, GUESSES), open_writer(url, folder / "store", password))
    reader = open_reader(url, folder / "store", password)
    yield reader
    reader.close()
