"""A frame of the Hub's fields into rows of a snapshot, column by column: what `rows.tolerant` does, but faster.

Only what a card says goes through Python, and only where its text can hold a key we read.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from ingest.rows.cards import columns_of
from ingest.rows.fields import CARD_FIELDS, CARD_KEY, CLAIM_FIELDS, CLAIM_KEY, PLAIN_FIELDS, SOURCES, Field
from ingest.rows.kinds import ADAPTER_BASE, CREATED, DATE, PARAMETERS
from ingest.rows.readers import BEGIN_AS_SPELT
from ingest.rows.rejections import Rejections, Unusable
from ingest.rows.table import cleaned
from ingest.rows.tolerant import card_of
from ingest.sources.children import IRREGULAR, PLAIN, child_id

TYPES: Mapping[str, pl.DataType] = {key: source.table for key, source in SOURCES.items() if source.table is not None}
"""What each column must be; `safetensors`, which has a field for each of a growing list of types, is a struct."""

_KEYS = "|".join(f'"{field.inner}"' for field in CARD_FIELDS if field.inner)
_MAY_SAY = rf'(?i)^$|^[^{{]|[^}}]$|{_KEYS}|\\u00|"(?:{BEGIN_AS_SPELT})'
"""Cards worth parsing: no JSON object on the face of it, or one with a key we read, in any spelling, escaped or not."""

_CARD = pl.Schema({field.column: field.kind.dtype for field in CARD_FIELDS})


def fits(schema: pl.Schema) -> bool:
    """Whether `rows` can read a table of this schema; a column that is not there is unknown."""
    return "id" in schema and all(
        _has_total(dtype) if name not in TYPES else dtype == TYPES[name] for name, dtype in schema.items()
    )


def rows(batch: pl.DataFrame, rejections: Rejections, start: int) -> pl.DataFrame:
    """The batch's rows (schema ROW) in their order; one without an id is rejected, as `row start+1` and so on.

    A cell of no use (a negative count, a tag that is null) is unknown, and counted in `rejections.odd_fields`.
    """
    rejections.read += batch.height
    absent = [pl.lit(None, dtype).alias(name) for name, dtype in TYPES.items() if name not in batch.columns]
    frame = batch.with_columns(absent).with_row_index("at", start + 1)
    frame = _with_read_ids(frame, rejections)
    _count_claims_without_models(frame, rejections)
    columns = [_column(field, frame.schema).alias(field.column) for field in (*PLAIN_FIELDS, *CLAIM_FIELDS)]
    return cleaned(frame.select(columns).hstack(_cards(frame, rejections)), rejections)


def _with_read_ids(frame: pl.DataFrame, rejections: Rejections) -> pl.DataFrame:
    """The rows with their models' ids as the rules read them; a row without one is in the rejections."""
    plain = frame["id"].str.contains(PLAIN) & ~frame["id"].str.contains(IRREGULAR)
    odd = ~plain.fill_null(False)
    if not odd.any():
        return frame
    ids = frame["id"].to_list()
    for place, row in zip(odd.arg_true(), frame.filter(odd).iter_rows(named=True), strict=True):
        ids[place] = _id_or_none(row, rejections)
    read = frame.with_columns(pl.Series("id", ids, dtype=pl.String))
    return read.filter(pl.col("id").is_not_null())


def _id_or_none(row: dict[str, Any], rejections: Rejections) -> str | None:
    at, text = row.pop("at"), row["id"]
    try:
        if text is None or not text.strip():
            raise Unusable("no id")
        return child_id(text, rejections)
    except Unusable as error:
        rejections.reject(str(error), f"row {at}", {name: value for name, value in row.items() if value is not None})
        return None


def _column(field: Field, schema: pl.Schema) -> pl.Expr:
    """A field as read, of the type its kind says."""
    column = pl.col(field.key)
    if field in CLAIM_FIELDS:
        return pl.when(column.struct.field("models").is_not_null()).then(column.struct.field(field.inner))
    if field.kind is ADAPTER_BASE:
        return column.map_elements(field.kind.read, pl.String())
    if field.kind in (DATE, CREATED):
        return column.cast(pl.Datetime("ms")).dt.replace_time_zone("UTC")
    return _total(column, schema.get(field.key)) if field.kind is PARAMETERS else column


def _count_claims_without_models(frame: pl.DataFrame, rejections: Rejections) -> None:
    """Count the Hub's own claims that state a relation, and to no model."""
    claim = pl.col(CLAIM_KEY).struct
    odd = frame.filter((claim.field("relation") != "") & claim.field("models").is_null())
    for id, relation in odd.select("id", claim.field("relation")).rows():
        rejections.count_odd(CLAIM_KEY, id, f"{relation}, of no model")


def _cards(frame: pl.DataFrame, rejections: Rejections) -> pl.DataFrame:
    """What the cards say, as columns. A text that is no JSON object is counted, where it was read at all."""
    column = frame[CARD_KEY]
    read = column.str.contains(_MAY_SAY).fill_null(False)
    columns: dict[str, list[str | None]] = {name: [None] * len(column) for name in _CARD}
    for at, text in zip(read.arg_true().to_list(), column.filter(read).to_list(), strict=True):
        for name, value in columns_of(card_of(text, rejections, frame["id"][at])).items():
            columns[name][at] = value
    return pl.DataFrame(columns, schema=_CARD)


def _has_total(dtype: pl.DataType) -> bool:
    if not isinstance(dtype, pl.Struct):
        return False
    fields = {field.name: field.dtype for field in dtype.fields}
    by_type = fields.get("parameters")
    return fields.get("total") == pl.Int64() and (
        by_type is None or (isinstance(by_type, pl.Struct) and all(f.dtype == pl.Int64() for f in by_type.fields))
    )


def _total(column: pl.Expr, dtype: pl.DataType | None) -> pl.Expr:
    """`safetensors.total`, else the sum over its dtypes."""
    if not isinstance(dtype, pl.Struct):
        return pl.lit(None, pl.Int64)
    total = column.struct.field("total")
    by_type = next((f.dtype for f in dtype.fields if f.name == "parameters"), None)
    if not isinstance(by_type, pl.Struct):
        return total
    counts = column.struct.field("parameters").struct
    summed = pl.sum_horizontal(counts.field(field.name).clip(0) for field in by_type.fields)
    return pl.when(total >= 0).then(total).otherwise(pl.when(summed > 0).then(summed).otherwise(total))
