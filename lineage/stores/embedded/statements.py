"""The embedded engine's own statements: those by which the store writes and reads itself, not those of its users."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from lineage.schema import EdgeSchema, NodeSchema
from lineage.stores.statements import returned

ALL_NODES = """\
MATCH (n:{label})
RETURN {values}"""

ALL_EDGES = """\
MATCH (c:{source})-[r:{type}]->(p:{target})
RETURN c.id AS child, p.id AS parent, {values}"""

SEPARATOR = "\x1f"
"""The character made to separate units, which is in no tag of the Hub's."""

UNPACKED = f"(CASE WHEN {{0}} STARTS WITH '{SEPARATOR}' THEN split({{0}}, '{SEPARATOR}')[1..-1] ELSE {{0}} END)"
"""The list that a property stands for, packed or not, or any other value as it is."""

MOMENT = "datetime({})"
"""The moment that a property of a node or an edge stands for."""

MOMENT_IF_ONE = "(CASE WHEN {0} IS :: LOCAL DATETIME THEN datetime({0}) ELSE {0} END)"
"""The moment that a property stands for, or any other value as it is."""

WHATEVER = (
    f"([packed IN [{{}}] | CASE WHEN packed STARTS WITH '{SEPARATOR}' THEN split(packed, '{SEPARATOR}')[1..-1] "
    "WHEN packed IS :: LOCAL DATETIME THEN datetime(packed) ELSE packed END][0])"
)
"""Either of them, of an expression that may be written once only."""

PACKED = (
    "([list IN [{}] | CASE WHEN list IS :: LIST<STRING> "
    f"THEN reduce(text = '{SEPARATOR}', item IN list | text + item + '{SEPARATOR}') ELSE list END][0])"
)
"""A list of texts as it is packed, or any other value as it is."""

PRIMING = (
    "MATCH (m:Model {id: ''})-[:DERIVED_FROM]->(p:Model) RETURN p.id AS id LIMIT 1",
    "MATCH (m:Model {id: ''})<-[:DERIVED_FROM*1..2]-(d:Model) RETURN count(DISTINCT d) AS n",
)
"""Statements that find nothing and need every index that a statement by id needs."""


TAIL = ("CREATE (m:Model {id: ''})", "MATCH (m:Model {id: ''}) DELETE m")
"""Statements that change nothing, after which the engine keeps new models beside the others, not in a copy of all."""

SOME_MODEL = """\
MATCH (m:Model)
RETURN m.id AS id
LIMIT 1"""


def copied(schema: NodeSchema) -> Iterator[str]:
    """Statements that change nothing of the node `$id`; then the engine has copies of all columns to write to."""
    for name in schema.names:
        if name != schema.key:
            yield f"MATCH (n:{schema.label} {{{schema.key}: $id}}) SET n.{name} = n.{name}"


def everything(schema: NodeSchema | EdgeSchema, names: Sequence[str]) -> str:
    """The statement that returns the properties `names` of every node or edge of a kind, an edge's ends before them."""
    if isinstance(schema, NodeSchema):
        return ALL_NODES.format(label=schema.label, values=returned("n", names))
    kind = {"source": schema.source, "type": schema.type, "target": schema.target}
    return ALL_EDGES.format(**kind, values=returned("r", names))


FROM_TEXT = {
    "boolean": "toBoolean({0})",
    "datetime": "datetime({0})",
    "float": "toFloat({0})",
    "integer": "toInteger({0})",
    "string": "{0}",
}
"""How a property of each type is read from CSV."""

CREATED_NODES = """\
LOAD CSV WITH HEADERS FROM $file AS row
CREATE (n:{label} {{{values}}})"""

CREATED_EDGES = """\
LOAD CSV WITH HEADERS FROM $file AS row
MATCH (c:{source} {{id: row.child}})
MATCH (p:{target} {{id: row.parent}})
CREATE (c)-[r:{type} {{{values}}}]->(p)"""


def created(
    schema: NodeSchema | EdgeSchema, names: Collection[str], separator: str | None, marked: Collection[str]
) -> str:
    """The statement that creates a node or edge of each row of the CSV file `$file`, whose columns are `names`.

    Keys must be distinct, and not be there already. Lists have the separator around each item, and stay packed where
    none is given, as do then the moments of nodes; the texts of the columns `marked` have a letter before them.
    """
    forms, texts = _forms(schema, separator), _texts(names, marked)
    values = ", ".join(f"{p.name}: {forms[p.type].format(texts[p.name])}" for p in schema.properties if p.name in texts)
    if isinstance(schema, NodeSchema):
        return CREATED_NODES.format(label=schema.label, values=values)
    kind = {"source": schema.source, "type": schema.type, "target": schema.target}
    return CREATED_EDGES.format(values=values, **kind)


MERGED_NODES = """\
LOAD CSV WITH HEADERS FROM $file AS row
MERGE (n:{label} {{{key}: {id}}})
SET {values}"""

MERGED_EDGES = """\
LOAD CSV WITH HEADERS FROM $file AS row
MATCH (c:{source} {{id: row.child}})
MATCH (p:{target} {{id: row.parent}})
MERGE (c)-[r:{type}]->(p)
SET {values}"""


def merged(schema: NodeSchema | EdgeSchema, names: Collection[str], marked: Collection[str]) -> str:
    """As `created`, of nodes and edges that may be there already; lists and moments stay packed."""
    texts = _texts(names, marked)
    forms = _forms(schema, None)
    values = {p.name: forms[p.type].format(texts[p.name]) if p.name in texts else "null" for p in schema.properties}
    if isinstance(schema, NodeSchema):
        id = values.pop(schema.key)
        return MERGED_NODES.format(label=schema.label, key=schema.key, id=id, values=_set("n", values))
    kind = {"source": schema.source, "type": schema.type, "target": schema.target}
    return MERGED_EDGES.format(values=_set("r", values), **kind)


SEEN_NODES = """\
MATCH (n:{label})
WHERE n.last_seen = localdatetime($before)
SET n.last_seen = localdatetime($now)"""

SEEN_EDGES = """\
MATCH (:{source})-[r:{type}]->(:{target})
WHERE r.last_seen = datetime($before)
SET r.last_seen = datetime($now)"""


def seen(schema: NodeSchema | EdgeSchema) -> str:
    """The statement by which all nodes or edges last seen at `$before` are seen at `$now`, both as text."""
    if isinstance(schema, NodeSchema):
        return SEEN_NODES.format(label=schema.label)
    return SEEN_EDGES.format(source=schema.source, type=schema.type, target=schema.target)


def _set(variable: str, values: Mapping[str, str]) -> str:
    return ", ".join(f"{variable}.{name} = {value}" for name, value in values.items())


def _texts(names: Collection[str], marked: Collection[str]) -> Mapping[str, str]:
    """How the text of each column is read."""
    return {name: f"substring(row.{name}, 1)" if name in marked else f"row.{name}" for name in names}


def _forms(schema: NodeSchema | EdgeSchema, separator: str | None) -> Mapping[str, str]:
    """How a property of each type is read from its text; edges are kept on the heap, whatever they hold."""
    if separator is not None:
        return FROM_TEXT | {"strings": f"split({{0}}, '{separator}')[1..-1]"}
    moments = {"datetime": "localdatetime({0})"} if isinstance(schema, NodeSchema) else {}
    return FROM_TEXT | {"strings": "{0}"} | moments
