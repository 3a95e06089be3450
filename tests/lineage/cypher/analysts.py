"""Statements as analysts write them, over a small family, with the answers they must have on both engines.

`lacking` is what the embedded engine's refusal names where it has not what a statement needs.
"""

# ruff: noqa: E501 - a statement is one line

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import pstdev, stdev
from typing import Any

from ingest.load.load import load
from lineage.stores import open_writer
from tests.lineage.stores.families import resolution


def _model(
    id: str,
    created: str | None,
    downloads: int | None,
    likes: int | None,
    license: str | None,
    library: str | None,
    tags: list[str] | None,
) -> dict[str, Any]:
    at = datetime.fromisoformat(created).replace(tzinfo=UTC) if created else None
    return {
        "id": id,
        "author": id.split("/", maxsplit=1)[0],
        "status": "listed",
        "created_at": at,
        "created_month": created[:7] if created else None,
        "downloads": downloads,
        "likes": likes,
        "license": license,
        "library": library,
        "tags": tags,
    }


MODELS = [
    _model("Qwen/Qwen3-8B", "2025-01-10", 1000, 90, "apache-2.0", "transformers", ["qwen3", "text-generation"]),
    _model("Qwen/Qwen3-0.6B", "2025-01-10", 5000, 50, "apache-2.0", "transformers", ["qwen3", "text-generation"]),
    _model("meta/Llama-1B", "2025-02-01", 800, 40, "llama", "transformers", ["llama"]),
    _model("ann/Qwen3-8B-chat", "2025-02-15", 300, 12, "apache-2.0", "transformers", ["qwen3", "chat"]),
    _model("ann/Qwen3-8B-chat-GGUF", "2025-03-01", 700, 3, None, "gguf", ["gguf"]),
    _model("bob/Qwen3-8B-GGUF", "2025-02-20", 2500, 20, "apache-2.0", "gguf", ["gguf", "qwen3"]),
    _model("bob/Llama-1B-GGUF", "2025-03-05", 150, 1, "llama", "gguf", ["gguf"]),
    _model("cy/merge", "2025-03-20", 40, 2, "mit", "mergekit", []),
    _model("cy/lora", "2025-03-21", 10, 0, "other", "peft", ["lora"]),
    _model("dan/small", None, None, None, None, None, None),
    _model("dan/orphan", "2025-04-02", 5, 0, "mit", "transformers", None),
    {"id": "gone/parent", "author": "gone", "status": "missing"},
]
EDGES = [
    ("ann/Qwen3-8B-chat", "Qwen/Qwen3-8B", "finetune"),
    ("ann/Qwen3-8B-chat-GGUF", "ann/Qwen3-8B-chat", "quantized"),
    ("bob/Qwen3-8B-GGUF", "Qwen/Qwen3-8B", "quantized"),
    ("bob/Llama-1B-GGUF", "meta/Llama-1B", "quantized"),
    ("cy/merge", "ann/Qwen3-8B-chat", "merge"),
    ("cy/merge", "meta/Llama-1B", "merge"),
    ("cy/lora", "Qwen/Qwen3-0.6B", "adapter"),
    ("dan/small", "Qwen/Qwen3-0.6B", "finetune"),
    ("dan/orphan", "gone/parent", "finetune"),
]
LIKES = [model["likes"] for model in MODELS if model.get("likes") is not None]
DATA = Path(__file__).resolve().parents[2] / "data"
CHAT, BASE = "ann/Qwen3-8B-chat", "Qwen/Qwen3-8B"


def fill(url: str, folder: Path, password: str = "") -> None:
    """Load the family into an empty store; its files go into `folder`."""
    edges = [{"child": c, "parent": p, "relation": r, "evidence": ["card"], "raw": p} for c, p, r in EDGES]
    load(resolution(folder / "resolved", (MODELS, edges)), open_writer(url, folder / "store", password))


@dataclass(frozen=True, slots=True)
class Question:
    """A statement, and its answer's rows; where each has one value, the values."""

    statement: str
    rows: list[Any]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    lacking: str = ""


def _with(statement: str, rows: list[Any], **parameters: Any) -> Question:
    return Question(statement, rows, parameters)


KEYWORDS_AS_NAMES = (
    Question(
        "MATCH (m:Model) WHERE m.likes > 40 RETURN m.created_month AS create, m.likes AS set ORDER BY set DESC LIMIT 3",
        [("2025-01", 90), ("2025-01", 50)],
    ),
    Question(
        "MATCH (m:Model) WHERE m.author = 'cy' RETURN m.id AS load, m.likes AS use ORDER BY load LIMIT 2",
        [("cy/lora", 0), ("cy/merge", 2)],
    ),
    Question(
        "MATCH (m:Model {id: 'cy/lora'}) RETURN m.id AS call, m.likes AS match, m.license AS where",
        [("cy/lora", 0, "other")],
    ),
    Question(
        "MATCH (m:Model) WITH m.author AS delete, count(*) AS set WHERE set > 1 RETURN delete, set ORDER BY set DESC, delete LIMIT 2",
        [("Qwen", 2), ("ann", 2)],
    ),
    Question(
        "MATCH (order:Model {id: 'cy/lora'})-[set:DERIVED_FROM]->(end) RETURN order.id AS from, set.relation AS by, end.id AS to",
        [("cy/lora", "adapter", "Qwen/Qwen3-0.6B")],
    ),
    Question("UNWIND [3, 1, 2] AS desc RETURN desc ORDER BY desc DESC", [3, 2, 1]),
    Question("WITH [1, 2] AS in RETURN [merge IN in WHERE merge > 1 | merge * 10] AS and", [[20]]),
    Question("MATCH (m:Model {id: 'cy/lora'}) RETURN m.limit AS limit, m.match IS NULL AS match", [(None, True)]),
    Question(
        "MATCH (m:Model {id: 'cy/lora'}) WITH m AS create RETURN create {.id, .likes} AS drop",
        [{"id": "cy/lora", "likes": 0}],
    ),
    Question("WITH {set: 1, create: {load: 2}} AS map RETURN map.set + map.create.load AS sum", [3]),
)

FUNCTIONS = (
    Question(
        "MATCH (m:Model) WHERE m.license IS NOT NULL RETURN m.license AS license, percentileCont(m.downloads, 0.5) AS median ORDER BY median DESC LIMIT 2",
        [("apache-2.0", 1750.0), ("llama", 475.0)],
    ),
    Question("MATCH (m:Model) RETURN percentileDisc(m.likes, 0.9) AS p90", [50]),
    Question(
        "MATCH (m:Model) WITH m.likes AS x WHERE x IS NOT NULL WITH x ORDER BY x WITH collect(x) AS xs RETURN xs[toInteger(0.5 * (size(xs) - 1))] AS median",
        [3],
    ),
    Question("MATCH (m:Model) WHERE isEmpty(m.tags) RETURN m.id AS id", ["cy/merge"]),
    Question("MATCH (m:Model) WHERE m.tags IS NULL OR isEmpty(m.tags) RETURN count(m) AS n", [4]),
    Question("RETURN isEmpty('') AS a, isEmpty('x') AS b, NOT isEmpty([1]) AS c", [(True, False, True)]),
    Question("RETURN toBoolean('true') AS yes, toIntegerOrNull('x') AS none", [(True, None)]),
    Question(
        "RETURN toIntegerOrNull('7') AS a, toFloatOrNull('1.5') AS b, toFloatOrNull('x') AS c, toBooleanOrNull('no') AS d",
        [(7, 1.5, None, None)],
    ),
    Question("RETURN toStringOrNull(1) AS a", ["1"]),
    Question("RETURN toIntegerList(['1', 'x']) AS xs", [[1, None]]),
    Question("RETURN [x IN ['1', 'x'] | toInteger(x)] AS xs", [[1, None]]),
    Question(
        "RETURN char_length('Qwen') AS n, lower('A') AS a, upper('b') AS b, btrim('  c ') AS c", [(4, "a", "B", "c")]
    ),
    Question("RETURN character_length('été') AS n", [3]),
    Question("RETURN btrim('xxcxx', 'x') AS c", ["c"]),
    Question("RETURN trim(BOTH 'x' FROM 'xcx') AS c", ["c"], lacking="trims spaces"),
    Question(
        "MATCH (m:Model) WHERE m.author = 'cy' RETURN nullIf(m.license, 'other') AS license ORDER BY m.id",
        [None, "mit"],
    ),
    Question("RETURN nullIf(1, null) AS a, nullIf(null, 1) AS b, nullIf('x', 'x') AS c", [(1, None, None)]),
    Question("MATCH (m:Model) RETURN sum(m.downloads) / nullIf(count(m.nothing), 0) AS none", [None]),
    Question("RETURN round(e(), 3) AS e, timestamp() > 1700000000000 AS late", [(2.718, True)]),
    Question("MATCH (m:Model) RETURN round(stDev(m.likes), 1) AS s", [round(stdev(LIKES), 1)]),
    Question("MATCH (m:Model) RETURN round(stDevP(m.likes), 1) AS s", [round(pstdev(LIKES), 1)]),
    _with("MATCH (m:Model) WHERE m.id =~ ('.*' + $word + '.*') RETURN count(m) AS n", [4], word="8B"),
    _with("MATCH (m:Model) WHERE m.id =~ '(?i).*' + $word RETURN m.id AS id", ["cy/lora"], word="LORA"),
    _with(
        "WITH '.*' + $word + '.*' AS pattern MATCH (m:Model) WHERE m.id =~ pattern RETURN count(m) AS n",
        [3],
        word="GGUF",
    ),
    _with(
        "MATCH (m:Model) WHERE toLower(m.id) =~ '.*' + toLower($word) + '.*' RETURN count(m) AS n",
        [2],
        word="LLaMA",
    ),
)

RANGES = (
    Question("WITH 3 AS n UNWIND range(1, n) AS i RETURN sum(i) AS s", [6]),
    Question("UNWIND [1, 2] AS n RETURN n, range(0, n) AS r ORDER BY n", [(1, [0, 1]), (2, [0, 1, 2])]),
    Question(
        "MATCH (m:Model {id: 'Qwen/Qwen3-8B'}) WITH m.tags AS tags UNWIND range(0, size(tags) - 1) AS i RETURN i, tags[i] AS tag ORDER BY i",
        [(0, "qwen3"), (1, "text-generation")],
    ),
    Question(
        "WITH ['a', 'b'] AS xs WITH xs, size(xs) AS n RETURN [i IN range(0, n - 1) | toString(i) + xs[i]] AS x",
        [["0a", "1b"]],
    ),
    _with("WITH $years AS last UNWIND range(2024, last) AS year RETURN year", [2024, 2025], years=2025),
    Question("UNWIND range(date().year - 1, date().year) AS year RETURN count(year) AS n", [2]),
    Question(
        "MATCH p = (:Model {id: 'ann/Qwen3-8B-chat-GGUF'})-[:DERIVED_FROM*1..9]->(:Model {id: 'Qwen/Qwen3-8B'}) WITH length(p) AS steps UNWIND range(1, steps) AS step RETURN step",
        [1, 2],
    ),
)

COUNTS = (
    Question("MATCH (m:Model {id: 'cy/lora'}) RETURN (m).name AS n", [None]),
    Question("MATCH (a:Model) WITH a MATCH (a)-[:DERIVED_FROM]->(b {license: a.license}) RETURN count(*) AS n", [3]),
    Question("MATCH (a:Model) WITH * MATCH (a)-[:DERIVED_FROM]->(b {license: a.license}) RETURN count(*) AS n", [3]),
    Question(
        "MATCH (a:Model) CALL (a) { MATCH (a)-[:DERIVED_FROM]->(b {license: a.license}) RETURN count(b) AS n } RETURN sum(n) AS n",
        [3],
    ),
    Question(
        "MATCH (a:Model) CALL { WITH a MATCH (a)-[:DERIVED_FROM]->(b {license: a.license}) RETURN count(b) AS n } RETURN sum(n) AS n",
        [3],
    ),
    Question(
        "MATCH (a:Model) WHERE EXISTS { (a)-[:DERIVED_FROM]->(b {license: a.license}) } RETURN count(a) AS n", [3]
    ),
    Question("MATCH (a:Model) RETURN sum(size([(a)-[:DERIVED_FROM]->(b {license: a.license}) | 1])) AS n", [3]),
    _with("MATCH (a:Model) MATCH (a)-[:DERIVED_FROM]->(b {license: a.license}) RETURN count(*) AS n", [3]),
    Question(
        "MATCH (m:Model) WHERE m.created_month IS NOT NULL RETURN m.created_month AS month, count(*) AS models ORDER BY month",
        [("2025-01", 2), ("2025-02", 3), ("2025-03", 4), ("2025-04", 1)],
    ),
    Question(
        "MATCH (m:Model) WHERE m.created_at IS NOT NULL RETURN m.created_at.year * 100 + m.created_at.month AS month, sum(m.downloads) AS downloads ORDER BY month",
        [(202501, 6000), (202502, 3600), (202503, 900), (202504, 5)],
    ),
    Question(
        "MATCH (m:Model) WHERE m.created_at IS NOT NULL RETURN toString(date.truncate('month', m.created_at)) AS month, count(*) AS n ORDER BY month DESC LIMIT 1",
        [("2025-04-01", 1)],
    ),
    Question(
        "MATCH (m:Model) WHERE m.created_at >= datetime('2025-03-01T00:00:00Z') AND m.created_at < datetime('2025-04-01T00:00:00Z') RETURN count(*) AS n",
        [4],
    ),
    Question(
        "MATCH (m:Model) WHERE date(m.created_at) = date('2025-01-10') RETURN m.id AS id ORDER BY id",
        ["Qwen/Qwen3-0.6B", "Qwen/Qwen3-8B"],
    ),
    Question(
        "MATCH (m:Model {id: 'cy/lora'}), (b:Model {id: 'Qwen/Qwen3-0.6B'}) RETURN duration.inDays(b.created_at, m.created_at).days AS days",
        [70],
    ),
    Question(
        "RETURN duration.between(date('2025-01-01'), date('2025-03-05')).months AS months",
        [2],
    ),
    Question(
        "MATCH (m:Model) WITH max(m.created_at) AS newest RETURN date(newest - duration('P30D')) AS since",
        ["2025-03-03"],
    ),
    Question(
        "MATCH (m:Model) WITH count(m) AS total, count(m.license) AS known RETURN total, known, round(100.0 * known / total, 1) AS percent",
        [(12, 9, 75.0)],
    ),
    Question(
        "MATCH (m:Model) WHERE m.status = 'listed' WITH coalesce(m.license, 'unknown') AS license, count(*) AS n WITH collect({license: license, n: n}) AS rows, sum(n) AS total UNWIND rows AS row RETURN row.license AS license, round(100.0 * row.n / total, 1) AS percent ORDER BY percent DESC, license LIMIT 2",
        [("apache-2.0", 36.4), ("llama", 18.2)],
    ),
    Question(
        "MATCH (p:Model)<-[:DERIVED_FROM]-(c:Model) WHERE p.author <> c.author RETURN c.author AS owner, count(DISTINCT c) AS models, sum(c.downloads) AS downloads ORDER BY models DESC, owner LIMIT 3",
        [("bob", 2, 2650), ("cy", 2, 90), ("dan", 2, 5)],
    ),
    Question(
        "MATCH (p:Model)<-[r:DERIVED_FROM]-(c) RETURN p.id AS id, count(c) AS children, count(CASE r.relation WHEN 'quantized' THEN 1 END) AS quantized ORDER BY children DESC, id LIMIT 2",
        [("Qwen/Qwen3-0.6B", 2, 0), ("Qwen/Qwen3-8B", 2, 1)],
    ),
    Question(
        "MATCH (m:Model) RETURN CASE WHEN m.downloads >= 1000 THEN 'many' WHEN m.downloads >= 100 THEN 'some' WHEN m.downloads IS NULL THEN 'unknown' ELSE 'few' END AS band, count(*) AS n ORDER BY band",
        [("few", 3), ("many", 3), ("some", 4), ("unknown", 2)],
    ),
    Question("MATCH (m:Model) RETURN CASE WHEN count(m) > 5 THEN 'many' ELSE 'few' END AS x", ["many"]),
    Question("MATCH (m:Model) WITH count(m) AS n RETURN CASE WHEN n > 5 THEN 'many' ELSE 'few' END AS x", ["many"]),
    Question(
        "MATCH (m:Model) RETURN sum(CASE WHEN m.library = 'gguf' THEN m.downloads ELSE 0 END) AS gguf, sum(m.downloads) AS total",
        [(3350, 10505)],
    ),
    Question(
        "MATCH (m:Model) UNWIND m.tags AS tag RETURN tag, count(*) AS n ORDER BY n DESC, tag LIMIT 2",
        [("qwen3", 4), ("gguf", 3)],
    ),
    Question(
        "MATCH (m:Model) WHERE m.likes > 0 RETURN m.author AS owner, avg(m.likes) AS mean, min(m.likes) AS least, max(m.likes) AS most ORDER BY most DESC LIMIT 1",
        [("Qwen", 70.0, 50, 90)],
    ),
    Question("MATCH (m:Model) RETURN count(*), count(DISTINCT m.author)", [(12, 7)]),
)

WAYS = (
    Question(
        "MATCH (m:Model {id: 'dan/small'}) OPTIONAL MATCH (m)<-[:DERIVED_FROM]-(c) RETURN m.id AS id, count(c) AS n",
        [("dan/small", 0)],
    ),
    Question(
        "MATCH (m:Model) OPTIONAL MATCH (m)-[:DERIVED_FROM]->(p) WITH m, collect(p.id) AS parents WHERE size(parents) > 1 RETURN m.id AS id, size(parents) AS n",
        [("cy/merge", 2)],
    ),
    Question(
        "MATCH (m:Model) WHERE NOT EXISTS { (m)-[:DERIVED_FROM]->() } AND EXISTS { (m)<-[:DERIVED_FROM]-() } RETURN m.id AS id ORDER BY id",
        ["Qwen/Qwen3-0.6B", BASE, "gone/parent", "meta/Llama-1B"],
    ),
    Question(
        "MATCH (m:Model) WHERE EXISTS { MATCH (m)<-[r:DERIVED_FROM]-(c) WHERE r.relation = 'merge' AND c.likes > 1 } RETURN m.id AS id ORDER BY id",
        [CHAT, "meta/Llama-1B"],
    ),
    Question(
        "MATCH (m:Model) WHERE EXISTS { MATCH (m)<-[:DERIVED_FROM]-(c) RETURN c } RETURN count(*) AS n",
        [5],
        lacking="EXISTS {}",
    ),
    Question(
        "MATCH (m:Model) RETURN m.id AS id, COUNT { (m)<-[:DERIVED_FROM]-(c) WHERE c.library = 'gguf' } AS n ORDER BY n DESC, id LIMIT 3",
        [(BASE, 1), (CHAT, 1), ("meta/Llama-1B", 1)],
    ),
    Question(
        "MATCH (m:Model {id: 'cy/merge'}) RETURN COLLECT { MATCH (m)-[:DERIVED_FROM]->(p) RETURN p.id ORDER BY p.id } AS parents",
        [[CHAT, "meta/Llama-1B"]],
        lacking="COLLECT {}",
    ),
    Question(
        "MATCH (b:Model {id: 'Qwen/Qwen3-8B'}) CALL (b) { MATCH (b)<-[:DERIVED_FROM*1..9]-(d) RETURN count(DISTINCT d) AS below } RETURN b.id AS id, below",
        [(BASE, 4)],
    ),
    Question(
        "MATCH (b:Model {id: 'Qwen/Qwen3-8B'}) CALL { WITH b MATCH (b)<-[:DERIVED_FROM]-(c) RETURN c.id AS top ORDER BY c.downloads DESC LIMIT 1 } RETURN top",
        ["bob/Qwen3-8B-GGUF"],
    ),
    Question(
        "MATCH (m:Model {author: 'Qwen'}) RETURN m.id AS id, 'base' AS role UNION MATCH (m:Model {author: 'cy'}) RETURN m.id AS id, 'other' AS role",
        [("Qwen/Qwen3-8B", "base"), ("Qwen/Qwen3-0.6B", "base"), ("cy/merge", "other"), ("cy/lora", "other")],
    ),
    Question("RETURN 1 AS x UNION DISTINCT RETURN 1 AS x UNION DISTINCT RETURN 2 AS x", [1, 2]),
    Question(
        "MATCH p = (:Model {id: 'ann/Qwen3-8B-chat-GGUF'})-[:DERIVED_FROM*1..9]->(root) WHERE NOT (root)-[:DERIVED_FROM]->() RETURN [n IN nodes(p) | n.id] AS way, [r IN relationships(p) | r.relation] AS by",
        [(["ann/Qwen3-8B-chat-GGUF", CHAT, BASE], ["quantized", "finetune"])],
    ),
    Question(
        "MATCH p = (:Model {id: 'cy/merge'})-[:DERIVED_FROM*1..9]->(root) WHERE all(r IN relationships(p) WHERE r.relation <> 'quantized') RETURN length(p) AS n, root.id AS id ORDER BY n, id",
        [(1, CHAT), (1, "meta/Llama-1B"), (2, BASE)],
    ),
    Question(
        "MATCH p = shortestPath((:Model {id: 'bob/Qwen3-8B-GGUF'})-[:DERIVED_FROM*..9]-(:Model {id: 'cy/merge'})) RETURN reduce(way = '', n IN nodes(p) | way + n.author + ' ') AS way",
        ["bob Qwen ann cy "],
    ),
    Question(
        "MATCH (m:Model {id: 'Qwen/Qwen3-8B'}) RETURN m {.id, .likes, children: size([(m)<-[:DERIVED_FROM]-(c) | c.id])} AS m",
        [{"id": BASE, "likes": 90, "children": 2}],
    ),
    Question(
        "MATCH (m:Model {id: 'Qwen/Qwen3-8B'}) WITH m, 7 AS rank RETURN m {.id, rank} AS m", [{"id": BASE, "rank": 7}]
    ),
    Question(
        "MATCH (m:Model {id: 'Qwen/Qwen3-8B'}) RETURN size([(m)<-[r:DERIVED_FROM]-(c) WHERE r.relation = 'quantized' | c.id]) AS n",
        [1],
    ),
    Question(
        "MATCH (a:Model)-[:DERIVED_FROM]->(p)<-[:DERIVED_FROM]-(b:Model) WHERE a.id < b.id RETURN a.id AS a, b.id AS b ORDER BY a, b LIMIT 2",
        [("ann/Qwen3-8B-chat", "bob/Qwen3-8B-GGUF"), ("ann/Qwen3-8B-chat-GGUF", "cy/merge")],
    ),
    Question("MATCH (m:Model WHERE m.likes = 90) RETURN m.id AS id", [BASE], lacking="WHERE inside a pattern"),
    Question(
        "MATCH (:Model {id: 'Qwen/Qwen3-8B'}) (()<-[:DERIVED_FROM]-()){1,9} (d) RETURN count(DISTINCT d) AS n",
        [4],
        lacking="repeats single relationships",
    ),
    Question("MATCH (m:Model) WHERE m.likes > 10 AND 10 < m.likes < 50 RETURN count(*) AS n", [3]),
)

TEXTS = (
    Question(
        "MATCH (m:Model) RETURN split(m.id, '/')[0] AS owner, count(*) AS n ORDER BY n DESC, owner LIMIT 2",
        [("Qwen", 2), ("ann", 2)],
    ),
    Question("MATCH (m:Model) WHERE toLower(m.id) CONTAINS 'gguf' RETURN count(*) AS n", [3]),
    Question(
        "MATCH (m:Model) WHERE m.id ENDS WITH '-GGUF' RETURN replace(m.id, '-GGUF', '') AS base ORDER BY base LIMIT 1",
        ["ann/Qwen3-8B-chat"],
    ),
    Question(
        "MATCH (m:Model {id: 'cy/lora'}) RETURN toUpper(left(m.author, 1)) + substring(m.author, 1) AS name, size(m.id) AS n, reverse('abc') AS r",
        [("Cy", 7, "cba")],
    ),
    Question("MATCH (m:Model {id: 'cy/lora'}) RETURN m.author || '/' || toString(m.likes) AS x", ["cy/0"]),
    Question("WITH [1] AS a, [2] AS b RETURN a || b AS x", [[1, 2]], lacking="joins with ||"),
    Question(
        "WITH [3, 1, 2] AS xs RETURN head(xs) AS h, last(xs) AS l, tail(xs) AS t, xs[0..2] AS s, [x IN xs WHERE x > 1 | x * x] AS q",
        [(3, 2, [1, 2], [3, 1], [9, 4])],
    ),
    Question("UNWIND [3, 1, 2] AS x WITH x ORDER BY x RETURN collect(x) AS xs", [[1, 2, 3]]),
    Question(
        "WITH ['qwen3', 'chat'] AS wanted MATCH (m:Model) WHERE all(t IN wanted WHERE t IN m.tags) RETURN m.id AS id",
        [CHAT],
    ),
    Question(
        "MATCH (m:Model) WHERE any(t IN m.tags WHERE t STARTS WITH 'qw') AND none(t IN m.tags WHERE t = 'gguf') RETURN count(*) AS n",
        [3],
    ),
    Question(
        "MATCH (m:Model) WHERE m.license IS NULL AND m.status IN ['listed'] RETURN m.id AS id ORDER BY id",
        ["ann/Qwen3-8B-chat-GGUF", "dan/small"],
    ),
    Question("RETURN +1 AS one, -(-1) AS two, NOT NOT true AS yes", [(1, 1, True)]),
    _with("RETURN $`word` AS x", ["w"], word="w"),
    _with(
        "MATCH (b:Model {id: $id}) RETURN EXISTS { MATCH (a:Model)-[rs:DERIVED_FROM*2..2]->(b) WHERE rs[0].relation = 'merge' } AS yes, EXISTS { MATCH (a:Model)-[rs:DERIVED_FROM*2..2]->(b) WHERE rs[1].relation = 'merge' } AS no",
        [(True, False)],
        id=BASE,
    ),
)

RECORDED = tuple(
    Question(**json.loads(line)) for line in (DATA / "cypher" / "questions.jsonl").read_text().splitlines()
)
"""More of them, a line each, with the answers of Neo4j 5.26.18."""

DEGREES = Counter(end for child, parent, _ in EDGES for end in (child, parent))
EITHER_WAY = sum(many * (many - 1) for many in DEGREES.values())
SIBLINGS = 7  # models with a parent that has another child
SHORTCUTS = (
    _with(
        "MATCH (a)<-[:DERIVED_FROM]-(m)<-[r:DERIVED_FROM]-(q) WHERE r.relation = 'quantized' RETURN count(*) AS n", [1]
    ),
    _with("MATCH (a)<-[:DERIVED_FROM]-(m)<-[r:DERIVED_FROM]-(q) WHERE r.relation = $r RETURN count(q)", [1], r="merge"),
    _with(
        "MATCH (a)<-[:DERIVED_FROM]-(m)<-[r:DERIVED_FROM]-(q) WHERE r.raw IS NULL WITH m, q RETURN count(*) AS n", [0]
    ),
    _with(
        "MATCH (a:Model)-[rs:DERIVED_FROM*2..2]->(b:Model {id: $id}) RETURN a.id AS id, [r IN rs | r.relation] AS way, startNode(head(rs)).id AS first ORDER BY id",
        [
            ("ann/Qwen3-8B-chat-GGUF", ["quantized", "finetune"], "ann/Qwen3-8B-chat-GGUF"),
            ("cy/merge", ["merge", "finetune"], "cy/merge"),
        ],
        id=BASE,
    ),
    _with(
        "MATCH (b:Model {id: $id}) OPTIONAL MATCH (a:Model)-[rs:DERIVED_FROM*2..2]->(b) WHERE startNode(rs[0]).id = a.id RETURN a.id AS id, [(c)-[ws:DERIVED_FROM*2..2]->(b) WHERE c.id = a.id | ws[1].relation] AS last ORDER BY id",
        [("ann/Qwen3-8B-chat-GGUF", ["finetune"]), ("cy/merge", ["finetune"])],
        id=BASE,
    ),
    _with("MATCH (a)-[:DERIVED_FROM]-(b)-[:DERIVED_FROM]-(c) RETURN count(*) AS n", [EITHER_WAY]),
    _with("MATCH (a:Model {id: $id})-[:DERIVED_FROM*2..2]-(c) RETURN count(c) AS n", [2], id="Qwen/Qwen3-8B"),
    _with(
        "MATCH (m:Model) WHERE EXISTS { (m)-[:DERIVED_FROM]->()<-[:DERIVED_FROM]-() } RETURN count(m) AS n", [SIBLINGS]
    ),
    _with(
        "MATCH (m:Model) WHERE EXISTS { MATCH (m)-[:DERIVED_FROM]->(p)<-[:DERIVED_FROM]-(c) } RETURN count(m) AS n",
        [SIBLINGS],
    ),
    _with(
        "MATCH (m:Model) WHERE NOT (m)-[:DERIVED_FROM]->()<-[:DERIVED_FROM]-() RETURN count(m) AS n",
        [len(MODELS) - SIBLINGS],
    ),
    _with(
        "MATCH (m:Model) RETURN sum(CASE WHEN exists((m)-[:DERIVED_FROM]->()<-[:DERIVED_FROM]-()) THEN 1 ELSE 0 END) AS n",
        [SIBLINGS],
    ),
    _with(
        "UNWIND $ids AS id MATCH (b:Model {id: id}) CALL (b) { MATCH (b)<-[:DERIVED_FROM]-(c) RETURN c.id AS top ORDER BY c.downloads DESC LIMIT 1 } RETURN id, top",
        [(BASE, "bob/Qwen3-8B-GGUF"), ("meta/Llama-1B", "bob/Llama-1B-GGUF")],
        ids=["dan/orphan", BASE, "meta/Llama-1B"],
    ),
    _with(
        "MATCH (m:Model {id: $id}) RETURN m.name AS a, m.title AS b, m.type AS c, m {.name} AS d",
        [(None, None, None, {"name": None})],
        id=BASE,
    ),
    _with(
        "MATCH (m:Model)-[r:DERIVED_FROM]->() RETURN count(m.name) AS n, count(r.type) AS t, count(r.id) AS i",
        [(0, 0, 0)],
    ),
    _with("MATCH (m:Model {id: $id}) WITH m AS x RETURN x.name AS a, x.id AS b", [(None, BASE)], id=BASE),
    _with("MATCH (m) WHERE m:Model AND m.id = $id RETURN m.name AS a, m.type AS b", [(None, None)], id=BASE),
    _with(
        "MATCH (a)-[r:DERIVED_FROM {relation: 'adapter'}]->(b) RETURN a.name AS a, b.title AS b, startNode(r).name AS c",
        [(None, None, None)],
    ),
    _with(
        "MATCH p = (:Model {id: $id})-[:DERIVED_FROM*2..2]->() RETURN [r IN relationships(p) | r.type] AS r, [n IN nodes(p) | n.title] AS n",
        [([None, None], [None, None, None])],
        id="ann/Qwen3-8B-chat-GGUF",
    ),
    _with(
        "MATCH (m:Model {id: $id})<-[r:DERIVED_FROM {relation: 'finetune'}]-() RETURN [k IN keys(m) WHERE k IN ['id', 'title', 'type']] AS m, [k IN keys(r) WHERE k IN ['relation', 'type']] AS r",
        [(["id"], ["relation"])],
        id=BASE,
    ),
    _with("MATCH (key:Model {id: $id}) RETURN 'title' IN keys(key) AS t, keys(null) AS n", [(False, None)], id=BASE),
    _with("MATCH (m:Model {author: 'bob'}) WITH m ORDER BY m.id RETURN [m IN collect(m) | m.likes] AS n", [[1, 20]]),
    _with(
        "MATCH (m:Model {id: $id}) RETURN any(m IN [{likes: 1}, {likes: 2}] WHERE m.likes = 2) AS a, reduce(n = 0, m IN [{likes: 7}] | n + m.likes) AS b",
        [(True, 7)],
        id=BASE,
    ),
    _with(
        "MATCH (m:Model {id: $id}) RETURN reduce(m = {likes: 3}, k IN [1, 2] | {likes: m.likes + k}).likes AS n",
        [6],
        id=BASE,
    ),
    _with(
        "CALL { MATCH (m:Model {id: $id}) RETURN m, m AS n } RETURN m {.id} AS a, n {.likes} AS b, m.name AS c",
        [({"id": BASE}, {"likes": 90}, None)],
        id=BASE,
    ),
    _with(
        "MATCH (m:Model)-[:DERIVED_FROM]->(p) MATCH (n:Model)-[:DERIVED_FROM]->(p) WHERE p.id = $id AND m.library = n.library RETURN count(*) AS n",
        [2],
        id=BASE,
    ),
    Question(
        "MATCH (a:Model)-[:DERIVED_FROM]->(b:Model {author: a.author}) RETURN count(*) AS n", [1], lacking="look at a"
    ),
    Question(
        "MATCH (a:Model)-[:DERIVED_FROM]->(b {license: a.license}) RETURN count(*) AS n", [3], lacking="look at a"
    ),
    Question("MATCH (m:Model {title: 'Model_Qwen/Qwen3-8B'}) RETURN count(*) AS n", [0], lacking="no property title"),
    Question("MATCH (m:Model) WHERE id(m) >= 0 RETURN count(m) AS n", [len(MODELS)], lacking="id()"),
    Question("RETURN round(2.5, 0, 'HALF_EVEN') AS n", [2.0], lacking="rounds"),
)
"""What a planner answers otherwise than a graph is walked."""

SCOPES = (
    _with(
        "MATCH (n:Model {id: $id}) RETURN n.name AS v UNION ALL UNWIND [{name: 'a'}] AS n RETURN n.name AS v",
        [None, "a"],
        id=BASE,
    ),
    _with(
        "MATCH (m:Model {id: $id}) WITH {name: m.likes} AS m RETURN m.name AS n, m {.name} AS o",
        [(90, {"name": 90})],
        id=BASE,
    ),
    _with(
        "MATCH ()-[r:DERIVED_FROM]->() WITH {type: r.relation} AS r RETURN r.type AS t, count(*) AS n ORDER BY n DESC, t LIMIT 1",
        [("finetune", 3)],
    ),
    _with(
        "WITH {name: 'a'} AS m CALL { MATCH (m:Model) RETURN count(m) AS n } RETURN m.name AS name, n",
        [("a", len(MODELS))],
    ),
    _with(
        "MATCH (m:Model {id: $id}) RETURN [n IN [{name: 'a'}] | n.name] AS n, [m IN [{name: 'b'}] | m.name] AS m",
        [(["a"], ["b"])],
        id=BASE,
    ),
    _with(
        "MATCH (m:Model {id: $id}) RETURN [m IN ['x'] | [m IN [m + 'y'] | m + 'z']] AS n, m.likes AS likes",
        [([["xyz"]], 90)],
        id=BASE,
    ),
    _with(
        "CALL { MATCH (a:Model)-[:DERIVED_FROM]->() RETURN * ORDER BY a.id LIMIT 1 } MATCH (a)-[:DERIVED_FROM]->(b:Model {license: a.license}) RETURN a.id AS a, b.id AS b",
        [(CHAT, BASE)],
    ),
)
"""What a name stands for here and there."""

ORDERED = (
    _with(
        "MATCH (a)<-[:DERIVED_FROM]-(b)<-[r:DERIVED_FROM]-(c) RETURN a.id AS id, count(*) AS n ORDER BY count(*) DESC, id",
        [(BASE, 2)],
    ),
    _with(
        "MATCH (a)<-[:DERIVED_FROM]-(b)<-[r:DERIVED_FROM]-(c) RETURN a.id AS id, count(*) ORDER BY count(*) DESC, id",
        [(BASE, 2)],
    ),
    _with(
        "MATCH (a:Model)-[:DERIVED_FROM]->(b) RETURN b.id AS id, count( * )+1 ORDER BY count(*) + 1 DESC, id LIMIT 2",
        [("Qwen/Qwen3-0.6B", 3), (BASE, 3)],
    ),
    _with(
        "MATCH (a:Model)-[:DERIVED_FROM]->(b) RETURN b.author AS id, stDevP(a.likes) AS s ORDER BY -stDevP(a.likes), id LIMIT 1",
        [("Qwen", pstdev([12, 20, 0]))],
    ),
    _with(
        "MATCH (a:Model)-[:DERIVED_FROM]->(b) RETURN b.author AS id, percentileDisc(a.likes, 0.5) ORDER BY percentileDisc(a.likes, 0.5) DESC, id LIMIT 1",
        [("Qwen", 12)],
    ),
    _with(
        "MATCH (a:Model)-[:DERIVED_FROM]->(b) WITH b.id AS id, CASE WHEN count(*) > 1 THEN 1 ELSE 0 END AS s ORDER BY CASE WHEN count(*) > 1 THEN 1 ELSE 0 END DESC, id LIMIT 1 RETURN id, s",
        [("Qwen/Qwen3-0.6B", 1)],
    ),
)
"""Orders by an aggregate that is a column too."""


def _up(id: str | None) -> list[str | None]:
    """The parents of a model; one that is null where there are none."""
    return [parent for child, parent, _ in EDGES if child == id] or [None]


CHAINS = [(m["id"], p, q) for m in MODELS for p in _up(m["id"]) for q in _up(p)]
NULLS = (
    Question(
        "MATCH (m:Model) OPTIONAL MATCH (m)-[:DERIVED_FROM]->(p) OPTIONAL MATCH (p)-[:DERIVED_FROM]->(q) RETURN m.id AS m, p.id AS p, q.id AS q",
        CHAINS,
    ),
    Question(
        "MATCH (m:Model) OPTIONAL MATCH (m)-[:DERIVED_FROM]->(`p x`) WITH m, `p x` AS p OPTIONAL MATCH (q)<-[:DERIVED_FROM]-(p:Model) WHERE q.id <> 'x' RETURN m.id AS m, p.id AS p, q.id AS q",
        CHAINS,
    ),
    Question(
        "MATCH (m:Model) OPTIONAL MATCH (m)-[:DERIVED_FROM]->(p) MATCH (p)-[:DERIVED_FROM]->(q) RETURN m.id AS m, p.id AS p, q.id AS q",
        [(m, p, q) for m, p, q in CHAINS if q],
    ),
    Question(
        "MATCH (m:Model) OPTIONAL MATCH (m)-[:DERIVED_FROM]->(p) RETURN m.id AS m, p.id AS p, COUNT { (p)-[:DERIVED_FROM]->() } AS n, EXISTS { (p)-[:DERIVED_FROM]->() } AS e, [(p)-[:DERIVED_FROM]->(q) | q.id] AS qs",
        [
            (m["id"], p, len(above), bool(above), above)
            for m in MODELS
            for p in _up(m["id"])
            for above in [[q for q in _up(p) if q]]
        ],
    ),
)
QUESTIONS = (
    *SHORTCUTS,
    *NULLS,
    *SCOPES,
    *ORDERED,
    *KEYWORDS_AS_NAMES,
    *FUNCTIONS,
    *RANGES,
    *COUNTS,
    *WAYS,
    *TEXTS,
    *RECORDED,
)
