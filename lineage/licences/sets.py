"""Sets of licences as bits, one a row of the table and one for what is not known; what a set comes to."""

from collections.abc import Iterable
from functools import cached_property

import numpy as np
import numpy.typing as npt

from lineage.licences.table import NOTHING, Licence, Licences, parts_of
from lineage.licences.terms import LicenseClass, Terms

Bits = npt.NDArray[np.uint64]
"""A set a row; bit b of word w stands for member 64 * w + b."""

WORD_BITS = 64


class LicenceSets:
    """The sets of a table's licences. The last member stands for every licence that is in no row, and for none."""

    def __init__(self, table: Licences) -> None:
        self.members = (*table.rows, NOTHING)
        self.words = -(-len(self.members) // WORD_BITS)
        self._place = {row.name: place for place, row in enumerate(table.rows)}

    @cached_property
    def unknown(self) -> Bits:
        """The set of nothing known."""
        return self.of(NOTHING)

    def of(self, licence: Licence) -> Bits:
        """The licences that one stated by a card is made of: those that hold together, or the one of a choice."""
        bits = np.zeros(self.words, np.uint64)
        for place in self._places(licence):
            bits[place // WORD_BITS] |= np.uint64(1 << (place % WORD_BITS))
        return bits

    def licences(self, bits: Bits) -> list[Licence]:
        """The known licences of a set, in the order of the table."""
        return [self.members[place] for place in self._in(bits) if self.members[place].is_known]

    def holds_unknown(self, bits: Bits) -> bool:
        """Whether something in a set is not known."""
        return bool((bits & self.unknown).any())

    def terms(self, bits: Bits) -> Terms:
        """What all licences of a set ask for together; of the empty set, that nothing is stated."""
        first, *others = [self.members[place].terms for place in self._in(bits)] or [NOTHING.terms]
        return first.joined(*others)

    def license_class(self, bits: Bits) -> LicenseClass:
        return self.terms(bits).license_class

    def _places(self, licence: Licence) -> Iterable[int]:
        for part in parts_of(licence):
            yield self._place[part.name] if part.is_known else len(self.members) - 1

    def _in(self, bits: Bits) -> list[int]:
        """The members of a set, ascending."""
        members = []
        for first, word in enumerate(bits.tolist()):
            left = word
            while left:
                members.append(first * WORD_BITS + (left & -left).bit_length() - 1)
                left &= left - 1
        return members


def distinct(sets: Bits) -> tuple[Bits, npt.NDArray[np.int32]]:
    """The sets that occur, each once, and for each row which of them it is."""
    keys = np.zeros(len(sets), np.int64)
    for word in sets.T:
        values, codes = np.unique(word, return_inverse=True)
        _, keys = np.unique(keys * len(values) + codes, return_inverse=True)
    _, first, codes = np.unique(keys, return_index=True, return_inverse=True)
    return sets[first], codes.astype(np.int32)
