"""What is packed is seen by nobody: every statement answers as over a store that has lists and moments as such."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.load.load import load
from lineage import cypher
from lineage.errors import BadStatement
from lineage.stores import Reader, open_reader, open_writer
from lineage.stores.embedded.packing import LISTS, reading
from lineage.stores.embedded.statements import SEPARATOR
from lineage.stores.embedded.values import MOMENTS
from tests.lineage.stores.families import resolution

TAGS = (["x", "y"], ["y"], [""], [], None, ["a,b", 'c"d', "e'f", "é\n"], ["x"] * 30)
MOMENT = datetime(2025, 3, 4, 5, 6, 7, 8000, tzinfo=UTC)
DATES = {"created_at": MOMENT, "first_seen": MOMENT + timedelta(days=1)}
SEEN = {"first_seen": MOMENT + timedelta(days=2)}
SOURCES = (["hub"], ["card", "tag"], ["hub", "card"])
STATEMENTS = {
    "RETURN m.tags": {},
    "RETURN m.tags AS tags, (m).tags AS same, ((m)).`tags` AS again": {},
    "WHERE 'x' IN m.tags RETURN m.id AS id": {},
    "WHERE NOT 'x' IN m.tags RETURN m.id AS id": {},
    "WHERE m.tags = ['x', 'y'] RETURN m.id AS id": {},
    "WHERE m.tags = $tags RETURN m.id AS id": {"tags": ["x", "y"]},
    "WHERE m.tags IS NULL RETURN m.id AS id": {},
    "WHERE size(m.tags) > 1 AND m.tags[0] <> m.tags[-1] RETURN m.id AS id, m.tags[0..1] AS first": {},
    "WHERE any(tag IN m.tags WHERE tag STARTS WITH 'x') RETURN m.id AS id": {},
    "UNWIND m.tags AS tag RETURN tag, count(*) AS n": {},
    "RETURN DISTINCT m.tags ORDER BY m.tags": {},
    "RETURN m.tags AS tags, count(*) AS n ORDER BY n DESC": {},
    "RETURN collect(m.tags) AS all, max(size(m.tags)) AS most, count(m.tags) AS n": {},
    "RETURN head(collect(m)).tags AS first": {},
    "WITH m ORDER BY size(coalesce(m.tags, [])), m.id RETURN m.id AS id": {},
    "RETURN m": {},
    "RETURN properties(m) AS p, properties(m).tags AS t, size(properties(m)['tags']) AS n": {},
    "RETURN m {.id, .tags} AS p, m {.*} AS all, m {.id, n: size(m.tags)} AS one": {},
    "WITH m {.tags} AS map RETURN map.tags AS t, size(map['tags']) AS n, map": {},
    "UNWIND keys(m) AS key RETURN m.id AS id, key, m[key] AS value": {},
    "RETURN m.id AS id, [key IN keys(m) WHERE m[key] = ['y'] | key] AS found": {},
    "RETURN m[$key] AS t, size(m[$key]) AS n": {"key": "tags"},
    "UNWIND ['tags', 'rejected_claims'] AS key RETURN m.id AS id, key, size(m[key]) AS n": {},
    "WITH m, $key AS k RETURN size(m[k]) AS n, m[k][0] AS first, 'x' IN m[k] AS x": {"key": "tags"},
    "WITH m, keys(m) AS all RETURN [key IN all WHERE key = 'tags' | size(m[key])] AS n, [key IN all | m[key]] AS v": {},
    "RETURN [key IN $keys | m[key]] AS v, size(m['ta' + 'gs']) AS n": {"keys": ["tags", "created_at"]},
    "RETURN size(m[['tags', 'id'][0]]) AS n, m[head(['tags'])][0] AS first": {},
    "RETURN size(m[CASE WHEN true THEN 'tags' END]) AS n, m[coalesce(null, 'tags')][0] AS first": {},
    "WITH m, collect(m) AS all UNWIND range(0, size(all) - 1) AS i RETURN all[i].tags AS t, m.tags[i] AS first": {},
    "WITH m {.tags} AS map, m {.created_at} AS at WHERE map = {tags: ['y']} RETURN map, at, toString(at) AS t": {},
    "RETURN {tags: ['x', 'y']} IN collect(m {.tags}) AS b, toString(head(collect(m {.`tags`}))) AS t": {},
    "MATCH (x:Model {tags: $map.tags}) MATCH (y:Model {tags: $map['tags']}) RETURN y.id AS id": {
        "map": {"tags": ["y"]}
    },
    "MATCH (x:Model {tags: m['tags']}) RETURN m.id AS id, x.id AS x": {},
    "OPTIONAL MATCH (x:Model {tags: 'x'}) OPTIONAL MATCH (y:Model {tags: [5]}) RETURN x.id AS x, y.id AS y": {},
    "OPTIONAL MATCH (m)-[r:DERIVED_FROM {evidence: $e}]->() RETURN m.id AS id, r": {"e": "hub"},
    "RETURN reduce(text = '', tag IN m.tags | text + tag) AS t, [tag IN m.tags | toUpper(tag)] AS u": {},
    "RETURN CASE WHEN 'x' IN m.tags THEN m.tags ELSE ['none'] END AS t, m.tags + ['z'] AS more": {},
    "WITH {tags: ['own'], evidence: 5} AS map, m RETURN map.tags AS t, map.evidence AS e, m.id AS id": {},
    "OPTIONAL MATCH (m)-[r:DERIVED_FROM]->(p) RETURN r, r.evidence, r.relation_claims, p.tags": {},
    "MATCH (m)-[r:DERIVED_FROM]->(p) WHERE 'hub' IN r.evidence AND 'x' IN p.tags RETURN m.id AS id": {},
    "MATCH (m)-[r:DERIVED_FROM {evidence: ['hub', 'card']}]->(p) RETURN m.id AS id, p.id AS p": {},
    "MATCH (m)-[r:DERIVED_FROM {evidence: $e, relation: 'merge'}]->(p) RETURN m.id AS id": {"e": ["hub"]},
    "MATCH (x:Model {tags: [$one, 'y'], status: 'listed'}) RETURN x.id AS id": {"one": "x"},
    "MATCH path = (m)-[:DERIVED_FROM*1..3]->(p) RETURN path, [r IN relationships(path) | r.evidence] AS e": {},
    "MATCH path = (m)-[:DERIVED_FROM*1..3]->(p) RETURN [n IN nodes(path) | n.tags] AS t, nodes(path)[0].tags AS f": {},
    "WHERE EXISTS { (m)-[r:DERIVED_FROM]->() WHERE 'tag' IN r.evidence } RETURN m.id AS id": {},
    "RETURN [(m)-[r:DERIVED_FROM]->(p) | r.evidence] AS e": {},
    "RETURN m.created_at, toString(m.created_at) AS text, m.created_at.year AS y, date(m.created_at) AS d": {},
    "WHERE m.created_at > datetime('2024-01-01T00:00:00Z') RETURN m.id AS id, m.created_at AS at": {},
    "WHERE m.created_at = $at OR m.created_at IN [$at] RETURN m.id AS id": {"at": MOMENT},
    "MATCH (x:Model {created_at: $at}) RETURN x.id AS id": {"at": MOMENT},
    "RETURN max(m.created_at) AS a, min(m.first_seen) AS b, count(m.created_at) AS n": {},
    "RETURN m.created_at AS at, count(*) AS n ORDER BY at DESC": {},
    "WITH m ORDER BY m.created_at DESC, m.id LIMIT 2 RETURN m.id AS id": {},
    "RETURN collect(m {.id, .created_at}) AS l, collect(m.created_at) AS c": {},
    "WITH m {.id, created_at: toString(m.created_at)} AS m RETURN m.created_at AS t, m": {},
    "WITH collect(m) AS ms RETURN head(ms).created_at AS at, toString(head(ms).created_at) AS t": {},
    "RETURN duration.inDays(m.created_at, datetime('2026-01-01T00:00:00Z')).days AS d": {},
    "RETURN m['created_at'] AS at, toString(m['created_at']) AS t, m[$key] AS k": {"key": "first_seen"},
    "WITH m.created_at AS created_at WHERE created_at IS NOT NULL RETURN toString(created_at) AS t": {},
    "MATCH (m)-[r:DERIVED_FROM]->(p) RETURN toString(r.first_seen) AS t, p.first_seen < r.first_seen AS b": {},
    "RETURN localdatetime('2024-01-01T00:00:00') AS created_at, {created_at: 5}.created_at AS five": {},
    "CALL (m) { WITH m UNWIND m.tags AS tag RETURN count(tag) AS n } RETURN m.id AS id, n": {},
}
"""What follows `MATCH (m:Model)`, and the parameters."""


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Reader, Reader]]:
    """The same graph packed, and with lists as such: the separator in one list of another model is why."""
    folder = tmp_path_factory.mktemp("packing")
    opened = [_loaded(folder / name, spoiled) for name, spoiled in (("packed", False), ("native", True))]
    yield opened[0], opened[1]
    for reader in opened:
        reader.close()


@pytest.mark.parametrize(("rest", "parameters"), STATEMENTS.items())
def test_a_statement_answers_alike_packed_or_not(
    readers: tuple[Reader, Reader], rest: str, parameters: dict[str, Any]
) -> None:
    statement = f"MATCH (m:Model {{status: 'listed'}}) {rest}"
    packed, native = (cypher.execute(reader, statement, parameters).table for reader in readers)
    assert packed.columns == native.columns
    assert sorted(map(repr, packed.rows)) == sorted(map(repr, native.rows))
    assert packed.rows, "it is asked of something"
    assert SEPARATOR not in repr(packed.rows)


def test_both_ways_to_ask_see_lists(readers: tuple[Reader, Reader]) -> None:
    statement = "MATCH (m:Model) WHERE 'x' IN m.tags RETURN m.id AS id, m.tags AS tags ORDER BY id"
    assert readers[0].run(statement).rows == cypher.execute(readers[0], statement).table.rows


def test_what_cannot_be_packed_is_kept_as_it_is(readers: tuple[Reader, Reader]) -> None:
    packed, native = readers
    assert packed.version.endswith(".packed.kgl")
    assert not native.version.endswith(".packed.kgl")
    rows = native.run("MATCH (m:Model {status: 'missing'}) RETURN m.tags AS tags, size(m.tags) AS n").rows
    assert rows == [([f"a{SEPARATOR}b"], 1)]


def test_an_error_shows_the_statement_as_it_was_written(readers: tuple[Reader, Reader]) -> None:
    for rest in ("m.tags - ['x']", "exists(m.tags)", "m.tags, m.tags"):
        packed, native = (_error(reader, f"MATCH (m:Model) RETURN {rest}", {}) for reader in readers)
        assert packed == native


def test_a_parameter_that_would_be_taken_for_a_list_is_refused(readers: tuple[Reader, Reader]) -> None:
    text = f"{SEPARATOR}x{SEPARATOR}"
    for parameter in (text, [text], {"a": [text]}):
        assert "U+001F" in _error(readers[0], "RETURN $x AS x", {"x": parameter})
        assert cypher.execute(readers[1], "RETURN $x AS x", {"x": parameter}).table.rows == [(parameter,)]


def test_lists_may_hold_every_control_character(tmp_path: Path) -> None:
    tags = [*map(chr, range(33)), "\x00" + "".join(map(chr, range(33)))]
    load(resolution(tmp_path / "resolved", ([{"id": "a/a", "tags": tags}], [])), open_writer("embedded:", tmp_path))
    with closing(open_reader("embedded:", tmp_path)) as reader:
        assert reader.run("MATCH (m:Model) RETURN m.tags AS t, size(m.tags) AS n").rows == [(tags, 34)]


@pytest.mark.parametrize("text", [f"{SEPARATOR}x", f"a{SEPARATOR}x"])
def test_a_text_with_the_separator_in_it_stays_a_text(tmp_path: Path, text: str) -> None:
    models = [{"id": "a/a", "status": "listed", "license": text, "tags": ["x"]}]
    load(resolution(tmp_path / "resolved", (models, [])), open_writer("embedded:", tmp_path / "store"))
    with closing(open_reader("embedded:", tmp_path / "store")) as reader:
        rows = reader.run("MATCH (m:Model) RETURN m.license AS a, substring(m.license, 1) AS b, m.tags AS t").rows
    assert rows == [(text, text[1:], ["x"])]


def test_a_statement_that_reads_no_list_is_sent_as_it_is() -> None:
    for statement in (
        "MATCH (m:Model) RETURN m.id AS id",
        "MATCH (m:Model)-[r:DERIVED_FROM]->() RETURN r.relation AS tags, [1, 2][0] AS one",
        "MATCH path = (m)-[*1..2]->() UNWIND range(0, 1) AS i RETURN nodes(path)[i].id AS id",
        "CREATE (m:Model {tags: ['x']})",
        "this is no statement .tags",
    ):
        assert reading(statement) == statement


def test_every_list_and_moment_of_the_schema_is_read(readers: tuple[Reader, Reader]) -> None:
    of_models, of_edges = ("tags", "rejected_claims", "license_rules"), ("evidence", "relation_claims")
    assert frozenset((*of_models, *of_edges, "owners")) == LISTS
    assert frozenset(("created_at", "last_modified", "first_seen", "last_seen")) == MOMENTS
    with pytest.raises(BadStatement):
        readers[0].run("MATCH (m:Model) RETURN m.tags AS")


def _error(reader: Reader, statement: str, parameters: dict[str, Any]) -> str:
    with pytest.raises(BadStatement) as raised:
        cypher.execute(reader, statement, parameters)
    return str(raised.value)


def _loaded(folder: Path, spoiled: bool) -> Reader:
    ids = [f"m/{i}" for i in range(len(TAGS))]
    models = [{"id": id, "status": "listed", "tags": tags, **DATES} for id, tags in zip(ids, TAGS, strict=True)]
    models[1] |= {"created_at": MOMENT - timedelta(days=500)}
    models[2] |= {"created_at": None}
    if spoiled:
        models.append({"id": "z/z", "status": "missing", "tags": [f"a{SEPARATOR}b"]})
    edges = [
        {"child": child, "parent": parent, "relation": "merge", "evidence": evidence, "relation_claims": claims, **SEEN}
        for child, parent, evidence, claims in zip(
            ids[1:], ids[:-1], SOURCES * 2, (None, ["hub:merge"]) * 3, strict=True
        )
    ]
    load(resolution(folder / "resolved", (models, edges)), open_writer("embedded:", folder / "store"))
    with closing(open_writer("embedded:", folder / "store")) as writer:
        assert writer.loaded
    return open_reader("embedded:", folder / "store")
