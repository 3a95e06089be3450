"""A graph whose edges' properties we write answers as one whose properties the engine wrote, and opens mapped."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import kglite
import polars as pl
import pytest

from lineage import cypher
from lineage.errors import StoreError
from lineage.schema import DERIVED_FROM, EDGES, INFERRED_FROM, MODEL, ORGANISATION, EdgeSchema, NodeSchema
from lineage.stores import Reader, open_reader
from lineage.stores.embedded import edge_properties
from lineage.stores.embedded.edge_properties import VALUES
from lineage.stores.embedded.files import SUMS, beside
from lineage.stores.embedded.writer import EmbeddedWriter
from lineage.stores.port import Change
from tests.lineage.stores.families import FACTS, POLARS
from tests.lineage.stores.test_packing import STATEMENTS as PACKED

NODES = 65_536  # of so many the engine saves arrays
MOMENTS = (
    datetime(2025, 3, 4, 5, 6, 7, 8000, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, 999000, tzinfo=UTC),
    datetime(1900, 1, 1, tzinfo=UTC),
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(2262, 4, 11, 1, 2, 3, tzinfo=UTC),
)
RAWS = ("Q/base", "", "é" * 100, "x" * 20_000, 'a"b,\r\nc', None, "=x", "\\N")
SOURCES: tuple[list[str] | None, ...] = (["hub", "card"], ["card"], None, [], [""], ["hub", "tag"])
RELATIONS = ("finetune", "merge", "adapter")
PRECISIONS = (0, -1, 63, 64, -65, 88, 10**15, None)
MODELS = 40
STATEMENTS = (
    "MATCH (c)-[r]->(p) RETURN type(r) AS type, c.id AS child, p.id AS parent, properties(r) AS properties",
    "MATCH (c)-[r]->(p) UNWIND keys(r) AS key RETURN c.id AS child, p.id AS parent, key, r[key] AS value",
    "MATCH (:Model)-[r:DERIVED_FROM]->(:Model) RETURN r",
    "MATCH (c)-[r:DERIVED_FROM {relation: 'merge'}]->(p) RETURN c.id AS child, p.id AS parent, r.raw AS raw",
    "MATCH (c)-[r:DERIVED_FROM {raw: ''}]->(p) RETURN c.id AS child, r.evidence AS evidence",
    "MATCH (c)-[:DERIVED_FROM*1..3 {relation: 'adapter'}]->(p) RETURN c.id AS child, p.id AS parent",
    "MATCH (c)-[r:DERIVED_FROM {first_seen: datetime('1969-12-31T23:59:59.999Z')}]->() RETURN c.id AS child",
    "MATCH (c)-[r:DERIVED_FROM]->() WHERE r.first_seen < datetime('1970-01-01T00:00:00Z') RETURN c.id AS child",
    "MATCH (c)-[r]->() WHERE r.relation_inferred IS NOT NULL OR r.precision < 0 RETURN c.id AS child, r.rule AS rule",
    "MATCH ()-[r]->() RETURN r.relation AS relation, r.evidence AS evidence, count(*) AS n, max(r.last_seen) AS seen",
    "MATCH ()-[r]->() RETURN sum(r.precision) AS sum, count(r.raw) AS raws, count(r) AS n",
    *(f"MATCH (m:Model) {rest}" for rest, parameters in PACKED.items() if "-[" in rest and not parameters),
)


class Graph(NamedTuple):
    changes: Sequence[Change]
    later: Sequence[Change]


@pytest.fixture(scope="module")
def graph() -> Graph:
    ids = [f"m/{i:02}" for i in range(MODELS)]
    models = [{"id": id, "status": "listed", "tags": ["x", "y"]} for id in ids]
    derived = [_derived(i, ids[i], ids[i - step]) for i in range(MODELS) for step in (1, 3) if i >= step]
    guessed = [_guessed(i, ids[i], ids[i + 2]) for i in range(len(PRECISIONS))]
    half = len(derived) // 2
    return Graph(
        [
            _change(MODEL, models),
            _change(ORGANISATION, [{"id": f"{i:06}"} for i in range(NODES)]),
            _change(DERIVED_FROM, derived[:half], derived[half:]),
            _change(INFERRED_FROM, guessed),
        ],
        [
            _change(DERIVED_FROM, derived[:3], gone=True),
            _change(DERIVED_FROM, [edge | {"relation": "quantized", "raw": None} for edge in derived[-3:]]),
            _change(INFERRED_FROM, [_guessed(1, "m/30", "m/00")]),
        ],
    )


@pytest.fixture(scope="module")
def stores(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two of the same graph: what the engine wrote, and what we did."""
    folder = tmp_path_factory.mktemp("edges")
    _publish(graph.changes, folder / "theirs")
    with _ours():
        _publish(graph.changes, folder / "ours")
    return folder


@pytest.fixture(scope="module")
def readers(stores: Path) -> Iterator[tuple[Reader, Reader]]:
    yield from _opened(stores)


@pytest.fixture(scope="module")
def updated(graph: Graph, stores: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Reader, Reader]]:
    """As `readers`, with changes behind."""
    folder = shutil.copytree(stores, tmp_path_factory.mktemp("updated"), dirs_exist_ok=True)
    _update(graph, folder / "theirs")
    with _ours():
        _update(graph, folder / "ours")
    yield from _opened(folder)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_answers_alike(readers: tuple[Reader, Reader], statement: str) -> None:
    _compare(readers, statement)


@pytest.mark.parametrize("statement", STATEMENTS[:3])
def test_changes_behind_are_seen_alike(updated: tuple[Reader, Reader], statement: str) -> None:
    assert all(list(Path(reader.url.removeprefix("embedded:")).glob("*.redo")) for reader in updated)
    _compare(updated, statement)


def test_the_graph_is_read_where_it_lies_and_in_no_other_way(readers: tuple[Reader, Reader]) -> None:
    path = Path(readers[1].url.removeprefix("embedded:")) / readers[1].version
    assert kglite.load(str(path), storage="mapped").graph_info()["topology_status"] == "mapped"
    with pytest.raises(kglite.KgError, match="topology"):  # not without the edges' properties
        kglite.load(str(path), storage="memory")


def test_a_damaged_property_is_not_read(stores: Path, tmp_path: Path) -> None:
    shutil.copytree(stores / "ours", tmp_path / "ours")
    (path,) = (tmp_path / "ours").glob("*.kgl")
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(content)
    beside(path, SUMS).unlink()
    with closing(open_reader("embedded:", tmp_path / "ours")) as reader, pytest.raises(StoreError, match="edge_props"):
        reader.run("RETURN 1 AS n")


@pytest.mark.parametrize("few", [True, False], ids=["no arrays", "an edge to nowhere"])
def test_a_file_that_cannot_take_them_is_not_published(graph: Graph, tmp_path: Path, few: bool) -> None:
    _publish(graph.changes[:1], tmp_path / "store")
    before = sorted(path.name for path in (tmp_path / "store").iterdir())
    wrong = [change for change in graph.changes if change.schema != ORGANISATION or not few]
    wrong.append(_change(INFERRED_FROM, [_guessed(0, "m/00", "no/where")]))
    with _ours(), pytest.raises(StoreError, match="the engine saved a file without"):
        _publish(wrong, tmp_path / "store", "other")
    assert sorted(path.name for path in (tmp_path / "store").iterdir()) == before


def test_a_property_of_every_type_can_be_written() -> None:
    assert {p.type for schema in EDGES for p in schema.properties} == set(VALUES)


def _compare(readers: tuple[Reader, Reader], statement: str) -> None:
    theirs, ours = (cypher.execute(reader, statement).table for reader in readers)
    assert theirs.columns == ours.columns
    assert sorted(map(_sorted, theirs.rows)) == sorted(map(_sorted, ours.rows))
    assert theirs.rows, "it is asked of something"
    assert theirs.notes == ours.notes


def _sorted(row: Sequence[Any]) -> str:
    """A row as text, keys in order."""
    return repr([_in_order(value) for value in row])


def _in_order(value: Any) -> Any:
    if isinstance(value, dict):
        return sorted((key, _in_order(each)) for key, each in value.items())
    return [_in_order(each) for each in value] if isinstance(value, list) else value


def _derived(i: int, child: str, parent: str) -> dict[str, Any]:
    late = i > MODELS // 2
    return {
        "child": child,
        "parent": parent,
        "relation": RELATIONS[i % len(RELATIONS)],
        "relation_inferred": "quantized" if late else None,
        "evidence": SOURCES[i % len(SOURCES)],
        "raw": RAWS[i % len(RAWS)],
        "relation_claims": ["hub:merge", "card:finetune"] if late else None,
        "first_seen": MOMENTS[i % len(MOMENTS)],
        "last_seen": MOMENTS[0] + timedelta(days=i),
    }


def _guessed(i: int, child: str, parent: str) -> dict[str, Any]:
    edge = {"child": child, "parent": parent, "relation": "unknown", "evidence": ["inferred"], "rule": "mirror"}
    return edge | {"raw": f"mirror: {parent}", "precision": PRECISIONS[i]}


def _change(schema: NodeSchema | EdgeSchema, *batches: list[dict[str, Any]], gone: bool = False) -> Change:
    types = {} if isinstance(schema, NodeSchema) else {"child": pl.String, "parent": pl.String}
    types |= {} if gone else {p.name: POLARS[p.type] for p in schema.properties}
    tables = [pl.DataFrame([{name: row.get(name) for name in types} for row in batch], types) for batch in batches]
    return Change(schema, sum(map(len, batches)), lambda: iter(tables), gone)


def _snapshot(load: str) -> dict[str, Any]:
    return FACTS.to_row() | {"load": load}


def _publish(changes: Sequence[Change], store: Path, load: str = "load") -> None:
    with closing(EmbeddedWriter(store)) as writer:
        writer.publish(changes, _snapshot(load))


def _update(graph: Graph, store: Path) -> None:
    seen = FACTS.seen_at
    with closing(EmbeddedWriter(store)) as writer:
        writer.update(graph.later, graph.changes, _snapshot("later"), (seen, seen))


@contextmanager
def _ours() -> Iterator[None]:
    """Every property of an edge is written by us in the block."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(edge_properties, "MOST_EDGES_IN_MEMORY", 0)
        yield


def _opened(folder: Path) -> Iterator[tuple[Reader, Reader]]:
    opened = [open_reader("embedded:", folder / name) for name in ("theirs", "ours")]
    yield opened[0], opened[1]
    for reader in opened:
        reader.close()
