"""Statements, parameters and queries that are a visitor's own mistake, or are odd enough to be one, by kind."""

# ruff: noqa: E501 - a statement is one line

import json

DATES = """
RETURN date('9999-12-31') + duration('P1D') AS x
RETURN datetime('9999-12-31T23:59:59Z') + duration({days: 1}) AS x
RETURN [date('9999-12-31') + duration('P1D')] AS x
RETURN {d: date('9999-12-31') + duration('P1D')} AS x
RETURN toString(date('9999-12-31') + duration('P1D')) AS x
RETURN (date('9999-12-31') + duration('P1M')).year AS x
RETURN toString(duration({years: 9999})) AS x
RETURN duration({years: 99999999999}) AS x
RETURN duration({months: 9223372036854775807}) AS x
RETURN date('2025-01-01') + duration({years: 9999}) AS x
RETURN date('2025-01-01') - duration({years: 9999}) AS x
RETURN date('10000-01-01') AS x
RETURN date('+10000-01-01') AS x
RETURN date('0000-01-01') AS x
RETURN date('-0001-01-01') AS x
RETURN date('-999999999-01-01') AS x
RETURN date({year: 999999999, month: 1, day: 1}) AS x
RETURN date({year: 9999999999}) AS x
RETURN date({month: 5}) AS x
RETURN datetime({year: 10000}) AS x
RETURN localdatetime({year: 12345}) AS x
RETURN datetime('9999-12-31T23:59:59-18:00') AS x
RETURN datetime('0001-01-01T00:00:00+18:00') AS x
RETURN datetime('9999-12-31T23:59:59.999999999Z') AS x
RETURN datetime('2025-01-01T23:59:60Z') AS x
RETURN date('2025-02-30') AS x
RETURN date('yesterday') AS x
RETURN date(5) AS x
RETURN date([]) AS x
RETURN date('2025-W60') AS x
RETURN datetime({epochSeconds: 9223372036854775807}) AS x
RETURN datetime.fromEpoch(9223372036854775807, 0) AS x
RETURN time('25:00') AS x
RETURN time({hour: 99}) AS x
RETURN time('10:00+99:00') AS x
RETURN localtime('23:59:59.9999999999') AS x
RETURN datetime({year: 2025, timezone: 'Nowhere/Land'}) AS x
RETURN datetime('2025-01-01T00:00[Europe/Berlin]') AS x
RETURN duration('bogus') AS x
RETURN duration({days: 'x'}) AS x
RETURN duration({days: 1e300}) AS x
RETURN duration({seconds: 9223372036854775807}) AS x
RETURN duration({days: 9223372036854775807}) + duration({days: 9223372036854775807}) AS x
RETURN duration('P1D') * 9223372036854775807 AS x
RETURN duration('P1D') / 0 AS x
RETURN duration.inMonths(1, 2) AS x
RETURN date.truncate('eon', date('2025-01-01')) AS x
RETURN date.truncate('millennium', date('0001-01-01')) AS x
RETURN datetime.truncate('year', 'x') AS x
RETURN date('2025-01-01').nonsense AS x
RETURN date('2025-01-01') + 5 AS x
RETURN 'a' + date('2025-01-01') AS x
MATCH (m:Model) RETURN m.created_at + duration({years: 9000}) AS x
MATCH (m:Model) RETURN date(m.id) AS x
"""

NUMBERS = """
RETURN 1 / 0 AS x
RETURN 1 % 0 AS x
RETURN [0.0 / 0.0, 1.0 / 0, -1.0 / 0] AS x
RETURN 9223372036854775807 + 1 AS x
RETURN 9223372036854775808 AS x
RETURN -9223372036854775808 - 1 AS x
RETURN 9223372036854775807 * 2 AS x
RETURN -(-9223372036854775807 - 1) AS x
RETURN abs(-9223372036854775807 - 1) AS x
RETURN (-9223372036854775807 - 1) / -1 AS x
RETURN (-9223372036854775807 - 1) % -1 AS x
RETURN 0xFFFFFFFFFFFFFFFF AS x
RETURN 1e400 AS x
RETURN 1e308 * 10 AS x
RETURN 2 ^ 5000 AS x
RETURN toInteger(1e300) AS x
RETURN toInteger('99999999999999999999') AS x
RETURN toInteger([1]) AS x
RETURN toFloat('1e999') AS x
RETURN toBoolean(1.5) AS x
RETURN round(1.5, 400) AS x
RETURN round(1.5, 9223372036854775807) AS x
RETURN round(1.5, 3, 'SIDEWAYS') AS x
RETURN sqrt('x') AS x
RETURN 08 AS x
UNWIND [9223372036854775807, 1] AS v RETURN sum(v) AS x
UNWIND ['a', 1] AS v RETURN sum(v) AS x
UNWIND [1, 2] AS v RETURN percentileCont(v, 2) AS x
UNWIND [1, 2] AS v RETURN percentileDisc(v, 'x') AS x
UNWIND ['a'] AS v RETURN stDev(v) AS x
"""

TEXTS_AND_LISTS = """
RETURN substring('abc', -1) AS x
RETURN substring('abc', 0, -1) AS x
RETURN substring('abc', 9223372036854775807) AS x
RETURN substring('abc', 1, 9223372036854775807) AS x
RETURN substring('abc', 'x') AS x
RETURN left('abc', -1) AS x
RETURN right('abc', -1) AS x
RETURN left('abc', null) AS x
RETURN left('abc', 9223372036854775807) AS x
RETURN left('😀', 1) AS x
RETURN substring('😀😀', 1, 1) AS x
RETURN split('abc', '') AS x
RETURN replace('abc', '', 'x') AS x
RETURN toUpper(5) AS x
RETURN size(5) AS x
RETURN length('abc') AS x
RETURN head(5) AS x
RETURN tail(5) AS x
RETURN keys(5) AS x
RETURN labels(5) AS x
RETURN type(5) AS x
RETURN nodes(5) AS x
RETURN startNode(5) AS x
RETURN range(1, 10, 0) AS x
RETURN range('a', 'b') AS x
RETURN range(1.5, 2.5) AS x
RETURN range(9223372036854775806, 9223372036854775807) AS x
RETURN [1, 2, 3]['a'] AS x
RETURN [1, 2, 3][9223372036854775807] AS x
RETURN [1, 2, 3][1..9223372036854775807] AS x
RETURN {a: 1}[1] AS x
RETURN 'abc'[0] AS x
RETURN 5.a AS x
RETURN 'x'.a AS x
RETURN 1 - 'a' AS x
RETURN 'a' * 2 AS x
RETURN true + 1 AS x
RETURN true AND 1 AS x
RETURN NOT 5 AS x
RETURN 1 IN 5 AS x
RETURN 'a' STARTS WITH 5 AS x
RETURN 'a' =~ 5 AS x
RETURN 'a' =~ '(' AS x
RETURN 'a' =~ '[z-a]' AS x
RETURN 'a' =~ '*' AS x
RETURN -'a' AS x
UNWIND 5 AS x RETURN x
UNWIND {a: 1} AS x RETURN x
RETURN reduce(a = 0, x IN 5 | a + x) AS x
RETURN reduce(a = 0, x IN ['a'] | a - x) AS x
RETURN [x IN 'abc' | x] AS x
RETURN all(x IN [1, 'a'] WHERE x > 0) AS x
RETURN any(x IN [1] WHERE x) AS x
RETURN CASE WHEN 1 THEN 2 END AS x
RETURN isEmpty(5) AS x
RETURN reduce(l = [], x IN range(1, 300) | [l]) AS x
RETURN reduce(l = [], x IN range(1, 3000) | [l]) AS x
RETURN reduce(l = {}, x IN range(1, 300) | {a: l}) AS x
"""

GRAPH = """
MATCH (a:Model {id: 'Qwen/Qwen3-8B'}) MATCH p = shortestPath((a)-[:DERIVED_FROM*..5]-(a)) RETURN p
MATCH (a:Model {id: 'Qwen/Qwen3-8B'}), (b:Model {id: 'Qwen/Qwen3-8B'}) MATCH p = shortestPath((a)-[:DERIVED_FROM*..5]-(b)) RETURN p
MATCH p = allShortestPaths((a:Model {id: 'Qwen/Qwen3-8B'})-[:DERIVED_FROM*..5]-(a)) RETURN p
MATCH p = shortestPath((a:Model)-[:DERIVED_FROM*2..5]-(b:Model)) RETURN p LIMIT 1
MATCH p = shortestPath((a:Model)-[:DERIVED_FROM*5..2]-(b:Model)) RETURN p LIMIT 1
MATCH p = shortestPath((a:Model)--(b:Model)-->(c)) RETURN p
MATCH (m:Model)-[*5..1]->(n) RETURN count(*) AS x
MATCH (m:Model)-[*-1..1]->(n) RETURN count(*) AS x
MATCH (m:Model)-[*1..9999999999999999999999]->(n) RETURN count(*) AS x
MATCH (m:Model)-[r:DERIVED_FROM*1..2]->(n) RETURN r.relation AS x
MATCH (m:Model)-[m:DERIVED_FROM]->(n) RETURN m
MATCH (m:Nonsense) RETURN m.nonsense AS x
MATCH (m)-[:NONSENSE]->(n) RETURN n
MATCH (m:Model) RETURN n
MATCH (m:Model) WITH m.id AS id RETURN m
MATCH (m:Model) WITH m.id RETURN 1
MATCH (m:Model) WHERE count(m) > 1 RETURN m
MATCH (m:Model) RETURN m LIMIT -1
MATCH (m:Model) RETURN m SKIP -1
MATCH (m:Model) RETURN m LIMIT 1.5
MATCH (m:Model) RETURN m LIMIT 99999999999999999999
MATCH (m:Model) RETURN m LIMIT m.likes
MATCH (m:Model {id: $missing}) RETURN m
MATCH (m:Model) WHERE m RETURN m
MATCH (m:Model) RETURN m < m AS x
MATCH (m:Model) RETURN m + 1 AS x
MATCH (m:Model) RETURN toString(m) AS x
MATCH (m:Model) RETURN sum(m) AS x
MATCH p = (m:Model)-->() RETURN p.id AS x
MATCH (m:Model) RETURN m[5] AS x
MATCH (m:Model) RETURN m.id[0] AS x
MATCH (m:Model) CALL (m) { RETURN m.id AS id } RETURN id, n.nope
RETURN count(count(*)) AS x
RETURN 1 AS a, 2 AS a
RETURN 1 AS a UNION RETURN 2 AS b
CALL db.labels() YIELD nonsense RETURN nonsense
CALL db.labels(1) YIELD label RETURN label
CALL nonsense.proc()
RETURN nonsense(1) AS x
RETURN toUpper() AS x
RETURN count() AS x
RETURN 1 IS :: NONSENSE AS x
"""

SYNTAX = """
RETURN 'unterminated AS x
RETURN `x
MATCH (m
RETURN 1)
RETURN {a}
RETURN [1,, 2]
RETURN $ AS x
RETURN 1; RETURN 2
EXPLAIN
EXPLAIN RETURN 1 / 0
PROFILE RETURN 1
SHOW DATABASES
RETURN *
RETURN 1 AS ``
MATCH (m:``) RETURN m
RETURN '\\uD800' AS x
RETURN '\\q' AS x
"""

LARGE = (
    "RETURN " + "(" * 39 + "1" + ")" * 39 + " AS x",
    "RETURN " + "[" * 41 + "]" * 41 + " AS x",
    "RETURN " + "[" * 5000 + "]" * 5000 + " AS x",
    "RETURN " + "CASE WHEN true THEN " * 200 + "1" + " END" * 200 + " AS x",
    "WITH {a: 1} AS x RETURN x" + ".a" * 90 + " AS x",
    " UNION ".join(["RETURN 1 AS x"] * 40),
    "RETURN 1 AS `" + "x" * 10_000 + "`",
    "RETURN '" + "x" * 30_000 + "' AS x",
    "RETURN '\ud800' AS x",
    "MATCH (`m\udfff`) RETURN 1",
    "RETURN '\x00' AS x",
    "RETURN '\u202e' AS x",
    "RETURN '\uffff' AS x",
    "\ufeffRETURN 1 AS x",
)

VALUES = (
    *('{"x": NaN}', '{"x": -Infinity}', '{"x": [1, NaN]}', '{"x": 1e999}'),
    *('{"x": 9223372036854775808}', '{"x": [' + "9" * 40 + "]}", '{"x": {"a": ' + "9" * 40 + "}}"),
    *('{"x": ' + "9" * 5000 + "}", '{"x": 0x10}', '{"x": "\\ud800"}', '{"x": ["\\udc00"]}', '{"x": {"\\ud800": 1}}'),
    *('{"\\ud800": 1, "x": 1}', '{"": 1, "x": 1}', '{"x y": 1, "x": 2}', '{"x": "\\u0000"}', '{"x": "\\u001f"}'),
    *('{"x": ' + "[" * deep + "]" * deep + "}" for deep in (50, 500, 990, 10_000)),
    *('{"x": ' + '{"a":' * deep + "1" + "}" * deep + "}" for deep in (50, 900)),
    *(
        '{"x": [1, "a", null, [2], {"b": 3}]}',
        "{}",
        "null",
        "[]",
        "5",
        "{",
        "{'x': 1}",
        '{"x": 1} {}',
        "\ud800",
        "\x00",
    ),
    '{"x": ' + json.dumps("y" * 50_000) + "}",
)
"""What is given for the parameters of `RETURN $x AS x`."""

TYPED = {
    "MATCH (m:Model {id: $x}) RETURN m.id AS x": ("5", "[1]", '{"a": 1}', "null"),
    "MATCH (m:Model) RETURN m.id AS x LIMIT $x": ("-1", '"a"', "1.5", "null", "9223372036854775807"),
    "UNWIND $x AS y RETURN y": ("5", '{"a": 1}', "[[[]]]"),
    "MATCH (m:Model) WHERE m.id IN $x RETURN m.id AS x": ("5", '{"a": 1}', '[1, "a", null]'),
    "MATCH (m:Model) WHERE m.id =~ $x RETURN m.id AS x": ("5", '"("', "null", '["a"]'),
    "RETURN date($x) AS x": ('"x"', "5", '{"year": 99999}', "null", "[]"),
    "RETURN date('2025-01-01') + duration($x) AS x": ('{"years": 99999}', '"P8000Y"', "5"),
    "RETURN range(1, $x) AS x": ('"a"', "null", "1.5", "9223372036854775807"),
    "RETURN substring('abc', $x) AS x": ("-1", '"a"', "null", "9223372036854775807"),
    "MATCH (m:Model) RETURN m[$x] AS x LIMIT 1": ("5", "null", '["id"]'),
}
"""What is given for `$x`."""

QUERIES = (
    *({"limit": text} for text in ("-1", "1.5", "a", "9" * 14, "1e3", "٣", "\ud800", "1 ")),
    *({"timeout": text} for text in ("-1", "inf", "1e3", "61", "٣", "0.0000001")),
    *({"format": text} for text in ("JSON", "csv\x00", "\ud800")),
    *({"run": text} for text in ("x" * 65, "\ud800" * 9, "a b c d e f")),
    *({name: "1"} for name in ("\ud800", "x" * 5000, "")),
)

STATEMENTS = [
    statement for kind in (DATES, NUMBERS, TEXTS_AND_LISTS, GRAPH, SYNTAX) for statement in kind.strip("\n").split("\n")
]

MISTAKES: list[dict[str, str]] = [
    *({"statement": statement} for statement in (*STATEMENTS, *LARGE)),
    *({"statement": "RETURN $x AS x", "parameters": value} for value in VALUES),
    *(
        {"statement": statement, "parameters": f'{{"x": {value}}}'}
        for statement, values in TYPED.items()
        for value in values
    ),
    *({"statement": "RETURN 1 AS x", **query} for query in QUERIES),
]
