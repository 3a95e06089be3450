"""Figures for Prometheus and lines of a log: what they hold, and who may read them."""

import json
import logging
import re
from ipaddress import ip_network

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lineage.frozen import FrozenGraph
from lineage.stores import Reader
from web import Source, create_app
from web.http.metrics import Latency
from web.options import WebOptions

SAMPLE = re.compile(r'([a-z_]+)(\{[a-z_]+="[^"\\]*"(?:,[a-z_]+="[^"\\]*")*\})? (\d\S*|\+Inf)')
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture
def fresh(graph: FrozenGraph, reader: Reader) -> FlaskClient:
    """An app that nobody asked anything yet."""
    return create_app(Source(graph, reader, reader.version)).test_client()


def figures(client: FlaskClient) -> dict[str, float]:
    """Every sample by its name and labels, as Prometheus reads them."""
    answer = client.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    found = [SAMPLE.fullmatch(line) for line in lines]
    assert all(found), lines
    assert answer.text.count("# TYPE") == answer.text.count("# HELP")
    return {f"{one[1]}{one[2] or ''}": float(one[3]) for one in found if one}


def test_requests_statements_and_refusals_are_counted(fresh: FlaskClient) -> None:
    fresh.get("/"), fresh.get("/"), fresh.get("/nothing"), fresh.get("/", headers={"Host": "evil.example"})
    fresh.get("/api/v1/map/stale/view")
    fresh.get("/api/v1/cypher?statement=RETURN+1+AS+one"), fresh.get("/api/v1/cypher?statement=DELETE")
    told = figures(fresh)
    assert told['lineage_requests_total{method="GET",route="/",status="200"}'] == 2
    assert told['lineage_requests_total{method="GET",route="none",status="404"}'] == 1
    assert told['lineage_request_seconds_count{route="/"}'] == 3
    assert told['lineage_request_seconds_bucket{route="/",le="+Inf"}'] == 3
    assert told['lineage_refusals_total{reason="host"}'] == 1
    assert told['lineage_statements_total{outcome="answered"}'] == 1
    assert told['lineage_statements_total{outcome="bad_statement"}'] == 1
    assert told["lineage_statements_running"] == 0
    assert told["lineage_models"] > 0


def test_methods_that_anybody_makes_up_are_one_count(fresh: FlaskClient) -> None:
    for method in ("PROPFIND", "X" * 200_000, "Y" * 200_000):
        assert fresh.open("/table", method=method).status_code == 405
    counts = {name: count for name, count in figures(fresh).items() if name.startswith("lineage_requests_total")}
    assert counts == {'lineage_requests_total{method="other",route="none",status="405"}': 3}


def test_a_histogram_adds_up() -> None:
    latency = Latency()
    for seconds in (0.001, 0.005, 0.006, 100.0):
        latency.add(seconds)
    samples = {labels.get("le", name): value for name, labels, value in latency.samples("x", {})}
    assert (samples["0.005"], samples["0.01"], samples["60.0"], samples["+Inf"], samples["x_count"]) == (2, 3, 3, 4, 4)


def test_figures_are_for_this_machine_and_whom_the_setting_names(app: Flask, graph: FrozenGraph) -> None:
    assert app.test_client().get("/metrics", environ_base=ELSEWHERE).status_code == 404
    assert app.test_client().get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404
    scraped = create_app(Source(graph, None), options=WebOptions(metrics=(ip_network("203.0.113.0/24"),)))
    assert scraped.test_client().get("/metrics", environ_base=ELSEWHERE).status_code == 200


def logged(graph: FrozenGraph, form: str, caplog: pytest.LogCaptureFixture) -> str:
    client = create_app(Source(graph, None), options=WebOptions(access_log=form)).test_client()
    with caplog.at_level(logging.INFO, "web.access"):
        client.get('/nothing?a="%0A\x1b', environ_base={**ELSEWHERE, "REQUEST_URI": '/nothing?a="\\\x1b\n'})
    return "".join(record.getMessage() for record in caplog.records if record.name == "web.access")


def test_a_line_of_the_log_is_one_line_whatever_is_asked_for(
    graph: FrozenGraph, caplog: pytest.LogCaptureFixture
) -> None:
    assert logged(graph, "off", caplog) == ""
    line = logged(graph, "common", caplog)
    assert re.fullmatch(
        r'203\.0\.113\.9 - - \[[^\]]+ \+0000\] "GET /nothing\?a=\\"[^"\n\x1b]* HTTP/1\.1" 404 \d+', line
    )
    caplog.clear()
    line = logged(graph, "json", caplog)
    assert "\n" not in line
    told = json.loads(line)
    assert (told["client"], told["status"], told["method"]) == ("203.0.113.9", 404, "GET")
