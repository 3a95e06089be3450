"""A web address that is listening and a file: neither may ever be asked for by a statement."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path


@dataclass
class Canary:
    """What must stay untouched: `asked` collects the paths that were fetched from `url`; `content` stands in `file`."""

    url: str
    file: Path
    content: str = "canary-4711"
    asked: list[str] = field(default_factory=list)

    def named_in(self, statement: str) -> str:
        """The statement with this address and this file in their places."""
        return statement.replace("{url}", self.url).replace("{file}", str(self.file))


@contextmanager
def listening(file: Path) -> Iterator[Canary]:
    """A canary that listens while the block runs; `file` is written."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            canary.asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_arguments: object) -> None:
            """Nothing to the terminal."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        canary = Canary(f"http://127.0.0.1:{server.server_port}/canary.csv", file)
        file.write_text(canary.content + "\n")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield canary
        server.shutdown()
