"""Radar's export: JSON lines with field names of its own; `base_model` is the card's, several joined by `, `."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from ingest.rows.clean import license_tag
from ingest.rows.rejections import Rejections
from ingest.sources.format import Advance, Format
from ingest.sources.json_items import read_items
from ingest.sources.opening import Opening

_SAME = ("id", "author", "likes", "tags", "pipeline_tag")
_RENAMED = {
    "created_at": "createdAt",
    "updated_at": "lastModified",
    "downloads_30d": "downloads",
    "library": "library_name",
    "removed_at": "removedAt",
}


def recognises(opening: Opening) -> bool:
    return not opening.chosen and {"id", "created_at", "downloads_30d"} <= (opening.first or {}).keys()


def read(opening: Opening, rejections: Rejections, advance: Advance) -> Iterator[pl.DataFrame]:
    return map(_with_license_names, read_items(opening, rejections, advance, as_item))


def as_item(row: object) -> object:
    """The same model as an item of the Hub's API.

    Radar knows whether a model is gated, not how: True is unknown. Its joined parents become a list again; a card
    whose one text held a comma cannot be told from it.
    """
    if not isinstance(row, Mapping):
        return row
    item: dict[str, Any] = {name: row.get(name) for name in _SAME}
    item |= {ours: row.get(theirs) for theirs, ours in _RENAMED.items()}
    item["cardData"] = {"license": row.get("license"), "base_model": _parents(row.get("base_model"))}
    item["safetensors"] = None if row.get("parameters") is None else {"total": row["parameters"]}
    item["gated"] = None if row.get("gated") is True else row.get("gated")
    return item


def _with_license_names(rows: pl.DataFrame) -> pl.DataFrame:
    """Radar has one licence, the card's name for it where there is one: what differs from the id in the tags is one."""
    tagged = license_tag(pl.col("tags"))
    named = pl.col("license") != tagged
    return rows.with_columns(
        license=pl.when(named).then(tagged).otherwise("license"), license_name=pl.when(named).then("license")
    )


def _parents(joined: object) -> object:
    return joined.split(", ") if isinstance(joined, str) and ", " in joined else joined


FORMAT = Format("radar", "radar's export", recognises, read)
