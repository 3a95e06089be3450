"""The fence in front of both engines: what only reads passes, everything else is refused by name."""

import pytest

from lineage.cypher import checked
from lineage.errors import BadStatement

READING = [
    "MATCH (m:Model) RETURN m.id AS id LIMIT 5",
    "match (m:Model {id: 'CREATE (x)'}) return m",
    'MATCH (m:Model) WHERE m.id = "DELETE // not a comment" RETURN m',
    "MATCH (m:Model) /* CREATE */ RETURN m // DELETE",
    "MATCH (m:`Create`) RETURN m.set AS `set`",
    "UNWIND range(1, 3) AS i RETURN i",
    "MATCH (m:Model) CALL (m) { MATCH (m)<-[:DERIVED_FROM]-(c) RETURN count(c) AS n } RETURN m.id AS id, n",
    "EXPLAIN MATCH (m) RETURN m",
    "MATCH (c)-[:DERIVED_FROM*1..60]->(b) RETURN DISTINCT b.id AS id",
    "RETURN $create AS created",
    "RETURN 1 AS one;",
]

REFUSED = {
    "CREATE (n:X)": "CREATE",
    "MATCH (n) DETACH DELETE n": "DETACH",
    "MATCH (n) SET n.x = 1": "SET",
    "MATCH (n) REMOVE n.x": "REMOVE",
    "MERGE (n:X)": "MERGE",
    "MATCH (n) FOREACH (x IN [1] | SET n.x = x)": "FOREACH",
    "LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l": "LOAD",
    "MATCH (n) WITH n LOAD CSV FROM 'http://x' AS l RETURN l": "LOAD",
    "MATCH (n) /* x */ lOaD /**/ cSv FROM 'x' AS l RETURN l": "LOAD",
    "CALL dbms.listConfig() YIELD name RETURN name": "CALL",
    "MATCH (n) CALL apoc.export.csv.all('x', {}) YIELD file RETURN file": "CALL",
    "CALL { CREATE (n) } RETURN 1": "CREATE",
    "MATCH (n) CALL { WITH n RETURN 1 AS x } IN TRANSACTIONS RETURN x": "TRANSACTIONS",
    "RETURN 1; CREATE (n)": "several|CREATE",
    "RETURN 1; MATCH (n) RETURN n": "several",
    "DROP INDEX x": "DROP",
    "SHOW USERS": "SHOW",
    "TERMINATE TRANSACTIONS 'x'": "TERMINATE",
    "USE system MATCH (n) RETURN n": "USE",
    "\\u0043REATE (n)": "unicode",
    "": "no statement",
    "// nothing": "no statement",
    "hello": "HELLO",
}


@pytest.mark.parametrize("statement", READING)
def test_reading_passes(statement: str) -> None:
    assert checked(statement).tokens


@pytest.mark.parametrize(("statement", "named"), REFUSED.items())
def test_the_rest_is_refused_and_the_offender_named(statement: str, named: str) -> None:
    with pytest.raises(BadStatement, match=named):
        checked(statement)
