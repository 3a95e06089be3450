"""Executing: a statement is validated, runs within its limits, and its answer says where it comes from."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lineage import queries
from lineage.cypher.dialect import written_for
from lineage.cypher.parameters import check_given, check_parameters
from lineage.cypher.plan import QueryPlan, starts_from_keys, warnings
from lineage.cypher.validate import ValidatedStatement, validate
from lineage.errors import NotLoadedError
from lineage.statement_limits import limits as default_limits
from lineage.stores.port import Cancellation, Limits, Reader, Table, Truncation


@dataclass(frozen=True, slots=True)
class Answer:
    """A statement's answer: a table, why it was cut (None where it was not), its limits, and where it comes from.

    `snapshot` is the id of the snapshot the store was loaded from, None when it holds none; `seconds` is how long the
    engine took. `remarks` are what the snapshot does not tell; `cannot_tell` is why the statement was not run: its
    source lacks what is asked for. Both come from `lineage.graph_cypher`.
    """

    table: Table
    limits: Limits
    seconds: float
    engine: str
    snapshot: str | None
    remarks: tuple[str, ...] = ()
    cannot_tell: str | None = None

    @property
    def truncated(self) -> Truncation | None:
        return self.table.truncation

    @property
    def notes(self) -> tuple[str, ...]:
        """What cannot be told, the engine's remarks, and what was left out."""
        told = () if self.cannot_tell is None else (self.cannot_tell,)
        return (*told, *self.remarks, *self.table.notes, *_cut(self.table, self.limits))


def execute(
    reader: Reader,
    statement: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    limits: Limits | None = None,
    cancellation: Cancellation | None = None,
) -> Answer:
    """Answer anybody's statement within its limits; `EXPLAIN` in front answers its plan instead.

    Raises BadStatement when it is refused, does not parse or runs out of time or memory, QueryCancelled when
    `cancellation` ended it, StoreError when the store cannot be asked.
    """
    validated = validate(statement, parameters)
    return execute_validated(reader, validated, parameters, limits=limits, cancellation=cancellation)


def execute_validated(
    reader: Reader,
    validated: ValidatedStatement,
    parameters: Mapping[str, Any] | None = None,
    *,
    limits: Limits | None = None,
    cancellation: Cancellation | None = None,
) -> Answer:
    """As `execute`, of a statement that was validated with these parameters."""
    check_parameters(parameters or {})
    within, cancellation = limits or default_limits(), cancellation or Cancellation()
    started = time.monotonic()
    if validated.explain:
        table = _drawn(_plan(reader, validated, parameters, within, cancellation))
    else:
        check_given(validated.tree, parameters or {})
        table = reader.run_untrusted(written_for(reader.engine, validated), parameters, within, cancellation)
    return Answer(table, within, time.monotonic() - started, reader.engine, _snapshot(reader))


def explain(
    reader: Reader,
    statement: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    cancellation: Cancellation | None = None,
) -> QueryPlan:
    """What the engine would do, and warnings for a statement that will not end. Nothing runs. Raises as `execute`."""
    validated = validate(statement, parameters)
    check_parameters(parameters or {})
    return _plan(reader, validated, parameters, default_limits(), cancellation or Cancellation())


def _plan(
    reader: Reader,
    validated: ValidatedStatement,
    parameters: Mapping[str, Any] | None,
    within: Limits,
    cancellation: Cancellation,
) -> QueryPlan:
    explained = reader.explain(written_for(reader.engine, validated), parameters, within, cancellation)
    rows = None if explained.whole_labels and starts_from_keys(validated.tree) else explained.estimated_rows
    found = tuple(warnings(validated.tree, rows, explained.whole_labels))
    return QueryPlan(rows, explained.operators, found, reader.engine, explained.whole_labels)


def _drawn(plan: QueryPlan) -> Table:
    notes = tuple(f"{warned.message}: {warned.hint}" for warned in plan.warnings)
    return Table(("operator",), [(operator,) for operator in plan.operators], notes=notes)


def _cut(table: Table, limits: Limits) -> list[str]:
    if table.truncation == "rows":
        return [f"only the first {limits.rows:,} rows are shown"]
    if table.truncation == "bytes":
        return [cut_by_bytes(len(table.rows), limits)]
    return []


def cut_by_bytes(rows: int, limits: Limits) -> str:
    """The notice of an answer that was too large: how many of its rows are sent."""
    return f"only the first {rows:,} rows are sent: an answer has {limits.bytes:,} bytes at most"


def _snapshot(reader: Reader) -> str | None:
    try:
        return queries.facts(reader).id
    except NotLoadedError:
        return None
