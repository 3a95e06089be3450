"""What models are selected by, as arrays in preorder: a family's models stand together there, and are read in a row.

They repeat columns by number, which pages show, for 14 bytes a model: over a family's numbers each look at a column
would be at another place of memory, and take four times as long.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import numpy as np

from lineage.frozen.derivations.subtree import Places
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Codes, Ints, Longs
from lineage.frozen.storage.columns import NO_MOMENT, milliseconds

Which = AnyArray | slice
"""Places in the preorder."""
Condition = Callable[[Which], Bools]
"""For each of some places whether something is true of its model."""
PART = 131_072
"""Places that are looked at together: their arrays stay in the cache, and larger ones are the kernel's each time."""
FEW = 16  # one place in so many, or fewer, are looked at one by one


def in_parts(which: Which, length: int = PART) -> Iterator[Which]:
    """The same places, so many at a time."""
    if isinstance(which, slice):
        yield from (slice(first, min(first + length, which.stop)) for first in range(which.start, which.stop, length))
    else:
        yield from (which[first : first + length] for first in range(0, len(which), length))


def each_of(which: Which) -> AnyArray:
    """All places of a range, or those given."""
    return np.arange(which.start, which.stop) if isinstance(which, slice) else which


def many(which: Which) -> int:
    """How many places these are."""
    return which.stop - which.start if isinstance(which, slice) else len(which)


def met(which: Which, conditions: Sequence[Condition]) -> Bools:
    """For each of some places whether all conditions are true of its model; there is one condition at least."""
    return np.concatenate([np.zeros(0, np.bool_), *(_met(part, conditions) for part in in_parts(which))])


def _met(which: Which, conditions: Sequence[Condition]) -> Bools:
    """The same. Behind a condition that few places meet the next ones are asked of these alone."""
    first, *others = conditions
    met = first(which)
    for condition in others:
        if FEW * int(np.count_nonzero(met)) > len(met):
            met = met & condition(which)
        else:
            at = np.flatnonzero(met)
            met = np.zeros(len(met), np.bool_)
            met[at[condition(at + which.start if isinstance(which, slice) else which[at])]] = True
    return met


def stands_in(places: Places) -> Condition:
    """Whether it stands at one of these places."""
    return lambda which: places.between(which.start, which.stop) if isinstance(which, slice) else places.hold(which)


def stands_elsewhere(places: Places) -> Condition:
    """Whether it stands at none of them."""
    inside = stands_in(places)
    return lambda which: ~inside(which)


class Conditions:
    """Conditions over the arrays of `placed`."""

    def __init__(self, arrays: ArrayFile) -> None:
        self.owners: Ints = arrays["placed.author"]  # the code of the owner, below 0 for none
        self.created_at: Longs = arrays["placed.created_at"]  # as `Moments.values`
        self.is_mass_upload: Bools = arrays["placed.is_mass_upload"]
        self.relations: Codes = arrays["placed.relations"]  # a bit for each relation by which it was derived

    def is_created_since(self, moment: datetime) -> Condition:
        """Whether it was made at `moment` or later; an unknown date is not."""
        first = max(milliseconds(moment), NO_MOMENT + 1)
        return lambda which: self.created_at[which] >= first

    def is_created_before(self, moment: datetime) -> Condition:
        """Whether it was made before `moment`; an unknown date is not."""
        end = milliseconds(moment)

        def is_before(which: Which) -> Bools:
            created = self.created_at[which]
            return np.asarray((created < end) & (created != NO_MOMENT))

        return is_before

    def is_no_mass_upload(self, which: Which) -> Bools:
        """Whether no rule marks it as one of a mass upload."""
        return ~self.is_mass_upload[which]
