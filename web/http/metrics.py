"""What this server did, in Prometheus' text format: requests, how long they took, statements, refusals, the snapshot.

Lines of our own: `prometheus_client` adds 45 ms to the 0.6 s of a start, and brings a server and a registry of its own.
"""

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPMethod
from threading import Lock
from typing import Any

from flask import Flask, Response, abort, current_app, g, request

from lineage import __version__
from lineage.errors import LineageError
from web.http.caching import NO_STORE
from web.http.client_address import is_local
from web.options import WebOptions, contains
from web.serving.counts import ConnectionCounts
from web.source import source_if_loaded

KEY = "qwen-lineage-metrics"
MIMETYPE = "text/plain; version=0.0.4; charset=utf-8"
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Upper bounds of the histogram, in seconds."""

Labels = dict[str, str]
Sample = tuple[str, Labels, float]


@dataclass(slots=True)
class Latency:
    """How many requests took how long: a count for each bound, one for what took longer, and the sum in seconds."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    total: float = 0.0

    def add(self, seconds: float) -> None:
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.total += seconds

    def samples(self, name: str, labels: Labels) -> Iterator[Sample]:
        within = 0
        for bound, count in zip((*map(str, BOUNDS), "+Inf"), self.counts, strict=True):
            within += count
            yield f"{name}_bucket", {**labels, "le": bound}, within
        yield f"{name}_sum", labels, self.total
        yield f"{name}_count", labels, within


@dataclass(slots=True)
class Metrics:
    """Counts since the start; safe to share between threads. `connections` are those of our own server beneath."""

    requests: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    latencies: dict[str, Latency] = field(default_factory=dict)
    statements: Counter[str] = field(default_factory=Counter)
    running: int = 0
    connections: ConnectionCounts = field(default_factory=ConnectionCounts)
    _lock: Lock = field(default_factory=Lock)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer to a method, as it was sent, at one of our routes. What HTTP does not define is one method
        here: whoever asks makes up as many as they like."""
        known = method if method in HTTPMethod.__members__ else "other"
        with self._lock:
            self.requests[known, route, status] += 1
            self.latencies.setdefault(route, Latency()).add(seconds)

    @contextmanager
    def statement(self) -> Iterator[None]:
        """A statement runs while the block does, and is counted by what became of it."""
        with self._lock:
            self.running += 1
        outcome = "failed"
        try:
            yield
            outcome = "answered"
        except LineageError as error:
            outcome = error.code
            raise
        finally:
            with self._lock:
                self.running -= 1
                self.statements[outcome] += 1

    def text(self) -> str:
        """All of it, and what is served now."""
        with self._lock:
            return "".join(self._families())

    def _families(self) -> Iterator[str]:
        yield _family("lineage_requests_total", "counter", "requests answered", self._answers())
        yield _family("lineage_request_seconds", "histogram", "time until an answer was made", self._times())
        yield _counts("lineage_statements_total", "statements ended", "outcome", self.statements)
        yield _gauge("lineage_statements_running", "statements that run", self.running)
        yield _counts("lineage_refusals_total", "requests refused", "reason", self._refusals())
        yield _counts("lineage_connections_ended_total", "connections we ended", "reason", self.connections.ended)
        yield _gauge("lineage_connections_open", "connections open", self.connections.open())
        yield from _snapshot()

    def _answers(self) -> Iterator[Sample]:
        for (method, route, status), count in self.requests.items():
            yield "lineage_requests_total", {"method": method, "route": route, "status": str(status)}, count

    def _times(self) -> Iterator[Sample]:
        for route, latency in self.latencies.items():
            yield from latency.samples("lineage_request_seconds", {"route": route})

    def _refusals(self) -> Counter[str]:
        refused: Counter[str] = Counter()
        for (_, _, status), count in self.requests.items():
            if reason := REFUSALS.get(status):
                refused[reason] += count
        return refused


REFUSALS = {400: "bad_input", 405: "method", 421: "host", 429: "share", 503: "busy_or_not_loaded"}


def register(app: Flask, options: WebOptions) -> None:
    """Count every request, and show the counts at /metrics to this machine and to whom the options name. To be
    registered first: what is refused before a route is counted too."""
    metrics = app.extensions[KEY] = Metrics()

    @app.url_value_preprocessor  # comes before everything that may refuse a request
    def begin(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
        g.began = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        metrics.answered(request.method, route, response.status_code, time.perf_counter() - g.began)
        return response

    @app.get("/metrics", endpoint="metrics")
    def show() -> Response:
        if not (is_local() or contains(options.metrics, request.remote_addr or "")):
            abort(404)
        return Response(metrics.text(), headers={"Cache-Control": NO_STORE, "Content-Type": MIMETYPE})


def metrics() -> Metrics:
    """The running app's. Needs an application context."""
    return metrics_of(current_app)


def metrics_of(app: Flask) -> Metrics:
    """Those of an app."""
    counted = app.extensions[KEY]
    assert isinstance(counted, Metrics)  # noqa: S101 (`register` is the only writer)
    return counted


def _snapshot() -> Iterator[str]:
    yield _family("lineage_build_info", "gauge", "this version", [("lineage_build_info", {"version": __version__}, 1)])
    loaded = source_if_loaded()
    yield _gauge("lineage_loaded", "whether a snapshot is loaded", loaded is not None)
    if loaded is None:
        return
    facts = loaded.graph.facts
    yield _gauge("lineage_models", "models in the graph", loaded.graph.size)
    if facts.as_of is not None:
        age = (datetime.now(UTC) - facts.as_of).total_seconds()
        yield _gauge("lineage_snapshot_age_seconds", "time since the data of the snapshot were read", age)


def _gauge(name: str, meaning: str, value: float) -> str:
    return _family(name, "gauge", meaning, [(name, {}, value)])


def _counts(name: str, meaning: str, label: str, counts: Counter[str]) -> str:
    return _family(name, "counter", meaning, [(name, {label: key}, count) for key, count in counts.items()])


def _family(name: str, kind: str, meaning: str, samples: Iterable[Sample]) -> str:
    lines = [f"# HELP {name} {meaning}\n# TYPE {name} {kind}\n"]
    lines += [f"{sample}{_labels(labels)} {float(value):.10g}\n" for sample, labels, value in samples]
    return "".join(lines)


def _labels(labels: Labels) -> str:
    quoted = [f'{name}="{_escaped(value)}"' for name, value in labels.items()]
    return f"{{{','.join(quoted)}}}" if quoted else ""


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
