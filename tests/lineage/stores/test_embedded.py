"""What is particular to the embedded store: a load is swapped in whole, and its engine's traps are closed."""

from contextlib import closing
from pathlib import Path

import pytest

from ingest.load.load import load
from lineage import cypher, queries
from lineage.errors import BadStatement, StoreError
from lineage.schema import MODEL
from lineage.stores import Cancellation, open_reader, open_writer, statements
from tests.lineage.stores.families import FAMILY, SMALLER, resolution


@pytest.fixture
def store(tmp_path: Path) -> Path:
    load(resolution(tmp_path / "family", FAMILY), open_writer("embedded:", tmp_path / "store"))
    return tmp_path / "store"


def test_a_reader_keeps_its_graph_while_another_load_is_published(store: Path, tmp_path: Path) -> None:
    before = open_reader("embedded:", store)
    load(resolution(tmp_path / "smaller", SMALLER), open_writer("embedded:", store))
    assert queries.model(before, "a/merge") is not None
    after = open_reader("embedded:", store)
    assert queries.model(after, "a/merge") is None
    assert before.version != after.version


def test_a_load_that_is_not_published_changes_nothing(store: Path) -> None:
    before = sorted(p.name for p in store.iterdir())
    writer = open_writer("embedded:", store)
    writer.write(statements.put(MODEL), [{"id": "x/y", "status": "listed"}])
    writer.close()
    assert sorted(p.name for p in store.iterdir()) == before
    assert queries.model(open_reader("embedded:", store), "x/y") is None


def test_only_the_current_file_stays(store: Path, tmp_path: Path) -> None:
    load(resolution(tmp_path / "smaller", SMALLER), open_writer("embedded:", store))
    assert len(list(store.glob("*.kgl"))) == 1


def test_a_path_pattern_without_a_bound_is_refused_rather_than_cut(store: Path) -> None:
    with pytest.raises(BadStatement, match="10 hops"):
        open_reader("embedded:", store).run("MATCH (m:Model {id: 'Q/base'})<-[:DERIVED_FROM*]-(d) RETURN count(d) AS n")


def test_an_unknown_label_is_noted(store: Path) -> None:
    table = open_reader("embedded:", store).run("MATCH (m:Modell) RETURN m.id AS id")
    assert table.rows == []
    assert "Modell" in table.notes[0]


def test_a_broken_file_is_a_store_error(store: Path) -> None:
    for path in store.glob("*.kgl"):
        path.write_bytes(b"not a graph")
    with pytest.raises(StoreError, match="kgl"):
        open_reader("embedded:", store)


def test_a_missing_file_is_a_store_error(store: Path) -> None:
    for path in store.glob("*.kgl"):
        path.unlink()
    with pytest.raises(StoreError, match="kgl"):
        open_reader("embedded:", store)


def test_a_file_that_is_cut_off_is_a_store_error_at_the_first_statement(store: Path) -> None:
    for path in store.glob("*.kgl"):
        path.write_bytes(path.read_bytes()[:100])
    with closing(open_reader("embedded:", store)) as reader:
        for ask in (lambda: reader.run("RETURN 1 AS one"), lambda: cypher.execute(reader, "RETURN 1 AS one")):
            with pytest.raises(StoreError, match="kgl"):
                ask()


def test_the_engine_opens_the_file_once_and_when_a_statement_needs_it(store: Path) -> None:
    with closing(open_reader("embedded:", store)) as reader:
        assert (reader._opened, reader._sandbox._server) == (None, None)  # type: ignore[attr-defined]
        limits = cypher.limits()
        for _ in range(2):
            reader.run_untrusted("MATCH (m:Model) RETURN count(m) AS n", None, limits, Cancellation())
        assert reader._opened is None  # type: ignore[attr-defined]


def test_a_statement_is_answered_after_a_later_load_took_the_file_away(store: Path, tmp_path: Path) -> None:
    with closing(open_reader("embedded:", store)) as before:
        load(resolution(tmp_path / "smaller", SMALLER), open_writer("embedded:", store))
        assert len(list(store.glob("*.kgl"))) == 1
        count = "MATCH (m:Model) RETURN count(m) AS n"
        assert cypher.execute(before, count).table.rows == before.run(count).rows == [(4,)]


def test_a_folder_that_cannot_be_written_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    writer = open_writer(f"embedded:{tmp_path}/file", tmp_path)
    writer.write(statements.put(MODEL), [{"id": "x/y", "status": "listed"}])
    with pytest.raises(StoreError, match="file"):
        writer.save("one")
