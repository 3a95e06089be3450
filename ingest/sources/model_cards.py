"""Model cards whole: an id and the README's text, as in `librarian-bots/model_cards_with_metadata` (Parquet) or as JSON
lines; what a card says stands in its front matter."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import polars as pl

from ingest.rows.rejections import Rejections
from ingest.sources.format import Advance, Format
from ingest.sources.front_matter import read_card
from ingest.sources.json_items import read_items
from ingest.sources.opening import Opening
from ingest.sources.parquet import frames, item_rows

BATCH = 2_000
"""Cards in memory at once: some have hundreds of kilobytes."""

_IDS, _TEXTS = ("modelId", "id"), ("card", "readme")
_SAME = ("_id", "author", "createdAt", "downloads", "likes", "tags", "pipeline_tag", "library_name", "gated")
_ELSE_FROM_CARD = ("tags", "pipeline_tag", "library_name")


def recognises(opening: Opening) -> bool:
    """An id and the card's text; an item of the API has the card taken apart."""
    names = opening.columns or (opening.first or {}).keys()
    if opening.chosen or "cardData" in names or "card_data" in names:
        return False
    return any(name in names for name in _IDS) and any(name in names for name in _TEXTS)


def read(opening: Opening, rejections: Rejections, advance: Advance) -> Iterator[pl.DataFrame]:
    """Raises BadFile when the file breaks off."""
    convert = partial(as_item, rejections=rejections)
    if not opening.columns:
        yield from read_items(opening, rejections, advance, convert)
        return
    names = [name for name in (*_IDS, *_TEXTS, *_SAME, "last_modified", "lastModified") if name in opening.columns]
    table = pl.scan_parquet(opening.path, glob=False).select(names)
    for start, batch in frames(opening.path, table, rejections, BATCH):
        yield item_rows(batch, start, convert, rejections)
        advance(batch.height)


def as_item(row: object, rejections: Rejections) -> object:
    """The same model as an item of the Hub's API; the listing's own fields go before the card's.

    A card whose front matter cannot be read says nothing, and is counted.
    """
    if not isinstance(row, Mapping):
        return row
    item: dict[str, Any] = {name: row.get(name) for name in _SAME}
    item["id"] = next((row[name] for name in _IDS if row.get(name) is not None), None)
    item["lastModified"] = row.get("lastModified") or row.get("last_modified")
    text = next((row[name] for name in _TEXTS if row.get(name) is not None), None)
    item["cardData"] = card = read_card(text, str(item["id"]), rejections)
    for name in _ELSE_FROM_CARD:
        if item[name] is None:
            item[name] = card.get(name)
    return item


FORMAT = Format("model-cards", "model cards", recognises, read)
