"""Every writing statement, made from the schema. They run unchanged on the embedded engine and on Neo4j.

Only moments may be given in two ways. The embedded engine takes them as they are; Neo4j's driver spends more time on
one aware datetime than on the rest of a row, so there they come as milliseconds since 1970.
"""

from collections.abc import Iterator, Sequence

from lineage.schema import DERIVED_FROM, INFERRED_FROM, MODEL, NODES, SNAPSHOT, EdgeSchema, NodeSchema, Property

AS_IT_IS = "row.{0}"
MILLISECONDS = "CASE WHEN row.{0} IS NOT NULL THEN datetime({{epochMillis: row.{0}}}) END"


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


def put(schema: NodeSchema | EdgeSchema, moment: str = AS_IT_IS) -> str:
    """Make or update the nodes or edges of `$rows`, whose moments are given as `moment` says."""
    return merge_nodes(schema, moment) if isinstance(schema, NodeSchema) else merge_edges(schema, moment)


def remove(schema: NodeSchema | EdgeSchema) -> str:
    """Delete the nodes of `$rows` with their edges, or the edges, by their keys."""
    return delete_nodes(schema) if isinstance(schema, NodeSchema) else delete_edges(schema)


def merge_nodes(node: NodeSchema, moment: str = AS_IT_IS) -> str:
    """Make or update the nodes of `$rows`; a property that is null in a row becomes absent."""
    return "\n".join(
        [
            "UNWIND $rows AS row",
            f"MERGE (n:{node.label} {{{node.key}: row.{node.key}}})",
            _set("n", [p for p in node.properties if p.name != node.key], moment),
        ]
    )


def merge_edges(edge: EdgeSchema, moment: str = AS_IT_IS) -> str:
    """Make or update the edges of `$rows`, each `{child, parent, ...}`; both ends must be there already."""
    return "\n".join(
        [
            "UNWIND $rows AS row",
            f"MATCH (c:{edge.source} {{id: row.child}})",
            f"MATCH (p:{edge.target} {{id: row.parent}})",
            f"MERGE (c)-[r:{edge.type}]->(p)",
            _set("r", edge.properties, moment),
        ]
    )


def delete_nodes(node: NodeSchema) -> str:
    """Delete the nodes whose keys `$rows` give, with their edges."""
    return f"""\
UNWIND $rows AS row
MATCH (n:{node.label} {{{node.key}: row.{node.key}}})
DETACH DELETE n"""


def delete_edges(edge: EdgeSchema) -> str:
    """Delete the edges whose ends `$rows` give as `{child, parent}`."""
    return f"""\
UNWIND $rows AS row
MATCH (:{edge.source} {{id: row.child}})-[r:{edge.type}]->(:{edge.target} {{id: row.parent}})
DELETE r"""


def _set(variable: str, properties: Sequence[Property], moment: str) -> str:
    forms = {p.name: moment if p.type == "datetime" else AS_IT_IS for p in properties}
    return "SET " + ", ".join(f"{variable}.{name} = {form.format(name)}" for name, form in forms.items())


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

DELETE_OTHER_SNAPSHOTS = """\
UNWIND $rows AS row
MATCH (s:Snapshot)
WHERE s.id <> row.id
DETACH DELETE s"""

HOLD = "CREATE (:Snapshot {id: ''})"
"""Neo4j only, in a transaction that stays open: nobody else can make the same key before it ends, so one load runs at a
time. It is never committed: whoever does commit deletes it with the other snapshots."""

HIDE = """\
MATCH (s:Snapshot)
DELETE s"""

MARK = """\
UNWIND $rows AS row
MERGE (p:Publishing {id: row.id})"""

UNMARK = """\
MATCH (p:Publishing)
DELETE p"""
