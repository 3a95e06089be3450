"""The statements that run for browsers: so many at once, cancelled by the client's name for it or when it is gone."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import Flask, current_app, request

from lineage.errors import BadInput, ClientShareTaken, QueryCancelled, TooManyQueries
from lineage.statement_limits import runs_at_once, runs_of_a_client
from lineage.stores import Cancellation
from web.http.client_address import client_address
from web.http.metrics import metrics
from web.http.pinning import keep_to_load
from web.source import source, stored
from web.usage import ClientUsage
from web.visitors import check_limits, is_trusted

if TYPE_CHECKING:
    from lineage.cypher import Answer
    from web.parameters.cypher import CypherQuery

KEY = "qwen-lineage-runs"
LOOK = 0.3  # seconds between two looks at whether the client is still there
QUICK = 1.0  # seconds after which a statement is a long one
PATIENCE = 2 * QUICK  # seconds a statement waits for a place: by then one has ended, or is long
TURN = 0.05  # seconds between two looks for a place
WAITING = 2  # statements that may wait, for each place


@dataclass(frozen=True, slots=True)
class Shares:
    """How many statements run at once: `together`, and `each` of one client.

    Statements that have run for `quick` seconds are long. So many of them are left alone; those beyond run in places
    that nobody else wants, and give them up to whoever comes.
    """

    together: int
    each: int
    quick: float = QUICK

    @property
    def long(self) -> int:
        return max(1, self.together // 2)


@dataclass(eq=False, slots=True)
class Run:
    """A statement that runs: whose it is (None: of one who is trusted), its client's name for it, since when."""

    client: str | None
    name: str | None
    began: float = field(default_factory=time.monotonic)
    cancellation: Cancellation = field(default_factory=Cancellation)
    gave_way: bool = False


class RunningQueries:
    """What runs now. A short statement waits for other short ones at most, never for a long one to end."""

    def __init__(self, shares: Shares) -> None:
        self.shares = shares
        self._changed = threading.Condition()
        self._running: list[Run] = []
        self._waiting: list[Run] = []
        self._usage = ClientUsage()
        self._ending = False

    @contextmanager
    def one(self, name: str | None = None, client: str | None = None) -> Iterator[Cancellation]:
        """A place to run, and what cancels it.

        Raises TooManyQueries when none comes free, and in the block when the place is given up to another client's
        statement; ClientShareTaken when the client has its share, BadInput when a run has this name already.
        """
        run = Run(client, name)
        self._begin(run)
        try:
            with _watched(run.cancellation, request.environ.get("waitress.client_disconnected")):
                yield run.cancellation
        except QueryCancelled:
            if run.gave_way:
                raise self._full() from None
            raise
        finally:
            with self._changed:
                self._usage.add(run.client, time.monotonic() - run.began)
                self._running.remove(run)
                self._changed.notify_all()

    def end(self) -> None:
        """Cancel whatever runs; from now on nothing begins."""
        with self._changed:
            self._ending = True
            running = list(self._running)
        for run in running:
            run.cancellation.cancel()

    def cancel(self, name: str) -> bool:
        """Cancel the run of that name; False when there is none."""
        with self._changed:
            run = next((run for run in self._running if run.name == name), None)
        if run is not None:
            run.cancellation.cancel()
        return run is not None

    def names(self) -> list[str]:
        """The names that clients gave to what runs."""
        with self._changed:
            return [run.name for run in self._running if run.name is not None]

    def _begin(self, run: Run) -> None:
        """Wait for a place, and take it, before all who had more than this client lately."""
        deadline = time.monotonic() + PATIENCE
        with self._changed:
            self._check(run)
            self._waiting.append(run)
            try:
                while self._ending or len(self._running) >= self.shares.together or self._next() is not run:
                    self._make_way()
                    if self._ending or run.gave_way or time.monotonic() >= deadline:
                        raise self._full()
                    self._changed.wait(TURN)
            finally:
                self._waiting.remove(run)
                self._changed.notify_all()
            run.began = time.monotonic()
            self._running.append(run)

    def _check(self, run: Run) -> None:
        known = [*self._running, *self._waiting]
        if run.name is not None and any(other.name == run.name for other in known):
            raise BadInput(f"run {run.name} is running", "choose another name for this one")
        if run.client is not None and sum(other.client == run.client for other in known) >= self.shares.each:
            raise ClientShareTaken(
                f"{self.shares.each} statements of yours run already", "wait for one to end, or cancel it"
            )
        waiting = [other for other in self._waiting if not other.gave_way]
        if len(waiting) >= WAITING * self.shares.together:
            most = max(waiting, key=self._had)
            if self._had(most) <= self._had(run):
                raise self._full()
            most.gave_way = True

    def _had(self, run: Run) -> float:
        return self._usage.of(run.client)

    def _next(self) -> Run:
        """Whose turn it is: who had least, and the first of several."""
        return min(self._waiting, key=self._had)

    def _make_way(self) -> None:
        """End long statements beyond those that are left alone, as many as wait: of who runs the most of them, the
        youngest."""
        now = time.monotonic()
        long = [run for run in self._running if now - run.began > self.shares.quick and not run.gave_way]
        ending = sum(run.gave_way for run in self._running)
        for _ in range(min(len(long) - self.shares.long, len(self._waiting) - ending)):
            most = Counter(run.client for run in long)
            run = max(long, key=lambda run: (most[run.client], run.began))
            run.gave_way = True
            run.cancellation.cancel()
            long.remove(run)

    def _full(self) -> TooManyQueries:
        return TooManyQueries(
            f"{self.shares.together} statements run already",
            f"ask again in a moment; one of more than {self.shares.quick:g} s has its place only while nobody waits",
        )


def register(app: Flask) -> None:
    app.extensions[KEY] = RunningQueries(Shares(runs_at_once(), runs_of_a_client()))


def running_queries() -> RunningQueries:
    """The running app's. Needs an application context."""
    return queries_of(current_app)


def queries_of(app: Flask) -> RunningQueries:
    """Those of an app."""
    running = app.extensions[KEY]
    assert isinstance(running, RunningQueries)  # noqa: S101 (`register` is the only writer)
    return running


@contextmanager
def place(name: str | None = None) -> Iterator[Cancellation]:
    """A place for a statement of this request's client; see `RunningQueries.one`."""
    with running_queries().one(name, None if is_trusted() else client_address()) as cancellation:
        yield cancellation


def execute(query: "CypherQuery") -> "Answer":
    """The answer of this request's statement, which its `run` can cancel. Raises as `one` and `graph_cypher.execute`
    do, BadInput for limits that are not everybody's, NotLoadedError without a store, and as `keep_to_load` does."""
    from lineage import graph_cypher  # noqa: PLC0415 - a server listens before it can read Cypher

    check_limits(query.limits)
    reader = stored()
    with metrics().statement(), place(query.run) as cancellation:
        answer = graph_cypher.execute(
            source().graph,
            reader,
            query.statement,
            query.parameters,
            limits=query.limits,
            cancellation=cancellation,
        )
    keep_to_load(reader)
    return answer


@contextmanager
def _watched(cancellation: Cancellation, gone: Callable[[], bool] | None) -> Iterator[None]:
    """Cancel what runs in the block when the client goes away, where the server lets one know."""
    if gone is None:
        yield
        return
    over = threading.Event()
    threading.Thread(target=_watch, args=(cancellation, gone, over), daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _watch(cancellation: Cancellation, gone: Callable[[], bool], over: threading.Event) -> None:
    while not over.wait(LOOK):
        if gone():
            cancellation.cancel()
            return
