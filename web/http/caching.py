"""Caching: a page or an answer is the same until the graph or the code changes, and the ETag says which it was."""

from collections.abc import Callable

from flask import Flask, Response, request

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
NO_STORE = "no-store"


def register(app: Flask, version: Callable[[], str]) -> None:
    """Answer 304 before any work to a client that holds this version; name the version in every good answer."""

    @app.before_request
    def unchanged() -> Response | None:
        asked = request.url_rule is not None and request.method in ("GET", "HEAD")  # nothing is held of no page
        return Response(status=304) if asked and request.if_none_match.contains_weak(version()) else None

    @app.after_request
    def name_version(response: Response) -> Response:
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = REVALIDATE if response.status_code in (200, 304) else NO_STORE
        kept = response.status_code in (200, 304) and response.headers["Cache-Control"] != NO_STORE
        if kept and "ETag" not in response.headers:
            response.set_etag(version(), weak=True)
        return response
