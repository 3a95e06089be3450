"""The daily hub-stats Parquet (`cfahlgren1/hub-stats`, `models.parquet`): the API's fields as columns."""

from collections.abc import Iterator

import polars as pl

from ingest.rows.fields import SOURCES
from ingest.rows.rejections import Rejections
from ingest.sources import hub_columns
from ingest.sources.format import BATCH, Advance, Format
from ingest.sources.header_words import target_of
from ingest.sources.items import ItemReader
from ingest.sources.opening import Opening
from ingest.sources.parquet import frames, item_rows

COLUMNS = tuple(SOURCES)
"""Read where present: the schema has grown before, and a column this file lacks is unknown."""


def recognises(opening: Opening) -> bool:
    """The API's names; a table that has some field under another name alone is not read by columns."""
    if opening.chosen or "id" not in opening.columns or not {"baseModels", "cardData", "tags"} & opening.columns:
        return False
    return not any(
        target.path.partition(".")[0] not in opening.columns
        for name in opening.columns
        if (target := target_of(name)) is not None
    )


def read(opening: Opening, rejections: Rejections, advance: Advance) -> Iterator[pl.DataFrame]:
    """Column by column where they have the types the file has always had, else item by item.

    Raises BadFile when the Parquet breaks off.
    """
    table = pl.scan_parquet(opening.path, glob=False)
    schema = table.collect_schema()
    rejections.leave_out(name for name in schema.names() if name not in COLUMNS)
    table = table.select(name for name in COLUMNS if name in schema)
    convert = hub_columns.rows if hub_columns.fits(table.collect_schema()) else _items
    for start, batch in frames(opening.path, table, rejections, BATCH):
        yield convert(batch, rejections, start)
        advance(batch.height)


def _items(batch: pl.DataFrame, rejections: Rejections, start: int) -> pl.DataFrame:
    return item_rows(batch, start, ItemReader(rejections), rejections)


FORMAT = Format("hub-stats", "hub-stats Parquet", recognises, read)
