"""An app that runs, and another load: pages show it without a restart, and whatever goes wrong leaves the old one."""

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ingest.load.load import load
from lineage.cli.command_table import COMMANDS
from lineage.errors import DamagedError
from lineage.graph import open_place
from lineage.home.home import Home
from lineage.home.work_lock import working
from lineage.place import Place, place
from tests.engines import Engine, empty
from tests.lineage.stores.families import FAMILY, SMALLER, resolution
from tests.waiting import LATEST, until
from web import Source, create_app
from web.app import app_of
from web.http.pinning import VERSION
from web.reload import GRACE, Reloader, start_reloading
from web.source import served

OTHER = ([*FAMILY[0], {"id": "b/other", "author": "b", "status": "listed"}], FAMILY[1])
"""FAMILY and one model more."""


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def where(engine: Engine, tmp_path: Path) -> Place:
    """A home whose graph is in each engine in turn."""
    where = engine.place(Home(tmp_path / "home"))
    publish(where, tmp_path / "family", FAMILY)
    return where


@pytest.fixture
def app(where: Place) -> Iterator[Flask]:
    app = create_app(Source.of(open_place(where)))
    yield app
    served(app).source.reader.close()


def publish(where: Place, folder: Path, family: Any) -> None:
    """Load a family, resolved in `folder`, where readers of the place see it."""
    with closing(where.writer()) as writer:
        load(resolution(folder, family), writer)


def models(client: FlaskClient) -> int:
    answer = client.get("/api/v1/graph").json
    assert answer is not None
    return int(answer["models"])


def test_a_server_of_nothing_says_what_to_do_and_follows_the_first_load(
    engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    where = engine.place(Home(tmp_path / "home"))
    app = app_of(where)
    client, reloader = app.test_client(), Reloader(app, where)
    assert not reloader.look()
    page = client.get("/")
    assert page.status_code == 503
    assert "Nothing is loaded yet" in page.text
    named = set(re.findall(r"qwen-lineage ([a-z]+)", page.text))
    assert named <= COMMANDS.keys()
    assert {"run", "update", "import", "resolve", "load"} <= named
    assert str(tmp_path) not in page.text
    assert client.get("/api/v1/graph").json["error"]["code"] == "nothing_yet"
    assert [client.get(path).status_code for path in ("/healthz", "/readyz", "/no/such")] == [200, 503, 404]
    asset = re.search(r'href="(/static/[^"]+\.css)"', page.text)
    assert asset
    assert client.get(asset[1]).status_code == 200
    publish(where, tmp_path / "family", FAMILY)
    assert reloader.look()
    assert models(client) == 4
    assert [client.get(path).status_code for path in ("/", "/readyz")] == [200, 200]
    assert not caplog.text.count("still serving")
    served(app).source.reader.close()


def test_what_a_worker_loads_first_is_served_when_it_has_frozen_it(tmp_path: Path) -> None:
    where = place(str(tmp_path / "home"))
    reloader = Reloader(app_of(where), where)
    with working(where.home, "update", freezes=True):
        publish(where, tmp_path / "family", FAMILY)
        assert not reloader.look()
        with closing(open_place(where)):
            assert reloader.look()


def test_nothing_new_changes_nothing(app: Flask, where: Place) -> None:
    reloader = Reloader(app, where)
    assert not reloader.look()
    assert models(app.test_client()) == 4


def test_another_load_is_served_without_a_restart(app: Flask, where: Place, tmp_path: Path) -> None:
    client = app.test_client()
    before = client.get("/api/v1/graph").headers["ETag"]
    reloader = Reloader(app, where)
    publish(where, tmp_path / "smaller", SMALLER)
    assert models(client) == 4
    assert reloader.look()
    assert models(client) == 2
    assert client.get("/api/v1/graph", headers={"If-None-Match": before}).status_code == 200
    assert not reloader.look()


def test_who_works_on_the_home_freezes_the_load_and_nobody_else(app: Flask, where: Place, tmp_path: Path) -> None:
    reloader = Reloader(app, where)
    with working(where.home, "update", freezes=True):
        publish(where, tmp_path / "smaller", SMALLER)
        assert not reloader.look()
        with closing(open_place(where)):
            assert reloader.look()
    assert models(app.test_client()) == 2


def test_what_a_worker_left_unfrozen_is_frozen_by_the_server(app: Flask, where: Place, tmp_path: Path) -> None:
    reloader = Reloader(app, where)
    with working(where.home, "update", freezes=True):
        publish(where, tmp_path / "smaller", SMALLER)
        assert not reloader.look()
    assert reloader.look()


def test_whoever_crawls_alone_is_not_waited_for(app: Flask, where: Place, tmp_path: Path) -> None:
    reloader = Reloader(app, where)
    with working(where.home, "crawl"):
        publish(where, tmp_path / "smaller", SMALLER)
        assert reloader.look()


def test_a_request_in_flight_keeps_what_it_began_with(app: Flask, where: Place, tmp_path: Path) -> None:
    from web.source import source  # noqa: PLC0415 - what a route sees

    reloader = Reloader(app, where)
    with app.test_request_context("/"):
        assert source().graph.size == 4
        publish(where, tmp_path / "smaller", SMALLER)
        assert reloader.look()
        assert source().graph.size == 4
    with app.test_request_context("/"):
        assert source().graph.size == 2


def test_a_statement_names_a_version_only_where_the_store_holds_its_load(
    app: Flask, where: Place, engine: Engine, tmp_path: Path
) -> None:
    """The embedded store's file is that of the pages; a server answers of the newest load at once."""
    client, asked = app.test_client(), "/api/v1/cypher?statement=MATCH+(m:Model)+RETURN+count(m)+AS+n"
    version = client.get(asked).headers[VERSION]
    publish(where, tmp_path / "smaller", SMALLER)
    unnamed, named = client.get(asked), client.get(asked, headers={VERSION: version})
    if engine.embedded:
        assert (unnamed.json["rows"], unnamed.headers[VERSION], named.status_code) == ([[4]], version, 200)
    else:
        assert (unnamed.json["rows"], named.status_code) == ([[2]], 412)
        assert not [name for name, _ in unnamed.headers if name.startswith("Lineage-")]


def test_readers_are_closed_when_no_request_can_need_them(app: Flask, where: Place, tmp_path: Path) -> None:
    clock, closed = Clock(), []
    reloader = Reloader(app, where, clock)
    reader = served(app).source.reader
    assert reader is not None
    close, reader.close = reader.close, lambda: closed.append(clock.now)
    publish(where, tmp_path / "smaller", SMALLER)
    assert reloader.look()
    clock.now = GRACE - 1
    reloader.look()
    assert closed == []
    clock.now = GRACE
    reloader.look()
    reloader.look()
    assert closed == [GRACE]
    close()


def statuses(client: FlaskClient, versions: list[str]) -> list[int]:
    return [client.get("/api/v1/graph", headers={VERSION: version}).status_code for version in versions]


def test_each_earlier_graph_is_answered_for_its_minute_to_whoever_names_it(
    app: Flask, where: Place, tmp_path: Path
) -> None:
    clock, client, versions = Clock(), app.test_client(), []
    reloader = Reloader(app, where, clock)
    for number, family in enumerate((SMALLER, OTHER)):
        versions.append(client.get("/api/v1/graph").headers[VERSION])
        publish(where, tmp_path / str(number), family)
        clock.now = 4.0 * number
        assert reloader.look()
    assert statuses(client, versions) == [200, 200]
    clock.now = GRACE
    reloader.look()
    assert statuses(client, versions) == [412, 200]
    clock.now = GRACE + 4
    reloader.look()
    assert statuses(client, versions) == [412, 412]


def test_of_many_loads_within_a_minute_the_last_are_kept(
    app: Flask, where: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.reload.MOST_EARLIER", 1)
    client, versions = app.test_client(), []
    reloader = Reloader(app, where, Clock())
    for number, family in enumerate((SMALLER, OTHER)):
        versions.append(client.get("/api/v1/graph").headers[VERSION])
        publish(where, tmp_path / str(number), family)
        assert reloader.look()
    reloader.look()
    assert statuses(client, versions) == [412, 200]


def test_a_damaged_graph_is_answered_to_nobody_who_names_it(app: Flask, where: Place, tmp_path: Path) -> None:
    client, version = app.test_client(), app.test_client().get("/api/v1/graph").headers[VERSION]
    reloader = Reloader(app, where)
    served(app).damage = DamagedError("a file is not as it was written")
    publish(where, tmp_path / "smaller", SMALLER)
    assert reloader.look()
    assert (statuses(client, [version]), models(client)) == ([412], 2)


def test_a_store_that_vanished_leaves_the_graph_and_is_told_once(
    app: Flask, where: Place, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    reloader = Reloader(app, where)
    shutil.rmtree(engine.folder) if engine.embedded else empty(engine.url, whatever=True)
    assert not reloader.look()
    assert not reloader.look()
    client = app.test_client()
    assert models(client) == 4
    assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 503]
    assert caplog.text.count("still serving the earlier graph") == 1


def test_it_looks_by_itself_until_it_is_stopped(app: Flask, where: Place, tmp_path: Path) -> None:
    publish(where, tmp_path / "smaller", SMALLER)
    stopped = threading.Event()
    thread = threading.Thread(target=Reloader(app, where).run, args=(stopped, 0.01), daemon=True)
    thread.start()
    until(lambda: models(app.test_client()) == 2)
    stopped.set()
    thread.join(LATEST)
    assert not thread.is_alive()


def test_reloading_is_ended_by_what_it_returns(app: Flask, where: Place) -> None:
    start_reloading(app, where)()
    until(lambda: not any(thread.name == "reloader" for thread in threading.enumerate()))
