"""Whether a Hub can be used, behind every kind of network; real servers and proxies answer, a clause says why not."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from huggingface_hub.utils import httpx

from ingest.hub.client import Hub
from ingest.hub.reasons import reason
from ingest.hub.session import on_this_machine, proxy_for
from ingest.hub.transport import RetryPolicy
from ingest.practice.messages import JSON, Application
from lineage.errors import HubError, TokenRefused
from tests.ingest.networks import (
    A_HUB,
    LOGIN_PAGE,
    LOGIN_REDIRECT,
    Recorded,
    always,
    environment,
    real_hub,
    refusing_tokens,
    serving,
)

UNAUTHORIZED = "Invalid username or password."
STALE = "Invalid credentials in Authorization header"


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def silence() -> Iterator[str]:
    """A server that takes connections and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def why(endpoint: str, seconds: float = 4.0) -> str:
    with pytest.raises(HubError) as caught:
        Hub(endpoint).check(seconds)
    assert "\n" not in caught.value.reason
    return caught.value.reason


ANSWERS: list[tuple[Application, str]] = [
    (LOGIN_PAGE, "a web page came instead of its models, as a network's log-in page does"),
    (LOGIN_REDIRECT, "it leads to another host or place: login.airport.example/welcome"),
    (always(503), "it answers 503 Service Unavailable"),
    (always(429, b"{}", JSON, ("RateLimit", '"api";r=0;t=280')), "it answers 429 Too Many Requests"),
    (always(520), "it answers 520"),
    (always(404), "it answers 404 Not Found"),
    (always(200, b'{"models": []}'), "its answer is no list of models, as a Hub's is"),
    (always(200, b"[]"), "its answer is no list of models, as a Hub's is"),
    (always(200, b'["gpt2"]'), "its answer is no list of models, as a Hub's is"),
    (always(200, b"ok", ("Content-Type", "text/plain")), "its answer is no JSON (text/plain)"),
]


@pytest.mark.parametrize(("answer", "clause"), ANSWERS, ids=[clause for _, clause in ANSWERS])
def test_an_answer_that_is_none_of_a_hubs_is_one_clause(answer: Application, clause: str) -> None:
    with serving(answer) as url:
        assert why(url) == clause


@pytest.mark.parametrize("status", [403, 503])
def test_an_error_names_the_address_without_the_fields_that_were_asked_for(status: int) -> None:
    """And with the Hub's own words, in one short line."""
    with serving(always(status, b'{"error": "come back"}')) as url, pytest.raises(HubError) as caught:
        Hub(url, policy=RetryPolicy(tries=1, first_contact_tries=1)).first((("sort", "createdAt"), ("limit", "1000")))
    assert f"{url}/api/models?sort=createdAt&limit=1000: it answers {status} " in caught.value.message
    assert "(come back)" in caught.value.message
    assert "expand" not in caught.value.message
    assert len(caught.value.message) < 200


def test_a_hub_can_be_used() -> None:
    with serving(real_hub) as url:
        Hub(url).check()


def test_a_hub_that_is_not_there_is_asked_once() -> None:
    assert why(f"http://127.0.0.1:{closed_port()}", 1) == "no connection: Connection refused"


def test_a_hub_that_says_nothing_is_left_in_time() -> None:
    with silence() as url:
        assert why(url, 0.2) == "it does not answer in time"


def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    with environment(monkeypatch, A_HUB, {}):
        assert why("http://hub.invalid").startswith("no connection: ")


@pytest.mark.parametrize("endpoint", ["huggingface.co", "http://[::1", "ftp://hub.example", "http://hub.example:port"])
def test_an_address_that_is_none(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with environment(monkeypatch, endpoint, {}):
        assert "address" in why(endpoint)


@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "ALL_PROXY"])
def test_a_proxy_is_used_for_a_hub_elsewhere(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = Recorded(real_hub)
    with serving(proxy) as url, environment(monkeypatch, A_HUB, {variable: url}):
        Hub(A_HUB).check()
    assert proxy.targets == [f"{A_HUB}/api/models?limit=1"]


def test_a_proxy_that_refuses_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        serving(always(407)) as url,
        environment(monkeypatch, A_HUB, {"HTTP_PROXY": url.replace("//", "//me:secret@")}),
    ):
        assert why(A_HUB) == f"it answers 407 Proxy Authentication Required, by way of the proxy {url[7:]}"


def test_a_proxy_that_lets_nobody_through_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """It knows no CONNECT, which every Hub with https needs."""
    with serving(real_hub) as url, environment(monkeypatch, A_HUB, {"HTTPS_PROXY": url}):
        clause = why(A_HUB.replace("http:", "https:"))
    assert clause.startswith("the proxy refuses: 501")
    assert clause.endswith(f", by way of the proxy {url[7:]}")


def test_a_certificate_of_somebody_elses_is_one_clause() -> None:
    """As Python 3.11 and OpenSSL 3 word it where a log-in page answers for the Hub."""
    text = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)"
    clause = "its certificate is not trusted here: self-signed certificate"
    assert reason(httpx.ConnectError(text), "http://127.0.0.1") == clause


def test_a_proxy_that_is_gone_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = f"127.0.0.1:{closed_port()}"
    with environment(monkeypatch, A_HUB, {"ALL_PROXY": f"http://{gone}"}):
        assert why(A_HUB) == f"no connection: Connection refused, by way of the proxy {gone}"


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "socks5h://127.0.0.1:1080"])
def test_a_socks_proxy_without_its_package_is_one_clause(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with environment(monkeypatch, A_HUB, {"ALL_PROXY": proxy}):
        assert why(A_HUB) == "a SOCKS proxy is set, and the package socksio is not installed"


def test_a_proxy_of_an_unknown_kind_is_one_clause(monkeypatch: pytest.MonkeyPatch) -> None:
    with environment(monkeypatch, A_HUB, {"ALL_PROXY": "socks4://127.0.0.1:1080"}):
        assert "socks4" in why(A_HUB)


@pytest.mark.parametrize("proxy", ["http", "socks5", "socks4"])
def test_a_hub_on_this_machine_is_never_asked_through_a_proxy(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = Recorded(LOGIN_PAGE)
    with ExitStack() as stack:
        port = stack.enter_context(serving(recorded)).rpartition(":")[2]
        url = stack.enter_context(serving(real_hub))
        variables = {"ALL_PROXY": f"{proxy}://127.0.0.1:{port}", "HTTP_PROXY": f"{proxy}://127.0.0.1:{port}"}
        stack.enter_context(environment(monkeypatch, A_HUB, variables))
        before = dict(os.environ)
        Hub(url).check()
        Hub(url.replace("127.0.0.1", "localhost")).check()
        assert dict(os.environ) == before
    assert recorded.targets == []


def test_what_is_this_machine() -> None:
    for address in (
        "http://localhost:1",
        "http://127.0.0.1:8766",
        "http://127.1.2.3/s/x",
        "http://[::1]:80",
        "http://a.localhost",
    ):
        assert on_this_machine(address)
        assert proxy_for(address) is None
    for address in ("https://huggingface.co", "http://10.0.0.1", "http://localhost.example", "huggingface.co", ""):
        assert not on_this_machine(address)


@pytest.mark.parametrize("words", [STALE, UNAUTHORIZED])
def test_a_stale_token_is_told_as_that_and_not_as_a_wrong_id(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_stale")
    with serving(refusing_tokens(words)) as url:
        for asked in (
            Hub(url).check,
            lambda: Hub(url).model("Qwen/Qwen3-0.6B"),
            lambda: Hub(url).alone("Qwen/Qwen3-8B"),
        ):
            with pytest.raises(TokenRefused, match="HF_TOKEN") as caught:
                asked()
            assert "hf auth login" in caught.value.hint
            assert "hf_stale" not in f"{caught.value} {caught.value.hint} {caught.value.reason}"
        Hub(url, token=False).check()


def test_a_model_that_is_not_shown_to_a_good_token_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mirror that says 401 of a missing model to everybody: its listing tells that the token is good."""
    monkeypatch.setenv("HF_TOKEN", "hf_good")
    missing = always(401, f'{{"error": "{UNAUTHORIZED}"}}'.encode())
    asked = Recorded(lambda request: missing(request) if "/no/model" in request.target else real_hub(request))
    with serving(asked) as url:
        hub = Hub(url)
        assert hub.model("no/model") is None
        assert hub.model("no/model-either") is None
    assert asked.targets.count("/api/models?limit=1") == 1


@pytest.mark.parametrize("token", ["hf_\u00fcber", "hf_a\x00b"])
def test_a_token_that_cannot_be_one_is_refused_without_being_told(token: str) -> None:
    with serving(real_hub) as url, pytest.raises(TokenRefused) as caught:
        Hub(url, token, policy=RetryPolicy(tries=1)).check()
    assert token not in str(caught.value)
