"""A share for everybody: no client takes all places, no short statement waits for a long one, more time is for few."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lineage import settings
from lineage.errors import ClientShareTaken, QueryCancelled, TooManyQueries
from lineage.stores import Cancellation
from tests.waiting import LATEST, until
from web import running_queries
from web.running_queries import RunningQueries, Shares
from web.usage import HALF_LIFE, REMEMBERED, ClientUsage

QUICK = 0.2
STRANGER = {"REMOTE_ADDR": "203.0.113.7"}


class Runner:
    """Runs pretended statements that go on until they are ended; each takes a place as a request would."""

    def __init__(self, app: Flask, shares: Shares) -> None:
        self.queries = RunningQueries(shares)
        self._app = app
        self._over = threading.Event()
        self.begun: list[str] = []
        self.ended: list[tuple[str, str]] = []

    def start(self, client: str, seconds: float = LATEST, over: threading.Event | None = None) -> threading.Thread:
        """A statement that goes on so long, or until `over` is set."""
        thread = threading.Thread(target=self._run, args=(client, seconds, over or self._over))
        thread.start()
        return thread

    def one(self, client: str, name: str | None = None) -> float:
        """How long a statement of that client, over at once, waited for its place."""
        began = time.monotonic()
        with self._app.test_request_context(), self.queries.one(name, client):
            return time.monotonic() - began

    def runs(self, count: int) -> None:
        """Await that so many run."""
        until(lambda: len(self.queries._running) == count)

    def waits(self, count: int) -> None:
        """Await that so many wait."""
        until(lambda: len(self.queries._waiting) == count)

    def close(self) -> None:
        self._over.set()

    def _run(self, client: str, seconds: float, over: threading.Event) -> None:
        try:
            with self._app.test_request_context(), self.queries.one(None, client) as cancellation:
                self.begun.append(client)
                self._until_ended(cancellation, time.monotonic() + seconds, over)
        except (TooManyQueries, QueryCancelled) as error:
            self.ended.append((client, error.code))

    def _until_ended(self, cancellation: Cancellation, end: float, over: threading.Event) -> None:
        while time.monotonic() < end and not over.is_set() and not self._over.is_set():
            if cancellation.cancelled:
                raise QueryCancelled("the statement was cancelled")
            time.sleep(0.005)


@pytest.fixture
def running() -> Iterator[Callable[[Shares], Runner]]:
    made: list[Runner] = []

    def make(shares: Shares) -> Runner:
        made.append(Runner(Flask("shares"), shares))
        return made[-1]

    yield make
    for runner in made:
        runner.close()


def test_no_client_takes_more_than_its_share(running: Callable[[Shares], Runner]) -> None:
    runner = running(Shares(4, 2, LATEST))
    for _ in range(2):
        runner.start("a")
    runner.runs(2)
    with pytest.raises(ClientShareTaken, match="2 statements of yours"):
        runner.one("a")
    assert runner.one("b") < LATEST


def test_a_short_statement_never_waits_for_long_ones_to_end(running: Callable[[Shares], Runner]) -> None:
    runner = running(Shares(4, 2, QUICK))
    for count, client in enumerate("abcd", 1):
        runner.start(client)
        runner.runs(count)
    assert max(runner.one("e") for _ in range(5)) < LATEST
    assert runner.ended == [("d", "too_busy")]  # the youngest; its place is enough for who comes after


def test_who_runs_most_long_ones_gives_way_first(running: Callable[[Shares], Runner]) -> None:
    runner = running(Shares(4, 3, QUICK))
    for client in "abbb":
        runner.start(client)
    runner.runs(4)
    runner.one("e")
    runner.runs(3)
    assert runner.ended == [("b", "too_busy")]


def test_where_nobody_waits_long_ones_run_on(running: Callable[[Shares], Runner]) -> None:
    runner = running(Shares(3, 3, 0.01))
    threads = [runner.start(client, 0.2) for client in "abc"]
    for thread in threads:
        thread.join(LATEST)
    assert runner.ended == []


def test_one_place_is_waited_for_and_then_refused(
    running: Callable[[Shares], Runner], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running_queries, "PATIENCE", 0.1)
    runner = running(Shares(1, 1, QUICK))
    runner.start("a")
    runner.runs(1)
    with pytest.raises(TooManyQueries, match="1 statements run already"):
        runner.one("b")


def test_who_had_little_lately_goes_before_who_had_much(running: Callable[[Shares], Runner]) -> None:
    runner = running(Shares(1, 1, LATEST))
    runner.queries._usage.add("greedy", 10.0)
    over = threading.Event()
    threads = [runner.start("a", over=over)]
    runner.runs(1)
    for count, client in enumerate(("greedy", "modest"), 1):
        threads.append(runner.start(client, 0.0))
        runner.waits(count)
    over.set()
    for thread in threads:
        thread.join(LATEST)
    assert runner.begun == ["a", "modest", "greedy"]


def test_where_too_many_wait_who_had_most_is_refused(running: Callable[[Shares], Runner]) -> None:
    runner = running(Shares(1, 1, LATEST))
    over = threading.Event()
    threads = [runner.start("a", over=over)]
    runner.runs(1)
    for count in range(1, running_queries.WAITING + 1):
        runner.queries._usage.add(f"greedy {count}", count)
        threads.append(runner.start(f"greedy {count}", 0.0))
        runner.waits(count)
    threads.append(runner.start("modest", 0.0))
    until(lambda: runner.ended)
    over.set()
    for thread in threads:
        thread.join(LATEST)
    assert runner.ended == [("greedy 2", "too_busy")]
    assert "modest" in runner.begun


def test_what_somebody_had_fades_and_only_so_many_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("web.usage.time.monotonic", lambda: now[0])
    usage = ClientUsage()
    usage.add("a", 8.0)
    now[0] += 2 * HALF_LIFE
    assert usage.of("a") == 2.0
    assert (usage.of("b"), usage.of(None)) == (0.0, 0.0)
    for n in range(REMEMBERED):
        usage.add(str(n), 1.0)
    assert (usage.of("a"), usage.of("0")) == (0.0, 1.0)


def test_where_the_server_ends_what_runs_is_cancelled_and_nothing_begins(running: Callable[[Shares], Runner]) -> None:
    runner = running(Shares(2, 2, QUICK))
    threads = [runner.start(client) for client in "ab"]
    runner.runs(2)
    runner.queries.end()
    with pytest.raises(TooManyQueries):
        runner.one("c")
    for thread in threads:
        thread.join(LATEST)
    assert sorted(runner.ended) == [("a", "stopped"), ("b", "stopped")]


def test_more_time_than_the_usual_is_for_the_machines_own_users_and_who_has_the_token(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(settings.CYPHER_TOKEN.variable, "s3cret")
    query = {"statement": "RETURN 1 AS one", "timeout": "60"}

    def status(address: str | None, token: str | None) -> int:
        headers = {"Authorization": token} if token else {}
        environ = {"REMOTE_ADDR": address} if address else {}
        return client.get("/api/v1/cypher", query_string=query, headers=headers, environ_base=environ).status_code

    assert status(None, None) == 200
    assert status("203.0.113.7", None) == 400
    assert status("203.0.113.7", "Bearer s3cret") == 200
    for wrong in ("Bearer s3cre", "Bearer ", "Bearer é", "Basic s3cret", "s3cret"):
        assert status("203.0.113.7", wrong) == 400


def test_the_console_offers_no_more_time_than_may_be_asked_for(client: FlaskClient) -> None:
    assert "60 s</option>" in client.get("/cypher").text
    assert "60 s</option>" not in client.get("/cypher", environ_base=STRANGER).text
    schema = client.get("/api/v1/cypher/schema", environ_base=STRANGER).json
    assert schema["limits"]["timeout_cap"] == schema["limits"]["timeout"]
