"""Cypher on the load that a frozen graph is of: what its source does not tell is said beside the answer."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches
from itertools import pairwise
from typing import Any
from weakref import WeakKeyDictionary

from lineage import cypher, queries
from lineage.coverage.source_fields import FIELDS, SAME_FIELD, cannot_tell, lacking
from lineage.cypher import Answer
from lineage.cypher.tree import (
    COMPARISONS,
    Call,
    Constant,
    Entry,
    Expression,
    Labels,
    ListLiteral,
    Operation,
    Parameter,
    Projection,
    PropertyAccess,
    Query,
    Return,
    Variable,
    walk,
)
from lineage.frozen import FrozenGraph
from lineage.frozen.rollups.files import organisations_digest
from lineage.frozen.terms.frozen_terms import WORDS as OF_TERMS
from lineage.questions.question_values import with_months
from lineage.questions.stored_queries import question_of
from lineage.questions.stored_query import Question
from lineage.schema import EDGES, MODEL, NODES, ORGANISATION
from lineage.stores import Cancellation, Limits, Reader, Table
from lineage.text.did_you_mean import did_you_mean

WORDS = frozenset(("hub", "removed"))
"""FIELDS that are no properties but words: an evidence, a status."""

PROPERTIES = frozenset(name for schema in (*NODES, *EDGES) for name in schema.names)
"""The names of all properties of all nodes and relationships."""

LISTS = frozenset(p.name for schema in (*NODES, *EDGES) for p in schema.properties if p.type == "strings")
"""Those of them that are lists of texts."""
OF_TEXTS = {"CONTAINS": "CONTAINS", "STARTS": "STARTS WITH", "ENDS": "ENDS WITH", "=~": "=~"}
"""Operators that look into one text, by their first words."""

MOMENTS = frozenset(p.name for schema in (*NODES, *EDGES) for p in schema.properties if p.type == "datetime")
CALLS = {"date": "date", "localdatetime": "moment without a zone", "tostring": "text"}
"""What functions give that is no moment, by their names up to a dot."""
NO_MOMENTS = frozenset((*CALLS.values(), "number"))

JUDGED = (*OF_TERMS, "license_rules")
"""Properties that say what licences come to: a load by an earlier version may lack some."""

_judged: WeakKeyDictionary[FrozenGraph, dict[str, bool]] = WeakKeyDictionary()  # a graph never changes


def execute(
    graph: FrozenGraph | None,
    reader: Reader,
    statement: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    limits: Limits | None = None,
    cancellation: Cancellation | None = None,
) -> Answer:
    """As `cypher.execute`, of the load that `graph` is of: a stored query that cannot be told is not run, and answers
    without rows; any other statement's answer has its `remarks`. Where the load is not frozen, `graph` is None, and
    they are those that the statement and its answer alone tell. Raises BadInput where a stored query is given a
    month that is none."""
    question = question_of(statement)
    parameters = parameters if question is None else with_months(question, parameters or {})
    validated = cypher.validate(statement, parameters)
    if graph is not None and question is not None and (reason := cannot_tell(graph, question)):
        table, within = Table(validated.columns, []), limits or cypher.limits()
        return Answer(table, within, 0.0, reader.engine, graph.facts.id, cannot_tell=reason)
    answer = cypher.execute_validated(reader, validated, parameters, limits=limits, cancellation=cancellation)
    found = [] if graph is None else _remarks_on_the_load(graph, reader, validated.tree)
    found += misspelt(validated.tree, answer.table.notes)
    found += lists_as_texts(validated.tree)
    found += moments_as_texts(validated.tree, parameters or {})
    if question is None:
        found += [] if validated.explain else unknown_first(validated.tree, answer.table)
    else:
        found += _cut_by_itself(question, len(answer.table.rows))
    return replace(answer, remarks=tuple(found))


def _remarks_on_the_load(graph: FrozenGraph, reader: Reader, tree: Query) -> list[str]:
    """What the source of a load, or the version that loaded it, does not tell of what a statement asks."""
    return [
        *remarks(graph, tree),
        *_remarks_on_organisations(graph, reader, tree),
        *_remarks_on_judgements(graph, reader, tree),
    ]


def _cut_by_itself(question: Question, rows: int) -> list[str]:
    """What must be said where a stored query has as many rows as it lets itself have."""
    if not 1 < question.limit == rows:
        return []
    return [f"the question's own LIMIT ends its answer at {rows:,} rows: there may be more"]


def remarks(graph: FrozenGraph, tree: Query) -> list[str]:
    """A remark for each property that a statement reads and no model of the graph has, and for each word that it
    compares with and the source never says."""
    nodes, keys = tuple(walk(tree)), _keys(tree)
    absent = sorted(key for key in keys & set(MODEL.names) if SAME_FIELD.get(key, key) in lacking(graph))
    words = {node.written[1:-1] for node in nodes if isinstance(node, Constant) and node.kind == "string"}
    unsaid = sorted(words & WORDS & lacking(graph))
    return [
        *(f"{name} is not in this snapshot's source: that it is null says nothing" for name in absent),
        *(f"this snapshot's source has no {FIELDS[word]}: that '{word}' is not found says nothing" for word in unsaid),
    ]


def misspelt(tree: Query, notes: Sequence[str] = ()) -> list[str]:
    """A remark for each property that a statement reads, that nothing in the graph has, and that is nearly the name of
    one; what the engine's own notes name is not said twice."""
    written = {node.key for node in walk(tree) if isinstance(node, Entry)}  # keys of maps of the statement's own
    read = {node.key.text for node in walk(tree) if isinstance(node, PropertyAccess)} - written - PROPERTIES
    near = {key: get_close_matches(key, sorted(PROPERTIES), 1, 0.8) for key in sorted(read)}
    return [
        f"nothing in this graph has a property {key!r}, so that it is null: {did_you_mean(like)}"
        for key, like in near.items()
        if like and not any(re.search(rf"\b{re.escape(key)}\b", note) for note in notes)
    ]


def lists_as_texts(tree: Query) -> list[str]:
    """A remark for each property that is a list of texts and that a statement looks into as if it were one."""
    looked = {
        operand.key.text: OF_TEXTS[operator]
        for node in walk(tree)
        if isinstance(node, Operation)
        for operand, operator in zip(node.operands, node.operators, strict=False)
        if operator in OF_TEXTS and isinstance(operand, PropertyAccess) and operand.key.text in LISTS
    }
    return [
        f"{key} is a list of texts, of which {operator} finds nothing: "
        f"'...' IN m.{key}, or any(t IN m.{key} WHERE t {operator} '...')"
        for key, operator in sorted(looked.items())
    ]


def moments_as_texts(tree: Query, parameters: Mapping[str, Any]) -> list[str]:
    """A remark for each property that is a moment and that a statement compares with something else: a Neo4j server
    then finds nothing, the embedded engine what the other value means to it, or nothing."""
    operations = [node for node in walk(tree) if isinstance(node, Operation)]
    compared = {
        key: (_kind(other, parameters), other)
        for node in operations
        for one, other in _compared(node)
        if (key := _moment(one)) and _kind(other, parameters) in NO_MOMENTS
    }
    looked = {
        key: OF_TEXTS[operator]
        for node in operations
        for operand, operator in zip(node.operands, node.operators, strict=False)
        if operator in OF_TEXTS and (key := _moment(operand))
    }
    return [
        *(
            f"{key} is a moment, which Neo4j compares with no {kind}: write {_as_moment(kind, other)}"
            for key, (kind, other) in sorted(compared.items())
        ),
        *(
            f"{key} is a moment, of which {operator} finds nothing: toString(m.{key}) {operator} '...'"
            for key, operator in sorted(looked.items())
        ),
    ]


def _compared(operation: Operation) -> Iterator[tuple[Expression, Expression]]:
    """What an operation compares with what, either way round."""
    for (one, other), operator in zip(pairwise(operation.operands), operation.operators, strict=True):
        if operator in COMPARISONS:
            yield from ((one, other), (other, one))
        elif operator == "IN" and isinstance(other, ListLiteral):
            yield from ((one, item) for item in other.items)


def _moment(expression: Expression) -> str:
    """The property that an expression is, where it is a moment; else empty."""
    is_one = isinstance(expression, PropertyAccess) and expression.key.text in MOMENTS
    return expression.key.text if is_one else ""  # type: ignore[attr-defined]


def _kind(expression: Expression, parameters: Mapping[str, Any]) -> str:
    """Which of NO_MOMENTS an expression surely is; else anything."""
    match expression:
        case Constant(kind=kind):
            return {"string": "text", "number": "number"}.get(kind, "")
        case Call(name=name):
            return CALLS.get(name.lower().partition(".")[0], "")
        case Parameter(name=name):
            return _kind_of(parameters.get(name))
        case Operation(operators=("+" | "-", *_), operands=(Call() as first, *_)):  # date() - duration('P30D')
            return _kind(first, parameters)
    return ""


def _kind_of(value: Any) -> str:
    match value:
        case str():
            return "text"
        case datetime():
            return "" if value.tzinfo else "moment without a zone"
        case date():
            return "date"
        case bool():
            return ""
        case int() | float():
            return "number"
    return ""


def _as_moment(kind: str, other: Expression) -> str:
    """How a value of a kind is written so that a moment may be compared with it."""
    if isinstance(other, Call) and len(other.arguments) == 1:
        (other,) = other.arguments
    if isinstance(other, Constant | Parameter):
        return f"datetime({{epochSeconds: {other.written}}})" if kind == "number" else f"datetime({other.written})"
    return "datetime(...)"


def unknown_first(tree: Query, table: Table) -> list[str]:
    """How to leave out what stands first in an answer because it is not known: Cypher has null before every value where
    the order is descending."""
    last = tree.parts[-1].clauses[-1]
    if tree.unions or not isinstance(last, Return) or last.projection.star or not table.rows:
        return []
    firsts = zip(last.projection.items, table.rows[0], strict=True)
    name = _ordered_down_by(last.projection)
    unknown = {_property(item.expression) for item, value in firsts if value is None}
    if name is None or name not in unknown:
        return []
    return [f"unknown values come first in descending order: add WHERE {name} IS NOT NULL"]


def _ordered_down_by(projection: Projection) -> str | None:
    """The property by which rows are ordered first, where that is descending; an alias stands for what it is of."""
    if not projection.order or not projection.order[0].descending:
        return None
    by = projection.order[0].expression
    if isinstance(by, Variable):
        aliased = (item.expression for item in projection.items if item.alias and item.alias.text == by.text)
        by = next(aliased, by)
    return _property(by)


def _property(expression: Expression) -> str | None:
    """A variable's property as it is written; None of any other expression."""
    if isinstance(expression, PropertyAccess) and isinstance(expression.of, Variable):
        return f"{expression.of.written}.{expression.key.written}"
    return None


def _remarks_on_organisations(graph: FrozenGraph, reader: Reader, tree: Query) -> list[str]:
    """What must be said where a statement reads organisations, and the store was loaded by another table of them than
    the graph's roll-ups follow, or by none."""
    labels = {name.text for node in walk(tree) if isinstance(node, Labels) for name in node.names}
    if ORGANISATION.label not in labels and "organisation" not in _keys(tree):
        return []
    if knows_organisations(graph, reader):
        return []
    if queries.organisation_table(reader) is None:
        return ["an earlier version loaded this store, without organisations: `qwen-lineage load`"]
    return ["the store follows another table of organisations than this home has: `qwen-lineage load`"]


def knows_organisations(graph: FrozenGraph, reader: Reader) -> bool:
    """Whether the store has the organisations that the graph's roll-ups follow."""
    return queries.organisation_table(reader) == organisations_digest(graph)


def _remarks_on_judgements(graph: FrozenGraph, reader: Reader, tree: Query) -> list[str]:
    """What must be said where a statement reads what licences come to, and the store was loaded without that."""
    missing = [key for key in JUDGED if key in _keys(tree) and not _has_judged(graph, reader, key)]
    if not missing:
        return []
    return [f"an earlier version loaded this store, without {', '.join(missing)}: `qwen-lineage resolve`, then `load`"]


def _has_judged(graph: FrozenGraph, reader: Reader, key: str) -> bool:
    """Whether the store has a property of JUDGED for some model, or need have none: the graph has it for no model."""
    known = _judged.setdefault(graph, {})
    if key not in known:
        rules = graph.terms.rule_counts.values()
        needed = any(rules) if key not in OF_TERMS else bool((graph.models.words(key).codes >= 0).any())
        known[key] = not needed or queries.some_model_has(reader, key)
    return known[key]


def _keys(tree: Query) -> set[str]:
    """The properties that a statement names."""
    nodes = tuple(walk(tree))
    read = {node.key.text for node in nodes if isinstance(node, PropertyAccess)}
    return read | {node.key for node in nodes if isinstance(node, Entry)}
