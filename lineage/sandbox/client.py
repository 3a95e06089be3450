"""The sandbox: each of anybody's statements runs in a process of its own, killed when it takes too long or too much.

A statement may allocate without end, overflow the engine's stack or hold Python's lock for seconds; here that ends a
process nobody else needs. One fork server opens the store once and forks for every statement: a fork takes two
milliseconds and shares the graph's memory. Where there is no fork, statements run in this process, within the engine's
own limits.
"""

import logging
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection

import msgspec

from lineage import errors
from lineage.errors import BadStatement, QueryCancelled, StoreError
from lineage.sandbox.messages import GRACE, NARROW, SandboxReply, SandboxRequest, StatementRunner, out_of_time
from lineage.stores.port import Cancellation, EnginePlan, Limits, Parameters, Table

LOG = logging.getLogger(__name__)

LATEST = 5.0  # seconds after which a process that should have been killed is given up
STARTING = 120.0  # seconds a fork server may take to open the store


def nobody(child: int) -> None:
    """Nobody waits for what a killed process had begun elsewhere."""


class Sandbox:
    """Runs statements in processes of their own over what `opening` opens; safe to share between threads.

    `opening` must survive pickling: it is called in the fork server, or here where there is no fork. `files` stay open
    for it. `killed` is called with the id of each process that was killed, or died, before it replied; only then the
    statement is over.
    """

    def __init__(
        self,
        opening: Callable[[], StatementRunner],
        files: tuple[int, ...] = (),
        killed: Callable[[int], None] = nobody,
    ) -> None:
        self._opening, self._files, self._killed = opening, files, killed
        self._lock = threading.Lock()
        self._server: _ForkServer | None = None
        self._runner: StatementRunner | None = None

    def answer(
        self, statement: str, parameters: Parameters | None, limits: Limits, cancellation: Cancellation
    ) -> Table:
        """Raises BadStatement, QueryCancelled, StoreError."""
        if not hasattr(os, "fork"):
            return self._here().answer(statement, parameters, limits)
        return self._send(SandboxRequest("answer", statement, dict(parameters or {}), limits), cancellation).table()

    def explain(
        self, statement: str, parameters: Parameters | None, limits: Limits, cancellation: Cancellation
    ) -> EnginePlan:
        """Raises BadStatement, QueryCancelled, StoreError."""
        if not hasattr(os, "fork"):
            return self._here().explain(statement, parameters, limits)
        return self._send(SandboxRequest("explain", statement, dict(parameters or {}), limits), cancellation).plan()

    def close(self) -> None:
        with self._lock:
            if self._server is not None:
                self._server.close()
                self._server = None

    def _here(self) -> StatementRunner:
        """The store opened in this process, once, where there is no fork."""
        with self._lock:
            if self._runner is None:
                self._runner = self._opening()
            return self._runner

    def _send(self, request: SandboxRequest, cancellation: Cancellation) -> SandboxReply:
        ours, theirs = socket.socketpair()
        with Connection(ours.detach()) as connection:
            with theirs:
                self._hand_over(theirs)
            return _converse(connection, request, cancellation, self._killed)

    def _hand_over(self, theirs: socket.socket) -> None:
        """Give one end of a conversation to the fork server, a new one where there is none or it died."""
        with self._lock:
            for attempt in (0, 1):
                if self._server is None:
                    self._server = _ForkServer(self._opening, self._files)
                try:
                    self._server.hand_over(theirs)
                    break
                except OSError as error:
                    self._server.close()
                    self._server = None
                    if attempt:
                        raise StoreError("the process that reads the store cannot be started", str(error)) from error


class _ForkServer:
    """The process of `lineage.sandbox.fork_server`, started now."""

    def __init__(self, opening: Callable[[], StatementRunner], files: tuple[int, ...]) -> None:
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "lineage.sandbox.fork_server", str(theirs.fileno())],
                pass_fds=(theirs.fileno(), *files),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # an engine that dies of a statement writes a backtrace
                start_new_session=True,  # Ctrl-C is for us: we end what runs
            )
        self._control.settimeout(STARTING)
        pickled = pickle.dumps(opening)
        self._control.sendall(len(pickled).to_bytes(4) + pickled)
        self.close = weakref.finalize(self, _let_go, self._control, self._process)

    def hand_over(self, theirs: socket.socket) -> None:
        """Give it one end of a conversation. Raises OSError when the process is dead."""
        if self._process.poll() is not None:
            raise OSError(f"it ended with {self._process.returncode}")
        socket.send_fds(self._control, [b"."], [theirs.fileno()])


def _let_go(control: socket.socket, process: subprocess.Popen[bytes]) -> None:
    """Close the control socket, which ends the fork server, and reap it."""
    control.close()
    try:
        process.wait(2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _converse(
    connection: Connection, request: SandboxRequest, cancellation: Cancellation, killed: Callable[[int], None]
) -> SandboxReply:
    """Send a request, and await its reply for as long as it may take; the child is dead when this ends."""
    child = _begin(connection, request)
    packed = b""
    try:
        with cancellation.by(lambda: _kill(child)):
            packed = _received(connection, request.limits, cancellation)
    finally:
        _kill(child)
        if not packed:
            killed(child)
    return _reply(packed, cancellation)


def _begin(connection: Connection, request: SandboxRequest) -> int:
    """The process id of the child that has the request now. Raises StoreError."""
    # Requests are pickled, since parameters may be of any type; replies are not: a child is believed no more than data.
    try:
        connection.send_bytes(pickle.dumps(request))
        if not connection.poll(STARTING):
            raise StoreError("the process that reads the store does not answer", "is the machine overloaded?")
        return int.from_bytes(connection.recv_bytes(4))
    except (EOFError, OSError) as error:
        raise StoreError("the process that reads the store ended", "ask again") from error


def _received(connection: Connection, limits: Limits, cancellation: Cancellation) -> bytes:
    """What the child sends. Raises QueryCancelled, or BadStatement where it died or is late."""
    try:
        if connection.poll(limits.seconds + GRACE + LATEST):
            return connection.recv_bytes()
    except (EOFError, OSError):
        raise QueryCancelled("the statement was cancelled") if cancellation.cancelled else _died(limits) from None
    raise out_of_time(limits.seconds)


def _reply(packed: bytes, cancellation: Cancellation) -> SandboxReply:
    reply = msgspec.msgpack.decode(packed, type=SandboxReply)
    if cancellation.cancelled:
        raise QueryCancelled("the statement was cancelled")
    if reply.traceback:
        LOG.error("a statement ended in a surprise:\n%s", reply.traceback)
    if reply.error:
        raise getattr(errors, reply.error)(reply.message, reply.hint)
    return reply


def _died(limits: Limits) -> BadStatement:
    megabytes = limits.memory // 1_000_000
    return BadStatement(
        f"the statement needs more than {limits.seconds:g} seconds or {megabytes:,} MB of memory", NARROW
    )


def _kill(child: int) -> None:
    with suppress(OSError):
        os.kill(child, signal.SIGKILL)
