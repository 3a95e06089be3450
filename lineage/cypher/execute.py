"""Asking: a statement is checked, runs within its limits, and its answer says where it comes from."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lineage import queries
from lineage.cypher.limits import limits as default_limits
from lineage.cypher.plan import Plan, starts_from_keys, warnings
from lineage.cypher.validate import Checked, checked
from lineage.errors import NotLoadedError
from lineage.stores.port import Cut, Limits, Reader, Stop, Table


@dataclass(frozen=True, slots=True)
class Answer:
    """A statement's answer: a table, why it was cut (None where it was not), its limits, and where it comes from.

    `snapshot` is the id of the snapshot the store was loaded from, None when it holds none; `seconds` is how long the
    engine took.
    """

    table: Table
    limits: Limits
    seconds: float
    engine: str
    snapshot: str | None

    @property
    def truncated(self) -> Cut | None:
        return self.table.cut

    @property
    def notes(self) -> tuple[str, ...]:
        """The engine's remarks, and what was left out."""
        return (*self.table.notes, *_cut(self.table, self.limits))


def ask(
    reader: Reader,
    statement: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    limits: Limits | None = None,
    stop: Stop | None = None,
) -> Answer:
    """Answer anybody's statement within its limits; `EXPLAIN` in front answers its plan instead.

    Raises BadStatement when it is refused, does not parse or runs out of time or memory, QueryCancelled when `stop`
    ended it, StoreError when the store cannot be asked.
    """
    check, within = checked(statement, parameters), limits or default_limits()
    started = time.monotonic()
    if check.explain:
        table = _drawn(_plan(reader, check, parameters, within))
    else:
        table = reader.ask(check.statement, parameters, within, stop or Stop())
    return Answer(table, within, time.monotonic() - started, reader.engine, _snapshot(reader))


def explain(reader: Reader, statement: str, parameters: Mapping[str, Any] | None = None) -> Plan:
    """What the engine would do, and warnings for a statement that will not end. Nothing runs. Raises BadStatement."""
    return _plan(reader, checked(statement, parameters), parameters, default_limits())


def _plan(reader: Reader, check: Checked, parameters: Mapping[str, Any] | None, within: Limits) -> Plan:
    explained = reader.explain(check.statement, parameters, within)
    rows = None if explained.whole_labels and starts_from_keys(check.tokens) else explained.estimated_rows
    found = tuple(warnings(check.tokens, rows, explained.whole_labels))
    return Plan(rows, explained.operators, found, reader.engine, explained.whole_labels)


def _drawn(plan: Plan) -> Table:
    notes = tuple(f"{warned.message}: {warned.hint}" for warned in plan.warnings)
    return Table(("operator",), [(operator,) for operator in plan.operators], notes=notes)


def _cut(table: Table, limits: Limits) -> list[str]:
    if table.cut == "rows":
        return [f"only the first {limits.rows:,} rows are shown"]
    if table.cut == "bytes":
        return [f"only the first {len(table.rows):,} rows are shown: an answer holds {limits.bytes:,} bytes at most"]
    return []


def _snapshot(reader: Reader) -> str | None:
    try:
        return queries.facts(reader).id
    except NotLoadedError:
        return None
