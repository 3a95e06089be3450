"""Files that become snapshots: each format is a module, recognised by its content."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from ingest.rows.rejections import Rejections
from ingest.snapshots.snapshot import About, snapshot_name, write_snapshot
from ingest.sources import api_items, dump, edge_list, hub_stats, model_cards, radar
from ingest.sources.format import Advance, Format
from ingest.sources.opening import Opening, look
from lineage.errors import BadFile, BadInput
from lineage.home import Home

FORMATS = (
    model_cards.FORMAT,
    hub_stats.FORMAT,
    radar.FORMAT,
    api_items.FORMAT,
    dump.FORMAT,
    edge_list.FORMAT,
)
"""Asked in this order; a format needs a module with a `FORMAT` and its place here."""


def import_file(path: Path, home: Home, name: str | None = None, advance: Advance = lambda _: None) -> Path:
    """Make a snapshot from a file; its folder. `advance` is called with the number of items read.

    Raises BadFile when the file is none of FORMATS or holds no usable model; nothing is there then. An item that
    cannot be used is left out alone, and kept with its place in `rejected.jsonl`.
    """
    started = datetime.now(UTC)
    _check_name(name)
    opening = look(path)
    form = recognise(opening)
    rejections = Rejections()
    about = About(source=f"{path.name} ({form.title})", started_at=started, note=form.note)
    name = name or _free_name(home, snapshot_name(started, f"{form.name}-{path.name.partition('.')[0]}"))
    return write_snapshot(home, name, _some(form.read(opening, rejections, advance), path), about, rejections)


def recognise(opening: Opening) -> Format:
    """The format a file is in. Raises BadFile."""
    for form in FORMATS:
        if form.recognises(opening):
            return form
    seen = ", ".join(sorted(opening.columns or opening.cells or (opening.first or {}).keys())[:8]) or "nothing"
    known = "; ".join(form.title for form in FORMATS)
    raise BadFile(f"{opening.path}: no list of models that we know (fields: {seen})", f"known are: {known}")


def _some(frames: Iterator[pl.DataFrame], path: Path) -> Iterator[pl.DataFrame]:
    """The frames, and BadFile at their end when they held no model at all."""
    count = 0
    for frame in frames:
        count += frame.height
        yield frame
    if count == 0:
        raise BadFile(f"{path}: not one usable model in it", "each needs at least an id")


def _check_name(name: str | None) -> None:
    if name is not None and not re.fullmatch(r"[A-Za-z0-9][\w.-]{0,99}", name):
        raise BadInput(f"{name!r} cannot name a snapshot", "use letters, digits, `-`, `_` and `.`")


def _free_name(home: Home, name: str) -> str:
    """The name, or with a number behind it when that moment's import is there already."""
    taken = {path.name for path in home.snapshots.glob(f"{name}*")}
    return next(n for n in [name, *(f"{name}-{i}" for i in range(2, len(taken) + 3))] if n not in taken)
