"""Who looks on while `run` crawls: a person who waits for the end, or pages that show what there is so far."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ingest.commands.progress import console, crawling, on_step
from ingest.crawl.progress import Midway, PartialCrawl, Watch
from ingest.hub.client import Hub
from ingest.hub.transport import RetryPolicy
from ingest.pipeline.publisher import GraphPublisher
from ingest.pipeline.reporter import CrawlReporter
from ingest.pipeline.steps import show
from ingest.snapshots.snapshot import Snapshot
from lineage.errors import StoreError
from lineage.home.crawl_report import CrawlReport, CrawlState, now
from lineage.place import Place

ASKING_SECONDS = 100.0
"""A slow Hub gets fewer questions, so that a first run shows its map within three minutes, installing included."""

IMPATIENT = RetryPolicy(tries=4, first_contact_tries=2, deadline=20.0, longest_wait=5.0, longest_rest=20.0)
"""Somebody waits for a first picture: a Hub that is not well for a minute is left."""


@dataclass(frozen=True, slots=True)
class CrawlHooks:
    """What a crawl is given by who looks on."""

    watch: Watch = lambda _: None
    enough: Callable[[], bool] = lambda: False
    midway: Midway = lambda _: None


class Onlooker(Protocol):
    """Who looks on while a graph is made."""

    @property
    def shows(self) -> bool:
        """Whether somebody sees what was read already."""

    def sleep(self, seconds: float) -> None:
        """How the Hub's client waits."""

    def crawl(self, subject: str, hub: Hub, planned: int | None, midway: bool) -> AbstractContextManager[CrawlHooks]:
        """The hooks of a crawl of that subject; `planned` are the requests it may take, None for all that are needed.

        With `midway` what was read so far may be shown.
        """

    def stopped(self, reason: str) -> None:
        """The Hub gives no more; why, in one clause."""

    def show(self, snapshot: Path) -> None:
        """Resolve, load and freeze what was crawled, when this returns."""


class Waiting:
    """A person at a terminal, who gets bars, and a graph when the time is over."""

    shows = False

    def __init__(self, place: Place, *, force: bool = False) -> None:
        self._place, self._force = place, force

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    @contextmanager
    def crawl(self, subject: str, hub: Hub, planned: int | None, midway: bool) -> Iterator[CrawlHooks]:
        end = time.monotonic() + ASKING_SECONDS
        with crawling(subject, planned) as watch:
            yield CrawlHooks(watch, lambda: time.monotonic() >= end)

    def stopped(self, reason: str) -> None:
        pass

    def show(self, snapshot: Path) -> None:
        graph = show(self._place, snapshot, on_step, force=self._force)
        console.print(f"ready: {graph.size:,} models, {graph.derivations:,} derivations, snapshot {graph.facts.id}")


class Stopping(BaseException):
    """The crawl is to end at once; nothing that handles errors is to take it for one."""


class Serving:
    """Pages that are served meanwhile: they show the graph as it grows, and how far the crawl is."""

    def __init__(self, place: Place, publisher: GraphPublisher) -> None:
        self._place, self._publisher = place, publisher
        self._reporter: CrawlReporter | None = None
        self._stop = threading.Event()
        self._reason: str | None = None

    @property
    def shows(self) -> bool:
        return self._publisher.first.is_set()

    def end(self) -> None:
        """The crawl ends before its next request, and at once where it rests."""
        self._stop.set()

    def sleep(self, seconds: float) -> None:
        if self._stop.wait(seconds):
            raise Stopping

    @contextmanager
    def crawl(self, subject: str, hub: Hub, planned: int | None, midway: bool) -> Iterator[CrawlHooks]:
        begun = CrawlReport(
            CrawlState.RUNNING, subject, hub.endpoint, hub.synthetic is not None, now(), os.getpid(), planned=planned
        )
        reporter = self._reporter = CrawlReporter(self._place.home, begun)
        self._reason, hurry = None, time.monotonic() + ASKING_SECONDS
        budget = f"{planned:,} requests at most" if planned else "all of it"
        console.print(f"reading {subject} from {hub.endpoint} ({budget}); Ctrl-C keeps what was read", markup=False)

        def look(crawl: PartialCrawl) -> None:
            if self._stop.is_set():
                raise Stopping
            if self.shows:
                hub.policy = RetryPolicy()  # whoever has a picture can wait
            resting = hub.quota.remaining <= 0
            late = not self.shows and time.monotonic() > hurry
            if midway:
                self._publisher.look(crawl, at_once=resting or late)
            reporter.look(crawl, hub.quota)

        yield CrawlHooks(midway=look)

    def stopped(self, reason: str) -> None:
        self._reason = reason
        if self._reporter is not None:
            self._reporter.end(CrawlState.STOPPED, reason)

    def show(self, snapshot: Path) -> None:
        try:
            self._publisher.finish(snapshot)
        except StoreError:
            if self._stop.is_set():
                raise Stopping from None
            raise
        made = Snapshot.open(snapshot)
        if self._reporter is not None and self._reason is None:
            self._reporter.end(CrawlState.ENDED, coverage=made.manifest.get("coverage"))
        console.print(f"ready: {made.facts.listed:,} models read, snapshot {made.facts.id}")
