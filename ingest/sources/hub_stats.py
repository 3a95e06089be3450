"""The daily hub-stats Parquet (`cfahlgren1/hub-stats`, `models.parquet`): the API's fields as columns."""

from collections.abc import Iterator

import polars as pl

from ingest.items import rows
from ingest.sources.format import BATCH, Advance, Format
from ingest.sources.opening import Opening
from ingest.tally import Tally
from lineage.errors import BadFile

COLUMNS = (
    "_id",
    "id",
    "author",
    "createdAt",
    "lastModified",
    "downloads",
    "downloadsAllTime",
    "likes",
    "tags",
    "cardData",
    "safetensors",
    "baseModels",
    "pipeline_tag",
    "library_name",
    "gated",
)
"""Read where present: the schema has grown before, and a column this file lacks is unknown."""


def recognises(opening: Opening) -> bool:
    return "id" in opening.columns and bool({"baseModels", "cardData", "tags"} & opening.columns)


def read(opening: Opening, tally: Tally, advance: Advance) -> Iterator[pl.DataFrame]:
    """Raises BadFile when the Parquet breaks off."""
    table = pl.scan_parquet(opening.path, glob=False)
    schema = table.collect_schema()
    table = table.select(_slim(name, schema[name]) for name in COLUMNS if name in schema)
    try:
        for batch in table.collect_batches(chunk_size=BATCH, maintain_order=True):
            places = (f"row {tally.seen + 1}" for _ in range(batch.height))
            yield rows(batch.iter_rows(named=True), tally, places)
            advance(batch.height)
    except pl.exceptions.PolarsError as error:
        why = str(error).strip().partition("\n")[0]
        raise BadFile(f"{opening.path}: broken Parquet ({why})", "download it again") from error


def _slim(name: str, dtype: pl.DataType) -> pl.Expr:
    """`safetensors` without its twenty columns of dtypes: only the total is used."""
    if name == "safetensors" and isinstance(dtype, pl.Struct) and "total" in {field.name for field in dtype.fields}:
        total = pl.col(name).struct.field("total")
        return pl.when(total.is_not_null()).then(pl.struct(total=total)).alias(name)
    return pl.col(name)


FORMAT = Format("hub-stats", "hub-stats Parquet", recognises, read)
