"""How a response leaves the server: whole, or in one of the ways a line breaks."""

import select
import socket
import struct
import time
from collections.abc import Callable
from enum import StrEnum
from http.server import BaseHTTPRequestHandler

PATIENCE = 60.0
"""Seconds a stall or a drip lasts, unless the client leaves."""

DROP = 0.02
"""Seconds between two bytes of a drip."""


class Manner(StrEnum):
    """What happens to a response on its way."""

    WHOLE = "whole"
    SHORT = "half of the body, then the connection closes"
    RESET = "half of the body, then the connection is reset"
    BROKEN_CHUNK = "chunked, and a chunk breaks off"
    UNTIL_CLOSE = "half of the body without Content-Length, then the connection closes"
    STALL = "half of the body, then nothing"
    SILENCE = "nothing at all"
    DRIP = "a byte at a time"
    DRIP_HEAD = "the headers a byte at a time"


Handler = BaseHTTPRequestHandler


def send(handler: Handler, head: list[str], body: bytes, manner: str, with_body: bool = True) -> None:
    """Write a response in one send where it is whole (two would cost 40 ms).

    `head` holds its status line and headers but for Content-Length; without its body it answers a HEAD.
    """
    if not with_body:
        handler.wfile.write(_sized(head, body))
        return
    if manner != Manner.WHOLE:
        handler.close_connection = True
    _WAYS[Manner(manner)](handler, head, body)


def _sized(head: list[str], body: bytes) -> bytes:
    return _closed(head, f"Content-Length: {len(body)}")


def _closed(head: list[str], *more: str) -> bytes:
    return "\r\n".join([*head, *more, "", ""]).encode("latin-1")


def _whole(handler: Handler, head: list[str], body: bytes) -> None:
    handler.wfile.write(_sized(head, body) + body)


def _short(handler: Handler, head: list[str], body: bytes) -> None:
    handler.wfile.write(_sized(head, body) + body[: len(body) // 2])


def _reset(handler: Handler, head: list[str], body: bytes) -> None:
    _short(handler, head, body)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def _broken_chunk(handler: Handler, head: list[str], body: bytes) -> None:
    chunk = f"{len(body):x}\r\n".encode()
    handler.wfile.write(_closed(head, "Transfer-Encoding: chunked") + chunk + body[: len(body) // 2])


def _until_close(handler: Handler, head: list[str], body: bytes) -> None:
    handler.wfile.write(_closed(head, "Connection: close") + body[: len(body) // 2])


def _stall(handler: Handler, head: list[str], body: bytes) -> None:
    _short(handler, head, body)
    _until_the_client_leaves(handler)


def _silence(handler: Handler, head: list[str], body: bytes) -> None:
    _until_the_client_leaves(handler)


def _drip(handler: Handler, head: list[str], body: bytes) -> None:
    handler.wfile.write(_sized(head, body))
    _by_drops(handler, body)


def _drip_head(handler: Handler, head: list[str], body: bytes) -> None:
    _by_drops(handler, _sized(head, body))


def _by_drops(handler: Handler, text: bytes) -> None:
    over = time.monotonic() + PATIENCE
    for byte in text:
        handler.wfile.write(bytes([byte]))
        time.sleep(DROP)
        if time.monotonic() > over:
            return


def _until_the_client_leaves(handler: Handler) -> None:
    select.select([handler.connection], [], [], PATIENCE)


_WAYS: dict[Manner, Callable[[Handler, list[str], bytes], None]] = {
    Manner.WHOLE: _whole,
    Manner.SHORT: _short,
    Manner.RESET: _reset,
    Manner.BROKEN_CHUNK: _broken_chunk,
    Manner.UNTIL_CLOSE: _until_close,
    Manner.STALL: _stall,
    Manner.SILENCE: _silence,
    Manner.DRIP: _drip,
    Manner.DRIP_HEAD: _drip_head,
}
