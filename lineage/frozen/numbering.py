"""Numbering while freezing: ids come batch by batch, get their places in byte order, and are found again by hash.

All ids are one text. A list of them takes 60 bytes an id more than their letters, a dict that finds them another 140.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lineage.errors import BadFile
from lineage.frozen.storage.arrays import AnyArray, Bools, Ints, Longs, Spool
from lineage.frozen.storage.strings import Strings, TextSpool, TextTable, byte_order, encoded


class IdsWriter:
    """Collects the models' ids batch by batch; their text and hashes wait on disk below `folder`."""

    def __init__(self, folder: Path) -> None:
        self._texts, self._hashes = TextSpool(folder), Spool(folder, np.int64)

    def add(self, ids: Sequence[str]) -> None:
        self._texts.add(ids)
        self._hashes.add(_hashes(ids))

    def numbering(self, stay: Bools) -> tuple[AnyArray, "Numbering"]:
        """The rows in the order of their ids, and the numbers that follow, without those of the first rows that do not
        `stay`. Raises BadFile when an id came twice."""
        texts = self._texts.read()
        order = byte_order(texts.strings(), len(texts))
        order = order[np.append(stay, np.ones(len(texts) - len(stay), np.bool_))[order]]
        texts, hashes = texts.rearranged(order), self._hashes.read()[order]
        for number in np.flatnonzero(hashes[1:] == hashes[:-1]).tolist():
            if texts[number] == texts[number + 1]:
                raise BadFile(f"the model {texts[number]} is given twice", "load the snapshot again")
        by_hash = np.argsort(hashes, kind="stable").astype(np.int32)
        return order, Numbering(texts, hashes[by_hash], by_hash)


@dataclass(frozen=True, slots=True)
class Numbering:
    """The ids in byte order, `texts`, and the number of each: its place there.

    `by_hash` are the numbers in the order of the ids' `hashes`.
    """

    texts: TextTable
    hashes: Longs
    by_hash: Ints

    def __len__(self) -> int:
        return len(self.texts)

    def of(self, ids: Sequence[str]) -> Ints:
        """The numbers of ids. Raises KeyError for one that is not there."""
        numbers = self._of_hashes(_hashes(ids))
        return numbers if self._are(numbers, ids) else self._one_by_one(ids)

    def _of_hashes(self, hashes: Longs) -> Ints:
        """The number of each hash, and any number for a hash that no id has."""
        if not len(self.hashes):
            return np.zeros(0, np.int32)
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
        strings = Strings(self.texts.arrays("id"), "id")
        numbers = [None if id is None else strings.find(id) for id in ids]
        for id, number in zip(ids, numbers, strict=True):
            if number is None:
                raise KeyError(id)
        return np.array(numbers, np.int32)


def _hashes(ids: Sequence[str]) -> Longs:
    """Python's own, which are the same as long as the process lives."""
    return np.fromiter(map(hash, ids), np.int64, len(ids))
