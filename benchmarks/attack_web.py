"""What visitors wait while a server is attacked: half-sent requests that drip on, and slow readers of a big answer.

`python -m benchmarks.attack_web http://127.0.0.1:8765/` attacks a server that runs, by default with 500 half-sent
requests and 100 slow readers of the whole table as CSV, and prints what two visitors waited before and meanwhile.
"""

import argparse
import json
import socket
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

BIG = "/table?format=csv"
VISITED = ("/", "/outline", "/api/v1/graph", "/search?q=a")
DRIP = 2.0  # seconds between two bytes of a half-sent request
SIP = 0.5  # seconds between two bytes that a slow reader takes
PATIENCE = 10.0  # seconds after which a visitor gives up


@dataclass(frozen=True, slots=True)
class Waits:
    """What visitors waited, in milliseconds, and how many requests got no good answer, by what came instead."""

    requests: int
    failures: dict[str, int]
    p50: float
    p95: float
    longest: float

    @property
    def failed(self) -> int:
        return sum(self.failures.values())

    @classmethod
    def of(cls, seconds: Sequence[float], failed: Sequence[str]) -> "Waits":
        cuts = statistics.quantiles([*seconds, *seconds], n=20) if seconds else [PATIENCE] * 19
        return cls(
            len(seconds) + len(failed),
            dict(Counter(failed)),
            *(round(1000 * value, 1) for value in (cuts[9], cuts[18], max(seconds, default=PATIENCE))),
        )


@dataclass(frozen=True, slots=True)
class AttackFigures:
    """What visitors waited before and during an attack, and how many of the attackers' connections were ended."""

    before: Waits
    during: Waits
    half_sent_ended: int
    slow_readers_ended: int


class Attackers:
    """Connections that send or read as little as they can, in a thread of their own while the block runs."""

    def __init__(self, host: str, port: int, half_sent: int, slow: int, big: str) -> None:
        self._half_sent = [_connected(host, port) for _ in range(half_sent)]
        self._slow = [_connected(host, port, receive=4096) for _ in range(slow)]
        self._ended: set[socket.socket] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        for one in self._half_sent:
            self._try(one, lambda one: one.send(f"GET / HTTP/1.1\r\nHost: {host}\r\nX-More: ".encode()))
        for one in self._slow:
            self._try(one, lambda one: one.send(f"GET {big} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode()))

    def __enter__(self) -> "Attackers":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        for one in (*self._half_sent, *self._slow):
            one.close()

    @property
    def ended(self) -> tuple[int, int]:
        """How many half-sent requests and slow readers the server ended."""
        return len(self._ended.intersection(self._half_sent)), len(self._ended.intersection(self._slow))

    def _run(self) -> None:
        dripped = time.monotonic()
        while not self._over.wait(SIP):
            for one in self._slow:
                self._try(one, _sip)
            if time.monotonic() - dripped >= DRIP:
                dripped = time.monotonic()
                for one in self._half_sent:
                    self._try(one, _drip)

    def _try(self, one: socket.socket, act: Callable[[socket.socket], object]) -> None:
        if one not in self._ended:
            try:
                act(one)
            except BlockingIOError:
                pass
            except OSError:
                self._ended.add(one)


def _connected(host: str, port: int, receive: int | None = None) -> socket.socket:
    one = socket.socket()
    if receive is not None:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
    one.settimeout(PATIENCE)
    with suppress(OSError):
        one.connect((host, port))
    one.setblocking(False)
    return one


def _sip(one: socket.socket) -> None:
    if one.recv(1) == b"":
        raise ConnectionResetError


def _drip(one: socket.socket) -> None:
    """Another byte; whoever was answered or hung up on is told by reading."""
    with suppress(BlockingIOError):
        one.recv(65536)
        raise ConnectionResetError
    one.send(b"a")


def visits(host: str, port: int, paths: Sequence[str], seconds: float, visitors: int = 2) -> Waits:
    """Pages are asked for one after the other by each visitor, each on a connection of its own, for so long."""
    waited: list[float] = []
    failed: list[str] = []
    until = time.monotonic() + seconds

    def visit(first: int) -> None:
        turn = first
        while time.monotonic() < until:
            path, began = paths[turn % len(paths)], time.monotonic()
            turn += 1
            problem = _problem(host, port, path)
            if problem is None:
                waited.append(time.monotonic() - began)
            else:
                failed.append(problem)
            time.sleep(0.02)

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Waits.of(waited, failed)


def _problem(host: str, port: int, path: str) -> str | None:
    """What came instead of the whole of a good answer."""
    request = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode()
    try:
        with socket.create_connection((host, port), PATIENCE) as one:
            one.settimeout(PATIENCE)
            one.sendall(request)
            answer = b"".join(iter(lambda: one.recv(65536), b""))
    except OSError as error:
        return type(error).__name__
    status = answer[9:12].decode("latin-1")
    return None if status == "200" else f"status {status}"


def attack(
    url: str,
    half_sent: int = 500,
    slow: int = 100,
    seconds: float = 20.0,
    big: str = BIG,
    visited: Sequence[str] = VISITED,
) -> AttackFigures:
    """Attack the server at `url`, with visitors before it for a quarter of the time."""
    parts = urlsplit(url)
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    paths = [parts.path.rstrip("/") + path for path in visited]
    before = visits(host, port, paths, seconds / 4)
    with Attackers(host, port, half_sent, slow, parts.path.rstrip("/") + big) as attackers:
        during = visits(host, port, paths, seconds)
        return AttackFigures(before, during, *attackers.ended)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--half-sent", type=int, default=500)
    parser.add_argument("--slow", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--big", default=BIG)
    given = parser.parse_args()
    print(json.dumps(asdict(attack(given.url, given.half_sent, given.slow, given.seconds, given.big)), indent=1))


if __name__ == "__main__":
    main()
