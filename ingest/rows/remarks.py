"""What is counted of a column's cells though they are of its type, and what is done with them."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from ingest.rows.clean import is_absurd, is_floor


@dataclass(frozen=True, slots=True)
class Remark:
    """One kind of cell that is counted: its name in manifests, what becomes of it, and which cells of a column as read
    are of it."""

    name: str
    done: str
    where: Callable[[pl.Series], pl.Series]


FLOOR_DATE = Remark(
    "a date of creation that is the Hub's floor: 2022-03-02T23:29:04 or :05, or that day without a time",
    "unknown; the model is kept",
    is_floor,
)
ABSURD_DATE = Remark("a date before 2015 or in the future", "unknown; the model is kept", is_absurd)
SEVERAL_LICENSES = Remark(
    "a card with several licences",
    "the first is the row's `license`; a resolved model has them all, joined by a comma",
    lambda column: column.is_not_null(),
)

DONE = {remark.name: remark.done for remark in (FLOOR_DATE, ABSURD_DATE, SEVERAL_LICENSES)}
"""By the name under which a manifest counts them."""
