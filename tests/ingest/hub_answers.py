"""The answers in tests/data/hub, and a server that gives them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

FOLDER = Path(__file__).resolve().parents[1] / "data" / "hub"
HUB = "https://huggingface.co"


@dataclass(frozen=True)
class HubAnswer:
    """One answer; `path` is the path and query that it answers, `body` the bytes of the answer."""

    name: str
    path: str
    status: int
    headers: dict[str, str]
    body: bytes
    token: bool

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def hub_answer(name: str) -> HubAnswer:
    """The answer in the file of that name."""
    told = json.loads((FOLDER / f"{name}.json").read_text())
    body = json.dumps(told["body"], separators=(",", ":")) if "body" in told else told.get("text", "")
    request = told["request"]
    return HubAnswer(name, request["path"], told["status"], told["headers"], body.encode(), request.get("token", False))


NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
LISTS = [name for name in NAMES if name.startswith("list-")]


@contextmanager
def answering(*names: str, links_to_hub: bool = False) -> Iterator[str]:
    """The URL of a server that gives these answers to their requests, whichever keys those expand; several answers to
    one request come one after the other. Links lead to the server, where they are not left to lead to the Hub."""
    waiting: dict[object, list[HubAnswer]] = {}
    for answer in map(hub_answer, names):
        waiting.setdefault(_asked(answer.path), []).append(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers = waiting[_asked(self.path)]
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value if links_to_hub else value.replace(HUB, url))
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_arguments: object) -> None:
            """Nothing to the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        url = f"http://127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield url
        server.shutdown()


def _asked(path: str) -> object:
    parts = urlsplit(path)
    return parts.path, *sorted(pair for pair in parse_qsl(parts.query) if pair[0] != "expand")
