"""Both engines with a small family in them, a web address that is listening, and a file nobody may read."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from ingest.load.load import load
from lineage import settings
from lineage.stores import Reader, open_reader, open_writer
from tests.lineage.stores.families import FAMILY, GUESSES, resolution


@dataclass
class Canary:
    """What must stay untouched: `asked` collects the paths that were fetched from `url`; `content` stands in `file`."""

    url: str
    file: Path
    content: str = "canary-4711"
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            canary.asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_arguments: object) -> None:
            """Nothing to the terminal."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        file = tmp_path_factory.mktemp("canary") / "canary.csv"
        canary = Canary(f"http://127.0.0.1:{server.server_port}/canary.csv", file)
        file.write_text(canary.content + "\n")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield canary
        server.shutdown()


@pytest.fixture(scope="module", params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A reader of the small family on each engine; `store.url` and the folder beside it say where."""
    folder = tmp_path_factory.mktemp("store")
    url = "embedded:" if request.param == "embedded" else request.getfixturevalue("neo4j_url")
    password = settings.value(settings.PASSWORD)
    if request.param == "neo4j":
        writer = open_writer(url, folder, password)
        writer.write("UNWIND $rows AS row MATCH (n) DETACH DELETE n", [{}])
        writer.close()
    load(resolution(folder / "family", FAMILY, GUESSES), open_writer(url, folder / "store", password))
    reader = open_reader(url, folder / "store", password)
    yield reader
    reader.close()
