"""What may grow inside an expression is bounded by what is known beforehand, aliases included; the rest is refused."""

import time
from typing import Any

import pytest

from lineage.cypher import validate
from lineage.cypher.allowlist import FUNCTIONS
from lineage.cypher.complexity.clauses import Growth
from lineage.cypher.complexity.functions import RULES
from lineage.cypher.complexity.sizes import LONGEST_TEXT, ROWS, Value, given, string
from lineage.cypher.dialect import written_for
from lineage.errors import BadStatement
from tests.lineage.cypher.parser.test_parser import value

GIVEN = {"n": 10, "text": "a.b", "list": [1, 5, 3], "huge": 10**30, "long": "x" * 5000}

BOUNDED = [
    "WITH 3 AS n UNWIND range(1, n) AS i RETURN i",
    "WITH 3 AS n WITH n + 1 AS m, n UNWIND range(n, m * 2) AS i RETURN i",
    "WITH 3 AS n, 5 AS m WITH * UNWIND range(n, m) AS i RETURN i",
    "UNWIND [1, 2, 30] AS n UNWIND range(1, n) AS i RETURN i",
    "UNWIND range(1, 100) AS n RETURN range(1, n) AS r",
    "UNWIND $list AS n RETURN range(1, n) AS r",
    "MATCH (m) WITH m.tags AS tags RETURN [i IN range(0, size(tags) - 1) | tags[i]] AS x",
    "WITH CASE WHEN $n > 5 THEN 5 ELSE $n END AS n UNWIND range(1, n) AS i RETURN i",
    "MATCH (m) WITH coalesce($n, 3) AS n UNWIND range(1, n % 7) AS i RETURN i",
    "UNWIND range(2020, date().year) AS year UNWIND range(1, date('2025-01-01').month) AS month RETURN year, month",
    "CALL { WITH 3 AS n UNWIND range(1, n) AS i RETURN i } RETURN i",
    "MATCH p = (a)-[*1..3]->(b) WITH nodes(p) AS ns RETURN [x IN ns | [y IN ns | y.id]] AS x",
    "MATCH (m) RETURN [x IN [y IN m.tags WHERE y <> 'a' | y] | x] AS sequential",
    "MATCH (m) WITH collect(m.id) AS ids RETURN [x IN ids | [y IN ids[0..10] | y]] AS x",
    "MATCH (m) WITH collect(m.id) AS ids RETURN reduce(n = 0, x IN ids | n + size(x)) AS n",
    "RETURN reduce(m = 0, x IN $list | CASE WHEN x > m THEN x ELSE m END) AS m",
    "MATCH (m) WHERE m.id =~ '.*' + $text RETURN m",
    "WITH '.*' + toLower($text) + '.*' AS pattern MATCH (m) WHERE m.id =~ pattern RETURN m",
    "RETURN 9223372036854775807 * 9223372036854775807 AS n",
]
UNBOUNDED = {
    "WITH 1000000000 AS n UNWIND range(1, n) AS i RETURN i": "range() of 1,000,000,000",
    "WITH 1000 AS n WITH n * n * n AS n UNWIND range(1, n) AS i RETURN i": "range() of 1,000,000,000",
    "MATCH (m) WITH count(m) AS n UNWIND range(1, n) AS i RETURN i": "range() cannot be bounded by 1, n",
    "MATCH (m) UNWIND range(1, m.downloads) AS i RETURN i": "range() cannot be bounded",
    "WITH 3 AS n MATCH (m) WITH m AS x UNWIND range(1, n) AS i RETURN i": "range() cannot be bounded",
    "WITH 3 AS n CALL { RETURN 1000000000 AS n } UNWIND range(1, n) AS i RETURN i": "range() of 1,000,000,000",
    "RETURN [n IN [1000000000] | range(1, n)] AS x": "range() of 1,000,000,000",
    "RETURN [n IN xs | range(1, n)] AS x": "range() cannot be bounded",
    "UNWIND range(1, $huge) AS i RETURN i": "range() cannot be bounded",
    "UNWIND range(1, 99999999999999999999999) AS i RETURN i": "range() cannot be bounded",
    "UNWIND range(1, 9 / 0) AS i RETURN i": "range() cannot be bounded",
    "WITH CASE WHEN true THEN 5 ELSE m.x END AS n UNWIND range(1, n) AS i RETURN i": "range() cannot be bounded",
    "UNWIND range(1) AS i RETURN i": "two or three numbers",
    "RETURN [x IN range(1, 10000) | [y IN range(1, 10000) | 1]] AS x": "turns together",
    "MATCH (m) WITH collect(m) AS ms RETURN [x IN ms | any(y IN ms WHERE x = y)] AS x": "a loop inside a loop",
    "RETURN [x IN [1] | reduce(s = 0, y IN [1] | s + y)] AS x": "outside of loops",
    "RETURN reduce(s = 'x', i IN [1, 2] | s + ',' + s) AS s": "would double",
    "RETURN reduce(s = 'x', i IN [1, 2] | {a: s, b: s}) AS s": "would double",
    "WITH 'xx' AS a " + "WITH a + ',' + a AS a " * 30 + "RETURN a": "added to itself",
    "WITH {x: 'xx'} AS a " + "WITH {x: a.x + a.x} AS a " * 30 + "RETURN a": "added to itself",
    "MATCH (m) WHERE m.id =~ m.license RETURN m": "made of strings",
    "MATCH (m) WHERE m.id =~ '(a' + '+)+$' RETURN m": "may never end",
    "MATCH (m) WHERE m.id =~ $long RETURN m": "may never end",
}


@pytest.mark.parametrize("statement", BOUNDED)
def test_what_is_bounded_passes(statement: str) -> None:
    assert validate(statement, GIVEN).tree


@pytest.mark.parametrize(("statement", "message"), UNBOUNDED.items())
def test_what_is_not_is_refused_and_says_what_would_be(statement: str, message: str) -> None:
    with pytest.raises(BadStatement) as caught:
        validate(statement, GIVEN)
    assert message in caught.value.message
    assert "(line 1, column" in caught.value.message
    assert caught.value.hint


def test_what_looks_for_growth_does_not_grow_itself() -> None:
    """Texts, lists and numbers that double with each alias are looked at once each."""
    for step in ("WITH a + a AS a", "WITH a * a AS a", "WITH a || a AS a", "WITH [a, a] AS a"):
        for first in ("'xx'", "[1]", "7"):
            started = time.process_time()
            try:
                validate(f"WITH {first} AS a {' '.join([step] * 800)} RETURN a")
            except BadStatement as error:
                assert "itself" in error.message or "operands" in error.message
            assert time.process_time() - started < 5.0


def known(value: Value) -> dict[str, Any]:
    """What is known of a value, but for its size."""
    found = {"kind": value.kind, "number": value.number, "text": value.text, "items": value.items}
    return {name: fact for name, fact in found.items() if fact not in (None, "unknown")}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("3", {"kind": "plain", "number": (3, 3)}),
        ("0x1F - 1", {"kind": "plain", "number": (30, 30)}),
        ("-(2 + 3) * 2", {"kind": "plain", "number": (-10, -10)}),
        ("size(m.tags) - 1", {"kind": "plain", "number": (-1, 999)}),
        ("size([1, 2, 3])", {"kind": "plain", "number": (0, 3)}),
        ("'a\\'b' + \"c\\\\d\"", {"kind": "text", "text": "a'bc\\d"}),
        ("1.5", {"kind": "plain"}),
        ("null", {"kind": "null"}),
        ("range(5, 1, -2)", {"kind": "list", "items": 3}),
        ("[1, 2] + [3]", {"kind": "list", "items": 3}),
        ("[1, 2, 3, 4, 5, 6][2..5]", {"kind": "list", "items": 3}),
        ("m.tags", {"kind": "list", "items": 1000}),
        ("m.downloads", {"kind": "plain"}),
        ("abs(-7)", {"kind": "plain", "number": (0, 7)}),
        ("'x' = 'y'", {"kind": "plain"}),
        ("{a: 5}.a", {"kind": "plain", "number": (5, 5)}),
        ("[x IN [1, 2] | x + 1][0]", {"kind": "plain", "number": (2, 3)}),
        ("CASE WHEN m.id = 'x' THEN 1 ELSE null END", {"kind": "plain", "number": (1, 1)}),
        ("collect(m.id)", {"kind": "list", "items": 1}),
    ],
)
def test_what_is_known_of_a_value(expression: str, expected: dict[str, Any]) -> None:
    assert known(Growth(expression, {}).of(value(expression), {})) == expected


@pytest.mark.parametrize(
    ("passed", "expected"),
    [
        (5, {"kind": "plain", "number": (5, 5)}),
        ("x", {"kind": "text", "text": "x"}),
        ([1, 4], {"kind": "list", "items": 2}),
        ({"a": 1}, {"kind": "map"}),
        (None, {"kind": "plain"}),
        (10**40, {"kind": "plain"}),
    ],
)
def test_what_is_known_of_a_parameter(passed: Any, expected: dict[str, Any]) -> None:
    assert known(given(passed)) == expected


def test_a_text_that_is_put_together_is_known_up_to_a_length() -> None:
    half = "'" + "x" * (LONGEST_TEXT // 2) + "'"
    assert Growth("", {}).of(value(f"{half} + {half}"), {}).text
    assert Growth("", {}).of(value(f"{half} + {half} + 'x'"), {}).text is None


def test_every_open_function_has_a_rule_for_its_size() -> None:
    own = {"range", "collect", "reduce"}
    assert {name.lower() for name in FUNCTIONS} - own == set(RULES)


def _replaced(times: int) -> str:
    return "replace(" * times + "x" + ", 'a', 'aaaaaaaaaa')" * times


LARGE = {
    "nested": f"WITH 'a' AS x RETURN size({_replaced(9)}) AS n",
    "by aliases": "WITH 'a' AS x " + "WITH replace(x, 'a', 'aaaaaaaaaa') AS x " * 9 + "RETURN x",
    "through UNWIND": "UNWIND ['a'] AS x " + "UNWIND [replace(x, 'a', 'aaaaaaaaaa')] AS x " * 9 + "RETURN x",
    "through CALL": f"CALL {{ RETURN 'a' AS x }} RETURN {_replaced(9)} AS n",
    "through a parameter": f"WITH $long AS x RETURN {_replaced(6)} AS n",
    "in a map": "WITH {x: 'a'} AS m " + "WITH {x: replace(m.x, 'a', 'aaaaaaaaaa')} AS m " * 9 + "RETURN m",
    "in a reduce": "RETURN reduce(s = 'a', i IN range(1, 9) | replace(s, 'a', 'aaaaaaaaaa')) AS s",
    "between characters": "RETURN reduce(s = 'a', i IN range(1, 9) | replace(s, '', 'aaaaaaaaaa')) AS s",
    "cut afterwards": "RETURN reduce(s = 'a', i IN range(1, 40) | left(s + s, 1000000000)) AS s",
    "one branch": "RETURN reduce(s = 'a', i IN range(1, 40) | CASE WHEN i < 0 THEN $long ELSE s + s END) AS s",
    "split": "WITH '" + "/" * 5000 + "' AS x WITH x + x + x + x + x + x + x + x AS x WITH x + x + x + x AS x "
    "WITH x + x + x + x + x + x + x + x AS x RETURN split(x, '/') AS parts",
    "a loop's texts": "RETURN [x IN range(1, 1000000) | 'a' + toString(x)] AS x",
    "a loop's lists": "RETURN [x IN range(1, 1000000) | [x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x]] AS x",
    "lists in lists": "WITH [1, 2] AS l " + "WITH [l, l, l, l, l, l, l, l, l, l] AS l " * 9 + "RETURN l",
    "maps in maps": "WITH {a: 1} AS m " + "WITH m {.*, b: m, c: m, d: m, e: m} AS m " * 14 + "RETURN m",
    "many ranges": "RETURN [" + ", ".join(["range(1, 1000000)"] * 50) + "] AS x",
    "a range in many columns": "WITH range(1, 1000000) AS r RETURN " + ", ".join(f"r AS r{i}" for i in range(50)),
    "gathered ranges": "UNWIND range(1, 1000) AS i RETURN collect(range(1, 1000000)) AS x",
    "normal forms": "RETURN " + "normalize(" * 6 + "$long" + ", NFKD)" * 6 + " AS x",
}
LARGE |= {
    "in a label": f"WITH 'a' AS x MATCH (m:$({_replaced(9)})) RETURN m",
    "in a label's condition": f"MATCH (m) WITH m, 'a' AS x WHERE m:$({_replaced(9)}) RETURN m",
    "in a node's property": f"WITH 'a' AS x MATCH (m {{id: {_replaced(9)}}}) RETURN m",
    "another variable of the name": "WITH '' AS r CALL { MATCH ()-[r]->() RETURN r.raw AS x } RETURN " + _replaced(4),
    "counted of no rows": "UNWIND [] AS n WITH count(n) AS n LIMIT 0 WITH count(n) AS n UNWIND range(1, 90000) AS i "
    "WITH collect(i) AS x RETURN [y IN x | [i IN range(1, 10) | toString(y)]] AS x",
}
LONG_WORK = {
    "long texts, added up": "RETURN reduce(s = '', i IN range(1, 10000) | s + $long) AS s",
    "texts of all rows": "MATCH (m:Model) WITH collect(m.id) AS ids RETURN reduce(s = '', x IN ids | s + x) AS s",
    "lists in one another": "RETURN reduce(l = [], x IN range(1, 10000) | l + x) AS l",
    "a long text looked through": "WITH reduce(s = '', i IN range(1, 1000) | s + $long) AS s "
    "RETURN [x IN range(1, 1000) WHERE s CONTAINS toString(x) | x] AS x",
}


@pytest.mark.parametrize("statement", LARGE.values(), ids=LARGE)
def test_what_could_become_too_large_is_refused(statement: str) -> None:
    with pytest.raises(BadStatement, match=r"could come to [\d,]+ MB|would double") as caught:
        validate(statement, GIVEN)
    assert caught.value.hint


@pytest.mark.parametrize("statement", LONG_WORK.values(), ids=LONG_WORK)
def test_what_nothing_could_interrupt_is_refused(statement: str) -> None:
    with pytest.raises(BadStatement, match="could take longer"):
        validate(statement, GIVEN)


COPIES = (
    "MATCH (m) WITH collect(m.id) AS c RETURN [c, c, c, c] AS x",
    "MATCH (m) WITH collect(m.id) AS c RETURN c AS a, c AS b, [c] AS d, {c: c} AS e",
    "MATCH (m) WITH collect(m.id) AS c RETURN [x IN range(1, 1000) | c] AS x",
    "MATCH (m) WITH collect(m.id) AS c WITH c + c AS d RETURN d + d AS x",
    "MATCH (m) WITH collect(m.id) AS c MATCH (m) RETURN [(m)-->(n) | c] AS x",
    "MATCH (m) WITH [(m)-->(n) | n.id] AS c RETURN COLLECT { MATCH (n) RETURN c } AS x",
)


@pytest.mark.parametrize("statement", COPIES)
def test_a_collected_list_is_not_answered_again_and_again(statement: str) -> None:
    with pytest.raises(BadStatement, match=r"collected stands here more than|could come to"):
        validate(statement)
    assert validate(
        "MATCH (m) WITH m.x AS x, collect(m.id) AS c RETURN x, c, size(c) AS n, c[0] AS first, tail(c) AS t"
    )


DEEP = (
    "RETURN reduce(l = [], i IN range(1, 1000) | [l]) AS l",
    "RETURN reduce(l = {}, i IN range(1, 1000) | {l: l}) AS l",
    "WITH [] AS l " + "WITH [l] AS l " * 200 + "RETURN l",
    "WITH {} AS l " + "WITH l {.*, l: l} AS l " * 200 + "RETURN l",
)


@pytest.mark.parametrize("statement", DEEP)
def test_lists_and_maps_inside_one_another_end_somewhere(statement: str) -> None:
    with pytest.raises(BadStatement, match=r"nested deeper than|could come to|would double"):
        validate(statement)


PLANNED = {
    "XOR": "MATCH (m) WHERE " + " XOR ".join(f"m.a = {i}" for i in range(12)) + " RETURN m",
    "NOT": "RETURN " + "NOT " * 500 + "true AS x",
    "operands": "RETURN " + " + ".join(["1"] * 1000) + " AS x",
    "conditions": "MATCH (m) WHERE " + " OR ".join(f"m.a = {i}" for i in range(300)) + " RETURN m",
    "inside one another": "MATCH (m) WHERE " + "(m.a AND (m.b OR " * 10 + "m.c" + "))" * 10 + " RETURN m",
    "relationships": "MATCH " + "()--" * 60 + "() RETURN count(*) AS n",
    "of one another": "MATCH (m) RETURN m" + ".a" * 300 + " AS x",
    "queries in one": " UNION ".join(["RETURN 1 AS x"] * 300),
    "subqueries": "CALL { " * 12 + "RETURN 1 AS x" + " } RETURN x" * 12,
}


@pytest.mark.parametrize(("named", "statement"), PLANNED.items(), ids=PLANNED)
def test_what_no_planner_ends_is_refused(named: str, statement: str) -> None:
    with pytest.raises(BadStatement, match=named) as caught:
        validate(statement)
    assert caught.value.hint


def test_a_server_is_held_to_the_rows_that_were_assumed() -> None:
    statement = validate("MATCH (m:Model) WITH collect(m) AS set RETURN [x IN set | x.id] AS ids")
    shown = written_for("neo4j", statement)
    assert f"size(rows) > {ROWS}" in shown
    assert "[ `set`]" in shown
    assert "rows" not in written_for("embedded", statement)
    looked_up = validate("MATCH (m) WITH collect(m.id) AS ids MATCH (n) WHERE n.x IN ids AND n.y RETURN n")
    assert "IN [rows IN [ ids] |" in written_for("neo4j", looked_up)
    turned = validate("MATCH (m) RETURN toStringList( collect(m.downloads) ) AS texts")
    assert "toStringList( [rows IN [ collect" in written_for("neo4j", turned)
    for numbered in ("range(0, size(c) - 1)", "range(1, toInteger(abs(-size(c)) / 2))", "c + range(1, size(tail(c)))"):
        loop = validate(f"UNWIND range(1, 1000000) AS a WITH collect(a) AS c RETURN [i IN {numbered} | [i]] AS xs")
        assert f"[i IN [rows IN [ {numbered}] |" in written_for("neo4j", loop)
    for known_rows in ("UNWIND [1, 2] AS m WITH collect(m) AS l", "MATCH (m) WITH m LIMIT 9 WITH collect(m) AS l"):
        assert not validate(f"{known_rows} RETURN [x IN l | x] AS xs").for_server


def test_a_string_stands_for_what_it_escapes() -> None:
    assert string(r"'a\n\t\\d\'\"\.'") == "a\n\t\\d'\"\\."
