"""Which names the app answers to, and which other sites' pages may make a browser ask it."""

import re
from typing import Any

from flask import Flask, Response, abort, request

from lineage import settings
from web.answers.errors import ErrorAnswer, Problem
from web.http.encoding import encode, json_response
from web.http.errors import API_PREFIX
from web.http.headers import forget_graph
from web.http.health import PATHS
from web.options import ANY_HOST, WebOptions, is_loopback

HOST = re.compile(r"(?:\[(?P<address>[0-9a-f:.]+)\]|(?P<name>[a-z0-9_.-]*[a-z0-9_-])\.?)(?::[0-9]+)?")
SAFE = ("GET", "HEAD", "OPTIONS")
OURS = ("same-origin", "none")
EMBEDDED = ("object", "embed", "iframe", "frame")
PICTURES = ("badge.picture",)
"""Endpoints of pictures that are there for other sites' pages to show."""

MISDIRECTED_STATUS = 421
MISDIRECTED = Problem(
    "misdirected_request",
    "this server does not answer to that name",
    f"whoever runs it can add the name with --allowed-host or {settings.ALLOWED_HOSTS.variable}",
)
FOREIGN = Problem("foreign_page", "another site's page may not ask for this", "open it on this server's own pages")


def register(app: Flask, options: WebOptions) -> None:
    """Refuse, before anything is answered: 421 a name that is none of ours, 400 what another site's page asks for.

    The answer says nothing about the graph. To be registered before whatever adds headers, so that it sees them.
    """

    @app.url_value_preprocessor  # some of these refuse a request too, and all come before any `before_request`
    def refuse(endpoint: str | None, _values: dict[str, Any] | None) -> None:
        if not is_ours(request.environ.get("HTTP_HOST", ""), options) and request.path not in PATHS:
            abort(_refused(MISDIRECTED, MISDIRECTED_STATUS))
        if _foreign() and not _may_be_shown(endpoint):
            abort(_refused(FOREIGN, 400))

    @app.after_request
    def say_nothing_of_the_graph(response: Response) -> Response:
        if response.status_code == MISDIRECTED_STATUS:
            forget_graph(response)
        return response


def is_ours(host: str, options: WebOptions) -> bool:
    """Whether a Host header, with a port or not, names this server: a configured name, localhost, or its loopback.

    Another site's name that leads here, as after DNS rebinding, is none of them.
    """
    name = host_name(host)
    return name is not None and (is_this_machine(name) or name in options.hosts or ANY_HOST in options.hosts)


def host_name(host: str) -> str | None:
    """The name or the address in a Host header, without a port; None where there is none."""
    parts = HOST.fullmatch(host.lower())
    return parts and (parts["address"] or parts["name"])


def is_this_machine(name: str) -> bool:
    """Whether a name or an address leads each who asks by it to a machine of their own."""
    return name == "localhost" or is_loopback(name)


def _may_be_shown(endpoint: str | None) -> bool:
    """Whether another site's page may show what is there: one of PICTURES, off a server that has a name for others. A
    server that a visitor alone can ask is not to be felt out from there."""
    name = host_name(request.environ.get("HTTP_HOST", ""))
    is_picture = endpoint in PICTURES and request.headers.get("Sec-Fetch-Dest") == "image"
    return is_picture and name is not None and not is_this_machine(name)


def _foreign() -> bool:
    """Whether another site's page asks, other than by a link to here. Programs send none of these headers."""
    site = request.headers.get("Sec-Fetch-Site", "none")
    if request.method in SAFE:
        is_link = request.headers.get("Sec-Fetch-Mode") == "navigate"
        return site not in OURS and not (is_link and request.headers.get("Sec-Fetch-Dest") not in EMBEDDED)
    origin = request.headers.get("Origin")
    return site not in OURS or (origin is not None and origin.partition("://")[2] != request.host)


def _refused(problem: Problem, status: int) -> Response:
    if request.path.startswith(API_PREFIX):
        return json_response(encode(ErrorAnswer(problem)), status)
    return Response(f"{problem.message}: {problem.hint}\n", status, mimetype="text/plain")
