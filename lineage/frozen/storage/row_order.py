"""The order of a column's rows: where each comes from, an earlier graph's column or what was given of it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lineage.frozen.storage.arrays import AnyArray


@dataclass(frozen=True)
class RowOrder:
    """`rows` has the place of each row: below `carried` that in the earlier column, which has so many rows, and from
    there on that among what was given."""

    rows: AnyArray
    carried: int = 0

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def given(self) -> AnyArray:
        """Which rows were given."""
        return np.flatnonzero(self.rows >= self.carried)

    def of(self, earlier: AnyArray | None, given: AnyArray) -> AnyArray:
        """The rows in this order, of the dtype of what was `given`; None stands for an earlier column without rows."""
        if earlier is None or not self.carried:
            return given[self.rows]
        values = earlier.take(self.rows, mode="clip").astype(given.dtype, copy=False)
        values[self.given] = given[self.rows[self.given] - self.carried]
        return values
