"""Showing a crawl while it goes on: what was read so far is resolved, loaded and frozen again and again.

That happens in a process of its own, so that neither the crawl nor the pages wait for it; whatever a stop leaves half
done is made again from the crawl's journal.
"""

import multiprocessing
import os
import signal
import sys
import threading
from pathlib import Path

from ingest.crawl.progress import PartialCrawl, Progress
from ingest.pipeline.steps import show
from lineage.errors import LineageError, StoreError
from lineage.place import Place

FIRST = 3
"""Requests of a family that give something to see: the owner's models or the root, and two listings."""

TWICE = 2.0
"""What was read is shown again when it is so many times what is shown,"""

MORE = 100
"""or when so many requests were sent since."""

_CONTEXT = multiprocessing.get_context("spawn")  # threads run in this process: a fork might copy a lock that is held


def is_due(now: Progress, shown: Progress | None, *, at_once: bool = False) -> bool:
    """Whether what was read until now is worth showing; `at_once`, as before a rest, whatever is new is."""
    if shown is None:
        return at_once or now.requests >= FIRST
    if now.requests == shown.requests:
        return False
    return at_once or now.models >= TWICE * shown.models or now.requests >= shown.requests + MORE


class GraphPublisher:
    """Shows a growing crawl in a place; as a context manager, it leaves no process behind."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._shown: Progress | None = None
        self._showing: _Showing | None = None
        self.first = threading.Event()
        """Set once there is a graph to serve."""

    def __enter__(self) -> "GraphPublisher":
        return self

    def __exit__(self, *_: object) -> None:
        if self._showing is not None:
            self._showing.end()

    def look(self, crawl: PartialCrawl, *, at_once: bool = False) -> None:
        """Begin to show what was read, where that is due and nothing is being shown."""
        busy = self._showing is not None and self._showing.goes_on
        if not busy and is_due(crawl.progress, self._shown, at_once=at_once):
            self._shown = crawl.progress
            self._begin(crawl.write())

    def finish(self, snapshot: Path) -> None:
        """Show the whole crawl's snapshot, when this returns. Raises StoreError; why has been printed."""
        if self._showing is not None:
            self._showing.wait()
        if not self._begin(snapshot).wait():
            raise StoreError("the graph could not be made", "see what was printed above")

    def _begin(self, snapshot: Path) -> "_Showing":
        self._showing = _Showing(self._place, snapshot, self.first)
        return self._showing


class _Showing:
    """One snapshot being shown: a process, and a thread that waits for it and then sets `done`."""

    def __init__(self, place: Place, snapshot: Path, done: threading.Event) -> None:
        self._done = done
        self._process = _CONTEXT.Process(target=_show, args=(place, snapshot), daemon=True)
        self._process.start()
        self._waiting = threading.Thread(target=self._wait, name="publisher", daemon=True)
        self._waiting.start()

    @property
    def goes_on(self) -> bool:
        return self._waiting.is_alive()

    def wait(self) -> bool:
        """Whether it ended well."""
        self._waiting.join()
        return self._process.exitcode == 0

    def end(self) -> None:
        """End it where it is."""
        self._process.terminate()
        self._waiting.join()

    def _wait(self) -> None:
        self._process.join()
        if self._process.exitcode == 0:
            self._done.set()


def _show(place: Place, snapshot: Path) -> None:
    """The process: it leaves the terminal's Ctrl-C to its parent, and the processor to the pages."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.nice(5)
    try:
        show(place, snapshot)
    except LineageError as error:
        print(f"qwen-lineage: {error.message}", file=sys.stderr)
        sys.exit(1)


def _end_with_parent() -> None:
    """Nothing is shown for a parent that was killed: the next one may have begun."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
