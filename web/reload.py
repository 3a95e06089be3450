"""Reloading: when another load is published, its graph takes the place of the one that is served."""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from lineage.errors import LineageError, NotLoadedError
from lineage.graph import open_place
from lineage.home.work_lock import worker_of
from lineage.place import Place
from web.source import Source, served

EVERY = 2.0
"""Seconds between two looks, each a few milliseconds on a server, or a small file read from the embedded store."""

GRACE = 60.0
"""Seconds that a request in flight may still need the source it began with, and another one may name its version."""

MOST_EARLIER = 8
"""Sources that are kept for those at once: with a load at every look the first has had 16 seconds when it gives way,
more than a statement has as a rule."""

log = logging.getLogger(__name__)


class Reloader:
    """Looks whether another load was published, freezes it, and serves it from then on.

    While it is being frozen, by this process or by one that works on the home, and as long as the store cannot be read,
    the earlier graph is served, or none where there was none. Files too large to be held against their checksums as
    they were opened are here; a frozen graph that is damaged is frozen again. `now` is a clock in seconds.
    """

    def __init__(self, app: Flask, where: Place, now: Callable[[], float] = time.monotonic) -> None:
        self._served = served(app)
        self._where = where
        self._now = now
        self._retired: list[tuple[float, Source]] = []
        self._trouble = ""
        self._checked: Source | None = None

    def look(self) -> bool:
        """Whether another graph is served now than before. Trouble with the store is logged, once for each kind."""
        self._close_retired()
        try:
            changed = (self._changed() or self._is_damaged()) and self._reload()
        except LineageError as error:
            self._tell(error)
            return False
        self._trouble = ""
        return changed

    def run(self, stopped: threading.Event, every: float = EVERY) -> None:
        """Look again and again, until `stopped`."""
        while not stopped.wait(every):
            try:
                self.look()
            except Exception:
                log.exception("could not look for another load")

    def _tell(self, error: LineageError) -> None:
        """Log trouble that is not the same as before; that nothing is loaded yet is none."""
        waits = self._served.source is None
        if error.message != self._trouble and not (waits and isinstance(error, NotLoadedError)):
            log.warning("still serving %s graph: %s", "no" if waits else "the earlier", error.message)
        self._trouble = error.message

    def _changed(self) -> bool:
        if self._served.source is None:
            folder = self._where.frozen()
            return folder is None or not self._is_being_frozen(folder)
        reader = self._served.source.reader
        if reader is None or (newest := reader.newest) == self._served.source.loaded:
            return False
        return not self._is_being_frozen(self._where.home.frozen_of(reader.url, newest))

    def _is_damaged(self) -> bool:
        """Whether the files of what is served are not as they were written; nothing is answered from them then."""
        source = self._served.source
        if source is None or source is self._checked:
            return False
        try:
            source.check()
        except LineageError as error:
            if self._served.damage is None:
                log.error("%s (%s)", error.message, error.hint)
            self._served.damage = error
            return True
        self._checked = source
        return False

    def _is_being_frozen(self, folder: Path) -> bool:
        """Whether somebody works on the home who will have frozen the load there in a moment."""
        worker = None if (folder / "manifest.json").exists() else worker_of(self._where.home)
        return worker is not None and worker.freezes

    def _reload(self) -> bool:
        before, opened = self._served.source, Source.of(open_place(self._where))
        if before is not None:
            self._retired.append((self._now() + GRACE, before))
            if self._served.damage is None:
                self._served.earlier = (before, *self._served.earlier)
        self._served.source, self._served.damage = opened, None
        facts = opened.graph.facts
        log.info("serving snapshot %s, %s models listed", facts.id, f"{facts.listed:,}")
        return True

    def _close_retired(self) -> None:
        """Close what nobody can need any more, and of the others what are too many."""
        now = self._now()
        while self._retired and (self._retired[0][0] <= now or len(self._retired) > MOST_EARLIER):
            _, source = self._retired.pop(0)
            self._served.earlier = tuple(one for one in self._served.earlier if one is not source)
            if source.reader is not None:
                source.reader.close()


def start_reloading(app: Flask, where: Place) -> Callable[[], None]:
    """Reload from now on, in a thread of its own; the function that is returned ends it."""
    stopped = threading.Event()
    thread = threading.Thread(target=Reloader(app, where).run, args=(stopped,), name="reloader", daemon=True)
    thread.start()
    return stopped.set
