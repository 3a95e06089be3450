"""Radar's export: JSON lines with field names of its own; `base_model` is the card's, several joined by `, `."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from ingest.rows.clean import license_tag
from ingest.rows.rejections import Rejections
from ingest.sources.format import Advance, Format
from ingest.sources.json_items import read_items
from ingest.sources.opening import Opening

_SAME = ("id", "author", "likes", "pipeline_tag")
_RENAMED = {
    "created_at": "createdAt",
    "updated_at": "lastModified",
    "downloads_30d": "downloads",
    "library": "library_name",
}
_LAST_SEEN = ("removed_at", "observed_at", "updated_at", "created_at")
"""What dates a removal, the most exact first: a model was there at its last change at least."""

_OTHER = {"tags", "tags_base", "license", "base_model", "parameters", "gated", "removed"}
_KNOWN = {*_SAME, *_RENAMED, *_LAST_SEEN, *_OTHER}
"""Keys that are read."""


def recognises(opening: Opening) -> bool:
    """Its list of models, or its history of observations."""
    keys = (opening.first or {}).keys()
    return not opening.chosen and {"id", "downloads_30d"} <= keys and bool({"created_at", "observed_at"} & keys)


def read(opening: Opening, rejections: Rejections, advance: Advance) -> Iterator[pl.DataFrame]:
    """Models that radar says are removed are rows with a tombstone."""
    rejections.leave_out(key for key in opening.first or {} if key not in _KNOWN)
    for rows in read_items(opening, rejections, advance, as_item):
        yield _with_tombstones(_with_license_names(rows))


def as_item(row: object) -> object:
    """The same model as an item of the Hub's API.

    Radar knows whether a model is gated, not how: True is unknown. Its joined parents become a list again; a card
    whose one text held a comma cannot be told from it.
    """
    if not isinstance(row, Mapping):
        return row
    item: dict[str, Any] = {name: row.get(name) for name in _SAME}
    item |= {ours: row.get(theirs) for theirs, ours in _RENAMED.items()}
    item["tags"] = row.get("tags", row.get("tags_base"))
    item["removedAt"] = _removed_at(row)
    item["cardData"] = {"license": row.get("license"), "base_model": _parents(row.get("base_model"))}
    item["safetensors"] = None if row.get("parameters") is None else {"total": row["parameters"]}
    item["gated"] = None if row.get("gated") is True else row.get("gated")
    return item


def _removed_at(row: Mapping[Any, Any]) -> object:
    """When a model was seen no more; None for one that is listed, also again."""
    removed = row.get("removed")
    if removed is not True and (removed is not None or row.get("removed_at") is None):
        return None
    return next((row[name] for name in _LAST_SEEN if row.get(name) is not None), None)


def _with_license_names(rows: pl.DataFrame) -> pl.DataFrame:
    """Radar has one licence, the card's name for it where there is one: what differs from the id in the tags is one."""
    tagged = license_tag(pl.col("tags"))
    named = pl.col("license") != tagged
    return rows.with_columns(
        license=pl.when(named).then(tagged).otherwise("license"), license_name=pl.when(named).then("license")
    )


def _with_tombstones(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows that have a date of removal as removed, and last seen then; since when they were seen is not known."""
    gone = pl.col("removed_at").is_not_null()
    return rows.with_columns(removed=pl.when(gone).then(True), first_seen="removed_at", last_seen="removed_at")


def _parents(joined: object) -> object:
    return joined.split(", ") if isinstance(joined, str) and ", " in joined else joined


FORMAT = Format("radar", "radar's export", recognises, read)
