"""The models' properties by number, and the sets of models that a property picks out."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from lineage.errors import BadInput
from lineage.frozen.storage.arrays import AnyArray, Bools, Ints
from lineage.frozen.storage.columns import Column, Integers, Moments, Texts, Words, distinct_pairs
from lineage.frozen.terms.frozen_terms import WORDS as OF_TERMS
from lineage.frozen.terms.frozen_terms import LazyTerms
from lineage.frozen.variants import MEANINGS as OF_VARIANTS
from lineage.frozen.variants import FrozenVariants
from lineage.values import Model, Status, shown_license


class ModelColumns:
    """Every property but those that stay in the store: tags, rejected claims, when a model was seen.

    Those of OF_TERMS are the columns of `terms`, those of OF_VARIANTS of `variants`: they are made when one is asked
    for.
    """

    def __init__(self, columns: Mapping[str, Column], terms: LazyTerms, variants: Callable[[], FrozenVariants]) -> None:
        self._columns = columns
        self._terms = terms
        self._variants = variants

    def column(self, name: str) -> Column:
        """A property's column. Raises BadInput for a name that is none, or that stays in the store (tags)."""
        if name in OF_TERMS:
            return self._terms.value.columns[name]
        if name in OF_VARIANTS:
            return self._variants().columns[name]
        try:
            return self._columns[name]
        except KeyError:
            raise BadInput(
                f"no column {name!r}", f"there are {', '.join((*self._columns, *OF_TERMS, *OF_VARIANTS))}"
            ) from None

    def summary(self, number: int) -> Model:
        """One model with every property that is here."""
        values: dict[str, Any] = {name: self.column(name).get(number) for name in (*self._columns, *OF_TERMS)}
        return Model(**{**values, "status": Status(values["status"])})

    def with_word(self, name: str, word: str) -> Bools:
        """For each model whether the property `name`, a column of words, is exactly `word`."""
        column = self.words(name)
        code = column.code(word)
        return np.zeros(len(column.codes), np.bool_) if code is None else np.asarray(column.codes == code)

    def of_owner(self, author: str) -> Ints:
        """The models whose owner is exactly `author`, ascending."""
        return np.flatnonzero(self.with_word("author", author)).astype(np.int32)

    @cached_property
    def is_mass_upload(self) -> Bools:
        """For each model whether a rule marks it as one of a mass upload; the column `mass_upload` says which."""
        return np.asarray(self.words("mass_upload").codes >= 0)

    def are_mass_uploads(self, numbers: AnyArray) -> Bools:
        """As `is_mass_upload`, for each of `numbers` only."""
        return np.asarray(self.words("mass_upload").codes[numbers] >= 0)

    def licenses(self, which: AnyArray | slice) -> tuple[list[str | None], Ints]:
        """What the licences of some models are called (None: nothing is stated), and which of these each model has."""
        stated, place = self.stated_licenses(which)
        return [shown_license(id, name) for id, name in stated], place

    def stated_licenses(self, which: AnyArray | slice) -> tuple[list[tuple[str | None, str | None]], Ints]:
        """The pairs of `license` and `license_name` that some models have, and which of these each model has."""
        return distinct_pairs(self.words("license"), self.words("license_name"), which)

    def words(self, name: str) -> Words:
        """A property's column that is one of words."""
        return words_of({name: self.column(name)}, name)

    def numbers(self, name: str) -> Integers:
        """A property's column that is one of counts."""
        column = self._columns[name]
        assert isinstance(column, Integers)  # noqa: S101 - tells the type checker
        return column

    def texts(self, name: str) -> Texts:
        """A property's column that is one of texts."""
        column = self._columns[name]
        assert isinstance(column, Texts)  # noqa: S101 - tells the type checker
        return column

    def moments(self, name: str) -> Moments:
        """A property's column that is one of moments."""
        column = self._columns[name]
        assert isinstance(column, Moments)  # noqa: S101 - tells the type checker
        return column


def words_of(columns: Mapping[str, Column], name: str) -> Words:
    """A column that is one of words."""
    column = columns[name]
    assert isinstance(column, Words)  # noqa: S101 - tells the type checker
    return column
