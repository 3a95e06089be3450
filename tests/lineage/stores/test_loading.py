"""Loads on both engines: written is what differs and no more, one at a time, and readers see whole graphs only."""

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import neo4j
import polars as pl
import pytest

from ingest.load.load import load
from lineage import queries, settings
from lineage.errors import NotLoadedError
from lineage.freezing.freeze import freeze
from lineage.home.home import Home
from lineage.schema import DERIVED_FROM, MODEL
from lineage.stores import Reader, Writer, open_reader, open_writer
from lineage.stores.neo4j.connection import connect
from lineage.stores.neo4j.pages import columns
from tests.ingest.killing import difference, graph
from tests.lineage.stores.families import FAMILY, GUESSES, SMALLER, resolution
from tests.neo4j_server import neo4j_server
from tests.waiting import LATEST

SIZES = (1500, 2100)
LOADS = 8
ORGANISATIONS = {model["author"] for model in FAMILY[0]}
COUNTS = """\
MATCH (m:Model)
WITH count(m) AS models, sum(m.downloads) AS downloads
MATCH (:Model)-[r:DERIVED_FROM]->(p:Model)
WITH models, downloads, count(r) AS edges, count(DISTINCT p) AS parents
MATCH (s:Snapshot)
RETURN models, downloads, edges, parents, count(s) AS snapshots"""
ODD_IDS = ["a/\uffee", "a/\U0001f984", "a/é", "a/e\u0301", "A/z", "a/Z", "a/ ", "a/\ue000", "a", "z/\u0000x"]


@dataclass(frozen=True)
class Store:
    url: str
    folder: Path

    def reader(self) -> Reader:
        return open_reader(self.url, self.folder, settings.password())

    def writer(self) -> Writer:
        return open_writer(self.url, self.folder, settings.password())

    def load(self, resolved: Path, force: bool = False) -> int:
        with closing(self.writer()) as writer:
            return load(resolved, writer, force=force)


@pytest.fixture(params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "embedded":
        yield Store("embedded:", tmp_path / "store")
    else:
        yield emptied(request.getfixturevalue("neo4j_url"), tmp_path)


@pytest.fixture
def server(neo4j_url: str, tmp_path: Path) -> Store:
    return emptied(neo4j_url, tmp_path)


def emptied(url: str, folder: Path) -> Store:
    with asked(url) as session:
        session.run("MATCH (n) DETACH DELETE n").consume()
    return Store(url, folder)


def asked(url: str) -> neo4j.Session:
    return connect(url, settings.password())[1].session()


def last_transaction(url: str) -> frozenset[str]:
    """The server's bookmark of the last transaction that changed anything, told without changing anything."""
    with asked(url) as session:
        session.run("RETURN 1 AS one").consume()
        return session.last_bookmarks().raw_values


def state(number: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """One of two graphs in which every number differs: that of models, of downloads of each, of parents of each."""
    ids = [f"m/{i:05}" for i in range(SIZES[number])]
    models = [{"id": id, "author": "m", "status": "listed", "downloads": number + 1} for id in ids]
    step = number + 1
    pairs = [(id, ids[i // (10 * step)]) for i, id in enumerate(ids) if i >= step]
    return models, [
        {"child": c, "parent": p, "relation": "finetune", "evidence": ["hub"], "raw": f"{p} {number}"} for c, p in pairs
    ]


def numbers(number: int) -> tuple[int, ...]:
    models, edges = state(number)
    return len(models), sum(m["downloads"] for m in models), len(edges), len({e["parent"] for e in edges}), 1


def test_what_was_resolved_before_a_property_was_known_is_loaded_without_it(store: Store, tmp_path: Path) -> None:
    resolved = resolution(tmp_path / "one", FAMILY)
    models = resolved / "models.parquet"
    pl.read_parquet(models).drop("license_name", "license_link").write_parquet(models)
    assert store.load(resolved) > 0
    with closing(store.reader()) as reader:
        child = queries.model(reader, "a/child")
        assert child is not None
        assert (child.license, child.license_name, child.license_link) == ("mit", None, None)
        graph = freeze(reader, Home(tmp_path))
        assert graph.models.summary(graph.ids.number("a/child")).license == "mit"
    assert store.load(resolved) == 0


def test_the_same_snapshot_again_writes_nothing(store: Store, tmp_path: Path) -> None:
    resolved = resolution(tmp_path / "family", FAMILY, GUESSES)
    assert store.load(resolved) == len(FAMILY[0]) + len(ORGANISATIONS) + len(FAMILY[1]) + len(GUESSES)
    version = store.reader().version
    files = [(p, p.stat().st_mtime_ns) for p in sorted(tmp_path.rglob("*"))]
    assert store.load(resolved) == 0
    assert store.reader().version == version
    assert [(p, p.stat().st_mtime_ns) for p in sorted(tmp_path.rglob("*"))] == files


@pytest.mark.neo4j
def test_a_server_commits_nothing_for_the_same_snapshot(server: Store, tmp_path: Path) -> None:
    resolved = resolution(tmp_path / "family", FAMILY, GUESSES)
    server.load(resolved)
    before = last_transaction(server.url)
    assert server.load(resolved) == 0
    assert server.load(resolved, force=True) == 0
    assert last_transaction(server.url) == before
    server.load(resolution(tmp_path / "smaller", SMALLER))
    assert last_transaction(server.url) != before


@pytest.mark.neo4j
def test_a_server_is_sent_what_differs(server: Store, tmp_path: Path) -> None:
    server.load(resolution(tmp_path / "family", FAMILY, GUESSES))
    changed, gone_edges, gone_guesses, gone_models = 1, 4, 2, 2
    changed_organisations, gone_organisations = 2, 1  # two have fewer models
    written = server.load(resolution(tmp_path / "smaller", SMALLER, []))
    changes = changed + changed_organisations
    assert written == changes + gone_edges + gone_guesses + gone_models + gone_organisations


def test_force_repairs_what_somebody_changed(store: Store, tmp_path: Path) -> None:
    resolved = resolution(tmp_path / "family", FAMILY, GUESSES)
    store.load(resolved)
    whole = graph(store.reader())
    if store.url == "embedded:":
        next(store.folder.glob("*.kgl")).write_bytes(b"broken")
    else:
        with asked(store.url) as session:
            session.run("MATCH (m:Model {id: 'Q/base'}) DETACH DELETE m").consume()
            session.run("MATCH (m:Model {id: 'a/child'}) SET m.license = 'x' CREATE (:Model {id: 'n/new'})").consume()
    assert store.load(resolved) == 0
    assert store.load(resolved, force=True) > 0
    assert not difference(graph(store.reader()), whole)


def test_readers_see_whole_graphs_only(store: Store, tmp_path: Path) -> None:
    states = [resolution(tmp_path / str(number), state(number)) for number in (0, 1)]
    known = {numbers(0), numbers(1)}
    store.load(states[0])
    over, seen, failures = threading.Event(), [], []

    def hammer() -> None:
        try:
            while not over.is_set():
                with closing(store.reader()) as reader:
                    for _ in range(5):
                        seen.append(reader.run(COUNTS).rows[0])
        except Exception as error:
            failures.append(error)

    def freezing() -> None:
        try:
            while not over.is_set():
                with closing(store.reader()) as reader:
                    frozen = freeze(reader, Home(tmp_path / "frozen"))
                seen.append((frozen.size, int(frozen.models.column("downloads").values.sum())))  # type: ignore[attr-defined]
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for work in (hammer, hammer, freezing)]
    for thread in threads:
        thread.start()
    versions = {store.reader().version}
    for number in range(1, LOADS + 1):
        store.load(states[number % 2])
        versions.add(store.reader().version)
    over.set()
    for thread in threads:
        thread.join()
    assert not failures
    assert {found for found in seen if len(found) == 5} <= known
    assert {found for found in seen if len(found) == 2} <= {found[:2] for found in known}
    assert len({found[:2] for found in seen}) == 2, "both were seen"
    assert len(versions) == LOADS + 1


@pytest.mark.neo4j
def test_nothing_is_seen_of_a_load_in_parts(server: Store, tmp_path: Path) -> None:
    """As a first load, and one of more than the server's memory for a transaction, are written."""
    first, second = (resolution(tmp_path / str(number), state(number)) for number in (0, 1))
    server.load(first)
    reader = server.reader()
    with asked(server.url) as session:  # as a load in parts that was killed leaves it
        session.run("MATCH (s:Snapshot) DELETE s").consume()
        session.run("MATCH (m:Model) WHERE m.id ENDS WITH '7' DETACH DELETE m").consume()
    seen = []

    def watched(count: int) -> None:
        for ask in (lambda: reader.run("RETURN 1 AS one"), lambda: reader.version, lambda: graph(reader)):
            with pytest.raises(NotLoadedError, match="no snapshot"):
                ask()
        seen.append(count)

    with closing(server.writer()) as writer:
        load(second, writer, watched)
    assert len(seen) > 1
    assert reader.run(COUNTS).rows == [numbers(1)]


@pytest.mark.neo4j
@pytest.mark.usefixtures("neo4j_url")  # skips at home where no server can be had
def test_a_load_of_more_than_a_transaction_may_take_goes_in_parts(tmp_path: Path, monkeypatch: Any) -> None:
    small, large = (resolution(tmp_path / name, state(number)) for number, name in enumerate(("small", "large")))
    with neo4j_server(transaction="14m") as (url, password):
        monkeypatch.setenv(settings.PASSWORD.variable, password)
        server = Store(url, tmp_path)
        server.load(small)
        with closing(server.writer()) as writer:
            load(large, writer)
            assert writer.in_parts  # type: ignore[attr-defined]
        with closing(server.reader()) as reader:
            assert reader.run(COUNTS).rows == [numbers(1)]


@pytest.mark.neo4j
def test_a_killed_loads_mark_hinders_nobody(server: Store, tmp_path: Path) -> None:
    server.load(resolution(tmp_path / "one", state(0)))
    with asked(server.url) as session:
        session.run("CREATE (:Publishing {id: 'of a process that is no more'})").consume()
    assert server.reader().run(COUNTS).rows == [numbers(0)]
    server.load(resolution(tmp_path / "two", state(1)))
    with asked(server.url) as session:
        assert session.run("MATCH (p:Publishing) RETURN count(p) AS n").single()["n"] == 0


@pytest.mark.neo4j
def test_a_living_loads_mark_makes_readers_wait(server: Store, tmp_path: Path) -> None:
    server.load(resolution(tmp_path / "one", state(0)))
    with asked(server.url) as session, asked(server.url) as other:
        alive = session.begin_transaction(metadata={"load": "living"})
        alive.run("RETURN 1 AS one").consume()
        other.run("CREATE (:Publishing {id: 'living'})").consume()
        answers: list[Any] = []
        waiting = threading.Thread(target=lambda: answers.append(server.reader().run(COUNTS).rows))
        waiting.start()
        waiting.join(0.5)
        assert answers == []
        alive.rollback()
        waiting.join(LATEST)
    assert answers == [[numbers(0)]]


@pytest.mark.neo4j
def test_one_load_at_a_time(server: Store, tmp_path: Path) -> None:
    one, other = (resolution(tmp_path / str(number), state(number)) for number in (0, 1))
    server.load(one)
    done: list[int] = []
    with closing(server.writer()) as first:
        list(first.held(MODEL))
        second = threading.Thread(target=lambda: done.append(server.load(other)))
        second.start()
        second.join(1)
        assert done == []
    second.join(LATEST)
    assert len(done) == 1
    assert server.reader().run(COUNTS).rows == [numbers(1)]


@pytest.mark.neo4j
def test_pages_lose_and_repeat_nothing(server: Store, tmp_path: Path) -> None:
    models = [{"id": id, "status": "listed", "tags": [id, "é"]} for id in ODD_IDS]
    edges = [
        {"child": c, "parent": p, "relation": "merge", "evidence": ["hub"], "raw": p}
        for c in ODD_IDS
        for p in ODD_IDS[:4]
    ]
    server.load(resolution(tmp_path / "odd", (models, edges)))
    shown, driver = connect(server.url, settings.password())
    for size in (1, 3, len(ODD_IDS), 100):
        found = [id for batch in columns(driver, shown, MODEL, ("id",), size=size) for id in batch["id"]]
        assert sorted(found) == sorted(ODD_IDS)
        pairs = [
            pair
            for batch in columns(driver, shown, DERIVED_FROM, size=size)
            for pair in zip(batch["child"], batch["parent"], strict=True)
        ]
        assert sorted(pairs) == sorted((e["child"], e["parent"]) for e in edges)
    driver.close()
    model = queries.model(server.reader(), ODD_IDS[1])
    assert model is not None
    assert model.tags == (ODD_IDS[1], "é")
