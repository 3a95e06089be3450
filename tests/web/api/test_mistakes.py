"""Whose fault it is: no mistake of a visitor's is answered as ours, and no answer shows the server's inside."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask

from lineage.errors import ConcurrentLoadError, HomeBusy, LineageError, NotLoadedError, StatementsLinger, StoreError
from lineage.stores import Reader
from tests.web.api.mistakes import MISTAKES
from tests.web.visiting import serving
from web.http.errors import problem_of

INSIDE = re.compile(r"Traceback|File \"|/tmp/|/dev/fd|site-packages|bolt://|neo4j://|127\.0\.0\.1|panicked")
SHAPE = {"code", "message", "hint"}

Ask = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def ask(app: Flask) -> Iterator[Ask]:
    """Asks the app over HTTP, behind the server it really runs on."""
    with serving(app) as address, closing(HTTPConnection(urlsplit(address).netloc, timeout=60)) as connection:

        def asked(method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, str]:
            connection.request(method, f"/api/v1/cypher{path}", body, headers)
            response = connection.getresponse()
            return response.status, response.read().decode()

        yield asked


def _query(mistake: dict[str, str]) -> str:
    return "?" + urlencode(mistake, errors="surrogatepass")


def _check(status: int, text: str) -> None:
    """The answer is one of the API's, is no fault of ours, and tells nothing of the server."""
    assert status < 500, text[:500]
    assert not INSIDE.search(text), text[:500]
    answer = json.loads(text, parse_constant=pytest.fail)
    if status != 200:
        assert set(answer["error"]) == SHAPE
        assert answer["error"]["message"]


@pytest.mark.parametrize(
    "mistake", MISTAKES, ids=lambda mistake: repr(mistake)[:80].encode("ascii", "replace").decode()
)
def test_a_mistake_is_the_visitors_and_shows_nothing_of_the_server(ask: Ask, mistake: dict[str, str]) -> None:
    _check(*ask("GET", _query(mistake)))


@pytest.mark.parametrize(
    "statement",
    [
        "RETURN 1 / 0 AS x",
        "RETURN nonsense(1) AS x",
        "MATCH p = shortestPath((a:Model {id: 'x'})-[:DERIVED_FROM*..5]-(a)) RETURN p",
        "MATCH (m:Model)-[*5..1]->(n) RETURN n",
        "RETURN '\ud800' AS x",
    ],
)
def test_a_plan_of_a_mistake_is_no_fault_of_ours_either(ask: Ask, statement: str) -> None:
    _check(*ask("GET", "/plan" + _query({"statement": statement})))


@pytest.mark.parametrize("body", ["", "{", '{"statement": "RETURN 1"}', "statement=RETURN+1", "[" * 10_000])
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data"])
def test_a_body_that_nobody_asked_for_is_refused(ask: Ask, body: str, kind: str) -> None:
    status, text = ask("POST", "", body, **{"Content-Type": kind})
    assert 400 <= status < 500
    _check(status, text)


def test_a_date_that_python_cannot_hold_is_told_as_text(ask: Ask, reader: Reader) -> None:
    beyond = "date('9999-12-31') + duration('P1D')"
    status, text = ask("GET", _query({"statement": f"RETURN {beyond} AS x"}))
    assert (status, json.loads(text)["error"]["hint"]) == (400, "return toString() of it")
    status, text = ask("GET", _query({"statement": f"RETURN toString({beyond}) AS x"}))
    assert (status, json.loads(text)["rows"][0][0].lstrip("+")) == (200, "10000-01-01")


@pytest.mark.parametrize(
    "error",
    [
        StoreError("bolt://10.0.0.1:7687: refused", "is the server up?"),
        ConcurrentLoadError("bolt://10.0.0.1:7687: another load", "again"),
        NotLoadedError("/home/me/store holds no snapshot", "load"),
        HomeBusy("/home/me is busy", "wait"),
    ],
)
def test_what_is_wrong_with_the_server_is_not_told_to_visitors(app: Flask, error: LineageError) -> None:
    with app.test_request_context():
        problem = problem_of(error)
        assert "does not end" in problem_of(StatementsLinger("the server does not end statements")).message
    assert problem.code == error.code
    assert "/" not in problem.message
    assert "10.0.0.1" not in problem.message + problem.hint
