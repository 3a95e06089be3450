"""A line for each request on standard error: the common log format, or one object of JSON."""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import orjson
from flask import Flask, Response, g, request

log = logging.getLogger("web.access")


def register(app: Flask, form: str) -> None:
    """Log every request in that form; none where it is `off`. To be registered first, as it needs the answer whole."""
    if form == "off":
        return

    @app.after_request
    def write(response: Response) -> Response:
        log.info("%s", FORMS[form](response))
        return response


def common(response: Response) -> str:
    """`203.0.113.9 - - [28/Nov/2026:13:35:00 +0000] "GET /table HTTP/1.1" 200 1234`; `-` for a length nobody knows."""
    now = datetime.now(UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")
    line = f"{request.method} {_target()} {request.environ.get('SERVER_PROTOCOL', '-')}"
    size = response.calculate_content_length()
    quoted = _plain(line).replace("\\", r"\\").replace('"', r"\"")
    return f'{request.remote_addr} - - [{now}] "{quoted}" {response.status_code} {"-" if size is None else size}'


def as_json(response: Response) -> str:
    """One object on one line."""
    return orjson.dumps(
        {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "client": request.remote_addr,
            "method": request.method,
            "target": _plain(_target()),
            "host": _plain(request.environ.get("HTTP_HOST", "")),
            "status": response.status_code,
            "bytes": response.calculate_content_length(),
            "milliseconds": round(1000 * (time.perf_counter() - g.began), 1),
            "agent": _plain(request.headers.get("User-Agent", "")),
        }
    ).decode()


FORMS: Mapping[str, Callable[[Response], str]] = {"common": common, "json": as_json}


def _target() -> str:
    """What was asked for, as it came where the server tells."""
    target: str = request.environ.get("REQUEST_URI") or request.full_path
    return target


def _plain(text: str) -> str:
    """The text without what could begin another line or move a terminal's cursor."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "replace").decode() for c in text)
