"""Few of many texts looked up by their hashes, which are numbers."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from lineage.frozen.storage.distinct import are_among

Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class HashIndex:
    """The hashes of a column in order, and the `places` that they have there."""

    hashes: Hashes
    places: Places

    @classmethod
    def of(cls, hashes: Hashes, places: Places | None = None) -> "HashIndex":
        """Of the hashes of a column; `places` is their order, where that is known."""
        places = np.argsort(hashes) if places is None else places
        return cls(hashes[places], places)

    def find(self, wanted: pl.Series | Hashes, most: int | None = None) -> Places:
        """The places of some hashes, those of a hash together; with `most`, of each so many at most."""
        return self.matches(np.sort(np.asarray(wanted, np.uint64)), most)[0]

    def matches(self, wanted: Hashes, most: int | None = None) -> tuple[Places, Places]:
        """The same of hashes in order, and for each place which of these it has: the first of equal ones."""
        firsts = firsts_of(wanted)
        once = wanted[firsts]
        first = np.searchsorted(self.hashes, once)
        counts = np.searchsorted(self.hashes, once, side="right") - first
        counts = counts if most is None else np.minimum(counts, most)
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        return self.places[np.repeat(first, counts) + within], np.repeat(firsts, counts)


def distinct(hashes: Hashes) -> Hashes:
    """The hashes in order, each once; `np.unique` takes four times as long."""
    ordered = np.sort(hashes)
    return ordered[firsts_of(ordered)]


def firsts_of(ordered: Hashes) -> Places:
    """Where each of the hashes, which are in order, stands for the first time."""
    return np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)])


def others(hashes: Hashes, known: Hashes) -> Hashes:
    """Those of the hashes that are not among some known ones; both are in order."""
    return hashes[~are_among(hashes, known)]
