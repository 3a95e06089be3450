"""Anybody's statement: its answer, its plan, and what it may be made of."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, cast

from msgspec import Struct, field

from lineage import cypher
from lineage.cypher import allowlist
from lineage.schema import EDGES, NODES, Property, Type
from web.answers.types import Number, meaning

Engine = Literal["embedded", "neo4j"]


class CypherAnswer(Struct, frozen=True):
    """A statement's answer. `rows[i][j]` is the value of `columns[j]`.

    Values are JSON's; times are text in ISO 8601. A node is `{"labels", "properties"}`, a relationship `{"type",
    "properties", "start", "end"}` with the ids of its ends, a path `{"nodes", "relationships"}`.
    """

    columns: list[str]
    rows: list[tuple[Any, ...]]
    truncated: Annotated[Literal["rows", "bytes"] | None, meaning("which limit cut the answer; null where none did")]
    limit: Annotated[Number, meaning("the most rows that could be answered")]
    seconds: Annotated[float, meaning("how long the engine took")]
    timeout: Annotated[float, meaning("the most seconds it could take")]
    engine: Engine
    notes: Annotated[list[str], meaning("what the snapshot does not tell, the engine's remarks, what was left out")]
    snapshot: Annotated[str | None, meaning("the snapshot the store was loaded from; null when it holds none")]
    cannot_tell: Annotated[
        str | None,
        meaning("why a stored query was not run: the snapshot's source lacks what it asks for; null where it has it"),
    ]


class CypherWarning(Struct, frozen=True):
    """One reason why a statement may not end in time, and what would help."""

    message: str
    hint: str


class CypherPlan(Struct, frozen=True):
    """What a statement would do, and warnings when it is not likely to end."""

    estimated_rows: Annotated[
        float | None,
        meaning("rows the engine expects to go through; with `whole_labels` the most nodes a pattern may start from"),
    ]
    operators: Annotated[list[str], meaning("the engine's, the first to run last")]
    warnings: list[CypherWarning]
    engine: Engine
    whole_labels: bool


class Cancelled(Struct, frozen=True):
    """Whether a statement of that name was running, and was cancelled."""

    cancelled: bool


class PropertyMeaning(Struct, frozen=True):
    """A property of nodes or relationships."""

    name: str
    type: Type
    meaning: str


class RelationshipType(Struct, frozen=True):
    """A type of relationship, from one label to another."""

    from_: str = field(name="from")
    to: str
    properties: list[PropertyMeaning]


class QueryLimits(Struct, frozen=True):
    """What a statement may use: by default, and at most."""

    rows: Number
    timeout: Annotated[float, meaning("seconds")]
    timeout_cap: Annotated[float, meaning("seconds")]


class CypherSchema(Struct, frozen=True):
    """Labels, relationships and their properties, and the functions, keywords and procedures that are open."""

    labels: dict[str, list[PropertyMeaning]]
    relationships: dict[str, RelationshipType]
    functions: list[str]
    keywords: list[str]
    refused: Annotated[list[str], meaning("words of clauses that are not open; names where a name stands")]
    procedures: list[str]
    limits: QueryLimits


def answer(executed: cypher.Answer) -> CypherAnswer:
    return CypherAnswer(
        columns=list(executed.table.columns),
        rows=executed.table.rows,
        truncated=executed.truncated,
        limit=executed.limits.rows,
        seconds=round(executed.seconds, 4),
        timeout=executed.limits.seconds,
        engine=cast(Engine, executed.engine),
        notes=list(executed.notes),
        snapshot=executed.snapshot,
        cannot_tell=executed.cannot_tell,
    )


def plan(explained: cypher.QueryPlan) -> CypherPlan:
    return CypherPlan(
        estimated_rows=explained.estimated_rows,
        operators=list(explained.operators),
        warnings=[CypherWarning(warning.message, warning.hint) for warning in explained.warnings],
        engine=cast(Engine, explained.engine),
        whole_labels=explained.whole_labels,
    )


def schema(most_seconds: float) -> CypherSchema:
    """What a statement may be made of, for who may ask for that many seconds."""
    usual = cypher.limits()
    return CypherSchema(
        labels={node.label: _properties(node.properties) for node in NODES},
        relationships={
            edge.type: RelationshipType(edge.source, edge.target, _properties(edge.properties)) for edge in EDGES
        },
        functions=list(allowlist.FUNCTIONS),
        keywords=sorted(allowlist.KEYWORDS),
        refused=sorted(allowlist.NEVER),
        procedures=list(allowlist.PROCEDURES),
        limits=QueryLimits(usual.rows, usual.seconds, most_seconds),
    )


def _properties(properties: Sequence[Property]) -> list[PropertyMeaning]:
    return [PropertyMeaning(known.name, known.type, known.meaning) for known in properties]
