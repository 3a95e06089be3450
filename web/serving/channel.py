"""A connection whose requests must come, and whose answers must be read, in time; no thread waits for either."""

import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from waitress.buffers import ReadOnlyFileBasedBuffer
from waitress.channel import HTTPChannel

from web.serving.request_parser import BodilessRequest, RefusedRequest

CHUNK = 65_536
"""Bytes read at a time from what waits to be sent, which may be a file."""
PIPELINED = 1_000_000
"""Bytes of an answer that may wait to be read while the next one on the same connection is made."""


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """How long a connection may take. A modem reads 7,000 bytes a second."""

    idle: float = 30.0  # seconds without a request
    sending: float = 10.0  # seconds from a request's first byte to its last
    reading: float = 20.0  # seconds in each of which so much of an answer must be read:
    rate: float = 4_000.0  # bytes a second; what the kernel takes into its buffers counts once
    refused: float = 2.0  # seconds for which a refused client may go on sending, and read why


class LimitedChannel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """A connection that says whether it is `overdue`.

    What it has not read yet waits in memory, and beyond a megabyte on disk; the next of its requests waits meanwhile.
    Whoever is refused while sending is told so before the connection ends: closed with bytes unread, the kernel would
    reset it, and the answer with it.
    """

    will_close: bool
    parser_class = BodilessRequest
    error_task_class = RefusedRequest

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.sendbuf_len: int = min(self.sendbuf_len, CHUNK)
        self.held = False
        self._request_since: float | None = None
        self._refused = False
        self._refused_since: float | None = None
        self._sent = 0
        self._reading: tuple[float, int] | None = None  # since when we look, and what had been sent by then

    @property
    def busy(self) -> bool:
        """Whether a request is being answered, or an answer read."""
        return bool(self.requests or self.total_outbufs_len)

    @property
    def spooled(self) -> int:
        """Bytes kept for this reader alone, on disk for the most part; a file that others read too is none of them."""
        with self.outbuf_lock:
            return sum(len(one) for one in self.outbufs if not isinstance(one, ReadOnlyFileBasedBuffer))

    @property
    def waiting_since(self) -> float:
        """Since when a request, or the rest of one, is waited for."""
        since: float = self.last_activity if self._request_since is None else self._request_since
        return since

    def overdue(self, now: float, limits: TimeLimits) -> str | None:
        """Why the connection is to be closed: what takes too long. To be asked every second."""
        if self._refused_since is not None:
            return "refused" if now - self._refused_since > limits.refused else None
        if self.total_outbufs_len:
            return "reading" if self._reads_too_slowly(now, limits) else None
        self._reading = None
        if self.requests:
            return None
        if self._request_since is not None:
            return "sending" if now - self._request_since > limits.sending else None
        return "idle" if now - self.last_activity > limits.idle else None

    def _reads_too_slowly(self, now: float, limits: TimeLimits) -> bool:
        if self._reading is None:
            self._reading = (now, self._sent)
        since, sent = self._reading
        if now - since < limits.reading:
            return False
        self._reading = (now, self._sent)
        return self._sent - sent < limits.rate * limits.reading

    def received(self, data: bytes) -> bool:
        if self._refused_since is not None:
            return False
        taken: bool = super().received(data)
        self._refused |= any(request.error for request in self.requests)
        if self.request is None:
            self._request_since = None
        elif self._request_since is None:
            self._request_since = time.time()
        return taken

    def send(self, data: bytes, do_close: bool = True) -> int:
        sent: int = super().send(data, do_close=do_close)
        self._sent += sent
        return sent

    def handle_close(self) -> None:
        if not (self._refused and self.will_close and self.connected):
            super().handle_close()
            return
        self._refused, self.will_close, self._refused_since = False, False, time.time()
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)

    def writable(self) -> bool:
        return bool(super().writable() or self.held)

    def handle_write(self) -> None:
        super().handle_write()
        if self.held and self.connected and self.total_outbufs_len <= PIPELINED:
            self.held = False
            self.server.add_task(self)
