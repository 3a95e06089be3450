"""A Hub that means harm, over real sockets: every request of ours ends in bounded time, size and count."""

import gc
import gzip
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import chain, count, repeat
from pathlib import Path

import pytest
from huggingface_hub import constants

from ingest.crawl import listing_guard
from ingest.crawl.everything import crawl_all
from ingest.hub import client, gzip_body, transport
from ingest.hub.client import Hub
from ingest.hub.transport import RetryPolicy
from ingest.practice.messages import JSON, HubRequest, HubResponse
from lineage.errors import HubError
from lineage.home.home import Home
from tests.ingest.networks import Recorded, real_hub, serving
from tests.waiting import LATEST, until

HASTY = RetryPolicy(tries=2, first_contact_tries=2, malformed_tries=2, deadline=0.4, first_wait=0.0)
PATIENT = replace(HASTY, deadline=LATEST)
"""For answers that come to an end, or are given up for what they are: a busy machine may be late with them."""
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
"""An answer that ends its connection says so, else the next try may ask at one that is about to end."""
DRIP = 0.02
IN_TIME, ANYTHING = "whole answer|in time", "."

Chunks = Iterable[bytes | float]
"""What a server sends, one behind the other; of a number it rests so many seconds."""


@contextmanager
def raw_server(script: Callable[[], Chunks]) -> Iterator[str]:
    """The URL of a server that sends a script's bytes to whoever connects, until they are sent or he is gone."""

    def send_to(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(65536)
            for chunk in script():
                time.sleep(chunk) if isinstance(chunk, float) else connection.sendall(chunk)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):  # who closes with something unread resets what he sent
                pass

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=send_to, args=(listening.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)


def packed(body: bytes, encoding: bytes = b"gzip") -> bytes:
    return OK + b"Content-Encoding: %b\r\nContent-Length: %d\r\n\r\n%b" % (encoding, len(body), body)


def dripping(start: bytes, letter: bytes) -> Chunks:
    return chain([start], chain.from_iterable(repeat((letter, DRIP))))


SCRIPTS: dict[str, tuple[Callable[[], Chunks], str]] = {
    "an endless body": (lambda: chain([OK + b"\r\n["], repeat(b"1," * 30000)), "goes on after"),
    "an endless body in chunks": (
        lambda: chain([OK + b"Transfer-Encoding: chunked\r\n\r\n"], repeat(b"4000\r\n" + b" " * 0x4000 + b"\r\n")),
        "goes on after",
    ),
    "a gzip bomb": (lambda: [packed(gzip.compress(bytes(3_000_000)))], "more than"),
    "a bomb in gzip in gzip": (lambda: [packed(gzip.compress(b"x"), b"gzip, gzip")], "not asked for"),
    "a bomb of another kind": (lambda: [packed(b"x", b"deflate")], "not asked for"),
    "more items than were asked for": (lambda: [packed(gzip.compress(b"[" + b"{}," * 20000 + b"{}]"))], "items"),
    "a body by drips": (lambda: dripping(OK + b"\r\n[", b" "), IN_TIME),
    "a header by drips": (lambda: dripping(OK + b"X: ", b"y"), IN_TIME),
    "headers without end": (lambda: chain([OK], (b"X-%d: y\r\n" % n for n in count())), ANYTHING),
    "answers that say to go on": (lambda: repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 500), ANYTHING),
    "no answer": (lambda: [60.0], IN_TIME),
    "a window's numbers without end": (
        lambda: [OK + b'RateLimit: "api";r=0;t=%b\r\nContent-Length: 2\r\n\r\n[]' % (b"9" * 5000)],
        "0 models",
    ),
    "a window of thirty years": (
        lambda: [OK + b'RateLimit: "api";r=0;t=%b\r\nContent-Length: 2\r\n\r\n{}' % (b"9" * 400)],
        "left alone",
    ),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_hostile_answer_ends_in_one_line_or_is_read(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    script, said = SCRIPTS[name]
    monkeypatch.setattr(gzip_body, "LARGEST", 2_000_000)
    monkeypatch.setattr(transport, "LARGEST_PACKED", 1_000_000)
    monkeypatch.setattr(client, "PLAIN", 10_000)
    with raw_server(script) as url:
        start = time.monotonic()
        assert re.search(said, answered(url, HASTY if said in (IN_TIME, ANYTHING) else PATIENT))
        assert time.monotonic() - start < LATEST
        until(no_request_goes_on)


def answered(url: str, policy: RetryPolicy = HASTY) -> str:
    """What a Hub's first page comes to, in words."""
    try:
        return f"{len(Hub(url, token=False, policy=policy, sleep=lambda _: None).first(()).items)} models"
    except HubError as error:
        return error.message


def no_request_goes_on() -> bool:
    """Whether what was given up has ended."""
    gc.collect()
    return not any(thread.name == "hub-request" for thread in threading.enumerate())


@pytest.mark.parametrize("pages", ["the same models again", "no models"])
def test_a_listing_without_end_is_left_after_a_number_of_pages_without_a_new_model(
    pages: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing_guard, "STALE_PAGES", 3)
    items = [{"id": f"a/{n}"} for n in range(5)] if pages == "the same models again" else []
    numbers = count()

    def endless(request: HubRequest) -> HubResponse:
        link = ("Link", f'<{request.base}/api/models?cursor={next(numbers)}>; rel="next"')
        return HubResponse(200, json.dumps(items).encode(), (JSON, link))

    hub = Recorded(endless)
    with serving(hub) as url, pytest.raises(HubError, match="3 pages without a new model"):
        crawl_all(Home(tmp_path), Hub(url, token=False))
    assert len(hub.targets) == (4 if items else 3)


def test_a_listing_of_ever_new_models_is_left_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing_guard, "MOST_PAGES", 5)
    numbers = count()

    def endless(request: HubRequest) -> HubResponse:
        n = next(numbers)
        link = ("Link", f'<{request.base}/api/models?cursor={n}>; rel="next"')
        return HubResponse(200, json.dumps([{"id": f"a/{n}"}]).encode(), (JSON, link))

    with serving(endless) as url, pytest.raises(HubError, match="goes on after 5 pages"):
        crawl_all(Home(tmp_path), Hub(url, token=False))


def test_nothing_of_the_clients_own_requests_is_made_or_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It asks for a registry of agents, renews a token, and trades one in CI for another; each of them by itself."""
    registry, stored, kept = tmp_path / "agents.json", tmp_path / "stored", tmp_path / "token"
    registry.write_text("[]")
    stored.write_text("[me]\nhf_token = hf_old\nrefresh_token = secret\nexpires_at = 1\n")
    kept.write_text("hf_old\n")
    hub = Recorded(real_hub)
    with serving(hub) as url:
        for name, value in {
            "ENDPOINT": url,
            "HF_HUB_DISABLE_TELEMETRY": False,
            "AGENT_HARNESSES_PATH": str(registry),
            "HF_STORED_TOKENS_PATH": str(stored),
            "HF_TOKEN_PATH": str(kept),
        }.items():
            monkeypatch.setattr(constants, name, value)
        monkeypatch.setenv("HF_OIDC_RESOURCE", "a/b")
        monkeypatch.setenv("HF_OIDC_ID_TOKEN", "secret")
        Hub(url).check()
        registry.unlink()
        Hub(url).check()
    assert set(hub.targets) == {"/api/models?limit=1"}
    assert not registry.exists()


def test_no_cookie_is_kept_or_sent() -> None:
    seen: list[str] = []

    def baking(request: HubRequest) -> HubResponse:
        seen.append(dict(request.headers).get("cookie", ""))
        return HubResponse(200, b"[]", (JSON, ("Set-Cookie", "a=b")))

    with serving(baking) as url:
        hub = Hub(url, token=False)
        for _ in range(3):
            hub.first(())
    assert seen == ["", "", ""]
