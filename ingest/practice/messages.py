"""What goes over the wire: requests and responses, without a socket."""

import gzip
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, unquote

import orjson

JSON = ("Content-Type", "application/json; charset=utf-8")

ResponseWriter = Callable[[BaseHTTPRequestHandler, Sequence[str], bytes], None]
"""Writes a response to a connection, given its status line and headers (but for Content-Length) and its body."""


@dataclass(frozen=True, slots=True)
class HubRequest:
    """A GET: `target` is path and query as sent, `headers` have lower-case names, `base` is scheme and host."""

    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    base: str = "http://127.0.0.1"

    @property
    def path(self) -> str:
        return unquote(self.target.partition("?")[0])

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(self.target.partition("?")[2], keep_blank_values=True)

    @property
    def token(self) -> str | None:
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token if scheme.lower() == "bearer" and token else None


@dataclass(frozen=True, slots=True)
class HubResponse:
    """What goes back: the body as it is on the wire, and every header but Content-Length.

    `write` puts it on the connection in another way than whole.
    """

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    write: ResponseWriter | None = None

    def json(self) -> Any:
        """The body of a JSON response, unpacked if need be."""
        packed = ("Content-Encoding", "gzip") in self.headers
        return orjson.loads(gzip.decompress(self.body) if packed else self.body)

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


Application = Callable[[HubRequest], HubResponse]


class HubRefusal(Exception):
    """A request the Hub answers with an error: status, JSON body, further headers."""

    def __init__(self, status: int, error: str, *headers: tuple[str, str]) -> None:
        super().__init__(error)
        self.response = HubResponse(status, orjson.dumps({"error": error}), (JSON, *headers))


def gzipped(request: HubRequest, response: HubResponse) -> HubResponse:
    """The response gzipped, where the request takes that and there is something to pack."""
    if not response.body or "gzip" not in request.headers.get("accept-encoding", ""):
        return response
    headers = (*response.headers, ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"))
    return replace(response, body=gzip.compress(response.body, 1, mtime=0), headers=headers)
