"""The validator in front of both engines: what only reads passes, everything else is refused by name."""

import pytest

from lineage.cypher import validate
from lineage.cypher.allowlist import FUNCTIONS
from lineage.errors import BadStatement
from lineage.questions.stored_queries import QUESTIONS
from tests.lineage.cypher.hostile import BOMBS, STATEMENTS

READING = [
    "MATCH (m:Model) RETURN m.id AS id LIMIT 5",
    "match (m:Model {id: 'CREATE (x)'}) return m",
    'MATCH (m:Model) WHERE m.id = "DELETE // not a comment" RETURN m',
    "MATCH (m:Model) /* CREATE */ RETURN m // DELETE",
    "MATCH (m:`Create`) RETURN m.set AS `set`",
    "MATCH (m:Create) RETURN m.set AS create, m.delete AS load",
    "RETURN {load: 1, create: 2, set: {delete: 3}} AS map",
    "MATCH (start)-[call:CALL]->(end) RETURN start.id, end.id, call.load",
    "MATCH (show:Model) WITH show AS use RETURN use.id AS drop ORDER BY drop",
    "WITH 1 AS load WHERE load = 1 RETURN load",
    "UNWIND range(1, 3) AS i RETURN i",
    "UNWIND range(0, size([1, 2]) - 1) AS i RETURN i",
    "UNWIND range(1, $n) AS i RETURN i",
    "MATCH (m:Model) CALL (m) { MATCH (m)<-[:DERIVED_FROM]-(c) RETURN count(c) AS n } RETURN m.id AS id, n",
    "CALL { MATCH (m:Model) RETURN m LIMIT 1 } RETURN m",
    "CALL db.labels() YIELD label RETURN label",
    "call db.relationshiptypes()",
    "EXPLAIN MATCH (m) RETURN m",
    "MATCH (c)-[:DERIVED_FROM*1..60]->(b) RETURN DISTINCT b.id AS id",
    "MATCH (c)-[:DERIVED_FROM|INFERRED_FROM]->(b) RETURN c",
    "RETURN $create AS created, $`drop table` AS x",
    "RETURN 1 AS one;",
    "MATCH (m:Model)\r\nWHERE m.downloads >= 1.5e3 AND NOT m.id STARTS WITH 'a'\r\nRETURN m.id ORDER BY m.id DESC",
    "MATCH (m) WHERE m.id =~ '(?i).*qwen.*' RETURN m",
    "MATCH p = (a)-[:X*1..9]->(b) RETURN [n IN nodes(p) WHERE any(t IN n.tags WHERE t = 'x') | n.id] AS ids",
    "MATCH (größe:Model) RETURN größe.id AS `été`",
    "RETURN 'été — “quoted” 😀' AS s",
    "RETURN CASE WHEN 1 > 0 THEN 'a' ELSE 'b' END AS x",
    "MATCH (m:Model) WHERE EXISTS { (m)-[:DERIVED_FROM]->() } RETURN COUNT { (m)--() } AS n",
    "RETURN reduce(t = 0, x IN [1, 2] | t + x) AS t, reduce(m = 0, x IN [1] | CASE WHEN x > m THEN x ELSE m END) AS m",
    *(question.statement for question in QUESTIONS),
]


@pytest.mark.parametrize("statement", READING)
def test_reading_passes(statement: str) -> None:
    assert validate(statement, {"n": 5}).tree


@pytest.mark.parametrize(("statement", "named"), STATEMENTS, ids=[f"{w}-{i}" for i, (_, w) in enumerate(STATEMENTS)])
def test_the_rest_is_refused_and_the_offender_named(statement: str, named: str) -> None:
    with pytest.raises(BadStatement) as caught:
        validate(statement, {"where": "x", "x": 1})
    assert named.lower() in caught.value.message.lower()
    assert caught.value.hint


def test_the_corpus_is_large_and_says_nothing_twice() -> None:
    statements = [*(statement for statement, _ in STATEMENTS), *BOMBS]
    assert len(set(statements)) == len(statements) >= 200


def test_no_engine_ever_sees_a_comment_or_explain() -> None:
    shown = validate("EXPLAIN /* x */ RETURN 1 // CREATE\n AS x;").statement
    assert shown.split() == ["RETURN", "1", "AS", "x"]


def test_a_place_in_the_statement_stays_where_it_was() -> None:
    written = "/* two\nlines */ MATCH (m) RETURN m"
    assert validate(written).statement.index("MATCH") == written.index("MATCH")


def test_functions_are_open_whatever_their_capitals() -> None:
    for name in FUNCTIONS:
        if name.lower() not in ("range", "reduce"):
            assert validate(f"RETURN {name.upper()}(1) AS x").tree


def test_range_is_bounded_by_its_parameters() -> None:
    assert validate("UNWIND range(1, $n) AS i RETURN i", {"n": 10})
    with pytest.raises(BadStatement, match="range"):
        validate("UNWIND range(1, $n) AS i RETURN i", {"n": 10**9})
    with pytest.raises(BadStatement, match="pattern"):
        validate("MATCH (m) WHERE m.id =~ $p RETURN m", {"p": "(a+)+$"})
