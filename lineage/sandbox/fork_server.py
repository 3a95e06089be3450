"""The sandbox's fork server: a process with one thread that opens the store and forks a child for every statement."""

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
from lineage.sandbox.messages import GRACE, NARROW, SandboxReply, SandboxRequest, StatementRunner
from lineage.stores.port import Limits

SURPRISE = "the statement ended in a way that we did not foresee"
REPORT = "please report it, with what the log says"


def main(control: socket.socket) -> None:
    """Serve until the other end of `control` is closed: each byte that comes brings a conversation's socket.

    Leads a process group of its own: what it forked ends with it, and it by nothing else, so that the engine removes
    its temporary files.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children leave no zombies
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    store = _opened(_received(control))
    while True:
        byte, sockets, _, _ = socket.recv_fds(control, 1, 1)
        if not byte:
            os.killpg(os.getpgrp(), signal.SIGTERM)  # the statements that still run
            return
        if os.fork() == 0:
            _end_with(partial(_serve, Connection(sockets[0]), store))
        for number in sockets:
            os.close(number)


def _received(control: socket.socket) -> Callable[[], StatementRunner]:
    size = int.from_bytes(_exactly(control, 4))
    opening: Callable[[], StatementRunner] = pickle.loads(_exactly(control, size))  # noqa: S301 - our own parent wrote it
    return opening


def _exactly(control: socket.socket, size: int) -> bytes:
    received = b""
    while len(received) < size:
        more = control.recv(size - len(received))
        if not more:
            sys.exit(1)
        received += more
    return received


def _opened(opening: Callable[[], StatementRunner]) -> StatementRunner | LineageError:
    try:
        return opening()
    except LineageError as error:
        return error


def _end_with(work: Callable[[], None]) -> None:
    """Do the work and end this process, however that goes, without anything of the server's being cleaned up."""
    try:
        work()
    finally:
        os._exit(0)


def _serve(connection: Connection, store: StatementRunner | LineageError) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    request: SandboxRequest = pickle.loads(connection.recv_bytes())  # noqa: S301 - our own parent wrote it
    connection.send_bytes(os.getpid().to_bytes(4))
    reply = _reply(store, request)
    connection.send_bytes(msgspec.msgpack.encode(reply))


def _reply(store: StatementRunner | LineageError, request: SandboxRequest) -> SandboxReply:
    try:
        if isinstance(store, LineageError):
            raise store
        _confine(request.limits)
        store.confine()
        return _done(store, request)
    except LineageError as error:
        return SandboxReply(error=type(error).__name__, message=error.message, hint=error.hint)
    except RecursionError:
        return SandboxReply(error="BadStatement", message="an answer is nested too deeply", hint="flatten it")
    except MemoryError:
        return SandboxReply(
            error="BadStatement", message="the statement needs more memory than it may use", hint=NARROW
        )
    except Exception:  # nobody sees what this process writes
        return SandboxReply(error=StoreError.__name__, message=SURPRISE, hint=REPORT, traceback=traceback.format_exc())


def _done(store: StatementRunner, request: SandboxRequest) -> SandboxReply:
    if request.work == "explain":
        return SandboxReply.of_plan(store.explain(request.statement, request.parameters, request.limits))
    return SandboxReply.of_table(store.answer(request.statement, request.parameters, request.limits))


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
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
