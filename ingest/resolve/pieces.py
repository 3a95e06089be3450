"""A table in pieces, one a range of ids, until it is written as one file."""

from pathlib import Path

import polars as pl


class Pieces:
    """Frames of one schema by number, in a new folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._folder = folder

    @property
    def numbers(self) -> list[int]:
        """The numbers of the pieces there are, rising."""
        return sorted(int(path.stem) for path in self._folder.iterdir())

    def write(self, number: int, rows: pl.DataFrame) -> None:
        """Keep a piece; one of the same number is replaced."""
        rows.write_parquet(self._path(number), compression="lz4", statistics=False)

    def read(self, number: int) -> pl.DataFrame:
        """The piece of this number."""
        return pl.read_parquet(self._path(number))

    def scan(self) -> pl.LazyFrame:
        """The rows of all pieces, in the order of their numbers."""
        return pl.scan_parquet(sorted(self._folder.iterdir()))

    def join(self, path: Path) -> int:
        """Write all pieces to one file, in the order of their numbers; returns how many rows that are."""
        self.scan().sink_parquet(path)
        return int(pl.scan_parquet(path).select(pl.len()).collect().item())

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:06}.parquet"
