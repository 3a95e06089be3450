"""What every response keeps to: security headers, caching, compression, and what happens on a surprise."""

import gzip
import logging
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lineage.frozen import FrozenGraph
from tests.web import family
from tests.web.family import BASE
from web import Source, create_app
from web.http.assets import Assets

ANY = ["/", f"/models/{BASE}", "/api/v1/graph", "/nothing", "/api/v1/nothing"]


@pytest.mark.parametrize("path", ANY)
def test_every_response_forbids_foreign_and_inline_code(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"].split("; ")
    for rule in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"):
        assert rule in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"]


@pytest.mark.parametrize("path", ["/table", "/api/v1/descendants/" + BASE])
def test_text_is_gzipped_for_clients_that_accept_it_and_only_for_them(client: FlaskClient, path: str) -> None:
    plain = client.get(path)
    zipped = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data) == plain.data
    assert int(zipped.headers["Content-Length"]) == len(zipped.data) < len(plain.data) / 2
    assert "Accept-Encoding" in zipped.headers["Vary"]
    assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": "gzip;q=0"}).headers


def test_short_answers_are_not_gzipped(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/api/v1/search?q=", headers={"Accept-Encoding": "gzip"}).headers


@pytest.mark.parametrize("path", ["/", "/api/v1/graph", f"/models/{BASE}"])
def test_an_unchanged_answer_is_304_without_a_body(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(path, headers={"If-None-Match": 'W/"older"'}).status_code == 200


def test_errors_are_not_cached(client: FlaskClient) -> None:
    response = client.get("/api/v1/models/no/such")
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


def test_assets_are_cached_for_ever_under_the_digest_of_what_they_are(client: FlaskClient, app: Flask) -> None:
    url = next(part for part in client.get("/").text.split('"') if part.endswith("css/base.css"))
    response = client.get(url)
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.mimetype == "text/css"
    older = client.get("/static/000000000000/css/base.css")
    assert older.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["../app.py", "js/../../app.py", "jsconfig.json", "none.css", "", "%2e%2e/app.py"])
def test_nothing_but_assets_is_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/000000000000/{name}").status_code == 404


def test_a_changed_asset_or_rule_changes_the_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages say what `lineage` tells: after an upgrade of that alone nobody keeps the old ones."""
    folder, rules = tmp_path / "web" / "static", tmp_path / "lineage" / "rules.py"
    for made in (folder, rules.parent):
        made.mkdir(parents=True)
    monkeypatch.setattr("web.http.assets.LINEAGE", rules.parent)
    digests = []
    for path, text in ((folder / "a.css", "a{}"), (folder / "a.css", "b{}"), (rules, "A = 1"), (rules, "A = 2")):
        path.write_text(text, encoding="utf-8")
        digests.append(Assets.read(folder).digest)
    assert len(set(digests)) == len(digests)


def test_a_surprise_tells_the_visitor_nothing_and_the_log_everything(
    graph: FrozenGraph, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> str:
        raise RuntimeError("the inner secret")

    app = create_app(Source(graph, None))
    app.add_url_rule("/api/v1/surprise", view_func=fail)
    with caplog.at_level(logging.ERROR):
        response = app.test_client().get("/api/v1/surprise")
    assert response.status_code == 500
    assert response.json["error"]["code"] == "internal"
    assert "secret" not in response.text
    assert "RuntimeError: the inner secret" in caplog.text


def test_without_a_store_pages_show_what_the_frozen_graph_holds(graph: FrozenGraph) -> None:
    client = create_app(Source(graph, None)).test_client()
    assert client.get(f"/models/{family.EVIL}").status_code == 200
