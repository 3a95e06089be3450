"""Half-sent requests and slow readers shut nobody out: the benchmark's attack, small, on the server itself."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from benchmarks.attack_web import attack
from tests.waiting import LATEST, until
from tests.web import synthetic
from web import Source, create_app
from web.serving.channel import TimeLimits
from web.serving.server import CONNECTIONS_PER_CLIENT, LOOK, LimitedServer


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> object:
    return create_app(Source(synthetic.graph(3000, tmp_path_factory.mktemp("graph") / "graph"), None))


@pytest.fixture
def server(app: object) -> Iterator[LimitedServer]:
    server = LimitedServer(app, "127.0.0.1", 0, exempt=lambda _: True, most=90)
    server.limits = TimeLimits(idle=30, sending=0.5, reading=0.5, rate=4_000)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server
    server.stop()
    thread.join(LATEST)
    assert not thread.is_alive()


def url(server: LimitedServer) -> str:
    return f"http://127.0.0.1:{server.effective_port}/"


def test_visitors_are_answered_among_more_attackers_than_there_is_room_for(server: LimitedServer) -> None:
    figures = attack(url(server), half_sent=80, slow=20, seconds=3)
    assert figures.during.failed == 0
    assert figures.half_sent_ended == 80
    assert server.counts.ended["sending"] + server.counts.ended["too many in all"] >= 80


def test_a_server_that_waits_does_not_spin(app: object) -> None:
    turns: list[float] = []

    class Counted(LimitedServer):
        def _turn(self, timeout: float) -> None:
            turns.append(time.monotonic())
            super()._turn(timeout)
            if len(turns) == 3:
                self.stop()

    Counted(app, "127.0.0.1", 0, exempt=lambda _: True, most=50).run()
    assert turns[2] - turns[0] > LOOK


def said(server: LimitedServer, request: bytes) -> bytes:
    """All that the server answers to these bytes, until it closes the connection."""
    with socket.create_connection(("127.0.0.1", server.effective_port), 20) as one:
        one.sendall(request)
        return b"".join(iter(lambda: one.recv(65536), b""))


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000000\r\n\r\n", b"413"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n", b"413"),
        (b"GET /api/v1/graph HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nGET /", b"413"),
        (b"DELETE /api/v1/cypher/runs/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx", b"413"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 300_000 + b"\r\n\r\n", b"431"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", b"405"),
        (b"GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n", b"400"),
        (b"M" * 200_000 + b" / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"501"),
        (b"PROPFIND / HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"501"),
        (b"get / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"400"),
        (b"\r\n\r\nGET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", b"200"),
    ],
)
def test_what_no_route_takes_is_refused_by_its_headers(server: LimitedServer, request_: bytes, status: bytes) -> None:
    answer = said(server, request_)
    assert answer.split(b" ")[1] == status
    assert answer.count(b"HTTP/1.") == 1
    assert b"Content-Security-Policy" in answer


def test_a_client_has_some_connections_and_no_more(app: object) -> None:
    server = LimitedServer(app, "127.0.0.1", 0, exempt=lambda _: False, most=500)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    opened = [socket.create_connection(("127.0.0.1", server.effective_port)) for _ in range(CONNECTIONS_PER_CLIENT)]
    try:
        with socket.create_connection(("127.0.0.1", server.effective_port), 20) as one:
            assert one.recv(1) == b""
        assert server.counts.ended["too many of one client"] == 1
    finally:
        for each in opened:
            each.close()
        server.stop()
        thread.join(LATEST)


def test_an_answer_that_is_not_read_is_ended_and_keeps_no_thread() -> None:
    def big(_environ: object, start_response: Callable[..., object]) -> list[bytes]:
        start_response("200 OK", [])
        return [b"x" * 20_000_000]

    server = LimitedServer(big, "127.0.0.1", 0, exempt=lambda _: True, most=50)
    server.limits = TimeLimits(reading=0.5)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    readers = [socket.create_connection(("127.0.0.1", server.effective_port), 20) for _ in range(20)]
    for one in readers:
        one.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 3)
    assert said(server, b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").endswith(b"xxx")
    until(lambda: server.counts.ended["reading"] >= 20)
    server.stop()
    thread.join(LATEST)


def test_an_ending_server_ends_what_runs_and_answers_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.serving.server.STATEMENTS_GRACE", 0.2)
    begun, cancelled = threading.Event(), threading.Event()

    def statement(_environ: object, start_response: Callable[..., object]) -> list[bytes]:
        begun.set()
        cancelled.wait(20)
        start_response("409 Conflict", [])
        return [b"ended"]

    server = LimitedServer(statement, "127.0.0.1", 0, exempt=lambda _: True, most=50)
    thread = threading.Thread(target=server.run, args=(cancelled.set,), daemon=True)
    thread.start()
    with socket.create_connection(("127.0.0.1", server.effective_port), 20) as one:
        one.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        begun.wait(20)
        server.stop()
        assert b"".join(iter(lambda: one.recv(65536), b"")).startswith(b"HTTP/1.1 409")
    thread.join(LATEST)
    assert not thread.is_alive()


def test_a_thread_that_wakes_the_server_as_it_ends_is_not_too_late(
    server: LimitedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the question whether the server is over and the wake-up nothing is closed."""
    pull, waking = server.trigger.pull_trigger, threading.Event()

    def slow() -> None:
        waking.set()
        server._stopped = True
        pull()
        time.sleep(0.2)  # in which `run` would have closed everything
        pull()

    monkeypatch.setattr(server.trigger, "pull_trigger", slow)
    server.pull_trigger()
    assert waking.is_set()
    until(lambda: server._over)
    server.pull_trigger()
