"""The statements that run unchanged on either engine: every write, made from the schema, and what both look up by.

Only moments may be given in two ways. The embedded engine takes them as they are; Neo4j's driver spends more time on
one aware datetime than on the rest of a row, so there they come as milliseconds since 1970.
"""

from collections.abc import Iterator, Sequence

from lineage.schema import NODES, SNAPSHOT, EdgeSchema, NodeSchema, Property

AS_IT_IS = "row.{0}"
MILLISECONDS = "CASE WHEN row.{0} IS NOT NULL THEN datetime({{epochMillis: row.{0}}}) END"

ENDS = """\
MATCH (n)
WHERE elementId(n) IN $keys
RETURN elementId(n) AS key, n.id AS id"""
"""The model ids of the ends of relationships, by the engine's own keys."""


def returned(variable: str, names: Sequence[str]) -> str:
    """What a RETURN says to give the properties `names` their own names."""
    return ", ".join(f"{variable}.{name} AS {name}" for name in names)


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
    """Make or update the nodes or edges of `$rows`; a property that is null in a row becomes absent.

    An edge's row is `{child, parent, ...}`; both ends must be there already. Moments are given as `moment` says.
    """
    return _merge_nodes(schema, moment) if isinstance(schema, NodeSchema) else _merge_edges(schema, moment)


def remove(schema: NodeSchema | EdgeSchema) -> str:
    """Delete the nodes of `$rows` with their edges, or the edges, by their keys."""
    return _delete_nodes(schema) if isinstance(schema, NodeSchema) else _delete_edges(schema)


def _merge_nodes(node: NodeSchema, moment: str) -> str:
    return "\n".join(
        [
            "UNWIND $rows AS row",
            f"MERGE (n:{node.label} {{{node.key}: row.{node.key}}})",
            _set("n", [p for p in node.properties if p.name != node.key], moment),
        ]
    )


def _merge_edges(edge: EdgeSchema, moment: str) -> str:
    return "\n".join(
        [
            "UNWIND $rows AS row",
            f"MATCH (c:{edge.source} {{id: row.child}})",
            f"MATCH (p:{edge.target} {{id: row.parent}})",
            f"MERGE (c)-[r:{edge.type}]->(p)",
            _set("r", edge.properties, moment),
        ]
    )


def _delete_nodes(node: NodeSchema) -> str:
    return f"""\
UNWIND $rows AS row
MATCH (n:{node.label} {{{node.key}: row.{node.key}}})
DETACH DELETE n"""


def _delete_edges(edge: EdgeSchema) -> str:
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


PUT_SNAPSHOT = put(SNAPSHOT)
