"""What models are selected by, as arrays in preorder: a family's models stand together there, and are read in a row.

They repeat columns by number, which pages show, for 29 bytes a model: over a family's numbers each look at a column
would be at another place of memory, and take four times as long.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property

import numpy as np

from lineage.frozen.models import ModelColumns
from lineage.frozen.results import relation_code
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Codes, Ints, Longs
from lineage.frozen.storage.columns import NO_CODE, NO_MOMENT, milliseconds
from lineage.frozen.subtree import Places
from lineage.values import Relation, goes_by_name

Which = AnyArray | slice
"""Places in the preorder."""
Condition = Callable[[Which], Bools]
"""For each of some places whether something is true of its model."""

WORDS = ("author", "status", "license", "license_name", "pipeline_tag")
NO_END = np.iinfo(np.int64).max
NOBODYS_CODE = NO_CODE - 1


def stands_in(places: Places) -> Condition:
    """Whether it stands at one of these places."""
    return lambda which: places.hold(np.arange(which.start, which.stop) if isinstance(which, slice) else which)


def stands_elsewhere(places: Places) -> Condition:
    """Whether it stands at none of them."""
    inside = stands_in(places)
    return lambda which: ~inside(which)


class Conditions:
    """Conditions over the arrays of `placed`."""

    def __init__(self, arrays: ArrayFile, models: ModelColumns, by_preorder: Ints) -> None:
        self._models = models
        self._by_preorder = by_preorder
        self._codes: dict[str, Ints] = {name: arrays[f"placed.{name}"] for name in WORDS if f"placed.{name}" in arrays}
        self._created_at: Longs = arrays["placed.created_at"]
        self._is_mass_upload: Bools = arrays["placed.is_mass_upload"]
        self.relations: Codes = arrays["placed.relations"]  # a bit for each relation by which it was derived

    def has_word(self, name: str, word: str) -> Condition:
        """Whether a property, one of `WORDS`, is exactly `word`."""
        codes, code = self.codes(name), self._models.words(name).code(word)
        return lambda which: codes[which] == (NOBODYS_CODE if code is None else code)

    def has_license(self, license: str) -> Condition:
        """Whether the licence is exactly so: by its id, or by its name where the id is `other`."""
        by_id, by_name = self.has_word("license", license), self.has_word("license_name", license)

        def has(which: Which) -> Bools:
            having = by_id(which)
            named = np.flatnonzero(by_name(which))
            having[named] |= self._goes_by_name[self._codes["license"][which][named]]
            return having

        return has

    def is_derived_by(self, relation: Relation | str) -> Condition:
        """Whether it was derived by this relation from any parent."""
        bit = 1 << relation_code(relation)
        return lambda which: self.relations[which] & bit != 0

    def is_created_since(self, moment: datetime) -> Condition:
        """Whether it was made at `moment` or later; an unknown date is not."""
        first = max(milliseconds(moment), NO_MOMENT + 1)
        return lambda which: self._created_at[which] >= first

    def is_created_before(self, moment: datetime) -> Condition:
        """Whether it was made before `moment`; an unknown date is not."""
        end = milliseconds(moment)

        def is_before(which: Which) -> Bools:
            created = self._created_at[which]
            return np.asarray((created < end) & (created != NO_MOMENT))

        return is_before

    def has_size(self, first: int, end: int | None = None) -> Condition:
        """Whether its parameters are known, and `first` or more and below `end`."""
        sizes = self._models.numbers("parameters").values
        last = NO_END if end is None else end

        def has(which: Which) -> Bools:
            found = sizes[self._by_preorder[which]]
            return np.asarray((found >= first) & (found < last))

        return has

    def is_no_mass_upload(self, which: Which) -> Bools:
        """Whether no rule marks it as one of a mass upload."""
        return ~self._is_mass_upload[which]

    def codes(self, name: str) -> Ints:
        """The codes of a column of words by place; what an earlier version did not lay out so is laid out now."""
        if name not in self._codes:
            self._codes[name] = self._models.words(name).codes[self._by_preorder]
        return self._codes[name]

    @cached_property
    def _goes_by_name(self) -> Bools:
        """For each code of a licence, and last for that of an unknown one, whether its name says what it does not."""
        return np.array([*map(goes_by_name, self._models.words("license").vocabulary), True])
