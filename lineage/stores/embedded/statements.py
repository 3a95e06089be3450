"""The embedded engine's own reading statements: those by which the store reads itself, not those of its users."""

from collections.abc import Sequence

from lineage.schema import EdgeSchema, NodeSchema
from lineage.stores.statements import returned

ALL_NODES = """\
MATCH (n:{label})
RETURN {values}"""

ALL_EDGES = """\
MATCH (c:{source})-[r:{type}]->(p:{target})
RETURN c.id AS child, p.id AS parent, {values}"""

PRIMING = (
    "MATCH (m:Model {id: ''})-[:DERIVED_FROM]->(p:Model) RETURN p.id AS id LIMIT 1",
    "MATCH (m:Model {id: ''})<-[:DERIVED_FROM*1..2]-(d:Model) RETURN count(DISTINCT d) AS n",
)
"""Statements that find nothing and need every index that a statement by id needs."""


def everything(schema: NodeSchema | EdgeSchema, names: Sequence[str]) -> str:
    """The statement that returns the properties `names` of every node or edge of a kind, an edge's ends before them."""
    if isinstance(schema, NodeSchema):
        return ALL_NODES.format(label=schema.label, values=returned("n", names))
    kind = {"source": schema.source, "type": schema.type, "target": schema.target}
    return ALL_EDGES.format(**kind, values=returned("r", names))
