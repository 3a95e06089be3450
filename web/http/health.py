"""Whether this server is alive, and whether it can answer: for whoever starts it again or sends it visitors."""

from flask import Blueprint, Response

from lineage.errors import LineageError
from web.http.caching import NO_STORE
from web.source import source

blueprint = Blueprint("health", __name__)

PATHS = frozenset({"/healthz", "/readyz"})
"""Asked by address and by machines, so under any name of a host."""


@blueprint.get("/healthz")
def alive() -> Response:
    """200 as long as requests are answered at all."""
    return _plain("alive", 200)


@blueprint.get("/readyz")
def ready() -> Response:
    """200 when there is a graph, and its store answers where it has one; else 503."""
    try:
        reader = source().reader
        if reader is not None:
            _ = reader.newest
    except LineageError as error:
        return _plain(f"not ready: {error.code}", 503)
    return _plain("ready", 200)


def _plain(text: str, status: int) -> Response:
    return Response(f"{text}\n", status, {"Cache-Control": NO_STORE}, mimetype="text/plain")
