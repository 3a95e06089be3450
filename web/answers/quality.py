"""The quality report, as the load that made the graph wrote it into the store."""

from typing import Annotated

from msgspec import Struct

from web.answers.types import Number, meaning


class QualityExample(Struct, frozen=True):
    """One case of an irregularity."""

    child: Annotated[str | None, meaning("the model that says so")]
    raw: Annotated[str, meaning("what was written")]
    parent: Annotated[str | None, meaning("the model it was taken to mean")]
    said: Annotated[str | None, meaning("what else is known of the case")]


class QualityRow(Struct, frozen=True):
    """One kind of irregularity: how often it occurred, examples, and what was done about it."""

    kind: str
    what: str
    count: Number
    examples: list[QualityExample]
    done: str


class QualityReport(Struct, frozen=True):
    """What was irregular in the snapshot, as `qwen-lineage quality --json` prints it."""

    snapshot: str
    claims: Number
    derivations: Number
    rows: list[QualityRow]
