"""Networks between us and a Hub that are not as they should be: real servers and proxies on this machine."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import count

import huggingface_hub
import pytest
from huggingface_hub import constants

from ingest.commands.onlookers import IMPATIENT
from ingest.pipeline.publisher import FIRST
from ingest.practice import population
from ingest.practice.messages import JSON, Application, HubRequest, HubResponse
from ingest.practice.server import Server
from ingest.practice.wire import PracticeHub

PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
A_HUB = "http://hub.example"
"""The address of a Hub that only a proxy can lead to."""

QUOTA = 1_000_000
HELD = IMPATIENT.deadline / 2

HTML = ("Content-Type", "text/html; charset=utf-8")


@dataclass
class Recorded:
    """An application that remembers the targets it was asked for."""

    application: Application
    targets: list[str] = field(default_factory=list)

    def __call__(self, request: HubRequest) -> HubResponse:
        self.targets.append(request.target)
        return self.application(request)


@contextmanager
def serving(application: Application) -> Iterator[str]:
    """The URL at which an application answers."""
    with Server(application) as server:
        yield server.url


@cache
def hub() -> PracticeHub:
    """A Hub of 300 models, for all tests of a process: they share its quota."""
    return PracticeHub(population(300, seed=1, related=0.85), quota=QUOTA)


def real_hub(request: HubRequest) -> HubResponse:
    """The same without the practice Hub's mark, as the real one answers."""
    response = hub()(HubRequest(request.target.removeprefix(A_HUB), request.headers, request.base))
    kept = tuple((name, value) for name, value in response.headers if name != "X-Practice-Hub")
    return HubResponse(response.status, response.body, kept)


def always(status: int, body: bytes = b"{}", *headers: tuple[str, str]) -> Application:
    """The same answer to whatever is asked."""
    return lambda request: HubResponse(status, body, headers or (JSON,))


def refusing_tokens(words: str) -> Application:
    """A Hub to which every token is a stale one, and which says so in these words; it answers without one."""
    refusal = HubResponse(401, json.dumps({"error": words}).encode(), (JSON,))
    return lambda request: refusal if request.token else real_hub(request)


class HeldHub:
    """A Hub of small pages that gives what a first picture needs, and then as good as nothing until it is released: a
    request waits for that, though not for so long that its client would take the Hub for dead. `requests` counts them,
    but for the first look."""

    PAGE = 20

    def __init__(self) -> None:
        self.requests, self._released = 0, threading.Event()

    def release(self) -> None:
        """From now on answer at once."""
        self._released.set()

    def __call__(self, request: HubRequest) -> HubResponse:
        if "limit=1&" not in f"{request.target}&":
            self.requests += 1
            if self.requests > FIRST:
                self._released.wait(HELD)
        return real_hub(replace(request, target=request.target.replace("limit=1000", f"limit={self.PAGE}")))


def failing_after(pages: int, failure: Application, well: Application = real_hub) -> Application:
    """A Hub that answers so often and then fails."""
    requests = count(1)

    def answer(request: HubRequest) -> HubResponse:
        return well(request) if next(requests) <= pages else failure(request)

    return answer


LOGIN_PAGE = always(200, b"<!doctype html><title>Welcome to the airport</title>", HTML)
LOGIN_REDIRECT = always(302, b"", ("Location", "http://login.airport.example/welcome"))


@contextmanager
def environment(monkeypatch: pytest.MonkeyPatch, endpoint: str, variables: Mapping[str, str]) -> Iterator[None]:
    """The Hub's client as a process of that endpoint and those variables has it; no other proxy setting counts."""
    with monkeypatch.context() as patch:
        for name in PROXY_VARIABLES:
            patch.delenv(name, raising=False)
            patch.delenv(name.upper(), raising=False)
        for name, value in variables.items():
            patch.setenv(name, value)
        patch.setattr(constants, "ENDPOINT", endpoint)
        huggingface_hub.close_session()
        yield
    huggingface_hub.close_session()
