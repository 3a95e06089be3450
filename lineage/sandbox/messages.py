"""What the sandbox's client and its fork server tell one another, and the times both keep to."""

from dataclasses import dataclass
from typing import Any, Literal, Protocol

import msgspec

from lineage.errors import BadStatement
from lineage.stores.port import EnginePlan, Limits, Parameters, Table, Truncation

GRACE = 1.0  # seconds a statement may overstay: the engine's own time limit comes first, with its own words
NARROW = "narrow it, bound its paths, add a LIMIT"
TOO_MANY_ROWS = "one expression goes through more rows than it may"


def engine_fault(said: str, of_a_value: bool) -> BadStatement:
    """The error of a statement that an engine refused: for a value (a division by zero), or for what is written."""
    if of_a_value:
        return BadStatement(said, "write another value, or leave the rows that have it out by a WHERE before")
    return BadStatement(said, "docs/cypher.md has statements that run, docs/data-model.md lists labels and properties")


def out_of_time(seconds: float | None) -> BadStatement:
    """The error of a statement that had so many seconds; None where nobody knows."""
    had = "" if seconds is None else f": it had {seconds:g} s"
    return BadStatement(f"the statement ran out of time{had}", NARROW)


class StatementRunner(Protocol):
    """An open store as the fork server's children use it, each in its own process."""

    def answer(self, statement: str, parameters: Parameters | None, limits: Limits) -> Table:
        """The answer within the limits' rows, bytes and seconds."""

    def explain(self, statement: str, parameters: Parameters | None, limits: Limits) -> EnginePlan:
        """The plan; nothing runs."""

    def confine(self) -> None:
        """Give up what this process does not need any more to answer, e.g. opening files."""


@dataclass(frozen=True, slots=True)
class SandboxRequest:
    """What a child is to do with a statement."""

    work: Literal["answer", "explain"]
    statement: str
    parameters: dict[str, Any]
    limits: Limits


class SandboxReply(msgspec.Struct, frozen=True, array_like=True):
    """What a child replies: a table, a plan, or an error by its class's name; of a surprise a traceback for our log."""

    columns: tuple[str, ...] = ()
    rows: list[tuple[Any, ...]] = []
    truncation: Truncation | None = None
    notes: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    estimated_rows: float | None = None
    whole_labels: bool = False
    error: str = ""
    message: str = ""
    hint: str = ""
    traceback: str = ""

    @classmethod
    def of_table(cls, table: Table) -> "SandboxReply":
        return cls(columns=table.columns, rows=table.rows, truncation=table.truncation, notes=table.notes)

    @classmethod
    def of_plan(cls, plan: EnginePlan) -> "SandboxReply":
        return cls(operators=plan.operators, estimated_rows=plan.estimated_rows, whole_labels=plan.whole_labels)

    def table(self) -> Table:
        return Table(self.columns, self.rows, self.truncation, self.notes)

    def plan(self) -> EnginePlan:
        return EnginePlan(self.operators, self.estimated_rows, self.whole_labels)
