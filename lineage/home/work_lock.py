"""Who works on a home: one process at a time, by a lock that dies with it."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from lineage.errors import HomeBusy, LineageError
from lineage.files.access import make_home
from lineage.files.locks import lockable, owned
from lineage.home.home import Home, read_value

FILE = "worker.json"


@dataclass(frozen=True, slots=True)
class HomeWorker:
    """A process that changes a home: its command, its number, and when it began (ISO 8601); `freezes` says that it will
    have frozen what it loads."""

    command: str
    pid: int
    started_at: str
    freezes: bool = False

    def __str__(self) -> str:
        return f"`{self.command}` (process {self.pid}, since {self.started_at[:16].replace('T', ' ')} UTC)"


A_WHILE = 60.0
"""Seconds that a step waits for another one, which takes no longer as a rule."""


@contextmanager
def working(home: Home, command: str, *, freezes: bool = False, wait: bool = False) -> Iterator[HomeWorker]:
    """Nobody else works on `home` until the block ends or the process dies.

    Raises HomeBusy, which names who does; with `wait` only after A_WHILE; LineageError where the home may not
    be written. Where the platform knows no locks, nobody is kept out.
    """
    path = home.root / FILE
    try:
        make_home(home.root, home.parts)
        path.touch()
    except PermissionError as error:
        raise LineageError(f"{home.root}: you may not write it", "its owner does; or name another --home") from error
    with ExitStack() as stack:
        if lockable() and not any(stack.enter_context(owned(path)) for _ in _tries(A_WHILE if wait else 0.1)):
            found = read_value(path, HomeWorker) or "another process"
            raise HomeBusy(f"{found} works on {home.root}", "wait until it has ended")
        if lockable():
            _sweep(home)
        worker = HomeWorker(command, os.getpid(), datetime.now(UTC).isoformat(), freezes)
        path.write_text(json.dumps(asdict(worker)), encoding="utf-8")  # in place: the lock is the file's own
        try:
            yield worker
        finally:
            path.write_text("", encoding="utf-8")


def _sweep(home: Home) -> None:
    """Remove what workers left that were killed while they wrote a file of the home itself (`home.write_text`)."""
    for unfinished in home.root.glob(".*.json.*"):
        unfinished.unlink(missing_ok=True)


def _tries(seconds: float) -> Iterator[None]:
    """Some, and never only one: whoever asks `worker_of` has the lock for a moment."""
    end = time.monotonic() + seconds
    yield
    while time.monotonic() < end:
        time.sleep(0.025)
        yield


def worker_of(home: Home) -> HomeWorker | None:
    """Who works on `home` now; None for nobody, whoever was killed included."""
    path = home.root / FILE
    found = read_value(path, HomeWorker)
    if found is None or not lockable():
        return None
    with owned(path) as free:
        return None if free else found
