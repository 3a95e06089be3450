"""Model cards as files: one README with its model's id, or a folder of them whose paths name the models."""

import codecs
import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Any

import polars as pl

from ingest.rows.rejections import Rejections
from ingest.rows.tolerant import rows
from ingest.sources.children import child_id
from ingest.sources.configurations import configured
from ingest.sources.folders import CONFIGURATIONS
from ingest.sources.format import Advance, Format, batches
from ingest.sources.items import ItemReader
from ingest.sources.model_cards import BATCH
from ingest.sources.opening import Opening

_CACHE = re.compile(r"models--([\w.-]+?)--([\w.-]+)", re.ASCII)
_JOINED = re.compile(r"([\w.-]+?)(?:--|__)([\w.-]+)", re.ASCII)


def recognises(opening: Opening) -> bool:
    """A folder, or a file with front matter or of which the user says whose card it is."""
    return bool(opening.cards)


def read(opening: Opening, rejections: Rejections, advance: Advance) -> Iterator[pl.DataFrame]:
    """One row a card, in the order of the paths; a file that names no model or cannot be read is in the rejections."""
    reader = ItemReader(rejections)
    for batch in batches(opening.cards, BATCH):
        items = [(str(file), item) for file in batch if (item := _item(file, opening, rejections)) is not None]
        yield rows((reader(item) for _, item in items), rejections, (place for place, _ in items), child_id)
        advance(len(batch))


def id_of(file: PurePath) -> str | None:
    """The id that a card's path (within the folder) names: `owner/name/README.md`, `owner/name.md`,
    `owner--name.md`, `owner__name/README.md`, or the Hub client's cache `models--owner--name/...`."""
    cached = next(filter(None, map(_CACHE.fullmatch, reversed(file.parts))), None)
    if cached is not None:
        return "/".join(cached.groups())
    is_in_repository = file.stem.lower() == "readme" or file.name in CONFIGURATIONS
    parts = file.parts[:-1] if is_in_repository else (*file.parts[:-1], file.stem)
    if not parts:
        return None
    joined = _JOINED.fullmatch(parts[-1])
    if joined is not None:
        return "/".join(joined.groups())
    return "/".join(parts[-2:]) if len(parts) > 1 else None


def _item(file: Path, opening: Opening, rejections: Rejections) -> dict[str, Any] | None:
    place = str(file.relative_to(opening.path)) if opening.path.is_dir() else file.name
    id = opening.card_id or id_of(PurePath(place))
    try:
        text = file.read_text(_encoding(file), "replace")
    except OSError as error:
        id, text = None, os.strerror(error.errno or 0)
    if id is None:
        rejections.read += 1
        rejections.reject("a card whose path names no model", place, text)
        return None
    is_card = text.startswith("---") or file.suffix.lower() == ".md"
    found = None if is_card else configured(text)
    if not is_card and found is None:
        rejections.count_irregular("a file that is neither a model's card nor its configuration", id, text)
    return {"id": id, "card": text} if found is None else {"id": id, **found}


def _encoding(file: Path) -> str:
    """UTF-16 where a file begins as that does, else UTF-8."""
    with file.open("rb") as opened:
        return "utf-16" if opened.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8"


FORMAT = Format("card-files", "model cards, a file each", recognises, read)
