"""Statements made to end a server or to outlive their own end, by what they try, and the parameters they are sent with.

`benchmarks.attack_cypher` sends all of them to a real server; `test_attacks` sends what passes the validator.
"""

from collections.abc import Mapping
from typing import Any

TEN = "aaaaaaaaaa"


def _replaced(times: int, of: str = "x") -> str:
    return "replace(" * times + of + f", 'a', '{TEN}')" * times


def _conditions(times: int, operator: str) -> str:
    return f" {operator} ".join(f"m.a = {i}" for i in range(times))


def _tree(depth: int, operators: tuple[str, str]) -> str:
    if depth == 0:
        return "m.downloads = 1"
    half = _tree(depth - 1, operators)
    return f"({half} {operators[depth % 2]} {half})"


ATTACKS: Mapping[str, tuple[str, ...]] = {
    "texts that grow": (
        f"WITH 'a' AS x RETURN size({_replaced(9)}) AS n",
        "WITH 'a' AS x " + f"WITH replace(x, 'a', '{TEN}') AS x " * 9 + "RETURN size(x) AS n",
        "UNWIND ['a'] AS x " + f"UNWIND [replace(x, 'a', '{TEN}')] AS x " * 9 + "RETURN size(x) AS n",
        f"CALL {{ RETURN 'a' AS x }} RETURN size({_replaced(9)}) AS n",
        f"MATCH (m:Model) WITH m.id AS x RETURN size({_replaced(9)}) AS n",
        f"WITH {{v: ['a']}} AS m RETURN size({_replaced(9, 'm.v[0]')}) AS n",
        f"RETURN reduce(s = 'a', i IN range(1, 9) | replace(s, 'a', '{TEN}')) AS s",
        f"RETURN reduce(s = 'a', i IN range(1, 9) | replace(s, '', '{TEN}')) AS s",
        "RETURN size(reduce(s = 'a', i IN range(1, 30) | s + s)) AS n",
        "RETURN size(reduce(s = 'a', i IN range(1, 30) | left(s + s, 2000000000))) AS n",
        "RETURN size(reduce(s = 'a', i IN range(1, 30) | CASE WHEN i < 0 THEN '' ELSE s + s END)) AS n",
        "RETURN size(reduce(s = 'a', i IN range(1, 30) | coalesce(s + s, 'x'))) AS n",
        "RETURN size(reduce(s = {v: 'a'}, i IN range(1, 30) | {v: s.v + s.v}).v) AS n",
        "RETURN size(reduce(s = ['a'], i IN range(1, 30) | [s[0] + s[0]])[0]) AS n",
        "WITH 'a' AS x " + "WITH x + ',' + x AS x " * 28 + "RETURN size(x) AS n",
        "WITH 'a' AS x " + "WITH x || x AS x " * 28 + "RETURN size(x) AS n",
        "WITH {v: 'a'} AS x " + "WITH x {v: x.v + x.v} AS x " * 28 + "RETURN size(x.v) AS n",
        "WITH 'a' AS x " + "CALL (x) { RETURN x + x AS y } WITH y AS x " * 28 + "RETURN size(x) AS n",
        f"RETURN size(split({_replaced(7, '$x')}, '')) AS n",
        f"RETURN size(split(replace({_replaced(6, '$x')}, 'a', 'b,'), ',')) AS n",
        "RETURN size(" + "normalize(" * 6 + "$wide" + ", NFKD)" * 6 + ") AS n",
        f"RETURN size(toUpper({_replaced(8, '$x')})) AS n",
        f"MATCH (m:Model) RETURN [x IN collect(m.id) | {_replaced(6)}] AS xs",
        f"RETURN EXISTS {{ WITH 'a' AS x WITH {_replaced(9)} AS y RETURN y }} AS e",
        f"RETURN COLLECT {{ WITH 'a' AS x RETURN {_replaced(9)} }} AS e",
        f"MATCH (m:Model) RETURN [(m)-[:DERIVED_FROM]->(p) | {_replaced(7, 'p.id')}] AS xs",
        "UNWIND range(1, 1000000) AS i RETURN collect(toString(i) + $long) AS xs",
        f"MATCH (m:Model) WITH m ORDER BY {_replaced(8, 'm.id')} RETURN m.id AS id",
        f"MATCH (m:Model) WHERE {_replaced(8, 'm.id')} CONTAINS 'b' RETURN m.id AS id",
        f"MATCH (m:Model {{id: {_replaced(9, '$x')}}}) RETURN m.id AS id",
        f"WITH 'a' AS x MATCH (m:$({_replaced(9)})) RETURN m",
        f"WITH '' AS r CALL {{ MATCH ()-[r]->() RETURN r.raw AS x }} RETURN size({_replaced(6)}) AS n",
        f"UNWIND range(1, 1000) AS i RETURN DISTINCT {_replaced(7, 'toString(i) + $x')} AS x",
    ),
    "lists and maps that grow": (
        "RETURN [" + ", ".join(["range(1, 1000000)"] * 200) + "] AS x",
        "WITH range(1, 1000000) AS r RETURN " + ", ".join(f"r AS r{i}" for i in range(200)),
        "WITH range(1, 1000000) AS r RETURN " + " + ".join(["r"] * 100) + " AS x",
        "UNWIND range(1, 1000) AS i RETURN collect(range(1, 1000000)) AS x",
        "UNWIND range(1, 100000) AS i WITH collect({r: range(1, 1000000)}) AS x RETURN x",
        "RETURN [x IN range(1, 1000) | range(1, 1000000)] AS x",
        "RETURN [x IN range(1, 1000000) | toString(x) + $long] AS x",
        "RETURN [x IN range(1, 1000000) | {a: x, b: toString(x), c: [x, x, x, x]}] AS x",
        "RETURN [x IN range(1, 1000) | [y IN range(1, 1000) | [z IN range(1, 1000) | x * y * z]]] AS x",
        "WITH [1, 2] AS l " + "WITH [l, l, l, l, l, l, l, l, l, l] AS l " * 9 + "RETURN l",
        "WITH [1, 2] AS l " + "WITH l + l AS l " * 28 + "RETURN l[0] AS x, size([x IN l | x]) AS n",
        "WITH {a: 1} AS m " + "WITH m {.*, b: m, c: m, d: m, e: m} AS m " * 14 + "RETURN m",
        "WITH {a: 1} AS m " + "WITH {a: m, b: m, c: m} AS m " * 18 + "RETURN properties(m) AS p",
        "RETURN reduce(l = [1], i IN range(1, 28) | l + l) AS l",
        "RETURN reduce(l = [1], i IN range(1, 28) | [l, l]) AS l",
        "RETURN reduce(l = [1], i IN range(1, 28) | (l + l)[0..1000000000]) AS l",
        "RETURN reduce(l = [], x IN range(1, 10000) | l + x) AS l",
        "RETURN reduce(l = [], x IN range(1, 10000) | [x] + l) AS l",
        "MATCH (a:Model), (b:Model) WITH collect(a) AS l RETURN [x IN l | [y IN l[0..10] | y.id]] AS x",
        "UNWIND range(1, 1000000) AS a UNWIND [1, 2, 3, 4] AS b WITH collect(a) AS l "
        "RETURN [x IN l | [y IN l[0..9] | y]] AS x",
        "UNWIND range(1, 1000000) AS a WITH collect(toString(a)) AS c RETURN [c, c, c, c, c, c, c, c] AS x",
        "UNWIND range(1, 4000000) AS a WITH collect(a) AS c RETURN size([x IN range(1, 1000) WHERE -x IN c]) AS n",
        "UNWIND range(1, 1000000) AS a UNWIND [1, 2, 3, 4] AS b WITH collect(a) AS c "
        "RETURN size([x IN range(1, 1000) WHERE -x IN c]) AS n",
        "UNWIND range(1, 1000000) AS a UNWIND [1, 2, 3, 4] AS b WITH collect(a) AS c RETURN toStringList(c) AS x",
        "UNWIND range(1, 1000000) AS a UNWIND [1, 2, 3, 4] AS b WITH collect(a) AS c "
        "RETURN [i IN range(1, size(c)) | [i, i, i, i, i, i]] AS x",
        "UNWIND range(1, 1000000) AS a UNWIND [1, 2, 3, 4] AS b WITH collect(a) AS c LIMIT 1 "
        "UNWIND range(1, size(c)) AS i WITH collect(i) AS k RETURN [i IN k | [i, i, i, i, i, i]] AS x",
        "UNWIND [] AS n WITH count(n) AS n UNWIND range(1, 1000000) AS i WITH collect(i) AS c "
        "RETURN [x IN c | [toString(x), toString(x), toString(x), toString(x), toString(x)]] AS x",
        "RETURN reduce(l = [], i IN range(1, 5000) | [l]) AS l",
        "RETURN reduce(l = {}, i IN range(1, 5000) | {l: l}) AS l",
        "RETURN [x IN range(1, 1000) | COUNT { UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b "
        "WITH a, b WHERE a + b = -1 RETURN a }] AS x",
        "RETURN COLLECT { UNWIND range(1, 1000000) AS a UNWIND range(1, 1000) AS b RETURN a + b } AS x",
        "RETURN COLLECT { UNWIND range(1, 1000000) AS a UNWIND range(1, 1000) AS b RETURN toString(a + b) }[7] AS x",
        "MATCH (m:Model) RETURN [(m)-[:DERIVED_FROM*0..60]-(a)-[:DERIVED_FROM*0..60]-(b) | b.id + 'x'] AS x",
        "MATCH (m:Model) RETURN [(m)-[*1..60]-(a) | [(a)-[*1..60]-(b) | b.id]] AS x",
        "RETURN percentileCont(reduce(t = 0, i IN range(1, 10000) | t + size(range(1, i))), 0.5) AS p",
        "UNWIND range(1, 1000000) AS i UNWIND range(1, 1000) AS j RETURN percentileDisc(i * j, 0.5) AS p",
        "MATCH (m:Model) RETURN [k IN keys(m) | [l IN keys(m) | [o IN m.tags | [t IN m.tags | k + l + t]]]] AS x",
        "RETURN [x IN toStringList(range(1, 1000000)) | x + $long] AS x",
        "MATCH (a)-[r:DERIVED_FROM*0..60]-(b) RETURN collect([x IN r | properties(x)]) AS x",
    ),
    "patterns": (
        "RETURN $as =~ '" + "a*" * 20 + "b' AS m",
        "RETURN $as =~ '(a|a)*b' AS m",
        "RETURN $as =~ '(a|ab)*(c|bc)*d' AS m",
        "RETURN $as =~ '(a+)+b' AS m",
        "RETURN $as =~ '([a-z]+)*1' AS m",
        "RETURN $as =~ '" + ".*a" * 12 + "b' AS m",
        "RETURN $as =~ '" + ".*" * 12 + "b' AS m",
        "RETURN $as =~ '" + ".+a?" * 12 + "b' AS m",
        "RETURN $as =~ '(a?){40}a{40}b' AS m",
        "RETURN $as =~ '(a{1,30}){1,30}b' AS m",
        "RETURN $as =~ '" + "a{0,30}" * 12 + "b' AS m",
        "RETURN $as =~ '(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)\\\\1b' AS m",
        "RETURN $as =~ '(?=(a+)+b)a' AS m",
        "RETURN $as =~ '(?:(?:a*)*)*b' AS m",
        "RETURN $as =~ '(?i)" + "A*" * 20 + "b' AS m",
        "RETURN $as =~ $pattern AS m",
        "WITH 'a*' AS p WITH p + p + p + p AS p WITH p + p + p + p AS p RETURN $as =~ p + 'b' AS m",
        "WITH reduce(s = 'qwen', i IN range(1, 14) | s + s) + '\\n' AS s RETURN s =~ '.*qwen.*' AS m",
        "RETURN replace(replace(replace($as, 'a', $as), 'a', 'qwen'), '#', '\\n') =~ '.*qwen.*qwen.*n#' AS m",
        "UNWIND range(1, 1000) AS i RETURN any(x IN [$as, $as] WHERE x =~ '" + "a*" * 18 + "b') AS m",
        "MATCH (m:Model) WHERE CASE $as WHEN =~ '" + "a*" * 18 + "b' THEN true END RETURN m.id AS id",
    ),
    "work that nothing interrupts": (
        "RETURN size([x IN range(1, 1000000) | size([y IN range(1, 1000) | x * y])]) AS n",
        "RETURN reduce(t = 0, x IN range(1, 1000000) | t + reduce(u = 0, y IN range(1, 1000) | u + y)) AS n",
        "RETURN all(x IN range(1, 100000) WHERE all(y IN range(1, 100000) WHERE x + y > 0)) AS n",
        "RETURN reduce(s = '', i IN range(1, 10000) | s + $long) AS s",
        "MATCH (m:Model) WITH collect(m.id) AS ids RETURN size(reduce(s = '', x IN ids | s + x)) AS n",
        "UNWIND range(1, 4000000) AS i WITH collect(toString(i)) AS l RETURN size([x IN l | x + $long]) AS n",
        "WITH reduce(s = '', i IN range(1, 1000) | s + $long) AS s "
        "RETURN size([x IN range(1, 100000) WHERE s CONTAINS toString(x)]) AS n",
        "WITH range(1, 1000000) AS r RETURN size([x IN range(1, 1000) WHERE r = range(1, 999999) + x]) AS n",
        "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN count(*) AS n",
        "MATCH (a), (b), (c), (d) WHERE a.x = b.x + c.x + d.x RETURN count(*) AS n",
        "MATCH (a:Model)-[*1..60]-(b) RETURN count(*) AS n",
        "MATCH p = (a)-[:DERIVED_FROM*1..60]-(b)-[:DERIVED_FROM*1..60]-(c) RETURN count(p) AS n",
        "MATCH (a:Model) (()-[:DERIVED_FROM]-()){1,60} (b) RETURN count(*) AS n",
        "MATCH p = SHORTEST 1000 (a:Model)-[:DERIVED_FROM]-+(b:Model) RETURN count(p) AS n",
        "MATCH (a:Model), (b:Model), p = allShortestPaths((a)-[*..60]-(b)) WHERE a <> b RETURN count(p) AS n",
        "MATCH (a:Model) WHERE EXISTS { MATCH (a)-[*1..60]-(b) WHERE b.id = 'none' } RETURN count(*) AS n",
        "MATCH (a:Model) RETURN sum(COUNT { (a)-[*1..60]-(b) }) AS n",
        "UNWIND range(1, 1000000) AS i RETURN max(datetime('2025-01-01') + duration({days: i})) AS d",
        "UNWIND range(1, 1000) AS i UNWIND range(1, 1000000) AS j WITH i, j ORDER BY i * j RETURN i LIMIT 1",
    ),
    "plans": (
        f"MATCH (m) WHERE {_conditions(20, 'XOR')} RETURN m",
        f"MATCH (m) RETURN {_conditions(20, 'XOR')} AS x",
        f"MATCH (m) WHERE {_tree(6, ('XOR', 'OR'))} RETURN m",
        "MATCH (m) WHERE " + "(m.a AND (m.b OR " * 19 + "m.c" + "))" * 19 + " RETURN m",
        "MATCH (m) WHERE NOT (" + "(m.a OR NOT (m.b AND " * 9 + "m.c" + "))" * 9 + ") RETURN m",
        "MATCH (m) WHERE " + "NOT " * 1000 + "m.a RETURN m",
        f"MATCH (m) WHERE {_conditions(1000, 'OR')} RETURN m",
        "MATCH (m) WHERE " + " OR ".join(f"(m.a{i} AND m.b{i})" for i in range(300)) + " RETURN m",
        "MATCH (m) RETURN " + " + ".join(["m.a"] * 300) + " AS x",
        "RETURN " + " + ".join(["1"] * 4000) + " AS x",
        "MATCH (m) RETURN " + " || ".join(["m.a"] * 200) + " AS x",
        "MATCH (m) RETURN m" + ".a" * 300 + " AS x",
        "MATCH " + "()--" * 60 + "() RETURN count(*) AS n",
        "MATCH " + "()--" * 400 + "() RETURN count(*) AS n",
        "MATCH " + ", ".join(f"(n{i})" for i in range(800)) + " RETURN count(*) AS n",
        "MATCH (m) WHERE " + "EXISTS { MATCH (m)--(n) WHERE " * 18 + "true" + " }" * 18 + " RETURN m",
        " UNION ".join(f"RETURN {i} AS x" for i in range(700)),
        "MATCH (a) " + "".join(f"OPTIONAL MATCH (a)--(b{i}) " for i in range(100)) + "RETURN a",
        "RETURN coalesce(" + ", ".join(["null"] * 4000) + ") AS x",
        "WITH 1 AS a " + "WITH a + 1 AS a " * 140 + "RETURN a",
        "MATCH (m) RETURN {" + ", ".join(f"a{i}: {i}" for i in range(1000)) + "} AS x",
        "MATCH (m) RETURN m ORDER BY " + ", ".join(f"m.a{i}" for i in range(500)),
        "EXPLAIN MATCH (m) WHERE " + _conditions(20, "XOR") + " RETURN m",
        "EXPLAIN MATCH (m) RETURN " + " + ".join(["m.a"] * 300) + " AS x",
    ),
}
PARAMETERS: Mapping[str, Any] = {
    "x": "a" * 100,
    "long": "x" * 10_000,
    "wide": "\ufdfa" * 1_000,
    "as": "a" * 60 + "#",
    "pattern": "a*" * 20 + "b",
}
