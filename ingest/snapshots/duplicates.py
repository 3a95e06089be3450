"""Which rows repeat a key: found by hash, in buckets on disk, so that memory does not grow with the rows.

Why not DuckDB, measured (`python -m benchmarks.joins`, 200,000 / 1,000,000 rows, DuckDB held to 100 MB and two
threads): 1.9 / 5.0 s and a peak of 143 / 205 MB for the same answers, against 0.8 / 2.4 s and 111 / 111 MB here. It
would add 69 MB to the installation.
"""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

Positions = np.ndarray[Any, np.dtype[np.uint64]]

_BITS = 6
"""A bucket is the first bits of a hash: 64 buckets, each 0.8 MB for 3,300,000 rows."""

_WAITING = 200_000
"""Hashes held back, 2 MB: opening every bucket for each part would take longer than all the rest."""


class Repeats:
    """Keys in the order of their rows, a part at a time, kept in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()
        self._rows = 0
        self._waiting: list[pl.Series] = []

    def add(self, keys: pl.Series) -> None:
        """The keys of the next rows."""
        self._waiting.append(keys.hash())
        if sum(map(len, self._waiting)) >= _WAITING:
            self._write()

    def positions(self) -> Positions:
        """Positions of the rows whose key another row has too (or, very rarely, its hash); unordered."""
        self._write()
        found = [_repeated(self._bucket(number)) for number in range(2**_BITS) if self._rows]
        return np.concatenate([np.empty(0, np.uint64), *found])

    def _write(self) -> None:
        if not self._waiting:
            return
        hashes = pl.concat(self._waiting).to_numpy()
        self._waiting = []
        bucket = (hashes >> np.uint64(64 - _BITS)).astype(np.uint8)  # numpy sorts eight bits ten times as quickly
        order = np.argsort(bucket, kind="stable")
        pairs = np.column_stack([hashes[order], order.astype(np.uint64) + np.uint64(self._rows)])
        bounds = np.searchsorted(bucket[order], np.arange(2**_BITS + 1))
        for number in range(2**_BITS):
            with self._bucket(number).open("ab") as file:
                file.write(pairs[bounds[number] : bounds[number + 1]].tobytes())
        self._rows += len(hashes)

    def _bucket(self, number: int) -> Path:
        return self._folder / f"{number:02}"


def _repeated(path: Path) -> Positions:
    pairs = np.fromfile(path, np.uint64).reshape(-1, 2)
    pairs = pairs[np.argsort(pairs[:, 0])]
    same = pairs[1:, 0] == pairs[:-1, 0]
    twice = np.zeros(len(pairs), bool)
    twice[1:] |= same
    twice[:-1] |= same
    positions: Positions = pairs[twice, 1]
    return positions
