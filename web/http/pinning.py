"""Reading several answers of one graph: each names its version, and a client that names one gets no other's."""

from flask import Flask, Response, request

from lineage.errors import StaleVersion
from web.source import pin, source_if_loaded

VERSION = "Lineage-Version"
NAMING = ("application/json", "text/csv", "text/html")


def register(app: Flask) -> None:
    """Pages, answers and files say of which version they are. A request that says so is answered from that graph, for a
    minute after another took its place too; StaleVersion tells that it is not here."""

    @app.before_request
    def keep_to_version() -> None:
        version = request.headers.get(VERSION)
        if version is not None and not pin(version):
            raise StaleVersion("another graph is served here", f"{VERSION} of any answer without it says which")

    @app.after_request
    def name_version(response: Response) -> Response:
        loaded = source_if_loaded()
        if loaded is not None and response.mimetype in NAMING:
            response.headers[VERSION] = loaded.graph.version
        return response
