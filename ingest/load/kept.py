"""The organisations of a resolved snapshot as a load made them, kept beside it for the load after the next refresh.

They depend on the table of organisations, too, so a resolution has none by itself.
"""

from contextlib import suppress
from pathlib import Path

import polars as pl

from ingest.resolve.kept import FOLDER, made_by_us
from lineage import checksums
from lineage.schema import ORGANISATION


def keep_organisations(resolution: Path, table: str, rows: pl.DataFrame) -> None:
    """Keep the rows of ORGANISATION by the table of that digest, where there is room."""
    path = _path(resolution, table)
    if not made_by_us(resolution) or not path.parent.is_dir():
        return
    with suppress(OSError, pl.exceptions.PolarsError):
        rows.write_parquet(path, compression_level=1, statistics=False)
        _sum(path).write_text(checksums.written(path))  # last: half of it is no checksum


def kept_organisations(resolution: Path, table: str) -> pl.DataFrame | None:
    """The rows that were kept by the table of that digest; None where none were, whole, by this version."""
    path = _path(resolution, table)
    with suppress(OSError):
        if made_by_us(resolution) and _sum(path).read_text() == checksums.written(path):
            return pl.read_parquet(path, columns=list(ORGANISATION.names), glob=False)
    return None


def _path(resolution: Path, table: str) -> Path:
    return resolution / FOLDER / f"organisations-{table}.parquet"


def _sum(path: Path) -> Path:
    return path.with_suffix(".sum")
