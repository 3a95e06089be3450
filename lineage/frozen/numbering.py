"""Numbering while freezing: ids come batch by batch, get their places in byte order, and are found again by hash.

All ids are one text. A list of them takes 60 bytes an id more than their letters, a dict that finds them another 140.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lineage.errors import BadFile
from lineage.frozen.storage.arrays import AnyArray, Bools, Ints, Longs, Spool
from lineage.frozen.storage.strings import SortedTexts, TextSpool, TextTable, byte_order, encoded, merged


class IdsWriter:
    """Collects the models' ids batch by batch; their text and hashes wait on disk below `folder`."""

    def __init__(self, folder: Path) -> None:
        self._texts, self._hashes = TextSpool(folder), Spool(folder, np.int64)

    def add(self, ids: Sequence[str]) -> None:
        self._texts.add(ids)
        self._hashes.add(_hashes(ids))

    def numbering(self) -> tuple[AnyArray, "Numbering"]:
        """The rows in the order of their ids, and the numbers that follow. Raises BadFile when an id came twice."""
        texts = self._texts.read()
        order = byte_order(texts.strings(), len(texts))
        texts, hashes = texts.rearranged(order), self._hashes.read()[order]
        for number in np.flatnonzero(hashes[1:] == hashes[:-1]).tolist():
            if texts[number] == texts[number + 1]:
                raise given_twice(texts[number])
        by_hash = np.argsort(hashes, kind="stable").astype(np.int32)
        return order, Numbering(texts, hashes[by_hash], by_hash, SortedTexts(texts))

    def numbering_after(self, before: TextTable, stay: Bools) -> tuple[AnyArray, "Numbering", "Renumbered"]:
        """As `numbering`, of these ids and of those of an earlier numbering that `stay`, whose rows come first; and how
        its numbers changed."""
        given = [id for part in self._texts.read().strings() for id in part]
        order, below = merged(before, stay, given)
        texts = before.followed_by(given).rearranged(order)
        carried, added = np.flatnonzero(order < len(before)), np.flatnonzero(order >= len(before))
        moved = Renumbered(np.full(len(before), -1, np.int32), np.full(len(order), -1, np.int32))
        moved.number[order[carried]], moved.earlier[carried] = carried, order[carried]
        for number, row in zip(added.tolist(), (order[added] - len(before)).tolist(), strict=True):
            id, earlier = given[row], int(below[row])
            if number and texts[number - 1] == id:
                raise given_twice(id)
            if earlier < len(before) and before[earlier] == id:
                if moved.number[earlier] >= 0:
                    raise given_twice(id)
                moved.number[earlier], moved.earlier[number] = number, earlier
        nothing = np.zeros(0, np.int64)
        return order, Numbering(texts, nothing, nothing.astype(np.int32), SortedTexts(texts)), moved


def given_twice(id: str) -> BadFile:
    """The error for a model that is given twice."""
    return BadFile(f"the model {id} is given twice", "load the snapshot again")


@dataclass(frozen=True, slots=True)
class Numbering:
    """The ids in byte order, `texts`, and the number of each: its place there.

    `by_hash` are the numbers in the order of the ids' `hashes`; there are none where few ids are looked for, which
    `letters` find.
    """

    texts: TextTable
    hashes: Longs
    by_hash: Ints
    letters: SortedTexts

    def __len__(self) -> int:
        return len(self.texts)

    def of(self, ids: Sequence[str]) -> Ints:
        """The numbers of ids. Raises KeyError for one that is not there."""
        if len(self.hashes):
            numbers = self._of_hashes(_hashes(ids))
            if self._are(numbers, ids):
                return numbers
        return self._one_by_one(ids)

    def _of_hashes(self, hashes: Longs) -> Ints:
        """The number of each hash, and any number for a hash that no id has."""
        order = np.argsort(hashes)  # in ascending order they are found four times as quickly
        numbers = np.empty(len(hashes), np.int32)
        places = np.searchsorted(self.hashes, hashes[order])
        numbers[order] = self.by_hash[np.minimum(places, len(self.hashes) - 1)]
        return numbers

    def _are(self, numbers: Ints, ids: Sequence[str]) -> bool:
        """Whether these are the ids of these numbers."""
        if len(numbers) != len(ids) or None in ids:
            return False
        text, lengths = encoded(ids)
        return np.array_equal(self.texts.lengths(numbers), lengths) and np.array_equal(self.texts.text(numbers), text)

    def _one_by_one(self, ids: Sequence[str]) -> Ints:
        """As `of`, by bisection: where one of the ids is unknown, or two share a hash."""
        numbers = list(map(self.letters.find, ids))
        for id, number in zip(ids, numbers, strict=True):
            if number is None:
                raise KeyError(id)
        return np.array(numbers, np.int32)


@dataclass(frozen=True, slots=True)
class Renumbered:
    """How numbers changed: `number` has what each model of the earlier graph is now, -1 where it is gone, `earlier`
    what each model was there, -1 where it is new. Models that are in both follow each other in the same order."""

    number: Ints
    earlier: Ints


def _hashes(ids: Sequence[str]) -> Longs:
    """Python's own, which are the same as long as the process lives."""
    return np.fromiter(map(hash, ids), np.int64, len(ids))
