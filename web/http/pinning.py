"""Reading several answers of one graph: each names its version, and a client that names one gets no other's."""

from typing import Any

from flask import Flask, Response, g, request

from lineage.errors import StaleMap, StaleVersion
from lineage.stores import Reader
from web.http.headers import forget_graph
from web.source import is_of_another_load, pin, source, source_if_loaded

VERSION = "Lineage-Version"
NAMING = (
    *("application/json", "application/vnd.cyclonedx+json", "application/spdx+json", "text/csv", "text/html"),
    "application/atom+xml",
)


def register(app: Flask) -> None:
    """Pages, answers and files say of which version they are. A request that says so is answered from that graph, for a
    minute after another took its place too; StaleVersion tells that it is not here. So is one whose path names the
    version, of which the view hears nothing; there it is StaleMap."""

    @app.url_value_preprocessor
    def keep_to_path(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        if values is not None and "version" in values and not pin(version := values.pop("version")):
            raise StaleMap(f"this is map {source().graph.version}, not {version}", "load the page again")

    @app.before_request
    def keep_to_version() -> None:
        version = request.headers.get(VERSION)
        if version is not None and not pin(version):
            raise _stale()

    @app.after_request
    def name_version(response: Response) -> Response:
        loaded = source_if_loaded()
        if is_of_another_load():
            forget_graph(response)
        elif loaded is not None and response.mimetype in NAMING:
            response.headers[VERSION] = loaded.graph.version
        return response


def keep_to_load(reader: Reader) -> None:
    """To be called after the store was asked. A server may hold another load by now than the graph that is served: then
    the answer names no version. Raises StaleVersion where the client named one."""
    if reader.version == source().loaded:
        return
    if VERSION in request.headers:
        raise _stale()
    g.another_load = True


def _stale() -> StaleVersion:
    return StaleVersion("another graph is served here", f"{VERSION} of any answer without it says which")
