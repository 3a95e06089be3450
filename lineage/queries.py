"""What is asked of a store, each statement beside the function that gives it meaning. All take a store's reader."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from lineage.errors import NotLoadedError
from lineage.schema import DERIVED_FROM, INFERRED_FROM, MODEL, SNAPSHOT
from lineage.statement_limits import limits
from lineage.stores.port import Cancellation, Reader, Row
from lineage.stores.statements import returned
from lineage.values import Derivation, Evidence, Inference, Irregularity, Model, Relation, SnapshotFacts, Status

Edge = TypeVar("Edge", Derivation, Inference)

SNAPSHOT_FACTS = f"""\
MATCH (s:Snapshot)
RETURN {returned("s", [name for name in SNAPSHOT.names if name != "quality"])}
ORDER BY id DESC
LIMIT 1"""

QUALITY = """\
MATCH (s:Snapshot)
RETURN s.id AS id, s.quality AS quality
ORDER BY id DESC
LIMIT 1"""

WITH_PROPERTY = "MATCH (m:Model) WHERE m.{key} IS NOT NULL RETURN m.id AS id LIMIT 1"

ORGANISATION_TABLE = """\
MATCH (s:Snapshot)
RETURN s.id AS id, s.organisations AS organisations
ORDER BY id DESC
LIMIT 1"""

ONE_MODEL = f"""\
MATCH (m:Model {{id: $id}})
RETURN {returned("m", MODEL.names)}
ORDER BY id
LIMIT 1"""

PARENTS = f"""\
MATCH (c:Model {{id: $id}})-[r:DERIVED_FROM]->(p:Model)
RETURN c.id AS child, p.id AS parent, {returned("r", DERIVED_FROM.names)}
ORDER BY parent
LIMIT $limit"""

PARENTS_OF_ALL = f"""\
MATCH (c:Model)-[r:DERIVED_FROM]->(p:Model)
WHERE c.id IN $ids
RETURN c.id AS child, p.id AS parent, {returned("r", DERIVED_FROM.names)}
ORDER BY child, parent
LIMIT $limit"""

INFERRED_PARENTS = f"""\
MATCH (c:Model {{id: $id}})-[r:INFERRED_FROM]->(p:Model)
RETURN c.id AS child, p.id AS parent, {returned("r", INFERRED_FROM.names)}
ORDER BY parent
LIMIT $limit"""

INFERRED_PARENTS_OF_ALL = f"""\
MATCH (c:Model)-[r:INFERRED_FROM]->(p:Model)
WHERE c.id IN $ids
RETURN c.id AS child, p.id AS parent, {returned("r", INFERRED_FROM.names)}
ORDER BY child, parent
LIMIT $limit"""

REJECTED_CLAIMS_OF_ALL = """\
MATCH (m:Model)
WHERE m.id IN $ids AND m.rejected_claims IS NOT NULL
RETURN m.id AS id, m.rejected_claims AS rejected_claims
ORDER BY id
LIMIT $limit"""

INFERRED_CHILDREN = f"""\
MATCH (p:Model {{id: $id}})<-[r:INFERRED_FROM]-(c:Model)
RETURN c.id AS child, p.id AS parent, {returned("r", INFERRED_FROM.names)}
ORDER BY child
SKIP $skip
LIMIT $limit"""

INFERRED_CHILDREN_COUNT = """\
MATCH (:Model {id: $id})<-[r:INFERRED_FROM]-(:Model)
RETURN count(r) AS children"""

REJECTED_CLAIMS_OF = """\
MATCH (m:Model {author: $author})
WHERE m.rejected_claims IS NOT NULL
RETURN m.id AS id, m.rejected_claims AS rejected_claims
ORDER BY id
LIMIT $limit"""

RELATION_HINTS_OF = """\
MATCH (m:Model {author: $author})-[r:DERIVED_FROM]->(p:Model)
WHERE r.relation_inferred IS NOT NULL
RETURN m.id AS id, p.id AS parent, r.relation_inferred AS relation
ORDER BY id, parent
LIMIT $limit"""

MOST_OF_AN_OWNER = 1_000_000


def facts(reader: Reader) -> SnapshotFacts:
    """The facts of the snapshot the store was loaded from. Raises NotLoadedError when it holds none."""
    if reader.rows is not None:
        return SnapshotFacts.from_row(
            {name: value for name, value in reader.rows.snapshot().items() if name != "quality"}
        )
    rows = reader.run(SNAPSHOT_FACTS).dicts()
    if not rows:
        raise NotLoadedError(f"{reader.url} holds no snapshot", "load one with `qwen-lineage load`")
    return SnapshotFacts.from_row(rows[0])


def model(reader: Reader, id: str) -> Model | None:
    """One model with all it has, tags and rejected claims included; None when the store has no such id."""
    if reader.rows is not None:
        row = reader.rows.node(MODEL, id)
    else:
        row = next(iter(reader.run(ONE_MODEL, {"id": id}).dicts()), None)
    return _model(row) if row else None


def parents(reader: Reader, id: str, limit: int = 1000) -> list[Derivation]:
    """The derivations that `id` is the child of, a self-reference included, by parent id."""
    if reader.rows is not None:
        return [_derivation(row) for row in reader.rows.edges(DERIVED_FROM, "child", id)[:limit]]
    return [_derivation(row) for row in reader.run(PARENTS, {"id": id, "limit": limit}).dicts()]


def parents_of_all(reader: Reader, ids: Sequence[str], limit: int = 100_000) -> dict[str, list[Derivation]]:
    """As `parents`, of several models, by child; none for a model without."""
    if reader.rows is not None:
        return {id: parents(reader, id) for id in ids}
    rows = reader.run(PARENTS_OF_ALL, {"ids": list(ids), "limit": limit}).dicts()
    return _by_child(map(_derivation, rows))


def all_models(reader: Reader, names: Sequence[str] = MODEL.names) -> Iterator[dict[str, list[Any]]]:
    """Every model's properties `names` as columns, batch by batch, in no particular order."""
    return reader.columns(MODEL, names)


def all_derivations(reader: Reader, names: Sequence[str] = DERIVED_FROM.names) -> Iterator[dict[str, list[Any]]]:
    """Every derivation as columns (`child`, `parent`, of the edge's own `names`), batch by batch, in no particular
    order."""
    return reader.columns(DERIVED_FROM, names)


def all_inferred(reader: Reader) -> Iterator[dict[str, list[Any]]]:
    """Every inferred parent as columns (`child`, `parent`, `rule`), batch by batch, in no particular order."""
    return reader.columns(INFERRED_FROM, ("rule",))


def inferred_parents(reader: Reader, id: str, limit: int = 100) -> list[Inference]:
    """Parents that nobody declares but the name of `id` gives away. They are in no other answer of this module."""
    if reader.rows is not None:
        return [_inference(row) for row in reader.rows.edges(INFERRED_FROM, "child", id)[:limit]]
    return [_inference(row) for row in reader.run(INFERRED_PARENTS, {"id": id, "limit": limit}).dicts()]


def inferred_parents_of_all(reader: Reader, ids: Sequence[str], limit: int = 100_000) -> dict[str, list[Inference]]:
    """As `inferred_parents`, of several models, by child; none for a model without."""
    if reader.rows is not None:
        return {id: inferred_parents(reader, id) for id in ids}
    rows = reader.run(INFERRED_PARENTS_OF_ALL, {"ids": list(ids), "limit": limit}).dicts()
    return _by_child(map(_inference, rows))


def rejected_claims_of_all(reader: Reader, ids: Sequence[str], limit: int = 100_000) -> Mapping[str, Sequence[str]]:
    """The claims of several models that name no model, by id; none for a model without."""
    if reader.rows is not None:
        rows: Iterable[Row | None] = (reader.rows.node(MODEL, id) for id in ids)
    else:
        rows = reader.run(REJECTED_CLAIMS_OF_ALL, {"ids": list(ids), "limit": limit}).dicts()
    return {row["id"]: row["rejected_claims"] for row in rows if row and row["rejected_claims"]}


def inferred_children(reader: Reader, id: str, skip: int = 0, limit: int = 50) -> list[Inference]:
    """A page of the models whose names give `id` away as their parent, by id."""
    if reader.rows is not None:
        return [_inference(row) for row in reader.rows.edges(INFERRED_FROM, "parent", id)[skip : skip + limit]]
    return [_inference(row) for row in reader.run(INFERRED_CHILDREN, {"id": id, "skip": skip, "limit": limit}).dicts()]


def inferred_children_count(reader: Reader, id: str) -> int:
    """How many there are of those."""
    if reader.rows is not None:
        return len(reader.rows.edges(INFERRED_FROM, "parent", id))
    (row,) = reader.run(INFERRED_CHILDREN_COUNT, {"id": id}).dicts()
    return int(row["children"])


def rejected_claims_of(reader: Reader, author: str) -> dict[str, list[str]]:
    """What cards of an owner's models claim that names no model, as `reason: text`, by the model's id."""
    rows = reader.run(REJECTED_CLAIMS_OF, {"author": author, "limit": MOST_OF_AN_OWNER}).dicts()
    return {row["id"]: row["rejected_claims"] for row in rows}


def relation_hints_of(reader: Reader, author: str) -> dict[str, Relation]:
    """What the Hub's own rule would make of relations that nobody states, by the id of an owner's model."""
    rows = reader.run(RELATION_HINTS_OF, {"author": author, "limit": MOST_OF_AN_OWNER}).dicts()
    return {row["id"]: Relation(row["relation"]) for row in rows}


def quality(reader: Reader) -> dict[str, Any] | None:
    """The report of what was irregular in the loaded snapshot; None when it was loaded without one."""
    if reader.rows is not None:
        text = reader.rows.snapshot()["quality"]
    else:
        rows = reader.run(QUALITY).dicts()
        text = rows[0]["quality"] if rows else None
    return json.loads(text) if text else None


def organisation_table(reader: Reader) -> str | None:
    """The digest of the table of organisations that the store was loaded by; None where an earlier version loaded it,
    without organisations."""
    found = [reader.rows.snapshot()] if reader.rows is not None else reader.run(ORGANISATION_TABLE).dicts()
    digest: str | None = next((row["organisations"] for row in found), None)
    return digest


def some_model_has(reader: Reader, key: str) -> bool:
    """Whether any model of the store has that property."""
    return bool(reader.run_untrusted(WITH_PROPERTY.format(key=key), None, limits(1), Cancellation()).rows)


def _by_child(edges: Iterable[Edge]) -> dict[str, list[Edge]]:
    grouped: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        grouped[edge.child].append(edge)
    return grouped


def _inference(row: Row) -> Inference:
    return Inference(
        child=row["child"],
        parent=row["parent"],
        relation=Relation(row["relation"]),
        rule=row["rule"],
        raw=row["raw"],
        precision=row["precision"],
    )


def _model(row: Row) -> Model:
    lists = {name: tuple(row[name]) for name in ("tags", "rejected_claims", "license_rules") if row[name] is not None}
    return Model(**{**row, **lists, "status": Status(row["status"])})


def _derivation(row: Row) -> Derivation:
    claims, odd, inferred = row["relation_claims"], row["irregularity"], row["relation_inferred"]
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
        relation_inferred=Relation(inferred) if inferred else None,
    )
