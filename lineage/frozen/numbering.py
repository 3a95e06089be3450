"""Numbering while freezing: ids come batch by batch, get their places in byte order, and are found again by hash.

All ids are one text. A list of them takes 60 bytes an id more than their letters, a dict that finds them another 140.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lineage.errors import BadFile
from lineage.frozen.storage.arrays import Bools, Ints, Longs, Spool
from lineage.frozen.storage.row_order import RowOrder
from lineage.frozen.storage.strings import SortedTexts, TextSpool, TextTable, byte_order, encoded, merged, table


class IdsWriter:
    """Collects the models' ids batch by batch; their text and hashes wait on disk below `folder`."""

    def __init__(self, folder: Path) -> None:
        self._texts, self._hashes = TextSpool(folder), Spool(folder, np.int64)

    def add(self, ids: Sequence[str]) -> None:
        self._texts.add(ids)
        self._hashes.add(_hashes(ids))

    def numbering(self) -> tuple[RowOrder, "Numbering"]:
        """The rows in the order of their ids, and the numbers that follow. Raises BadFile when an id came twice."""
        texts = self._texts.read()
        order = byte_order(texts.strings(), len(texts))
        texts, hashes = texts.rearranged(order), self._hashes.read()[order]
        for number in np.flatnonzero(hashes[1:] == hashes[:-1]).tolist():
            if texts[number] == texts[number + 1]:
                raise given_twice(texts[number])
        by_hash = np.argsort(hashes, kind="stable").astype(np.int32)
        return RowOrder(order), Numbering(texts, hashes[by_hash], by_hash, SortedTexts(texts).find)

    def numbering_after(self, before: SortedTexts, stay: Bools) -> tuple[RowOrder, "Numbering", "Renumbered"]:
        """As `numbering`, of these ids and of those of an earlier numbering that `stay`, whose rows come first; and how
        its numbers changed."""
        given = [id for part in self._texts.read().strings() for id in part]
        order, below = merged(before, stay, given)
        rows = RowOrder(order, len(before))
        moved = Renumbered(np.full(len(before), -1, np.int32), np.full(len(order), -1, np.int32))
        carried = np.flatnonzero(order < len(before))
        moved.number[order[carried]], moved.earlier[carried] = carried, order[carried]
        number_of: dict[str, int] = {}
        for number, row in zip(rows.given.tolist(), (order[rows.given] - len(before)).tolist(), strict=True):
            id, earlier = given[row], int(below[row])
            if id in number_of:
                raise given_twice(id)
            number_of[id] = number
            if earlier < len(before) and before.find(id) == earlier:
                if moved.number[earlier] >= 0:
                    raise given_twice(id)
                moved.number[earlier], moved.earlier[number] = number, earlier
        texts = before.texts.with_others(table(given), np.where(moved.earlier < 0, order, moved.earlier))

        def find(id: str) -> int | None:
            if (row := before.find(id)) is None:
                return number_of.get(id)
            return int(moved.number[row]) if moved.number[row] >= 0 else None

        nothing = np.zeros(0, np.int64)
        return rows, Numbering(texts, nothing, nothing.astype(np.int32), find), moved


def given_twice(id: str) -> BadFile:
    """The error for a model that is given twice."""
    return BadFile(f"the model {id} is given twice", "load the snapshot again")


@dataclass(frozen=True, slots=True)
class Numbering:
    """The ids in byte order, `texts`, and the number of each: its place there.

    `by_hash` are the numbers in the order of the ids' `hashes`; there are none where few ids are looked for. `find`
    gives that of any id, None where it is none of these.
    """

    texts: TextTable
    hashes: Longs
    by_hash: Ints
    find: Callable[[str], int | None]

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
        """As `of`, one after the other: where one of the ids is unknown, or two share a hash."""
        numbers = list(map(self.find, ids))
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
