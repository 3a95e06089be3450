"""The server: so many connections, each with a time limit, and requests in flight are answered before it ends."""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from threading import RLock
from typing import Any

from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer

from web.serving.channel import PIPELINED, LimitedChannel, TimeLimits
from web.serving.counts import ConnectionCounts
from web.serving.lanes import Lane, dispatchers, lane_of

CONNECTIONS_PER_CLIENT = 64
"""A browser opens six; an office behind one address has some browsers."""
LOOK = 0.5
"""Seconds after which the server looks at its connections where nothing happens."""
UNSENT = 2_000_000_000
"""Bytes of answers, on disk for the most part, that may wait for all their readers together."""
GRACE = 10.0
"""Seconds that requests in flight get when the server ends."""
STATEMENTS_GRACE = 8.0
"""Seconds after which statements are ended then, so that whoever asked is told."""

Connection = tuple[socket.socket, Any]


class LimitedServer(TcpWSGIServer):  # type: ignore[misc]  # waitress has no types
    """Serves a WSGI app until KeyboardInterrupt, or until it is stopped.

    A worker thread makes answers and waits for no client. A client has `CONNECTIONS_PER_CLIENT` connections at most,
    unless it is `exempt` by its address; when there are `most` in all, the one that has sent nothing whole for longest
    makes room. `prefix` is the path below which the app stands.
    """

    channel_class = LimitedChannel

    def __init__(
        self, app: Any, host: str, port: int, *, exempt: Callable[[str], bool], most: int, prefix: str = ""
    ) -> None:
        self.limits = TimeLimits()
        self.counts = ConnectionCounts(open=lambda: len(self.active_channels))
        self._exempt, self._most, self._prefix = exempt, most, prefix
        self._lanes = dispatchers()
        self._ending: dict[LimitedChannel, str] = {}  # and why; closed between two turns
        self._stopped = self._over = False
        self._closing = RLock()
        adjustments = Adjustments(
            host=host,
            port=port,
            ident=None,
            connection_limit=10 * most,  # never reached: we make room
            cleanup_interval=1,
            asyncore_use_poll=True,  # `select` knows 1,024 files
            clear_untrusted_proxy_headers=False,  # the app judges whom to believe
            channel_request_lookahead=1,  # lets a running statement know that its client went away
            outbuf_high_watermark=2**62,  # a thread that made an answer waits for no reader: the answer goes to disk
        )
        super().__init__(app, dispatcher=self._lanes[Lane.PAGES], adj=adjustments)

    def accept(self) -> Connection | None:
        """The next connection; None where there is none, or its client has as many as it may have."""
        accepted: Connection | None = super().accept()
        if accepted is None or self._admits(accepted[1][0]):
            return accepted
        self.counts.ended["too many of one client"] += 1
        accepted[0].close()
        return None

    def _admits(self, address: str) -> bool:
        channels = list(self.active_channels.values())
        if not self._exempt(address) and sum(c.addr[0] == address for c in channels) >= CONNECTIONS_PER_CLIENT:
            return False
        if len(channels) >= self._most:
            self._make_room(channels)
        return True

    def _make_room(self, channels: list[LimitedChannel]) -> None:
        answered = [channel for channel in channels if not channel.requests and channel not in self._ending]
        if answered:
            longest = min(answered, key=lambda channel: (channel.busy, channel.waiting_since))
            self._ending[longest] = "too many in all"

    def add_task(self, channel: LimitedChannel) -> None:
        """Have the connection's next request answered, once it has read the answer before it."""
        if channel.total_outbufs_len > PIPELINED:
            channel.held = True
            return
        request = channel.requests[0]
        self._lanes[self._lane_of(request)].add_task(channel)

    def _lane_of(self, request: Any) -> Lane:
        if request.error:
            return Lane.PAGES
        return lane_of(request.command, request.path, request.query, self._prefix)

    def maintenance(self, now: float) -> None:
        """Close what takes too long; called every second."""
        channels = list(self.active_channels.values())
        for channel in channels:
            if reason := channel.overdue(now, self.limits):
                self._ending[channel] = reason
        waiting = sorted(channels, key=lambda channel: channel.spooled)
        while sum(channel.spooled for channel in waiting) > UNSENT:
            self._ending[waiting.pop()] = "too much unread in all"

    def run(self, end_statements: Callable[[], None] = lambda: None) -> None:
        """Serve until KeyboardInterrupt or `stop`; then answer what is in flight, for `GRACE` seconds at most."""
        try:
            with suppress(KeyboardInterrupt):
                while not self._stopped:
                    self._turn(LOOK)
            self._drain(end_statements)
        finally:
            for lane in self._lanes.values():
                lane.set_thread_count(0)
            with self._closing:
                self._over = True
                self.asyncore.close_all(self._map)

    def stop(self) -> None:
        """Have `run` end, from another thread."""
        self._stopped = True
        self.pull_trigger()

    def pull_trigger(self) -> None:
        """Wake `run`; once it is over, a thread that still works must not write to whatever has that file's number."""
        with self._closing:
            if not self._over:
                super().pull_trigger()

    def _turn(self, timeout: float) -> None:
        """Wait for what happens, and close what is to be closed: an event of a socket that was closed before it is read
        would be taken for one of the next socket with that number."""
        self.asyncore.loop(timeout, use_poll=True, map=self._map, count=1)
        while self._ending:
            channel, reason = self._ending.popitem()
            self.counts.ended[reason] += 1
            channel.handle_close()

    def _drain(self, end_statements: Callable[[], None]) -> None:
        self._turn(0)  # what has come is a request in flight
        self.accepting = False
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        began, ending = time.monotonic(), False
        while self._close_idle() and (waited := time.monotonic() - began) < GRACE:
            if waited > STATEMENTS_GRACE and not ending:
                ending = True
                end_statements()
            self._turn(0.05)

    def _close_idle(self) -> bool:
        """Whether any connection is still busy; the others are closed."""
        for channel in list(self.active_channels.values()):
            if not channel.busy:
                channel.handle_close()
        return bool(self.active_channels)
