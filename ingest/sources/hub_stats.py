"""The daily hub-stats Parquet (`cfahlgren1/hub-stats`, `models.parquet`): the API's fields as columns."""

from collections.abc import Iterator

import polars as pl

from ingest.rows.fields import SOURCES
from ingest.rows.rejections import Rejections
from ingest.rows.tolerant import rows
from ingest.sources import hub_columns
from ingest.sources.format import BATCH, Advance, Format
from ingest.sources.opening import Opening
from ingest.sources.parquet import frames

COLUMNS = tuple(SOURCES)
"""Read where present: the schema has grown before, and a column this file lacks is unknown."""


def recognises(opening: Opening) -> bool:
    return "id" in opening.columns and bool({"baseModels", "cardData", "tags"} & opening.columns)


def read(opening: Opening, rejections: Rejections, advance: Advance) -> Iterator[pl.DataFrame]:
    """Column by column where they have the types the file has always had, else item by item.

    Raises BadFile when the Parquet breaks off.
    """
    table = pl.scan_parquet(opening.path, glob=False)
    schema = table.collect_schema()
    table = table.select(name for name in COLUMNS if name in schema)
    convert = hub_columns.rows if hub_columns.fits(table.collect_schema()) else _items
    for start, batch in frames(opening.path, table, rejections, BATCH):
        yield convert(batch, rejections, start)
        advance(batch.height)


def _items(batch: pl.DataFrame, rejections: Rejections, start: int) -> pl.DataFrame:
    places = (f"row {start + i}" for i in range(1, batch.height + 1))
    return rows(batch.iter_rows(named=True), rejections, places)


FORMAT = Format("hub-stats", "hub-stats Parquet", recognises, read)
