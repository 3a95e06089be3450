"""Showing a crawl while it goes on: what was read so far is resolved, loaded and frozen again and again.

That happens in a process of its own, so that neither the crawl nor the pages wait for it; whatever a stop leaves half
done is made again from the crawl's journal.
"""

import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from ingest.crawl.progress import PartialCrawl, Progress
from ingest.pipeline.steps import show
from lineage.errors import LineageError, StoreError
from lineage.place import Place

FIRST = 3
"""Requests of a family that give something to see: the root or the owner's models, and two listings."""

TWICE = 2.0
"""What was read is shown again when it is so many times what is shown,"""

MORE = 100
"""or when so many requests were sent since."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_CONTEXT = multiprocessing.get_context("spawn")  # threads run in this process: a fork might copy a lock that is held


def is_due(now: Progress, shown: Progress | None, *, at_once: bool = False) -> bool:
    """Whether what was read until now is worth showing; `at_once`, as before a rest, whatever is new is."""
    if shown is None:
        return at_once or now.requests >= FIRST
    if now.requests == shown.requests:
        return False
    return at_once or now.models >= TWICE * shown.models or now.requests >= shown.requests + MORE


class GraphPublisher:
    """Shows a growing crawl in a place; as a context manager, it leaves no process behind.

    Its process is started with it, so that what it imports is there when the first models are.
    """

    def __init__(self, place: Place, *, force: bool = False) -> None:
        self._shown: Progress | None = None
        self._showing: Future[bool] | None = None
        self._place, self._force = place, force
        self._connection, self._process = self._started()
        self._waiting = ThreadPoolExecutor(1, "publisher")
        self.first = threading.Event()
        """Set once there is a graph to serve."""

    def __enter__(self) -> "GraphPublisher":
        return self

    def __exit__(self, *_: object) -> None:
        self._end()
        self._waiting.shutdown()

    def look(self, crawl: PartialCrawl, *, at_once: bool = False) -> None:
        """Begin to show what was read, where that is due, nothing is being shown, and it is not the end."""
        free = self._showing is None or self._showing.done()
        if free and crawl.goes_on and is_due(crawl.progress, self._shown, at_once=at_once):
            self._shown = crawl.progress
            self._showing = self._waiting.submit(self._show, crawl.write())

    def finish(self, snapshot: Path) -> None:
        """Show the whole crawl's snapshot, when this returns; by another process where something ended the first.
        Raises StoreError; why has been printed."""
        if not self._waiting.submit(self._show, snapshot).result():
            raise StoreError("the graph could not be made", "see what was printed above")
        self._end()

    def _started(self) -> "tuple[Connection[Path, bool], BaseProcess]":
        connection, other = _CONTEXT.Pipe()
        process = _CONTEXT.Process(target=_show_all, args=(self._place, other, self._force), daemon=True)
        with _signals_waiting():
            process.start()
        other.close()  # so that the process's end is the connection's
        return connection, process

    def _end(self) -> None:
        self._process.kill()
        self._process.join()

    def _show(self, snapshot: Path) -> bool:
        """Whether the process has shown it."""
        if not self._process.is_alive():
            self._connection, self._process = self._started()
        try:
            self._connection.send(snapshot)
            shown = bool(self._connection.recv())
        except (EOFError, OSError):  # the process was ended
            return False
        if shown:
            self.first.set()
        return shown


@contextmanager
def _signals_waiting() -> Iterator[None]:
    """A process that is started in this block gets none of the signals that are sent to all of us before it says what
    becomes of them: their mask is handed down to it. Ours come when the block ends."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # the first process starts that one too, which lets the signals through again
    earlier = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, earlier)


def _show_all(place: Place, connection: "Connection[bool, Path]", force: bool) -> None:
    """The process: it leaves signals that are sent to all of us to its parent, and the processor to the pages."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if hasattr(os, "nice"):  # not on Windows
        os.nice(5)
    while True:
        connection.send(_shown(place, connection.recv(), force))


def _end_with_parent() -> None:
    """Nothing is shown for a parent that has ended: the next one may have begun."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _shown(place: Place, snapshot: Path, force: bool) -> bool:
    """Whether it was shown; why not has been printed. A disk that is full for a while ends no process, so that what is
    read later is shown."""
    try:
        show(place, snapshot, force=force)
    except LineageError as error:
        print(f"qwen-lineage: {error.message}", file=sys.stderr)
        return False
    except Exception:
        traceback.print_exc()
        return False
    return True
