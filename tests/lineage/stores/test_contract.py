"""The store's contract, asserted alike on the embedded engine and on a real Neo4j server."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.load.load import load
from lineage import cypher, queries
from lineage.errors import BadStatement, NotLoadedError
from lineage.values import Derivation, Evidence, Inference, Irregularity, Model, Relation, Status
from tests.engines import Engine
from tests.ingest.worlds import World, item
from tests.lineage.stores.families import FACTS, FAMILY, GUESSES, SMALLER, resolution

CHILDREN = """\
MATCH (:Model {id: $id})<-[:DERIVED_FROM]-(c:Model)
RETURN c.id AS child
ORDER BY coalesce(c.downloads, -1) DESC, child
SKIP $skip
LIMIT $limit"""


@pytest.fixture
def loaded(engine: Engine, tmp_path: Path) -> Engine:
    load(resolution(tmp_path / "family", FAMILY), engine.writer())
    return engine


def test_a_store_without_a_load_says_what_to_do(engine: Engine) -> None:
    with pytest.raises(NotLoadedError, match=r"load|snapshot"):
        queries.facts(engine.reader())


def test_the_facts_of_the_snapshot_come_back(loaded: Engine) -> None:
    assert queries.facts(loaded.reader()) == FACTS


def test_a_model_comes_back_with_every_property(loaded: Engine) -> None:
    assert queries.model(loaded.reader(), "a/child") == Model(
        id="a/child",
        status=Status.LISTED,
        hub_id="6" * 24,
        author="a",
        created_at=datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC),
        created_month="2025-03",
        downloads=12,
        license="mit",
        license_link="LICENSE",
        parameters=7_000_000_000,
        tags=("x", "base_model:Q/base"),
        rejected_claims=("local path: /cache/x",),
        organisation="a",
    )


def test_unknown_is_absent(loaded: Engine) -> None:
    reader = loaded.reader()
    rows = reader.run("MATCH (m:Model) WHERE m.license IS NULL RETURN m.id AS id ORDER BY id").rows
    assert rows == [("Q/base",), ("a/merge",), ("lost/parent",)]
    assert queries.model(reader, "nobody/nothing") is None


def test_a_derivation_keeps_its_claims(loaded: Engine) -> None:
    assert queries.parents(loaded.reader(), "a/merge") == [
        Derivation(
            "a/merge", "Q/base", Relation.MERGE, (Evidence.HUB, Evidence.CARD), "Q/base", ("hub:merge", "card:finetune")
        ),
        Derivation("a/merge", "a/child", Relation.MERGE, (Evidence.HUB,), "a/child"),
        Derivation("a/merge", "a/merge", Relation.MERGE, (Evidence.TAG,), "a/merge", None, Irregularity.SELF_REFERENCE),
        Derivation("a/merge", "lost/parent", Relation.UNKNOWN, (Evidence.CARD,), "lost/Parent"),
    ]


def test_children_are_paged_by_downloads(loaded: Engine) -> None:
    reader = loaded.reader()
    assert reader.run(CHILDREN, {"id": "Q/base", "skip": 0, "limit": 50}).rows == [("a/child",), ("a/merge",)]
    assert reader.run(CHILDREN, {"id": "Q/base", "skip": 1, "limit": 1}).rows == [("a/merge",)]


def test_the_whole_graph_can_be_read_in_batches(loaded: Engine) -> None:
    reader = loaded.reader()
    ids = [id for batch in queries.all_models(reader, ("id", "likes")) for id in batch["id"]]
    pairs = {pair for b in queries.all_derivations(reader) for pair in zip(b["child"], b["parent"], strict=True)}
    assert sorted(ids) == ["Q/base", "a/child", "a/merge", "lost/parent"]
    assert pairs == {("a/child", "Q/base")} | {("a/merge", p) for p in ("Q/base", "a/child", "a/merge", "lost/parent")}


def test_loading_twice_is_loading_once(loaded: Engine, tmp_path: Path) -> None:
    load(resolution(tmp_path / "again", FAMILY), loaded.writer())
    table = loaded.reader().run(
        "MATCH (m:Model) OPTIONAL MATCH (m)-[r:DERIVED_FROM]->() RETURN count(DISTINCT m) AS m, count(r) AS r"
    )
    assert table.rows == [(4, 5)]


def test_a_new_load_sweeps_what_its_snapshot_lacks(loaded: Engine, tmp_path: Path) -> None:
    load(resolution(tmp_path / "smaller", SMALLER), loaded.writer())
    reader = loaded.reader()
    assert reader.run("MATCH (m:Model) RETURN m.id AS id ORDER BY id").rows == [("Q/base",), ("a/child",)]
    assert reader.run("MATCH (s:Snapshot) RETURN count(s) AS n").rows == [(1,)]


def test_a_property_that_became_unknown_is_gone(loaded: Engine, tmp_path: Path) -> None:
    load(resolution(tmp_path / "smaller", SMALLER), loaded.writer())
    child = queries.model(loaded.reader(), "a/child")
    assert child is not None
    assert child.license is None


def test_values_of_every_kind_come_back_plain(loaded: Engine) -> None:
    statement = (
        "MATCH p = (c:Model {id: 'a/child'})-[r:DERIVED_FROM]->(b:Model) "
        "RETURN b AS node, r AS edge, p AS path, [1, 'x'] AS list, {k: 1.5} AS map, c.created_at AS at"
    )
    node, edge, path, listed, mapped, at = loaded.reader().run(statement).rows[0]
    properties = {"id": "Q/base", "author": "Q", "status": "listed", "organisation": "Q"}
    assert node == {"labels": ["Model"], "properties": properties}
    assert edge == {
        "type": "DERIVED_FROM",
        "properties": {"relation": "finetune", "evidence": ["hub", "tag"], "raw": "Q/base"},
        "start": "a/child",
        "end": "Q/base",
    }
    assert [n["properties"]["id"] for n in path["nodes"]] == ["a/child", "Q/base"]
    assert path["relationships"] == [edge]
    assert (listed, mapped, at) == ([1, "x"], {"k": 1.5}, datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC))


def test_rows_beyond_the_limit_are_cut_with_a_notice(loaded: Engine) -> None:
    table = loaded.reader().run("MATCH (m:Model) RETURN m.id AS id ORDER BY id", limit=2)
    assert (table.rows, table.truncated) == ([("Q/base",), ("a/child",)], True)
    assert not loaded.reader().run("MATCH (m:Model) RETURN m.id AS id", limit=4).truncated


def test_parameters_are_data(loaded: Engine) -> None:
    hostile = "x'}) DETACH DELETE n //"
    assert loaded.reader().run("RETURN $v AS v", {"v": hostile}).rows == [(hostile,)]


def test_a_broken_statement_is_a_bad_statement(loaded: Engine) -> None:
    with pytest.raises(BadStatement):
        loaded.reader().run("MATCH (m:Model RETURN m")


def test_a_statement_out_of_time_is_a_bad_statement(loaded: Engine) -> None:
    with pytest.raises(BadStatement):
        loaded.reader().run(
            "UNWIND range(1, 100000000) AS x UNWIND range(1, 1000) AS y RETURN sum(x * y) AS n", timeout=0.2
        )


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE (m:Model {id: 'x'})",
        "MATCH (m:Model) SET m.id = 'x'",
        "MATCH (m:Model) DETACH DELETE m",
        "MERGE (m:Model {id: 'x'}) RETURN m",
    ],
)
def test_a_reader_cannot_write_even_without_the_validator(loaded: Engine, statement: str) -> None:
    with pytest.raises(BadStatement):
        loaded.reader().run(statement)
    assert loaded.reader().run("MATCH (m:Model) RETURN count(m) AS n").rows == [(4,)]


def test_what_the_validator_lets_through_runs(loaded: Engine) -> None:
    statement = (
        "MATCH (b:Model {id: $id})<-[:DERIVED_FROM*1..60]-(d:Model) "
        "WHERE d.id <> $id RETURN DISTINCT d.id AS id ORDER BY id LIMIT 10"
    )
    assert cypher.execute(loaded.reader(), statement, {"id": "Q/base"}).table.rows == [("a/child",), ("a/merge",)]


def test_inferred_parents_stand_apart_from_derivations(engine: Engine, tmp_path: Path) -> None:
    load(resolution(tmp_path / "family", FAMILY, GUESSES), engine.writer())
    reader = engine.reader()
    assert queries.inferred_parents(reader, "a/child") == [
        Inference("a/child", "lost/parent", Relation.UNKNOWN, "mirror", "mirror: a/child", 88)
    ]
    assert [guess.child for guess in queries.inferred_children(reader, "lost/parent")] == ["Q/base", "a/child"]
    assert [guess.child for guess in queries.inferred_children(reader, "lost/parent", limit=1)] == ["Q/base"]
    assert [queries.inferred_children_count(reader, id) for id in ("lost/parent", "Q/base", "no/such")] == [2, 0, 0]
    assert queries.inferred_parents(reader, "Q/base")[0].precision is None
    assert [d.parent for d in queries.parents(reader, "a/child")] == ["Q/base"]
    assert queries.parents(reader, "Q/base") == []
    pairs = sum(len(batch["child"]) for batch in queries.all_derivations(reader))
    assert pairs == len(FAMILY[1])


def test_another_load_replaces_the_inferred_parents(engine: Engine, tmp_path: Path) -> None:
    load(resolution(tmp_path / "family", FAMILY, GUESSES), engine.writer())
    load(resolution(tmp_path / "again", FAMILY, GUESSES[:1]), engine.writer())
    assert [guess.child for guess in queries.inferred_children(engine.reader(), "lost/parent")] == ["Q/base"]
    load(resolution(tmp_path / "without", FAMILY), engine.writer())
    assert queries.inferred_children(engine.reader(), "lost/parent") == []


def test_a_store_loaded_without_a_report_has_none(loaded: Engine) -> None:
    assert queries.quality(loaded.reader()) is None


def test_the_report_of_quality_comes_back(engine: Engine, tmp_path: Path) -> None:
    world = World(tmp_path / "world", [item("a/b", "qwen/Qwen3"), item("Qwen/Qwen3")])
    load(world.folder, engine.writer())
    found = queries.quality(engine.reader())
    assert found is not None
    assert [row["examples"][0]["parent"] for row in found["rows"] if row["what"].startswith("wrong_case")] == [
        "Qwen/Qwen3"
    ]
