"""Every reading statement, beside the function that gives it meaning. All take a store's reader."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from lineage.errors import NotLoadedError
from lineage.schema import DERIVED_FROM, INFERRED_FROM, MODEL, SNAPSHOT, EdgeSchema, NodeSchema
from lineage.stores.port import Reader
from lineage.values import Derivation, Evidence, Inference, Irregularity, Model, Relation, SnapshotFacts, Status


def _returned(variable: str, names: Sequence[str]) -> str:
    return ", ".join(f"{variable}.{name} AS {name}" for name in names)


SNAPSHOT_FACTS = f"""\
MATCH (s:Snapshot)
RETURN {_returned("s", [name for name in SNAPSHOT.names if name != "quality"])}
ORDER BY id DESC
LIMIT 1"""

QUALITY = """\
MATCH (s:Snapshot)
RETURN s.id AS id, s.quality AS quality
ORDER BY id DESC
LIMIT 1"""

ONE_MODEL = f"""\
MATCH (m:Model {{id: $id}})
RETURN {_returned("m", MODEL.names)}
ORDER BY id
LIMIT 1"""

PARENTS = f"""\
MATCH (c:Model {{id: $id}})-[r:DERIVED_FROM]->(p:Model)
RETURN c.id AS child, p.id AS parent, {_returned("r", DERIVED_FROM.names)}
ORDER BY parent
LIMIT $limit"""

CHILDREN = f"""\
MATCH (p:Model {{id: $id}})<-[r:DERIVED_FROM]-(c:Model)
RETURN c.id AS child, p.id AS parent, {_returned("r", DERIVED_FROM.names)}, coalesce(c.downloads, -1) AS downloads
ORDER BY downloads DESC, child
SKIP $skip
LIMIT $limit"""

INFERRED_PARENTS = f"""\
MATCH (c:Model {{id: $id}})-[r:INFERRED_FROM]->(p:Model)
RETURN c.id AS child, p.id AS parent, {_returned("r", INFERRED_FROM.names)}
ORDER BY parent
LIMIT $limit"""

INFERRED_CHILDREN = f"""\
MATCH (p:Model {{id: $id}})<-[r:INFERRED_FROM]-(c:Model)
RETURN c.id AS child, p.id AS parent, {_returned("r", INFERRED_FROM.names)}
ORDER BY child
SKIP $skip
LIMIT $limit"""

ALL_NODES = """\
MATCH (n:{label})
RETURN {values}"""

ENDS = """\
MATCH (n)
WHERE elementId(n) IN $keys
RETURN elementId(n) AS key, n.id AS id"""

ALL_EDGES = """\
MATCH (c:{source})-[r:{type}]->(p:{target})
RETURN {values}"""

PAGE_OF_NODES = """\
MATCH (n:{label})
WHERE n.id > $after
WITH n
ORDER BY n.id
LIMIT $size
RETURN collect(n.id) AS ids, collect([{values}]) AS rows"""
"""Neo4j only: a page of nodes as one list of lists, which its driver reads ten times faster than as many records."""

PAGE_OF_EDGES = """\
MATCH (c:{source})
WHERE c.id > $after
WITH c
ORDER BY c.id
LIMIT $size
OPTIONAL MATCH (c)-[r:{type}]->(p:{target})
RETURN collect(c.id) AS ids, collect(CASE WHEN p IS NOT NULL THEN [{values}] END) AS rows"""

PUBLISHING = """\
OPTIONAL MATCH (p:Publishing)
WITH collect(p.id) AS before
OPTIONAL MATCH (s:Snapshot)
WITH before, collect(coalesce(s.load, s.id)) AS loads
OPTIONAL MATCH (p:Publishing)
RETURN before, loads, collect(p.id) AS after"""
"""Neo4j only: the load that is visible, and the marks of those being published, looked for before and after it."""

RUNNING_LOADS = """\
SHOW TRANSACTIONS YIELD metaData
WHERE metaData.load IS NOT NULL
RETURN collect(metaData.load) AS loads"""
"""Neo4j only: loads that have a transaction open, and are therefore alive."""


def facts(reader: Reader) -> SnapshotFacts:
    """The facts of the snapshot the store was loaded from. Raises NotLoadedError when it holds none."""
    rows = reader.run(SNAPSHOT_FACTS).dicts()
    if not rows:
        raise NotLoadedError(f"{reader.url} holds no snapshot", "load one with `qwen-lineage load`")
    return SnapshotFacts.from_row(rows[0])


def model(reader: Reader, id: str) -> Model | None:
    """One model with all it has, tags and rejected claims included; None when the store has no such id."""
    rows = reader.run(ONE_MODEL, {"id": id}).dicts()
    return _model(rows[0]) if rows else None


def parents(reader: Reader, id: str, limit: int = 1000) -> list[Derivation]:
    """The derivations that `id` is the child of, a self-reference included, by parent id."""
    return [_derivation(row) for row in reader.run(PARENTS, {"id": id, "limit": limit}).dicts()]


def children(reader: Reader, id: str, skip: int = 0, limit: int = 50) -> list[Derivation]:
    """A page of the derivations that `id` is the parent of, the most downloaded children first."""
    return [_derivation(row) for row in reader.run(CHILDREN, {"id": id, "skip": skip, "limit": limit}).dicts()]


def all_models(reader: Reader, names: Sequence[str] = MODEL.names) -> Iterator[dict[str, list[Any]]]:
    """Every model's properties `names` as columns, batch by batch, in no particular order."""
    return reader.columns(MODEL, names)


def all_derivations(reader: Reader) -> Iterator[dict[str, list[Any]]]:
    """Every derivation as columns (`child`, `parent`, the edge's own), batch by batch, in no particular order."""
    return reader.columns(DERIVED_FROM)


def everything(schema: NodeSchema | EdgeSchema, names: Sequence[str]) -> str:
    """The statement that returns the properties `names` of every node or edge of a kind, an edge's ends before them."""
    if isinstance(schema, NodeSchema):
        return ALL_NODES.format(label=schema.label, values=_returned("n", names))
    ends = "c.id AS child, p.id AS parent, "
    kind = {"source": schema.source, "type": schema.type, "target": schema.target}
    return ALL_EDGES.format(**kind, values=ends + _returned("r", names))


def page(schema: NodeSchema | EdgeSchema, names: Sequence[str]) -> str:
    """As `everything`, a page at a time in order of (child) id, moments as milliseconds since 1970."""
    variable = "n" if isinstance(schema, NodeSchema) else "r"
    moments = {p.name for p in schema.properties if p.type == "datetime"}
    values = ", ".join(f"{variable}.{name}{'.epochMillis' * (name in moments)}" for name in names)
    if isinstance(schema, NodeSchema):
        return PAGE_OF_NODES.format(label=schema.label, values=values)
    kind = {"source": schema.source, "type": schema.type, "target": schema.target}
    return PAGE_OF_EDGES.format(**kind, values=f"c.id, p.id, {values}")


def inferred_parents(reader: Reader, id: str, limit: int = 100) -> list[Inference]:
    """Parents that nobody declares but the name of `id` gives away. They are in no other answer of this module."""
    return [_inference(row) for row in reader.run(INFERRED_PARENTS, {"id": id, "limit": limit}).dicts()]


def inferred_children(reader: Reader, id: str, skip: int = 0, limit: int = 50) -> list[Inference]:
    """A page of the models whose names give `id` away as their parent, by id."""
    return [_inference(row) for row in reader.run(INFERRED_CHILDREN, {"id": id, "skip": skip, "limit": limit}).dicts()]


def all_inferences(reader: Reader) -> Iterator[dict[str, list[Any]]]:
    """Every inferred parent as columns (`child`, `parent`, the edge's own), batch by batch, in no particular order."""
    return reader.columns(INFERRED_FROM)


def quality(reader: Reader) -> dict[str, Any] | None:
    """The report of what was irregular in the loaded snapshot; None when it was loaded without one."""
    rows = reader.run(QUALITY).dicts()
    text = rows[0]["quality"] if rows else None
    return json.loads(text) if text else None


def _inference(row: dict[str, Any]) -> Inference:
    return Inference(
        child=row["child"],
        parent=row["parent"],
        relation=Relation(row["relation"]),
        rule=row["rule"],
        raw=row["raw"],
        precision=row["precision"],
    )


def _model(row: dict[str, Any]) -> Model:
    lists = {name: tuple(row[name]) for name in ("tags", "rejected_claims") if row[name] is not None}
    return Model(**{**row, **lists, "status": Status(row["status"])})


def _derivation(row: dict[str, Any]) -> Derivation:
    claims, odd = row["relation_claims"], row["irregularity"]
    return Derivation(
        child=row["child"],
        parent=row["parent"],
        relation=Relation(row["relation"]),
        evidence=tuple(Evidence(e) for e in row["evidence"]),
        raw=row["raw"],
        relation_claims=tuple(claims) if claims else None,
        irregularity=Irregularity(odd) if odd else None,
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
    )
