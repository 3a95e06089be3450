"""Ways a line breaks: each writes a response to a connection in another way than whole, and ends the connection."""

import selectors
import socket
import struct
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler as Handler

from ingest.practice.server import head_with, head_with_length

PATIENCE = 60.0
"""Seconds a stall or a drip lasts, unless the client leaves."""

DROP = 0.02
"""Seconds between two bytes of a drip."""

Head = Sequence[str]


def short(handler: Handler, head: Head, body: bytes) -> None:
    """Half of the body, then the connection closes."""
    handler.close_connection = True
    handler.wfile.write(head_with_length(head, body) + body[: len(body) // 2])


def reset(handler: Handler, head: Head, body: bytes) -> None:
    """Half of the body, then the connection is reset."""
    short(handler, head, body)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def broken_chunk(handler: Handler, head: Head, body: bytes) -> None:
    """Chunked, and a chunk breaks off."""
    handler.close_connection = True
    chunk = f"{len(body):x}\r\n".encode()
    handler.wfile.write(head_with(head, "Transfer-Encoding: chunked") + chunk + body[: len(body) // 2])


def until_close(handler: Handler, head: Head, body: bytes) -> None:
    """Half of the body without Content-Length, then the connection closes."""
    handler.close_connection = True
    handler.wfile.write(head_with(head, "Connection: close") + body[: len(body) // 2])


def stall(handler: Handler, head: Head, body: bytes) -> None:
    """Half of the body, then nothing."""
    short(handler, head, body)
    _until_the_client_leaves(handler)


def silence(handler: Handler, head: Head, body: bytes) -> None:
    """Nothing at all."""
    handler.close_connection = True
    _until_the_client_leaves(handler)


def drip(handler: Handler, head: Head, body: bytes) -> None:
    """The body a byte at a time."""
    handler.close_connection = True
    handler.wfile.write(head_with_length(head, body))
    _by_drops(handler, body)


def drip_head(handler: Handler, head: Head, body: bytes) -> None:
    """The headers a byte at a time."""
    handler.close_connection = True
    _by_drops(handler, head_with_length(head, body))


def _by_drops(handler: Handler, text: bytes) -> None:
    over = time.monotonic() + PATIENCE
    for byte in text:
        handler.wfile.write(bytes([byte]))
        time.sleep(DROP)
        if time.monotonic() > over:
            return


def _until_the_client_leaves(handler: Handler) -> None:
    """A selector takes a connection of any number; `select` ends at 1,023, which a long test run passes."""
    with selectors.DefaultSelector() as selector:
        selector.register(handler.connection, selectors.EVENT_READ)
        selector.select(PATIENCE)
