"""The statements that run for browsers: so many at once, cancelled by the client's name for it or when it is gone."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask, current_app, request

from lineage import source_fields
from lineage.cypher import Answer
from lineage.cypher.limits import runs_at_once
from lineage.errors import BadInput, TooManyQueries
from lineage.stores import Cancellation
from web.http.metrics import metrics
from web.parameters.cypher import CypherQuery
from web.source import source, stored

KEY = "qwen-lineage-runs"
LOOK = 0.3  # seconds between two looks at whether the client is still there


@dataclass(frozen=True, slots=True)
class RunningQueries:
    """What runs now, at most `most` at once."""

    most: int
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _running: dict[Cancellation, str | None] = field(default_factory=dict)

    @contextmanager
    def one(self, name: str | None = None) -> Iterator[Cancellation]:
        """A place to run, and what cancels it. Raises TooManyQueries when all are taken, BadInput when the name is."""
        cancellation = Cancellation()
        with self._lock:
            if len(self._running) >= self.most:
                raise TooManyQueries(f"{self.most} statements run already", "wait for one to end, or cancel yours")
            if name is not None and name in self._running.values():
                raise BadInput(f"run {name} is running", "choose another name for this one")
            self._running[cancellation] = name
        try:
            with _watched(cancellation, request.environ.get("waitress.client_disconnected")):
                yield cancellation
        finally:
            with self._lock:
                del self._running[cancellation]

    def cancel_all(self) -> None:
        """Cancel whatever runs."""
        with self._lock:
            running = list(self._running)
        for cancellation in running:
            cancellation.cancel()

    def cancel(self, name: str) -> bool:
        """Cancel the run of that name; False when there is none."""
        with self._lock:
            running = next((cancellation for cancellation, known in self._running.items() if known == name), None)
        if running is not None:
            running.cancel()
        return running is not None


def register(app: Flask) -> None:
    app.extensions[KEY] = RunningQueries(runs_at_once())


def running_queries() -> RunningQueries:
    """The running app's. Needs an application context."""
    return queries_of(current_app)


def queries_of(app: Flask) -> RunningQueries:
    """Those of an app."""
    running = app.extensions[KEY]
    assert isinstance(running, RunningQueries)  # noqa: S101 (`register` is the only writer)
    return running


def execute(query: CypherQuery) -> Answer:
    """The answer of this request's statement, which its `run` can cancel. Raises as `one` and `source_fields.execute`
    do, and NotLoadedError without a store."""
    with metrics().statement(), running_queries().one(query.run) as cancellation:
        return source_fields.execute(
            source().graph,
            stored(),
            query.statement,
            query.parameters,
            limits=query.limits,
            cancellation=cancellation,
        )


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
