"""The models' properties by number, and the sets of models that a property picks out."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np

from lineage.errors import BadInput
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Ints
from lineage.frozen.storage.columns import (
    NO_CODE,
    NO_MOMENT,
    Column,
    Moments,
    Words,
    milliseconds,
    open_columns,
)
from lineage.values import Model, Status, goes_by_name

Which = AnyArray | slice
"""Some models: their numbers, or a slice of all."""
Condition = Callable[[Which], Bools]
"""For each of some models whether something is true of it."""

NOBODYS_CODE = NO_CODE - 1


class ModelColumns:
    """Every property but those that stay in the store: tags, rejected claims, when a model was seen."""

    def __init__(self, arrays: ArrayFile) -> None:
        self._columns = open_columns(arrays)

    def column(self, name: str) -> Column:
        """A property's column. Raises BadInput for a name that is none, or that stays in the store (tags)."""
        try:
            return self._columns[name]
        except KeyError:
            raise BadInput(f"no column {name!r}", f"there are {', '.join(self._columns)}") from None

    def summary(self, number: int) -> Model:
        """One model with every property that is here."""
        values: dict[str, Any] = {name: column.get(number) for name, column in self._columns.items()}
        return Model(**{**values, "status": Status(values["status"])})

    def with_word(self, name: str, word: str) -> Bools:
        """For each model whether the property `name`, a column of words, is exactly `word`."""
        return self.has_word(name, word)(slice(None))

    def has_word(self, name: str, word: str) -> Condition:
        """Whether the property `name`, a column of words, is exactly `word`."""
        column = self._words(name)
        code = column.code(word)
        return lambda which: column.codes[which] == (NOBODYS_CODE if code is None else code)

    def has_license(self, license: str) -> Condition:
        """Whether the licence is exactly so: by its id, or by its name where the id is `other`."""
        by_id, by_name = self.has_word("license", license), self.has_word("license_name", license)
        codes = self._words("license").codes

        def has(which: Which) -> Bools:
            having = by_id(which)
            named = np.flatnonzero(by_name(which))
            having[named] |= self._goes_by_name[codes[which][named]]
            return having

        return has

    def of_owner(self, author: str) -> Ints:
        """The models whose owner is exactly `author`, ascending."""
        return np.flatnonzero(self.with_word("author", author)).astype(np.int32)

    def is_created_since(self, moment: datetime) -> Condition:
        """Whether it was made at `moment` or later; an unknown date is not."""
        column = self._columns["created_at"]
        assert isinstance(column, Moments)  # noqa: S101 - tells the type checker
        first = max(milliseconds(moment), NO_MOMENT + 1)
        return lambda which: column.values[which] >= first

    @cached_property
    def is_mass_upload(self) -> Bools:
        """For each model whether a rule marks it as one of a mass upload; the column `mass_upload` says which."""
        return np.asarray(self._words("mass_upload").codes >= 0)

    def is_no_mass_upload(self, which: Which) -> Bools:
        """Whether no rule marks it as one of a mass upload."""
        return np.asarray(self._words("mass_upload").codes[which] < 0)

    @cached_property
    def _goes_by_name(self) -> Bools:
        """For each code of a licence, and last for that of an unknown one, whether its name says what it does not."""
        return np.array([*map(goes_by_name, self._words("license").vocabulary), True])

    def _words(self, name: str) -> Words:
        column = self._columns[name]
        assert isinstance(column, Words)  # noqa: S101 - tells the type checker
        return column
