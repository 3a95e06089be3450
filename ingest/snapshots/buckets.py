"""Rows sorted into buckets on disk, so that memory does not grow with them."""

from pathlib import Path

import polars as pl

WAITING = 8_000_000
"""Bytes of rows held back before they go to disk, each bucket's into a file of its own."""


class Buckets:
    """Rows (columns of `schema`) by the number of their bucket, in a new folder."""

    def __init__(self, folder: Path, schema: pl.Schema) -> None:
        folder.mkdir(parents=True)
        self._folder, self._schema = folder, schema
        self._kept = pl.Schema({"bucket": pl.Int64(), **schema})
        self._waiting: list[pl.DataFrame] = []
        self._size, self._batches = 0.0, 0

    def add(self, rows: pl.DataFrame, bucket: pl.Expr) -> None:
        """Keep rows, each in the bucket (a number from 0) that `bucket` makes of it."""
        found = rows.with_columns(bucket.alias("bucket")).select(self._kept.names()).cast(self._kept)
        self._waiting.append(found)
        self._size += found.estimated_size()
        if self._size > WAITING:
            self._write()

    def take(self, bucket: int) -> pl.DataFrame:
        """The rows of a bucket in the order they came; afterwards it holds none."""
        self._write()
        paths = [path for batch in range(self._batches) if (path := self._path(batch, bucket)).exists()]
        rows = pl.concat([self._schema.to_frame(), *(pl.read_parquet(path) for path in paths)])
        for path in paths:
            path.unlink()
        return rows

    def _write(self) -> None:
        if not self._waiting:
            return
        parted = pl.concat(self._waiting).partition_by("bucket", as_dict=True, include_key=False)
        for (bucket,), rows in parted.items():
            rows.write_parquet(self._path(self._batches, bucket), compression="lz4", statistics=False)
        self._waiting, self._size, self._batches = [], 0.0, self._batches + 1

    def _path(self, batch: int, bucket: object) -> Path:
        return self._folder / f"{batch}-{bucket}.parquet"
