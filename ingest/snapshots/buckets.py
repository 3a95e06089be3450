"""Rows sorted into buckets on disk, so that memory does not grow with them."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

WAITING = 8_000_000
"""Bytes of rows held back before they go to disk, each bucket's into a file of its own."""


class Buckets:
    """Rows (columns of `schema`) by the number of their bucket, in a new folder.

    `waiting` bytes of them are held back, WAITING unless given: a table that is large as a whole makes fewer files so.
    """

    def __init__(self, folder: Path, schema: pl.Schema, waiting: int | None = None) -> None:
        folder.mkdir(parents=True)
        self._folder, self._schema = folder, schema
        self._kept = pl.Schema({"bucket": pl.Int64(), **schema})
        self._waiting: list[pl.DataFrame] = []
        self._most = WAITING if waiting is None else waiting
        self._size, self._batches = 0.0, 0

    def add(self, rows: pl.DataFrame, bucket: pl.Expr) -> None:
        """Keep rows, each in the bucket (a number from 0) that `bucket` makes of it."""
        found = rows.with_columns(bucket.alias("bucket")).select(self._kept.names()).cast(self._kept)
        self._waiting.append(found)
        self._size += found.estimated_size()
        if self._size > self._most:
            self._write()

    def take(self, bucket: int) -> pl.DataFrame:
        """The rows of a bucket in the order they came; afterwards it holds none."""
        rows = self.read(bucket)
        for path in self._paths(bucket):
            path.unlink()
        return rows

    def read(self, bucket: int, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """The rows of a bucket in the order they came, all their columns or these; it keeps them."""
        self._write()
        names = list(self._schema) if columns is None else list(columns)
        empty = self._schema.to_frame().select(names)
        return pl.concat([empty, *(pl.read_parquet(path, columns=names, glob=False) for path in self._paths(bucket))])

    def scan(self) -> pl.LazyFrame:
        """The rows of all buckets, in no order."""
        self._write()
        paths = sorted(self._folder.glob("*.parquet"))
        return pl.scan_parquet(paths, glob=False) if paths else self._schema.to_frame().lazy()

    def _write(self) -> None:
        if not self._waiting:
            return
        parted = pl.concat(self._waiting).partition_by("bucket", as_dict=True, include_key=False)
        self._waiting, self._size = [], 0.0
        for (bucket,), rows in parted.items():
            rows.write_parquet(self._path(self._batches, bucket), compression="lz4", statistics=False)
        self._batches += 1

    def _paths(self, bucket: int) -> list[Path]:
        return [path for batch in range(self._batches) if (path := self._path(batch, bucket)).exists()]

    def _path(self, batch: int, bucket: object) -> Path:
        return self._folder / f"{batch}-{bucket}.parquet"
