"""Models as objects with anybody's words for their fields: JSON lines or a document, or the rows of a Parquet file."""

from collections.abc import Iterator

import polars as pl

from ingest.rows.rejections import Rejections
from ingest.sources.format import BATCH, Advance, Format
from ingest.sources.header_words import CHILD
from ingest.sources.items import ItemReader, shape_of
from ingest.sources.json_items import read_items
from ingest.sources.opening import Opening
from ingest.sources.parquet import frames, item_rows


def recognises(opening: Opening) -> bool:
    """A key or a column for a model's id."""
    names = sorted(opening.columns) or list(opening.first or {})
    return CHILD in shape_of(names, opening.chosen).columns


def read(opening: Opening, rejections: Rejections, advance: Advance) -> Iterator[pl.DataFrame]:
    """Raises BadFile when the file breaks off."""
    return read_rows(opening, rejections, advance) if opening.columns else read_items(opening, rejections, advance)


def read_rows(opening: Opening, rejections: Rejections, advance: Advance) -> Iterator[pl.DataFrame]:
    """The rows of a Parquet file one by one; only columns that are known are read."""
    reader = ItemReader(rejections, opening.chosen)
    table = pl.scan_parquet(opening.path, glob=False)
    names = table.collect_schema().names()
    known = {name for keys in shape_of(names, opening.chosen).columns.values() for name in keys}
    rejections.leave_out(name for name in names if name not in known)
    for start, batch in frames(opening.path, table.select(name for name in names if name in known), rejections, BATCH):
        yield item_rows(batch, start, reader, rejections)
        advance(batch.height)


FORMAT = Format("model-objects", "objects about models", recognises, read)
