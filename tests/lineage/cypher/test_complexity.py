"""What may grow inside an expression is bounded by what is known beforehand, aliases included; the rest is refused."""

import time
from typing import Any

import pytest

from lineage.cypher import validate
from lineage.cypher.sizes import LONGEST_TEXT, Sizes, Value, string
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
    "WITH 3 AS n CALL { RETURN 1000000000 AS n } UNWIND range(1, n) AS i RETURN i": "range() cannot be bounded",
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
                assert "itself" in error.message
            assert time.process_time() - started < 5.0


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("3", Value(number=(3, 3))),
        ("0x1F - 1", Value(number=(30, 30))),
        ("-(2 + 3) * 2", Value(number=(-10, -10))),
        ("size(x) - 1", Value(number=(-1, 999))),
        ("size([1, 2, 3])", Value(number=(0, 3))),
        ("'a\\'b' + \"c\\\\d\"", Value(text="a'bc\\d")),
        ("1.5", Value()),
        ("range(5, 1, -2)", Value(items=3, short=True, ranged=True, item=Value(number=(1, 5)))),
        ("[1, 2] + [3]", Value(items=3, short=True)),
        ("xs[2..5]", Value(items=3, short=True)),
        ("m.tags", Value(items=1000, short=True)),
        ("m.downloads", Value()),
        ("abs(-7)", Value(number=(0, 7))),
        ("'x' = 'y'", Value()),
    ],
)
def test_what_is_known_of_a_value(expression: str, expected: Value) -> None:
    assert Sizes({}).of(value(expression), {}) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (5, Value(number=(5, 5), short=True)),
        ("x", Value(text="x", short=True)),
        ([1, 4], Value(items=2, short=True, item=Value(number=(1, 4), short=True))),
        ({"a": 1}, Value(short=True)),
        (None, Value(short=True)),
        (10**40, Value(short=True)),
    ],
)
def test_what_is_known_of_a_parameter(given: Any, expected: Value) -> None:
    assert Sizes({"x": given}).of(value("$x"), {}) == expected


def test_a_text_that_is_put_together_is_known_up_to_a_length() -> None:
    half = "'" + "x" * (LONGEST_TEXT // 2) + "'"
    assert Sizes({}).of(value(f"{half} + {half}"), {}).text
    assert Sizes({}).of(value(f"{half} + {half} + 'x'"), {}).text is None


def test_a_string_stands_for_what_it_escapes() -> None:
    assert string(r"'a\n\t\\d\'\"\.'") == "a\n\t\\d'\"\\."
