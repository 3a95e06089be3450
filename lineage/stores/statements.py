"""Every writing statement, made from the schema. They run unchanged on the embedded engine and on Neo4j."""

from collections.abc import Iterator

from lineage.schema import DERIVED_FROM, INFERRED_FROM, MODEL, NODES, SNAPSHOT, EdgeSchema, NodeSchema


def constraints() -> list[str]:
    """One uniqueness constraint a node label, on its key: Neo4j's way to make MERGE by key safe and quick."""
    return [
        f"CREATE CONSTRAINT {node.label.lower()}_{node.key} IF NOT EXISTS "
        f"FOR (n:{node.label}) REQUIRE n.{node.key} IS UNIQUE"
        for node in NODES
    ]


def indexes() -> list[str]:
    """One index for each property the schema marks as indexed."""
    return list(_indexes())


def merge_nodes(node: NodeSchema) -> str:
    """Make or update the nodes of `$rows`; a property that is null in a row becomes absent."""
    return "\n".join(
        [
            "UNWIND $rows AS row",
            f"MERGE (n:{node.label} {{{node.key}: row.{node.key}}})",
            "SET " + ", ".join(f"n.{name} = row.{name}" for name in node.names if name != node.key),
        ]
    )


def merge_edges(edge: EdgeSchema) -> str:
    """Make or update the edges of `$rows`, each `{child, parent, ...}`; both ends must be there already."""
    return "\n".join(
        [
            "UNWIND $rows AS row",
            f"MATCH (c:{edge.source} {{id: row.child}})",
            f"MATCH (p:{edge.target} {{id: row.parent}})",
            f"MERGE (c)-[r:{edge.type}]->(p)",
            "SET " + ", ".join(f"r.{name} = row.{name}" for name in edge.names),
        ]
    )


def _indexes() -> Iterator[str]:
    for node in NODES:
        for p in node.properties:
            if p.indexed:
                yield (f"CREATE INDEX {node.label.lower()}_{p.name} IF NOT EXISTS FOR (n:{node.label}) ON (n.{p.name})")


MERGE_MODELS = merge_nodes(MODEL)
MERGE_SNAPSHOT = merge_nodes(SNAPSHOT)
MERGE_DERIVATIONS = merge_edges(DERIVED_FROM)
MERGE_INFERENCES = merge_edges(INFERRED_FROM)

AWAIT_INDEXES = "CALL db.awaitIndexes(300)"  # Neo4j only: its indexes fill in the background

DELETE_MODELS = """\
UNWIND $rows AS row
MATCH (m:Model {id: row.id})
DETACH DELETE m"""

DELETE_DERIVATIONS = """\
UNWIND $rows AS row
MATCH (:Model {id: row.child})-[r:DERIVED_FROM]->(:Model {id: row.parent})
DELETE r"""

DELETE_INFERENCES = """\
UNWIND $rows AS row
MATCH (:Model {id: row.child})-[r:INFERRED_FROM]->(:Model {id: row.parent})
DELETE r"""

DELETE_OTHER_SNAPSHOTS = """\
UNWIND $rows AS row
MATCH (s:Snapshot)
WHERE s.id <> row.id
DETACH DELETE s"""
