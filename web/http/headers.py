"""Security headers of every response, and what headers say of the graph."""

from flask import Flask, Response

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


OF_THE_GRAPH = "Lineage-"
"""What the names of headers begin with that say something of the graph."""


def forget_graph(response: Response) -> None:
    """Take away what the headers say of the graph."""
    for name in [name for name, _ in response.headers if name.startswith(OF_THE_GRAPH)]:
        del response.headers[name]


def register(app: Flask) -> None:
    """Add the headers to every response, errors included."""

    @app.after_request
    def secure(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response
