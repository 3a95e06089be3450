"""Which rows repeat a key: found by hash, in buckets on disk, so that memory does not grow with the rows.

Why not DuckDB, measured (`python -m benchmarks.joins`, 200,000 / 1,000,000 rows, DuckDB held to 100 MB and two
threads): 1.9 / 5.0 s and a peak of 143 / 205 MB for the same answers, against 0.8 / 2.4 s and 111 / 111 MB here. It
would add 69 MB to the installation.
"""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

Numbers = np.ndarray[Any, np.dtype[np.uint64]]

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

    def positions(self) -> Numbers:
        """Positions of the rows whose key another row has too (or, very rarely, its hash); unordered."""
        if not self._rows:  # all are held back: no file is needed
            return _repeated(self._held())
        self._write()
        return np.concatenate([_repeated(self._read(number)) for number in range(2**_BITS)])

    def _write(self) -> None:
        if not self._waiting:
            return
        held = self._held()
        self._waiting = []
        bucket = (held[:, 0] >> np.uint64(64 - _BITS)).astype(np.uint8)  # numpy sorts eight bits ten times as quickly
        order = np.argsort(bucket, kind="stable")
        pairs = held[order]
        bounds = np.searchsorted(bucket[order], np.arange(2**_BITS + 1))
        for number in range(2**_BITS):
            with self._bucket(number).open("ab") as file:
                file.write(pairs[bounds[number] : bounds[number + 1]].tobytes())
        self._rows += len(held)

    def _held(self) -> Numbers:
        """The pairs of hash and position of the rows that are held back."""
        hashes = pl.concat([pl.Series(dtype=pl.UInt64), *self._waiting]).to_numpy()
        return np.column_stack([hashes, np.arange(self._rows, self._rows + len(hashes), dtype=np.uint64)])

    def _read(self, number: int) -> Numbers:
        """A bucket's pairs of hash and position."""
        return np.fromfile(self._bucket(number), np.uint64).reshape(-1, 2)

    def _bucket(self, number: int) -> Path:
        return self._folder / f"{number:02}"


def _repeated(pairs: Numbers) -> Numbers:
    """Positions of the rows whose hash another of them has; `pairs` are hash and position, row for row."""
    pairs = pairs[np.argsort(pairs[:, 0])]
    same = pairs[1:, 0] == pairs[:-1, 0]
    twice = np.zeros(len(pairs), bool)
    twice[1:] |= same
    twice[:-1] |= same
    positions: Numbers = pairs[twice, 1]
    return positions
