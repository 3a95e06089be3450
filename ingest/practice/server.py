"""A thin HTTP/1.1 server in a thread: sockets on one side, an application of requests and responses on the other."""

import sys
import threading
from collections.abc import Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from ingest.practice.messages import Application, HubRequest, HubResponse
from ingest.practice.population import Population
from ingest.practice.wire import MARK, PracticeHub
from lineage.errors import BadInput


def serve(
    population: Population, host: str = "127.0.0.1", port: int = 0, quota: int = 500, window: float = 300
) -> "Server":
    """A practice Hub answering at `.url` until `.close()` (or the end of a `with`); port 0 takes a free one.

    Each token may make `quota` requests in `window` seconds. Raises BadInput when the port is in use.
    """
    return Server(PracticeHub(population, quota, window), host, port)


class Server:
    """An application served in a thread of its own; `hub` is the application, and another may take its place."""

    def __init__(self, hub: Application, host: str = "127.0.0.1", port: int = 0) -> None:
        self.hub = hub
        try:
            handler = type("Handler", (_Handler,), {"application": staticmethod(self._answer)})
            self._http = _HTTPServer((host, port), handler)
        except (OSError, OverflowError) as error:
            raise BadInput(
                f"cannot listen on {host}:{port} ({error})", "choose another --port, or 0 for any free one"
            ) from error
        self.host, self.port = host, int(self._http.server_address[1])
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), name="practice-hub", daemon=True)
        self._thread.start()

    def _answer(self, request: HubRequest) -> HubResponse:
        return self.hub(request)

    @property
    def url(self) -> str:
        """What HF_ENDPOINT is set to."""
        host = "127.0.0.1" if self.host in ("", "0.0.0.0") else self.host  # noqa: S104 - what to call, not what to bind
        return f"http://{host}:{self.port}"

    def wait(self, seconds: float | None = None) -> None:
        """Until somebody closes the server, or so many `seconds` have passed."""
        self._thread.join(seconds)

    def close(self) -> None:
        """Stop listening; a request in flight is not waited for."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class _HTTPServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is its own business; anything else is a bug worth its traceback."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Reads a request, writes the response: status, headers and body in one send (two would cost 40 ms)."""

    application: Application
    protocol_version = "HTTP/1.1"
    server_version = "practice-hub"
    disable_nagle_algorithm = True
    timeout = 120

    def do_GET(self) -> None:
        self._respond(body=True)

    def do_HEAD(self) -> None:
        self._respond(body=False)

    def _respond(self, body: bool) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = HubRequest(self.path, headers, f"http://{headers.get('host', '127.0.0.1')}")
        response = self.application(request)
        status = response.status
        fields = (*response.headers, ("Date", self.date_time_string()))
        head = [f"{self.protocol_version} {status} {_phrase(status)}", *(f"{key}: {value}" for key, value in fields)]
        if body:
            (response.write or _write_whole)(self, head, response.body)
        else:
            self.wfile.write(head_with_length(head, response.body))

    def end_headers(self) -> None:
        """Errors of the protocol itself (a method nobody knows) carry the mark too."""
        self.send_header(MARK, "synthetic")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: a crawl's own progress is what is worth reading."""


def _write_whole(handler: BaseHTTPRequestHandler, head: Sequence[str], body: bytes) -> None:
    handler.wfile.write(head_with_length(head, body) + body)


def head_with_length(head: Sequence[str], body: bytes) -> bytes:
    """Status line and headers as they stand on the wire before this body."""
    return head_with(head, f"Content-Length: {len(body)}")


def head_with(head: Sequence[str], *more: str) -> bytes:
    """Status line and headers, and more of these, as they stand on the wire."""
    return "\r\n".join([*head, *more, "", ""]).encode("latin-1")


def _phrase(status: int) -> str:
    """The words of a status; those of the network in front of the Hub (520 and on) have no standard ones."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown Error"
