"""Neo4j's own statements: how everything is read in pages, and how a load holds its turn, hides and marks itself."""

from collections.abc import Sequence

from lineage.schema import EdgeSchema, NodeSchema

PAGE_OF_NODES = """\
MATCH (n:{label})
WHERE n.id > $after
WITH n
ORDER BY n.id
LIMIT $size
RETURN collect(n.id) AS ids, collect([{values}]) AS rows"""
"""A page of nodes as one list of lists, which the driver reads ten times faster than as many records."""

PAGE_OF_EDGES = """\
MATCH (c:{source})
WHERE c.id > $after
WITH c
ORDER BY c.id
LIMIT $size
OPTIONAL MATCH (c)-[r:{type}]->(p:{target})
RETURN collect(c.id) AS ids, collect(CASE WHEN p IS NOT NULL THEN [c.id, p.id, {values}] END) AS rows"""

PUBLISHING = """\
OPTIONAL MATCH (p:Publishing)
WITH collect(p.id) AS before
OPTIONAL MATCH (s:Snapshot)
WITH before, collect(coalesce(s.load, s.id)) AS loads
OPTIONAL MATCH (p:Publishing)
RETURN before, loads, collect(p.id) AS after"""
"""The load that is visible, and the marks of those being published, looked for before and after it."""

RUNNING_LOADS = """\
SHOW TRANSACTIONS YIELD metaData
WHERE metaData.load IS NOT NULL
RETURN collect(metaData.load) AS loads"""
"""Loads that have a transaction open, and are therefore alive."""

RUNNING_STATEMENTS = """\
SHOW TRANSACTIONS YIELD transactionId, metaData
WHERE metaData.statement STARTS WITH $tag
RETURN metaData.statement AS name, transactionId AS id"""
"""Transactions of anybody's statements, those included that were ended and are not over."""

TERMINATE = "TERMINATE TRANSACTIONS $transactions"

AWAIT_INDEXES = "CALL db.awaitIndexes(300)"  # they fill in the background

DELETE_OTHER_SNAPSHOTS = """\
UNWIND $rows AS row
MATCH (s:Snapshot)
WHERE s.id <> row.id
DETACH DELETE s"""

HOLD = "CREATE (:Snapshot {id: ''})"
"""In a transaction that stays open: nobody else can make the same key before it ends, so one load runs at a time. It is
never committed: whoever does commit deletes it with the other snapshots."""

HIDE = """\
MATCH (s:Snapshot)
DELETE s"""

MARK = """\
UNWIND $rows AS row
MERGE (p:Publishing {id: row.id})"""

UNMARK = """\
MATCH (p:Publishing)
DELETE p"""


def page(schema: NodeSchema | EdgeSchema, names: Sequence[str]) -> str:
    """The statement that returns the properties `names` of nodes or edges of a kind, a page at a time in order of
    (child) id; an edge's ends come before them, and moments as milliseconds since 1970.
    """
    variable = "n" if isinstance(schema, NodeSchema) else "r"
    moments = {p.name for p in schema.properties if p.type == "datetime"}
    values = ", ".join(f"{variable}.{name}{'.epochMillis' if name in moments else ''}" for name in names)
    if isinstance(schema, NodeSchema):
        return PAGE_OF_NODES.format(label=schema.label, values=values)
    kind = {"source": schema.source, "type": schema.type, "target": schema.target}
    return PAGE_OF_EDGES.format(**kind, values=values)
