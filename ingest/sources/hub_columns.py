"""A frame of the Hub's fields into rows of a snapshot, column by column: what `ingest.items.row` does, but faster.

Only what a card says goes through Python, and only where its text can hold a key we read.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from ingest.rows.rejections import Tally
from ingest.rows.table import HISTORY, MOMENT, ROW
from ingest.rows.tolerant import FLOOR, card_claims, card_license, parse

_PARENT = pl.Struct({"_id": pl.String(), "id": pl.String()})
TYPES: Mapping[str, pl.DataType] = {
    "_id": pl.String(),
    "id": pl.String(),
    "author": pl.String(),
    "createdAt": pl.Datetime("us"),
    "lastModified": pl.Datetime("us"),
    "downloads": pl.Int64(),
    "downloadsAllTime": pl.Int64(),
    "likes": pl.Int64(),
    "tags": pl.List(pl.String),
    "cardData": pl.String(),
    "baseModels": pl.Struct({"relation": pl.String(), "models": pl.List(_PARENT)}),
    "pipeline_tag": pl.String(),
    "library_name": pl.String(),
    "gated": pl.String(),
}
"""What each column must be; `safetensors`, which has a field for each of a growing list of types, is a struct."""

_MAY_CLAIM = r'(?i)^$|^[^{]|[^}]$|"license"|\\u00|"' + "[-_ ]*".join("basemodel")
"""Cards worth parsing: no JSON object on the face of it, or one with a key we read, in any spelling, escaped or not."""

_CARD = {"license": pl.String, **dict.fromkeys(card_claims({}), pl.String)}


def fits(schema: pl.Schema) -> bool:
    """Whether `rows` can read a table of this schema; a column that is not there is unknown."""
    return "id" in schema and all(
        _has_total(dtype) if name == "safetensors" else dtype == TYPES.get(name) for name, dtype in schema.items()
    )


def rows(batch: pl.DataFrame, tally: Tally, start: int) -> pl.DataFrame:
    """The batch's rows (schema ROW) in their order; a row without an id is in the tally, as `row start+1` and so on.

    A cell of no use (a negative count, a tag that is null) is unknown, and counted in `tally.odd`.
    """
    tally.seen += batch.height
    absent = [pl.lit(None, dtype).alias(name) for name, dtype in TYPES.items() if name not in batch.columns]
    frame = batch.with_columns(absent).with_row_index("at", start + 1)
    named = pl.col("id").str.strip_chars() != ""
    _reject(frame.filter(named.fill_null(False).not_()), tally)
    frame = frame.filter(named)
    frame = frame.hstack(_cards(frame["cardData"], tally))
    parameters = _parameters(frame.schema.get("safetensors"))
    _count_odd(frame, parameters, tally)
    return frame.select(
        hub_id=_text("_id"),
        id="id",
        author=pl.coalesce(_text("author"), _owner()),
        created_at=pl.when(pl.col("createdAt") != FLOOR.replace(tzinfo=None)).then(_moment("createdAt")),
        last_modified=_moment("lastModified"),
        downloads=_count("downloads"),
        downloads_all_time=_count("downloadsAllTime"),
        likes=_count("likes"),
        license=pl.coalesce("license", _license_of_tags()),
        pipeline_tag=_text("pipeline_tag"),
        library=_text("library_name"),
        parameters=pl.when(parameters > 0).then(parameters),
        gated=pl.when(pl.col("gated").is_in(["auto", "manual"])).then("gated"),
        tags=pl.col("tags").list.drop_nulls(),
        card_base_model="card_base_model",
        card_other_bases="card_other_bases",
        card_relation="card_relation",
        hub_relation=pl.when(_models().is_not_null()).then(_nonempty(_relation())),
        hub_parents=_parents(),
        removed_at=pl.lit(None, MOMENT),
        **{name: pl.lit(None, dtype) for name, dtype in HISTORY.items()},
    ).cast(ROW)


def _reject(frame: pl.DataFrame, tally: Tally) -> None:
    for row in frame.iter_rows(named=True):
        at = row.pop("at")
        tally.reject("no id", f"row {at}", {name: value for name, value in row.items() if value is not None})


def _count_odd(frame: pl.DataFrame, parameters: pl.Expr, tally: Tally) -> None:
    """Count what is there and cannot be used, by the field's name; cards were counted when they were read."""
    usable = _parents().list.len().fill_null(0)
    found = frame.select(
        *((pl.col(name) < 0).sum() for name in ("downloads", "downloadsAllTime", "likes")),
        (pl.col("tags").list.len() > pl.col("tags").list.drop_nulls().list.len()).sum(),
        (parameters < 0).sum().alias("safetensors"),
        ((pl.col("gated") != "") & ~pl.col("gated").is_in(["auto", "manual"])).sum(),
        ((_nonempty(_relation()).is_not_null() & _models().is_null()) | (usable < _models().list.len()))
        .sum()
        .alias("baseModels"),
    ).row(0, named=True)
    for name, count in found.items():
        if count:
            tally.odd[name] += count


def _cards(column: pl.Series, tally: Tally) -> pl.DataFrame:
    """What the cards say, as columns. A text that is no JSON object is counted, where it was read at all."""
    read = column.str.contains(_MAY_CLAIM).fill_null(False)
    found: dict[str, list[str | None]] = {name: [None] * len(column) for name in _CARD}
    for at, text in zip(read.arg_true().to_list(), column.filter(read).to_list(), strict=True):
        for name, value in _card(text, tally).items():
            found[name][at] = value
    return pl.DataFrame(found, schema=_CARD)


def _card(text: str, tally: Tally) -> dict[str, str | None]:
    card: Any = None
    try:
        card = parse(text)
    except ValueError:
        card = ()
    if card is None:
        return {}
    if not isinstance(card, Mapping):
        tally.odd["cardData"] += 1
        return {}
    return {"license": card_license(card), **card_claims(card)}


def _nonempty(text: pl.Expr) -> pl.Expr:
    return pl.when(text != "").then(text)


def _text(name: str) -> pl.Expr:
    return _nonempty(pl.col(name))


def _count(name: str) -> pl.Expr:
    return pl.when(pl.col(name) >= 0).then(name)


def _moment(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Datetime("ms")).dt.replace_time_zone("UTC")


def _owner() -> pl.Expr:
    return pl.when(pl.col("id").str.contains("/", literal=True)).then(pl.col("id").str.extract("^([^/]*)/", 1))


def _license_of_tags() -> pl.Expr:
    said = pl.element().str.strip_prefix("license:")
    first = pl.col("tags").list.eval(said.filter(pl.element().str.starts_with("license:"))).list.first()
    return _nonempty(first)


def _has_total(dtype: pl.DataType) -> bool:
    if not isinstance(dtype, pl.Struct):
        return False
    fields = {field.name: field.dtype for field in dtype.fields}
    by_type = fields.get("parameters")
    return fields.get("total") == pl.Int64() and (
        by_type is None or (isinstance(by_type, pl.Struct) and all(f.dtype == pl.Int64() for f in by_type.fields))
    )


def _parameters(dtype: pl.DataType | None) -> pl.Expr:
    """`safetensors.total`, else the sum over its types."""
    if not isinstance(dtype, pl.Struct):
        return pl.lit(None, pl.Int64)
    total = pl.col("safetensors").struct.field("total")
    by_type = next((f.dtype for f in dtype.fields if f.name == "parameters"), None)
    if not isinstance(by_type, pl.Struct):
        return total
    counts = pl.col("safetensors").struct.field("parameters").struct
    summed = pl.sum_horizontal(counts.field(field.name) for field in by_type.fields)
    return pl.when(total >= 0).then(total).otherwise(pl.when(summed > 0).then(summed).otherwise(total))


def _relation() -> pl.Expr:
    return pl.col("baseModels").struct.field("relation")


def _models() -> pl.Expr:
    return pl.col("baseModels").struct.field("models")


def _parents() -> pl.Expr:
    """The parents with an id; null when there is none."""
    key, id = pl.element().struct.field("_id"), pl.element().struct.field("id")
    parent = pl.struct(hub_id=_nonempty(key), id=id)
    parents = _models().list.eval(parent.filter(id.str.strip_chars() != ""))
    return pl.when(parents.list.len() > 0).then(parents)
