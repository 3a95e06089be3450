"""What is particular to the embedded store: a load is swapped in whole, and its engine's traps are closed."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import kglite
import pytest

from ingest.load.load import load
from lineage import cypher, queries
from lineage.errors import BadStatement, StoreError
from lineage.schema import DERIVED_FROM, INFERRED_FROM, MODEL, EdgeSchema, NodeSchema
from lineage.stores import Cancellation, Reader, open_reader, open_writer, statements
from lineage.stores.embedded import rows
from lineage.stores.embedded.files import SUMS, beside
from lineage.stores.embedded.moments import moment
from lineage.stores.embedded.reader import EmbeddedReader
from lineage.stores.embedded.writer import EmbeddedWriter
from tests.lineage.stores.families import FACTS, FAMILY, SMALLER, resolution


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
    assert isinstance(writer, EmbeddedWriter)
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


def test_an_engine_that_is_killed_leaves_nothing_behind(store: Path, temporary: Path) -> None:
    """Columns of 256 KB or more are mapped from files of their own."""
    graph, (file,) = kglite.KnowledgeGraph(), store.glob("*.kgl")
    graph.cypher("UNWIND range(1, 40000) AS i CREATE (:Model {id: toString(i), downloads: i})")
    graph.save(str(file))
    beside(file, SUMS).unlink()  # those of what it held before
    with closing(open_reader("embedded:", store)) as reader:
        total = "MATCH (m:Model) RETURN sum(m.downloads) AS n"
        assert cypher.execute(reader, total).table.rows == [(800_020_000,)]
        assert mapped(reader._sandbox._server._process.pid)  # type: ignore[attr-defined]
        reader._sandbox._server._process.kill()  # type: ignore[attr-defined]
        assert not list(temporary.iterdir())


def mapped(pid: int) -> bool:
    """Whether a process has files of the engine's mapped."""
    return "kglite_" in Path(f"/proc/{pid}/maps").read_text()


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary folder of all processes that are started."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def test_a_statement_is_answered_after_a_later_load_took_the_file_away(store: Path, tmp_path: Path) -> None:
    with closing(open_reader("embedded:", store)) as before:
        load(resolution(tmp_path / "smaller", SMALLER), open_writer("embedded:", store))
        assert len(list(store.glob("*.kgl"))) == 1
        count = "MATCH (m:Model) RETURN count(m) AS n"
        assert cypher.execute(before, count).table.rows == before.run(count).rows == [(4,)]


def test_a_folder_that_cannot_be_written_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    writer = open_writer(f"embedded:{tmp_path}/file", tmp_path)
    assert isinstance(writer, EmbeddedWriter)
    writer.write(statements.put(MODEL), [{"id": "x/y", "status": "listed"}])
    with pytest.raises(StoreError, match="file"):
        writer.save("one")


def test_the_rows_beside_the_engine_tell_what_its_statements_tell(tmp_path: Path) -> None:
    """Several blocks of models, a model with parents and a parent with guesses across the borders of blocks."""
    ids = [f"{owner}/{i:03}" for owner in ("Z", "a", "é") for i in range(150)]
    now = datetime(2026, 11, 28, 1, 2, 3, 4000, tzinfo=UTC)
    models = [{"id": id, "status": "listed", "tags": [id, ""], "first_seen": now, "likes": len(id)} for id in ids]
    edges = [{"child": "a/007", "parent": id, "relation": "merge", "evidence": ["hub"], "raw": id} for id in ids[:300]]
    edges += [{"child": id, "parent": "Z/001", "relation": "unknown", "evidence": [], "raw": ""} for id in ids[200:]]
    guess = {"relation": "quantized", "evidence": ["inferred"], "rule": "mirror", "raw": "mirror: x"}
    guesses = [{"child": id, "parent": parent, **guess} for id in ids for parent in ("Z/000", "é/149")]
    for table in (edges, guesses):
        table.sort(key=lambda edge: (edge["child"], edge["parent"]))
    load(resolution(tmp_path / "wide", (models, edges), guesses), open_writer("embedded:", tmp_path / "store"))
    with closing(open_reader("embedded:", tmp_path / "store")) as kept, closing(Bare(tmp_path / "store")) as bare:
        assert kept.rows is not None
        asked = ("Z/000", "Z/127", "Z/128", "a/007", "a/149", "é/149", "nobody/nothing", "", "zzz")
        for one in (
            queries.facts,
            queries.quality,
            *(partial(queries.model, id=id) for id in asked),
            *(partial(queries.parents, id=id) for id in asked),
            *(partial(queries.inferred_parents, id=id) for id in asked),
            *(partial(queries.inferred_children, id=id, skip=7, limit=200) for id in asked),
            *(partial(_everything, schema=schema) for schema in (MODEL, DERIVED_FROM, INFERRED_FROM)),
        ):
            assert one(kept) == one(bare)
        assert kept._opened is None  # type: ignore[attr-defined]


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_a_reading_that_is_left_midway_ends_in_silence_though_its_store_is_closed(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "TOGETHER", 1)
    reader = open_reader("embedded:", store)
    reading = reader.columns(MODEL, ["id"])
    assert next(reading)
    reader.close()
    del reading


def test_tables_that_are_not_sorted_are_kept_in_the_engine_alone(tmp_path: Path) -> None:
    backwards = (list(reversed(FAMILY[0])), FAMILY[1])
    load(resolution(tmp_path / "backwards", backwards), open_writer("embedded:", tmp_path / "store"))
    with closing(open_reader("embedded:", tmp_path / "store")) as reader:
        assert reader.rows is None
        assert queries.model(reader, "a/merge") is not None
        assert queries.facts(reader) == FACTS


def test_a_broken_file_of_rows_is_a_store_error(store: Path) -> None:
    for path in store.glob("*.rows"):
        path.write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError, match="rows"):
        open_reader("embedded:", store)


def test_a_damaged_block_of_rows_is_a_store_error(store: Path) -> None:
    for path in store.glob("*.rows"):
        with closing(sqlite3.connect(path, isolation_level=None)) as file:
            file.execute("UPDATE blocks SET columns = CAST(substr(columns, 1, 20) || X'A55AFF' AS BLOB)")
    with pytest.raises(StoreError, match="rows: damaged"):
        open_reader("embedded:", store)
    for path in store.glob("*.sums"):  # which an earlier version did not keep
        path.unlink()
    with closing(open_reader("embedded:", store)) as reader, pytest.raises(StoreError, match="rows"):
        queries.model(reader, "a/merge")


class Bare(EmbeddedReader):
    """A reader of a store that an earlier version loaded, which kept no rows beside the engine."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.rows = None


def _everything(reader: Reader, schema: NodeSchema | EdgeSchema) -> list[tuple[Any, ...]]:
    rows = [row for batch in reader.columns(schema) for row in _rows(batch)]
    return sorted(tuple(map(str, row.items())) for row in rows)


ODD_TEXTS = [
    "",
    None,
    '"',
    '""',
    "a,b",
    "a\nb",
    "\r\n",
    " a ",
    "null",
    "\ufeff",
    "\x00",
    "a\\",
    "1e5",
    "=",
    "\x1f",
    "'",
    "é",
    "\u2028",
]
ODD_LISTS = [[], None, [""], ["", ""], ["a", ""], ["", "a"], ["\x1f"], ["\x1e", "a\x1fb"], ["a,b", 'c"d', "e\nf"]]


def test_whatever_a_table_holds_is_loaded_as_it_is(tmp_path: Path) -> None:
    texts = [{"id": f"t/{i}", "status": "listed", "license_name": text} for i, text in enumerate(ODD_TEXTS)]
    lists = [{"id": f"l/{i}", "status": "listed", "tags": tags} for i, tags in enumerate(ODD_LISTS)]
    moments = [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)]
    dates = [{"id": f"d/{i}", "status": "listed", "created_at": moment} for i, moment in enumerate(moments)]
    numbers = [{"id": f"n/{n}", "status": "listed", "downloads": n} for n in (0, -1, 2**53 + 1, 2**63 - 1, -(2**63))]
    given: list[dict[str, Any]] = [*texts, *lists, *dates, *numbers]
    odd = tmp_path / "it's a folder, é %20"
    load(resolution(tmp_path / "odd", (given, [])), open_writer("embedded:", odd))
    with closing(open_reader("embedded:", odd)) as reader:
        names = ("license_name", "tags", "created_at", "downloads")
        found = {row["id"]: row for batch in queries.all_models(reader, ("id", *names)) for row in _rows(batch)}
        for row in found.values():
            row["created_at"] = None if row["created_at"] is None else moment(row["created_at"])
        assert {id: {name: row[name] for name in names} for id, row in found.items()} == {
            row["id"]: {name: row.get(name) for name in names} for row in given
        }
        with_all = "MATCH (m:Model {id: $id}) RETURN properties(m) AS p"
        (properties,) = reader.run(with_all, {"id": "l/0"}).rows[0]
        assert {name: value for name, value in properties.items() if name not in ("title", "type")} == {
            "id": "l/0",
            "status": "listed",
            "tags": [],
        }


def test_what_a_killed_load_left_is_removed_by_the_next(store: Path, tmp_path: Path) -> None:
    (store / ".loading-left").write_text("id")
    (store / "other.kgl.part").write_text("half")
    load(resolution(tmp_path / "smaller", SMALLER), open_writer("embedded:", store))
    assert sorted(path.suffix for path in store.iterdir()) == ["", ".kgl", ".rows", ".sums"]


def test_what_killed_loads_left_is_gone_before_the_next_takes_room(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = [store / ".loading-left", store / "other.kgl", store / "other.kgl.rows"]
    for path in left:
        path.write_text("half")
    found: list[bool] = []
    save = EmbeddedWriter.save

    def looking(writer: EmbeddedWriter, *values: Any, **named: Any) -> None:
        found.extend(path.exists() for path in left)
        save(writer, *values, **named)

    monkeypatch.setattr(EmbeddedWriter, "save", looking)
    load(resolution(tmp_path / "smaller", SMALLER), open_writer("embedded:", store))
    assert found == [False] * 3


def _rows(batch: dict[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(batch, values, strict=True)) for values in zip(*batch.values(), strict=True)]
