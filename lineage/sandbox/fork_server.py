"""The host of `apart`: a process with one thread that opens the store and forks a child for every statement."""

import os
import pickle
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection

import msgspec

from lineage.errors import LineageError, StoreError
from lineage.sandbox.client import GRACE, NARROW, Asked, Reply, Request
from lineage.stores.port import Limits


def main(control: socket.socket) -> None:
    """Serve until the other end of `control` is closed: each byte that comes brings a conversation's socket."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children leave no zombies
    store = _opened(_received(control))
    while True:
        told, sockets, _, _ = socket.recv_fds(control, 1, 1)
        if not told:
            return
        if os.fork() == 0:
            _end_with(partial(_serve, Connection(sockets[0]), store))
        for number in sockets:
            os.close(number)


def _received(control: socket.socket) -> Callable[[], Asked]:
    size = int.from_bytes(_exactly(control, 4))
    opening: Callable[[], Asked] = pickle.loads(_exactly(control, size))  # noqa: S301 - our own parent wrote it
    return opening


def _exactly(control: socket.socket, size: int) -> bytes:
    told = b""
    while len(told) < size:
        more = control.recv(size - len(told))
        if not more:
            sys.exit(1)
        told += more
    return told


def _opened(opening: Callable[[], Asked]) -> Asked | LineageError:
    try:
        return opening()
    except LineageError as error:
        return error


def _end_with(work: Callable[[], None]) -> None:
    """Do the work and end this process, however that goes, without anything of the host's being cleaned up."""
    try:
        work()
    finally:
        os._exit(0)


def _serve(connection: Connection, store: Asked | LineageError) -> None:
    request: Request = pickle.loads(connection.recv_bytes())  # noqa: S301 - our own parent wrote it
    connection.send_bytes(os.getpid().to_bytes(4))
    reply = _reply(store, request)
    connection.send_bytes(msgspec.msgpack.encode(reply))


def _reply(store: Asked | LineageError, request: Request) -> Reply:
    try:
        if isinstance(store, LineageError):
            raise store
        _confine(request.limits)
        store.confine()
        return _done(store, request)
    except LineageError as error:
        return Reply(error=type(error).__name__, message=error.message, hint=error.hint)
    except MemoryError:
        return Reply(error="BadStatement", message="the statement needs more memory than it may use", hint=NARROW)
    except Exception:  # it has to be told: nobody sees what this process writes
        return Reply(error=StoreError.__name__, message=traceback.format_exc(), hint="please report it")


def _done(store: Asked, request: Request) -> Reply:
    if request.work == "explained":
        plan = store.explained(request.statement, request.parameters, request.limits)
        return Reply(operators=plan.operators, estimated_rows=plan.estimated_rows, whole_labels=plan.whole_labels)
    table = store.answer(request.statement, request.parameters, request.limits)
    return Reply(table.columns, table.rows, table.truncation, table.notes)


def _confine(limits: Limits) -> None:
    """From here on the kernel ends this process when it overstays, and refuses it more memory than it may use."""
    import resource  # noqa: PLC0415 - not on every platform, but wherever there is fork

    signal.setitimer(signal.ITIMER_REAL, limits.seconds + GRACE)  # SIGALRM kills
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError, ValueError):  # a platform without /proc keeps the time limit alone
        most = _size() + limits.memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _size() -> int:
    """This process's address space in bytes. Raises OSError where there is no /proc."""
    with open("/proc/self/statm") as file:  # noqa: PTH123
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
