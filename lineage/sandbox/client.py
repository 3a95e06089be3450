"""Anybody's statements run apart: each in a process of its own that is killed when it takes too long or too much.

A statement may allocate without end, overflow the engine's stack or hold Python's lock for seconds; here that ends a
process nobody else needs. One host process opens the store once and forks for every statement: a fork takes two
milliseconds and shares the graph's memory. Where there is no fork, statements run in this process, within the engine's
own limits.
"""

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
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Literal, Protocol

import msgspec

from lineage import errors
from lineage.errors import BadStatement, QueryCancelled, StoreError
from lineage.stores.port import Cancellation, EnginePlan, Limits, Parameters, Table, Truncation

GRACE = 1.0  # seconds a statement may overstay: the engine's own time limit comes first, with its own words
LATEST = 5.0  # seconds after which a process that should have been killed is given up
STARTING = 120.0  # seconds a host may take to open the store
TIMELESS = "the statement ran out of time"
NARROW = "narrow it, bound its paths, add a LIMIT"

Work = Literal["answer", "explained"]


class Asked(Protocol):
    """An open store as the host's children use it, in their own process."""

    def answer(self, statement: str, parameters: Parameters | None, limits: Limits) -> Table:
        """The answer within the limits' rows, bytes and seconds."""

    def explained(self, statement: str, parameters: Parameters | None, limits: Limits) -> EnginePlan:
        """The plan; nothing runs."""

    def confine(self) -> None:
        """Give up what this process does not need any more to answer, e.g. opening files."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a child is to do."""

    work: Work
    statement: str
    parameters: dict[str, Any] | None
    limits: Limits


class Reply(msgspec.Struct, frozen=True, array_like=True):
    """What a child answers: a table, a plan, or an error by its class's name."""

    columns: tuple[str, ...] = ()
    rows: list[tuple[Any, ...]] = []
    truncation: Truncation | None = None
    notes: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    estimated_rows: float | None = None
    whole_labels: bool = False
    error: str = ""
    message: str = ""
    hint: str = ""


class Apart:
    """Runs statements in processes of their own over what `opening` opens; safe to share between threads.

    `opening` must survive pickling: it is called in the host, or here where there is no fork. `files` stay open for it.
    """

    def __init__(self, opening: Callable[[], Asked], files: tuple[int, ...] = ()) -> None:
        self._opening, self._files = opening, files
        self._lock = threading.Lock()
        self._host: _Host | None = None

    def answer(
        self, statement: str, parameters: Parameters | None, limits: Limits, cancellation: Cancellation
    ) -> Table:
        """Raises BadStatement, QueryCancelled, StoreError."""
        if not hasattr(os, "fork"):
            return self._opening().answer(statement, parameters, limits)
        reply = self._ask(Request("answer", statement, dict(parameters or {}), limits), cancellation)
        return Table(reply.columns, reply.rows, reply.truncation, reply.notes)

    def explained(self, statement: str, parameters: Parameters | None, limits: Limits) -> EnginePlan:
        """Raises BadStatement, StoreError."""
        if not hasattr(os, "fork"):
            return self._opening().explained(statement, parameters, limits)
        reply = self._ask(Request("explained", statement, dict(parameters or {}), limits), Cancellation())
        return EnginePlan(reply.operators, reply.estimated_rows, reply.whole_labels)

    def close(self) -> None:
        with self._lock:
            if self._host is not None:
                self._host.close()
                self._host = None

    def _ask(self, request: Request, cancellation: Cancellation) -> Reply:
        ours, theirs = socket.socketpair()
        with Connection(ours.detach()) as connection:
            with theirs:
                self._hand_over(theirs)
            return _converse(connection, request, cancellation)

    def _hand_over(self, theirs: socket.socket) -> None:
        """Give one end of a conversation to the host, a new one where there is none or it died."""
        with self._lock:
            for attempt in (0, 1):
                if self._host is None:
                    self._host = _Host(self._opening, self._files)
                try:
                    self._host.hand_over(theirs)
                    break
                except OSError as error:
                    self._host.close()
                    self._host = None
                    if attempt:
                        raise StoreError("the process that reads the store cannot be started", str(error)) from error


class _Host:
    """The host process, started now."""

    def __init__(self, opening: Callable[[], Asked], files: tuple[int, ...]) -> None:
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
        told = pickle.dumps(opening)
        self._control.sendall(len(told).to_bytes(4) + told)
        self.close = weakref.finalize(self, _let_go, self._control, self._process)

    def hand_over(self, theirs: socket.socket) -> None:
        if self._process.poll() is not None:
            raise OSError(f"it ended with {self._process.returncode}")
        socket.send_fds(self._control, [b"."], [theirs.fileno()])


def _let_go(control: socket.socket, process: subprocess.Popen[bytes]) -> None:
    """Close the control socket, which ends the host, and reap it."""
    control.close()
    try:
        process.wait(2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _converse(connection: Connection, request: Request, cancellation: Cancellation) -> Reply:
    """Send a request, and await its answer for as long as it may take; the child is dead when this ends."""
    # Requests are pickled, since parameters may be of any type; answers are not: a child is believed no more than data.
    try:
        connection.send_bytes(pickle.dumps(request))
        if not connection.poll(STARTING):
            raise StoreError("the process that reads the store does not answer", "is the machine overloaded?")
        child = int.from_bytes(connection.recv_bytes(4))
    except (EOFError, OSError) as error:
        raise StoreError("the process that reads the store ended", "ask again") from error
    try:
        with cancellation.by(lambda: _kill(child)):
            return _reply(connection, request.limits, cancellation)
    finally:
        _kill(child)


def _reply(connection: Connection, limits: Limits, cancellation: Cancellation) -> Reply:
    try:
        in_time = connection.poll(limits.seconds + GRACE + LATEST)
        told = connection.recv_bytes() if in_time else b""
    except (EOFError, OSError):
        raise QueryCancelled("the statement was cancelled") if cancellation.cancelled else _died(limits) from None
    if not told:
        raise BadStatement(TIMELESS, NARROW)
    reply = msgspec.msgpack.decode(told, type=Reply)
    if cancellation.cancelled:
        raise QueryCancelled("the statement was cancelled")
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
