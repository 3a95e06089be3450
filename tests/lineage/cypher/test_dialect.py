"""What the embedded engine is said to lack or to write otherwise, tried on the engine itself."""

from collections.abc import Iterator

import pytest

from lineage.cypher import validate
from lineage.cypher.dialect import written_for
from lineage.cypher.embedded_functions import LACKING, RENAMED, TRIMMED, WRAPPED, WRITTEN_OUT
from lineage.errors import BadStatement
from lineage.stores import Reader
from tests.engines import Engine, Engines
from tests.lineage.cypher import analysts

ARGUMENTS = {
    "datetime.fromepoch": "0, 0",
    "datetime.fromepochmillis": "0",
    "duration.between": "date('2025-01-01'), date('2025-03-05')",
    "e": "",
    "nullif": "1, 2",
    "percentilecont": "1, 0.5",
    "percentiledisc": "1, 0.5",
    "timestamp": "",
    "tobooleanlist": "['x']",
    "tofloatlist": "['x']",
    "tointegerlist": "['x']",
    "tostringlist": "['x']",
    **dict.fromkeys(TRIMMED, "'axa', 'a'"),
}
"""What to call a function with, where a text will not do."""

CONSTRUCTS = {
    "(1) < 2 < 3": "compares two values",
    "[1] || [2]": "joins with ||",
    "CASE 1 WHEN 1, 2 THEN 3 END": "CASE",
    "CASE 1 WHEN > 0 THEN 3 END": "CASE",
    "CASE 1 WHEN IS NULL THEN 3 END": "CASE",
    "split('a;b', [';', ','])": "splits by one text",
    "toBoolean('a', 'b')": "takes one value for toBoolean()",
    "nullIf('a')": "takes two values for nullIf()",
    "btrim('a', 'b', 'c')": "takes two values for btrim()",
    "1 :: INTEGER": "::",
    "'a' IS NORMALIZED": "NORMALIZED",
    "trim(BOTH 'x' FROM 'xcx')": "trims spaces",
    "COLLECT { MATCH (n) RETURN n }": "COLLECT {}",
    "EXISTS { MATCH (n) RETURN n }": "EXISTS {}",
    "COUNT { MATCH (n) RETURN n }": "COUNT {}",
    "EXISTS { OPTIONAL MATCH (n) }": "EXISTS {}",
    "$`a b`": "parameter",
}
PATTERNS = {
    "(m:Model&Snapshot)": "joins labels",
    "(m:!Snapshot)": "joins labels",
    "(m:%)": "joins labels",
    "(m IS Model)": "joins labels",
    "(m)-[:DERIVED_FROM|:INFERRED_FROM]->()": "joins labels",
    "(m:Model WHERE m.likes > 1)": "WHERE inside",
    "(m)-[r:DERIVED_FROM WHERE r.raw = 'x']->()": "WHERE inside",
    "(m)<-->()": "<-->",
    "(m)-[:DERIVED_FROM]->{1,3}()": "repeats",
    "(m) ((a)-->(b)){1,3} (c)": "repeats",
    "p = SHORTEST 1 (m)-[:DERIVED_FROM*1..3]->(b)": "SHORTEST",
    "p = ANY (m)-[:DERIVED_FROM*1..3]->(b)": "ANY",
    "(m:Model) USING SCAN m:Model": "hints",
}
STATEMENTS = {
    **{f"RETURN {name}({ARGUMENTS.get(name, repr('x'))}) AS x": f"has no {name}()" for name in LACKING},
    **{f"RETURN {expression} AS x": word for expression, word in CONSTRUCTS.items()},
    **{f"MATCH {pattern} RETURN count(*) AS n": word for pattern, word in PATTERNS.items()},
    "UNWIND [{a: 1}] AS row RETURN row {.*, b: 2} AS x": "no .* of a map",
    "MATCH (m:Model) OPTIONAL CALL (m) { MATCH (m)-->(p) RETURN p } RETURN p": "OPTIONAL CALL",
}
WRONG = {
    "UNWIND [{a: 1}] AS row RETURN row {.*, b: 2} AS x",
    "RETURN split('a;b', [';', ',']) AS x",
    "RETURN id('x') AS x",
    "RETURN [1] || [2] AS x",
    "RETURN toBoolean('a', 'b') AS x",
}
"""What the embedded engine answers, but otherwise than Neo4j."""
OTHERWISE = {"duration.between", "stdev", "toboolean"}
"""Functions that it has, and that tell something else than Neo4j's."""


@pytest.fixture(scope="module")
def embedded(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    def fill(engine: Engine) -> None:
        analysts.fill(engine.url, tmp_path_factory.mktemp("analysts"))

    reader = engines.holding("embedded:", "analysts", fill).reader()
    yield reader
    reader.close()


@pytest.mark.parametrize(("statement", "named"), STATEMENTS.items())
def test_what_the_embedded_engine_lacks_is_said_and_is_lacking(embedded: Reader, statement: str, named: str) -> None:
    with pytest.raises(BadStatement, match="the embedded engine") as caught:
        written_for("embedded", validate(statement))
    assert named in caught.value.message
    assert caught.value.hint
    assert written_for("neo4j", validate(statement)) == statement
    if statement not in WRONG:
        with pytest.raises(BadStatement):
            embedded.run(statement, {"a b": 1})


@pytest.mark.parametrize("name", [*RENAMED, *WRAPPED, *TRIMMED, *WRITTEN_OUT])
def test_what_is_written_otherwise_is_not_known_as_it_was(embedded: Reader, name: str) -> None:
    statement = f"RETURN {name}({ARGUMENTS.get(name, repr('1'))}) AS x"
    rewritten = written_for("embedded", validate(statement))
    assert rewritten != statement
    assert embedded.run(rewritten).rows
    if name not in OTHERWISE:
        with pytest.raises(BadStatement, match=r"Unknown function|requires 1 argument"):
            embedded.run(statement)


@pytest.mark.parametrize("question", analysts.SHORTCUTS, ids=lambda question: question.statement)
def test_what_a_planner_gets_wrong_is_wrong_as_it_was_written(embedded: Reader, question: analysts.Question) -> None:
    """Else there would be no reason to write it otherwise, or to refuse it."""
    answered = [row[0] if len(row) == 1 else row for row in embedded.run(question.statement, question.parameters).rows]
    assert answered != question.rows


def test_what_is_alike_is_sent_as_it_was_written() -> None:
    for statement in ("RETURN 'a' || 'b' AS x", "MATCH (m:A|B)-[:C|D*1..3]->(n:A:B) RETURN count{(m)--()} AS n"):
        assert written_for("embedded", validate(statement)) == statement


def test_names_in_backticks_and_calls_are_rewritten_side_by_side() -> None:
    validated = validate("MATCH (set) RETURN isEmpty(set.match), upper(set.`a b`) AS create, $`x` + +1")
    assert written_for("embedded", validated) == (
        "MATCH (`set`) RETURN (size(`set`.`match`) = 0) AS `isEmpty(set.match)`, "
        "toUpper(`set`.`a b`) AS `create`, $x +  1 AS `$``x`` + +1`"
    )


@pytest.mark.parametrize(
    ("statement", "whole"),
    [
        ("MATCH (m:Model) RETURN percentileDisc(m.likes, 0.5) AS x", True),
        ("MATCH (m:Model) RETURN percentileDisc(-m.likes * 2 + 1, 0.5) AS x", True),
        ("MATCH (m:Model) WITH m.likes AS n RETURN percentileDisc(coalesce(n, 0), 0.5) AS x", True),
        ("UNWIND [1, 2, null] AS n RETURN percentileDisc(n, 0.5) AS x", True),
        ("UNWIND range(1, 9) AS n RETURN percentileDisc(n, 0.5) AS x", True),
        ("MATCH (m:Model) RETURN percentileDisc(COUNT { (m)--() }, 0.5) AS x", True),
        ("MATCH (m:Model) RETURN percentileDisc(m.likes / 2.0, 0.5) AS x", False),
        ("UNWIND [1, 2.5] AS n RETURN percentileDisc(n, 0.5) AS x", False),
        ("UNWIND $list AS n RETURN percentileDisc(n, 0.5) AS x", False),
        ("UNWIND [1] AS n WITH n WITH 0.5 AS n RETURN percentileDisc(n, 0.5) AS x", False),
    ],
)
def test_a_percentile_of_what_is_surely_whole_numbers_is_one(statement: str, whole: bool) -> None:
    written = written_for("embedded", validate(statement))
    assert "percentile_disc(" in written
    assert ("toInteger(percentile_disc(" in written) == whole


def test_rewritten_parts_fit_into_one_another() -> None:
    statement = (
        "MATCH (set:Model) RETURN CASE WHEN 1 < count(set.load) < 9 THEN percentileDisc(set.likes, 0.5) END AS x"
    )
    assert written_for("embedded", validate(statement)) == (
        "MATCH (`set`:Model) RETURN [totals IN [[count(`set`.`load`), toInteger(percentile_disc(`set`.likes, 0.5))]] | "
        "CASE WHEN [chain IN [[1 , totals[0] , 9]] | chain[0] < chain[1] AND chain[1] < chain[2]][0] "
        "THEN totals[1] END][0] AS x"
    )


@pytest.mark.parametrize(
    ("statement", "written"),
    [
        ("OPTIONAL MATCH (m)-->(p) OPTIONAL MATCH (p)-->(q)", "(p:Model {id: p.id})-->(q)"),
        ("OPTIONAL MATCH (m)-->(p) WITH p AS `a b` MATCH (q)<--(`a b`:Model)", "(`a b`:Model {id: `a b`.id})"),
        ("OPTIONAL MATCH (m)-->(p) WITH p WHERE EXISTS { (p)-->() } WITH p AS q", "{ (p:Model {id: p.id})-->() }"),
        ("OPTIONAL MATCH (m)-->(p) MATCH (p) WITH p AS q", "MATCH (p) WITH"),
        ("MATCH (m)-->(p) OPTIONAL MATCH (p)-->(q)", "OPTIONAL MATCH (p)-->(q)"),
        ("OPTIONAL MATCH (m)-->(p) MATCH (m)-->(p) OPTIONAL MATCH (p)-->(q)", "OPTIONAL MATCH (p)-->(q)"),
    ],
)
def test_a_path_from_what_may_be_null_begins_at_its_key(statement: str, written: str) -> None:
    """From what is null the engine would look through all relationships."""
    assert written in written_for("embedded", validate(f"MATCH (m:Model) {statement} RETURN q"))
