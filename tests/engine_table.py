"""Which Cypher behaves how on which engine: statements with the answer they must have, run, and put into docs/cypher.md.

python -m tests.engine_table --write
"""

# ruff: noqa: E501 - a statement is one line, here as in the document's table

import argparse
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from statistics import quantiles
from typing import Any

import kglite
import networkx as nx

from ingest.load.load import load
from lineage import cypher
from lineage.errors import BadStatement, StoreError
from lineage.stores import Reader, open_reader, open_writer
from tests import documented
from tests.lineage.stores.families import resolution
from tests.neo4j_server import VERSION, neo4j_server

DOCUMENT = documented.DOCS / "cypher.md"

LENGTH = 14  # longer than the ten hops at which the embedded engine cuts an unbounded path
CHAIN = [f"c/{n:02}" for n in range(LENGTH)]
EDGES = [
    *((child, parent, "finetune" if child < "c/08" else "quantized") for parent, child in pairwise(CHAIN)),
    *(("m/left", "c/00", "adapter"), ("m/right", "c/00", "adapter")),
    *(("m/merge", "m/left", "merge"), ("m/merge", "m/right", "merge")),
    *(("x/one", "x/two", "finetune"), ("x/two", "x/one", "finetune")),
]
IDS = sorted({end for child, parent, _ in EDGES for end in (child, parent)})
DOWNLOADS = {id: n for n, id in enumerate(CHAIN)}
NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)
GRAPH = nx.DiGraph([(child, parent) for child, parent, _ in EDGES])
BELOW = sorted(nx.ancestors(GRAPH, "c/00"))
ABOVE_MERGE = sorted(nx.descendants(GRAPH, "m/merge"))
TUNED = [id for id in CHAIN[1:] if id < "c/08"]
ROOTS = sorted(id for id in GRAPH if not list(GRAPH.successors(id)))
CHILDREN = dict(sorted((id, GRAPH.in_degree(id)) for id in GRAPH if GRAPH.in_degree(id)))
QUARTILE = quantiles(DOWNLOADS.values(), n=4, method="inclusive")[0]


@dataclass(frozen=True, slots=True)
class Construct:
    """A statement, what it must answer (a value, or a list of rows' only or several values), and its parameters.

    `portable` ones must be answered so by both engines; of the others the table says what happens.
    """

    statement: str
    expected: Any
    portable: bool = True
    parameters: Mapping[str, Any] = field(default_factory=dict)


def _not(statement: str, expected: Any, **parameters: Any) -> Construct:
    return Construct(statement, expected, portable=False, parameters=parameters)


CONSTRUCTS = (
    Construct("MATCH (m:Model {id: $id}) RETURN m.downloads AS n", 3, parameters={"id": "c/03"}),
    Construct(
        "MATCH (m:Model) WHERE m.id STARTS WITH 'c/' AND m.id CONTAINS '/1' RETURN m.id AS id ORDER BY id", CHAIN[10:]
    ),
    Construct("MATCH (m:Model) WHERE m.id =~ 'm/.*e' RETURN m.id AS id ORDER BY id", ["m/merge"]),
    Construct(
        "MATCH (m:Model) WHERE m.downloads IN $list RETURN m.id AS id ORDER BY id",
        ["c/02", "c/05"],
        parameters={"list": [2, 5]},
    ),
    Construct("MATCH (m:Model) WHERE m.created_at >= $at RETURN count(m) AS n", LENGTH, parameters={"at": NOON}),
    Construct(
        "MATCH (m:Model) RETURN m.id AS id ORDER BY coalesce(m.downloads, -1) DESC, id SKIP 1 LIMIT 2", ["c/12", "c/11"]
    ),
    Construct("MATCH (m:Model) RETURN m.downloads AS n ORDER BY n LIMIT 1", [0]),
    Construct(
        "MATCH (m:Model) RETURN sum(m.downloads) AS s, max(m.downloads) AS most, count(m.downloads) AS n",
        [(sum(range(LENGTH)), LENGTH - 1, LENGTH)],
    ),
    Construct("MATCH (:Model {id: 'c/00'})<-[:DERIVED_FROM*1..60]-(d) RETURN DISTINCT d.id AS id ORDER BY id", BELOW),
    Construct("MATCH (:Model {id: 'c/00'})<-[:DERIVED_FROM*0..60]-(d) RETURN count(DISTINCT d) AS n", len(BELOW) + 1),
    Construct(
        "MATCH (:Model {id: 'c/00'})<-[:DERIVED_FROM*1..20 {relation: 'finetune'}]-(d) RETURN d.id AS id ORDER BY id",
        TUNED,
    ),
    Construct(
        "MATCH p = (:Model {id: 'c/00'})<-[:DERIVED_FROM*1..20]-(d) WHERE all(r IN relationships(p) WHERE r.relation = 'finetune') RETURN d.id AS id ORDER BY id",
        TUNED,
    ),
    Construct(
        "MATCH (b:Model) WHERE NOT EXISTS { (b)-[:DERIVED_FROM]->(:Model) } RETURN b.id AS id ORDER BY id", ROOTS
    ),
    Construct(
        "MATCH (m:Model) RETURN count(CASE WHEN EXISTS { (m)<-[:DERIVED_FROM]-(:Model) } THEN 1 END) AS n",
        len(CHILDREN),
    ),
    Construct(
        "MATCH (m:Model) WITH m.id AS id, COUNT { (m)<-[:DERIVED_FROM]-(:Model) } AS n WHERE n > 0 RETURN id, n ORDER BY id",
        list(CHILDREN.items()),
    ),
    Construct(
        "MATCH (m:Model) OPTIONAL MATCH (m)-[:DERIVED_FROM]->(p:Model) RETURN count(m) AS n, count(p) AS p",
        [(len(EDGES) + len(ROOTS), len(EDGES))],
    ),
    Construct(
        "MATCH (a:Model {id: 'm/left'}), (b:Model {id: 'c/02'}) MATCH p = shortestPath((a)-[:DERIVED_FROM*..40]-(b)) RETURN [n IN nodes(p) | n.id] AS ids",
        [["m/left", "c/00", "c/01", "c/02"]],
    ),
    Construct(
        "MATCH (a:Model {id: 'm/merge'}), (b:Model {id: 'c/00'}) MATCH p = allShortestPaths((a)-[:DERIVED_FROM*..9]->(b)) RETURN nodes(p)[1].id AS id ORDER BY id",
        ["m/left", "m/right"],
    ),
    Construct("MATCH (m:Model)-[:DERIVED_FROM*1..4]->(m) RETURN DISTINCT m.id AS id ORDER BY id", ["x/one", "x/two"]),
    Construct(
        "MATCH (:Model {id: 'm/merge'})-[:DERIVED_FROM*1..9]->(a) WITH DISTINCT a ORDER BY a.id RETURN collect(a.id) AS ids",
        [ABOVE_MERGE],
    ),
    Construct(
        "MATCH (m:Model {id: 'c/00'}) CALL (m) { MATCH (m)<-[:DERIVED_FROM]-(c) RETURN count(c) AS n } RETURN n",
        CHILDREN["c/00"],
    ),
    Construct(
        "UNWIND $ids AS id MATCH (m:Model {id: id}) RETURN m.downloads AS n ORDER BY n",
        [1, 4],
        parameters={"ids": ["c/04", "c/01"]},
    ),
    Construct(
        "MATCH (m:Model {id: 'c/01'}) RETURN m.id AS id UNION MATCH (m:Model {id: 'c/01'}) RETURN m.id AS id", ["c/01"]
    ),
    Construct("MATCH (m:Model {id: 'c/01'}) RETURN m {.id, .downloads} AS m", [{"id": "c/01", "downloads": 1}]),
    Construct(
        "MATCH (:Model {id: 'c/01'})-[r]->(p) RETURN type(r) AS t, labels(p) AS l", [("DERIVED_FROM", ["Model"])]
    ),
    Construct("RETURN reduce(s = 0, x IN [1, 2, 3] | s + x) AS s", 6),
    Construct("MATCH (m)-[:DERIVED_FROM|INFERRED_FROM]->(:Model {id: 'c/00'}) RETURN count(m) AS n", CHILDREN["c/00"]),
    Construct("MATCH (m:Model {id: 'c/01'}) RETURN m.id AS load, m.downloads AS set ORDER BY set", [("c/01", 1)]),
    Construct(
        "MATCH (m:Model {id: 'c/01'}) RETURN isEmpty(m.id) AS e, upper(m.author) AS u, char_length(m.id) AS n",
        [(False, "C", 4)],
    ),
    Construct(
        "RETURN nullIf('other', 'other') AS a, toIntegerOrNull('x') AS b, toFloatOrNull('0.5') AS c",
        [(None, None, 0.5)],
    ),
    Construct("MATCH (m:Model) RETURN m.id AS create, m.author AS call ORDER BY create DESC LIMIT 1", [("x/two", "x")]),
    Construct("MATCH (m:Model) RETURN percentileCont(m.downloads, 0.25) AS q", QUARTILE),
    Construct("MATCH (m:Model) RETURN percentileDisc(m.downloads, 0.9) AS p90", DOWNLOADS["c/12"]),
    Construct("MATCH (m:Model) RETURN CASE WHEN count(m) > 5 THEN 'many' ELSE 'few' END AS x", "many"),
    Construct("RETURN duration.between(date('2025-01-01'), date('2025-03-05')).months AS n", 2),
    Construct(
        "RETURN toBoolean('true') AS a, toBoolean(0) AS b, toBooleanOrNull([]) AS c, toBooleanList(['no', 1]) AS d",
        [(True, False, None, [None, True])],
    ),
    Construct(
        "RETURN toStringOrNull(1) AS a, toStringOrNull([1]) AS b, toIntegerList(['1', 'x']) AS c, toFloatList([1]) AS d",
        [("1", None, [1, None], [1.0])],
    ),
    Construct("RETURN btrim('--x--', '-') AS a, ltrim('--x', '-') AS b, rtrim('x  ') AS c", [("x", "x", "x")]),
    Construct("UNWIND [{id: 'a', n: 1}] AS row RETURN row {.id, more: row.n + 1} AS row", [{"id": "a", "more": 2}]),
    Construct("MATCH (m:Model) WHERE m.id =~ $owner + '/.*' RETURN count(m) AS n", 3, parameters={"owner": "m"}),
    Construct("WITH 2024 AS first, 2026 AS last UNWIND range(first, last) AS year RETURN year", [2024, 2025, 2026]),
    Construct("MATCH (m:Model) WHERE 2 < m.downloads <= 5 RETURN count(m) AS n", 3),
    Construct(
        "MATCH (m:Model)-[:DERIVED_FROM]->(p:Model), (m)-[:DERIVED_FROM]->(q:Model) WHERE p.id < q.id RETURN m.id AS id",
        ["m/merge"],
    ),
    Construct(
        "MATCH (b:Model) WHERE EXISTS { MATCH (b)<-[:DERIVED_FROM]-(m) MATCH (m)<-[:DERIVED_FROM]-(q) WHERE q.id STARTS WITH 'm' } RETURN b.id AS id",
        ["c/00"],
    ),
    Construct("MATCH (m:Model {id: 'm/left'}) RETURN 'title' IN keys(m) AS own", False),
    Construct("RETURN timestamp() > 1700000000000 AS now", True),
    Construct("RETURN datetime().epochSeconds > 1700000000 AS now", True),
    _not("MATCH (:Model {id: 'c/00'})<-[:DERIVED_FROM*]-(d) RETURN count(DISTINCT d) AS n", len(BELOW)),
    _not("MATCH (:Model {id: 'c/00'})<-[:DERIVED_FROM*1..]-(d) RETURN count(DISTINCT d) AS n", len(BELOW)),
    _not("MATCH (:Model {id: 'c/00'}) (()<-[:DERIVED_FROM]-()){1,20} (d) RETURN count(DISTINCT d) AS n", len(BELOW)),
    _not("MATCH p = SHORTEST 1 (:Model {id: 'c/02'})-[:DERIVED_FROM]->+(:Model {id: 'c/00'}) RETURN length(p) AS n", 2),
    _not(
        "MATCH p = ANY SHORTEST (:Model {id: 'c/02'})-[:DERIVED_FROM]->+(:Model {id: 'c/00'}) RETURN length(p) AS n", 2
    ),
    _not(
        "MATCH (m:Model {id: 'c/02'}) RETURN COLLECT { MATCH (m)-[:DERIVED_FROM]->(p) RETURN p.id } AS ids", [["c/01"]]
    ),
    _not(
        "MATCH (m:Model) WHERE EXISTS { MATCH (m)<-[:DERIVED_FROM]-(c) WITH c WHERE c.downloads = 5 RETURN c } RETURN m.id AS id",
        ["c/04"],
    ),
    _not("MATCH (m:Model WHERE m.downloads = 3) RETURN m.id AS id", ["c/03"]),
    _not("MATCH (m:!Snapshot) RETURN count(m) AS n", len(IDS) + len({id[0] for id in IDS})),  # with the organisations
    _not("MATCH (m)-[:DERIVED_FROM|:INFERRED_FROM]->(:Model {id: 'c/00'}) RETURN count(m) AS n", CHILDREN["c/00"]),
    _not("MATCH (m)<-->(:Model {id: 'm/left'}) RETURN count(m) AS n", 2),
    _not("MATCH (m:Model) USING INDEX m:Model(license) WHERE m.license = 'mit' RETURN count(m) AS n", LENGTH),
    _not("RETURN [1] || [2] AS l", [[1, 2]]),
    _not("RETURN round(-1.5) AS n", -1.0),
    _not("MATCH (m:Model) WHERE m.created_at > date('2025-01-01') RETURN count(m) AS n", 0),
    _not("MATCH (m:Model {id: 'c/01'}) RETURN m.title AS absent", [None]),
    _not("RETURN apoc.text.join(['a', 'b'], '-') AS text", "a-b"),
    _not("CALL dbms.components() YIELD name RETURN count(name) AS n", 1),
    _not("CALL db.labels() YIELD label RETURN label ORDER BY label", ["Model", "Organisation", "Snapshot"]),
)

LIMITS = cypher.limits(seconds=30)
RIGHT, REFUSED, OTHER = "✓", "refused", "another answer"


def outcome(reader: Reader, construct: Construct) -> str:
    """What an engine that holds our graph makes of a statement, asked as users ask it."""
    try:
        rows = cypher.execute(reader, construct.statement, construct.parameters, limits=LIMITS).table.rows
    except (BadStatement, StoreError):
        return REFUSED
    found = [row[0] if len(row) == 1 else row for row in rows]
    expected = construct.expected if isinstance(construct.expected, list) else [construct.expected]
    return RIGHT if found == expected else OTHER


def fill(url: str, folder: Path, password: str = "") -> None:
    """Load our graph into an empty store; its files go into `folder`."""
    models = [{"id": id, "author": id[0], "status": "listed", **_known(id)} for id in IDS]
    edges = [{"child": c, "parent": p, "relation": r, "evidence": ["card"], "raw": p} for c, p, r in EDGES]
    load(resolution(folder / "resolved", (models, edges)), open_writer(url, folder / "store", password))


def _known(id: str) -> dict[str, Any]:
    """Unknown for half of the models."""
    return {"downloads": DOWNLOADS[id], "license": "mit", "created_at": NOON} if id in DOWNLOADS else {}


def heading() -> str:
    return f"| statement | Neo4j {VERSION} | embedded (kglite {kglite.__version__}) |"


def table(neo4j: list[str], embedded: list[str]) -> str:
    """The document's table: a row a statement, first those of the portable set."""
    rows = [
        f"| `{construct.statement.replace('|', chr(92) + '|')}` | {on_server} | {within} |"
        for construct, on_server, within in zip(CONSTRUCTS, neo4j, embedded, strict=True)
    ]
    return "\n".join([heading(), "|---|---|---|", *rows])


def written() -> str:
    """The table as the document has it."""
    return documented.written(DOCUMENT, "engines")


@contextmanager
def _filled(kind: str) -> Iterator[Reader]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if kind == "embedded":
            fill("embedded:", folder)
            yield open_reader("embedded:", folder / "store")
            return
        with neo4j_server() as (url, password):
            fill(url, folder, password)
            reader = open_reader(url, folder, password)
            yield reader
            reader.close()


def _column(kind: str) -> list[str]:
    with _filled(kind) as reader:
        return [outcome(reader, construct) for construct in CONSTRUCTS]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="put the table into docs/cypher.md")
    made = table(_column("neo4j"), _column("embedded"))
    documented.write(DOCUMENT, "engines", made) if parser.parse_args().write else print(made)


if __name__ == "__main__":
    main()
