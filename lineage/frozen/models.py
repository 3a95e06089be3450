"""The models' properties by number, and the sets of models that a property picks out."""

from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np

from lineage.errors import BadInput
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Ints
from lineage.frozen.storage.columns import NO_CODE, NO_MOMENT, Column, Moments, Words, milliseconds, open_columns
from lineage.values import Model, Status, goes_by_name


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
        column = self._words(name)
        code = column.code(word)
        return np.zeros(len(column.codes), np.bool_) if code is None else np.asarray(column.codes == code)

    def with_license(self, license: str) -> Bools:
        """For each model whether its licence is exactly so: by its id, or by its name where the id is `other`."""
        return self.with_word("license", license) | (self.with_word("license_name", license) & self._goes_by_name)

    def of_owner(self, author: str) -> Ints:
        """The models whose owner is exactly `author`, ascending."""
        return np.flatnonzero(self.with_word("author", author)).astype(np.int32)

    def created_since(self, moment: datetime) -> Bools:
        """For each model whether it was made at `moment` or later; an unknown date is not."""
        column = self._columns["created_at"]
        assert isinstance(column, Moments)  # noqa: S101 - tells the type checker
        return np.asarray(column.values >= max(milliseconds(moment), NO_MOMENT + 1))

    @cached_property
    def is_mass_upload(self) -> Bools:
        """For each model whether a rule marks it as one of a mass upload; the column `mass_upload` says which."""
        return np.asarray(self._words("mass_upload").codes >= 0)

    @cached_property
    def _goes_by_name(self) -> Bools:
        """For each model whether its licence's name says what its id does not."""
        column = self._words("license")
        codes = [NO_CODE, *(code for code, license in enumerate(column.vocabulary) if goes_by_name(license))]
        return np.isin(column.codes, codes)

    def are_mass_uploads(self, numbers: AnyArray) -> Bools:
        """As `is_mass_upload`, for each of `numbers` only."""
        return np.asarray(self._words("mass_upload").codes[numbers] >= 0)

    def _words(self, name: str) -> Words:
        column = self._columns[name]
        assert isinstance(column, Words)  # noqa: S101 - tells the type checker
        return column
