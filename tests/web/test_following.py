"""An app that runs, and another load: pages show it without a restart, and whatever goes wrong leaves the old one."""

import shutil
import threading
import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ingest.load import load
from lineage.explore import open_place
from lineage.options import Place, place
from tests.lineage.stores.families import FAMILY, SMALLER, resolution
from web import Source, create_app
from web.following import GRACE, Follower, follow


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def where(tmp_path: Path) -> Place:
    where = place(home=str(tmp_path / "home"))
    load(resolution(tmp_path / "family", FAMILY), where.writer())
    return where


@pytest.fixture
def app(where: Place) -> Flask:
    return create_app(Source.of(open_place(where)))


def models(client: FlaskClient) -> int:
    answer = client.get("/api/v1/graph").json
    assert answer is not None
    return int(answer["models"])


def test_nothing_new_changes_nothing(app: Flask, where: Place) -> None:
    follower = Follower(app, where)
    assert not follower.look()
    assert models(app.test_client()) == 4


def test_another_load_is_served_without_a_restart(app: Flask, where: Place, tmp_path: Path) -> None:
    client = app.test_client()
    before = client.get("/api/v1/graph").headers["ETag"]
    follower = Follower(app, where)
    load(resolution(tmp_path / "smaller", SMALLER), where.writer())
    assert models(client) == 4
    assert follower.look()
    assert models(client) == 2
    assert client.get("/api/v1/graph", headers={"If-None-Match": before}).status_code == 200
    assert not follower.look()


def test_a_request_in_flight_keeps_what_it_began_with(app: Flask, where: Place, tmp_path: Path) -> None:
    from web.source import source  # noqa: PLC0415 - what a route sees

    follower = Follower(app, where)
    with app.test_request_context("/"):
        assert source().graph.size == 4
        load(resolution(tmp_path / "smaller", SMALLER), where.writer())
        assert follower.look()
        assert source().graph.size == 4
    with app.test_request_context("/"):
        assert source().graph.size == 2


def test_readers_are_closed_when_no_request_can_need_them(app: Flask, where: Place, tmp_path: Path) -> None:
    clock, closed = Clock(), []
    follower = Follower(app, where, clock)
    reader = app.extensions["qwen-lineage"].source.reader
    close, reader.close = reader.close, lambda: closed.append(clock.now)
    load(resolution(tmp_path / "smaller", SMALLER), where.writer())
    assert follower.look()
    clock.now = GRACE - 1
    follower.look()
    assert closed == []
    clock.now = GRACE
    follower.look()
    follower.look()
    assert closed == [GRACE]
    close()


def test_a_store_that_vanished_leaves_the_graph_and_is_told_once(
    app: Flask, where: Place, caplog: pytest.LogCaptureFixture
) -> None:
    follower = Follower(app, where)
    shutil.rmtree(where.home.store)
    assert not follower.look()
    assert not follower.look()
    assert models(app.test_client()) == 4
    assert caplog.text.count("still serving the earlier graph") == 1


def test_it_looks_by_itself_until_it_is_stopped(app: Flask, where: Place, tmp_path: Path) -> None:
    load(resolution(tmp_path / "smaller", SMALLER), where.writer())
    stopped = threading.Event()
    thread = threading.Thread(target=Follower(app, where).run, args=(stopped, 0.01), daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while models(app.test_client()) != 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    stopped.set()
    thread.join(10)
    assert models(app.test_client()) == 2
    assert not thread.is_alive()


def test_following_is_ended_by_what_it_returns(app: Flask, where: Place) -> None:
    follow(app, where)()
    deadline = time.monotonic() + 30
    while any(t.name == "follower" for t in threading.enumerate()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(thread.name == "follower" for thread in threading.enumerate())
