"""The connection that a request waits at, so that whoever gives the request up can end it."""

import socket
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from huggingface_hub.utils import httpx


class OpenSocket:
    """The socket of the last request. Its `trace` is an extension of httpcore's, which tells of each new connection."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None

    def trace(self, _event: str, info: Mapping[str, Any]) -> None:
        """Remember a connection that was made, or was wrapped in TLS."""
        self._remember(info.get("return_value"))

    def of(self, answer: httpx.Response) -> None:
        """Remember the connection that an answer came by, which may be an earlier request's."""
        self._remember(answer.extensions.get("network_stream"))

    def shut(self) -> None:
        """Whoever reads from it, or writes to it, has an error at once."""
        if self._socket is not None:
            with suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def _remember(self, stream: Any) -> None:
        if hasattr(stream, "get_extra_info"):
            self._socket = stream.get_extra_info("socket")
