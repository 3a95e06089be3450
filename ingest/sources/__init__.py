"""Files that become snapshots: each format is a module, recognised by its content."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path

import polars as pl

from ingest.rows.rejections import Rejections
from ingest.snapshots.left_out import left_out
from ingest.snapshots.snapshot import About, snapshot_name, write_snapshot
from ingest.snapshots.unite import united
from ingest.sources import api_items, card_files, dump, edge_list, graphs, hub_stats, model_cards, objects, radar
from ingest.sources.columns import table_columns
from ingest.sources.ends import oriented
from ingest.sources.format import Advance, Format
from ingest.sources.header_words import BY_NAME, ENDS, PARENT, Target, fold, target_named, target_of
from ingest.sources.json_items import NOT_JSON
from ingest.sources.looking import look
from ingest.sources.opening import Opening
from ingest.sources.own_date import own_date
from ingest.sources.shards import format_of_all
from lineage.errors import BadFile, BadInput
from lineage.home.home import Home
from lineage.values import DatedBy, Extent

FORMATS = (
    card_files.FORMAT,
    graphs.FORMAT,
    model_cards.FORMAT,
    hub_stats.FORMAT,
    radar.FORMAT,
    api_items.FORMAT,
    dump.FORMAT,
    edge_list.FORMAT,
    edge_list.MODELS,
    objects.FORMAT,
)
"""Asked in this order; a format needs a module with a `FORMAT` and its place here."""


def import_file(
    path: Path,
    home: Home,
    name: str | None = None,
    advance: Advance = lambda _: None,
    columns: Mapping[str, str] | None = None,
    card_id: str | None = None,
    *,
    as_of: datetime | None = None,
    whole: bool = False,
) -> Path:
    """Make a snapshot from a file; its folder. `advance` is called with the number of items read.

    `columns` says which column (a header word, or a number from 1) holds what: `{"child": "finetune"}`. With `card_id`
    the file is the card of that model. A folder is one of model cards. `as_of` is when its data are from, where that
    is known better than from itself; `whole` says that it holds all that the Hub lists. Raises BadFile when the file is
    none of FORMATS or holds no usable model; nothing is there then. An item that cannot be used is left out alone, and
    kept with its place in `rejected.jsonl`.
    """
    started = datetime.now(UTC)
    check_name(name)
    opening = opened(path, columns, card_id)
    form = recognise(opening)
    rejections = Rejections()
    about = about_import(f"{path.name} ({form.title})", started, note_of(form, opening), [opening], as_of, whole)
    name = name or free_import_name(home, snapshot_name(started, f"{form.name}-{path.name.partition('.')[0]}"))
    frames = some(form.read(opening, rejections, advance), path, rejections)
    return write_snapshot(home, name, frames, about, rejections, unite=united)


def about_import(
    source: str, started: datetime, note: str | None, openings: Sequence[Opening], as_of: datetime | None, whole: bool
) -> About:
    """What the manifest says of an import. Its data are from `as_of`, else from the youngest of its files' own dates,
    else by their rows; nobody but who imports it can say that it is the `whole` Hub."""
    extent = Extent.WHOLE if whole else Extent.SAMPLE
    date, how = _own_date_of_all(openings, started) if as_of is None else (as_of, DatedBy.STATED)
    return About(source, started, note=note, extent=extent, as_of=date, as_of_how=how)


def _own_date_of_all(openings: Sequence[Opening], read_at: datetime) -> tuple[datetime | None, DatedBy]:
    files = [part for opening in openings for part in opening.parts or (opening,)]
    own = [found for file in files if (found := own_date(file, read_at)) is not None]
    return max(own, key=itemgetter(0)) if own else (None, DatedBy.NEWEST_CHANGE)


def opened(path: Path, columns: Mapping[str, str] | None = None, card_id: str | None = None) -> Opening:
    """The file's opening, with the columns the user chose or the data decide. Raises BadFile."""
    return _prepared(look(path, card_id), chosen_columns(columns or {}))


def _prepared(opening: Opening, chosen: Mapping[Target, str]) -> Opening:
    """The opening with its columns chosen; those of the first part hold for all."""
    if not opening.parts:
        return oriented(replace(opening, chosen=chosen))
    first = _prepared(opening.parts[0], chosen)
    return replace(opening, parts=(first, *(_prepared(part, first.chosen) for part in opening.parts[1:])))


def chosen_columns(columns: Mapping[str, str]) -> dict[Target, str]:
    """The columns by what they hold. Raises BadInput for a field there is not."""
    chosen = {}
    for field, column in columns.items():
        target = target_named(field)
        if target is None:
            raise BadInput(f"{field!r} is no field of a model", f"known are: {', '.join(BY_NAME)}")
        chosen[target] = column
    return chosen


def recognise(opening: Opening) -> Format:
    """The format a file is in, or all its parts are. Raises BadFile, which names the words it knows."""
    if opening.parts:
        return format_of_all(opening, recognise)
    for form in FORMATS:
        if form.recognises(opening):
            return form
    names = [name[:40] for name in opening.words]
    there = {fold(name) for name in opening.words}
    absent = [column for column in opening.chosen.values() if fold(column) not in there and not column.isdigit()]
    if absent and names:
        columns = f"it has {', '.join(names[:20])}{' and more' if len(names) > 20 else ''}"
        raise BadFile(f"{opening.path}: no column {absent[0]!r}", columns)
    fields = ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "") or "nothing"
    raise BadFile(f"{opening.path}: no list of models that we know (fields: {fields})", _hint(opening))


def _hint(opening: Opening) -> str:
    """What to type: the columns as this file has them, else the words for a model and its parent."""
    child, parent = (", ".join(BY_NAME[name].words[:10]) for name in ("child", "parent"))
    words = f"known words for a model's id: {child}; for its parent: {parent}; case, `_` and `-` do not matter"
    cells = opening.header.cells if opening.header else opening.words
    ends = tuple(word for word in cells if fold(word) in ENDS)
    if len(ends) == 2:
        one, other = (end[:40] for end in ends)
        hint = f"--map child={one} --map parent={other}, or child={other} and parent={one}"
        return f"neither words nor data tell whether `{one}` or `{other}` is the child: {hint}; {words}"
    columns = [(cell, str(at) if "/" in cell or " " in cell else cell[:40]) for at, cell in enumerate(cells, 1)]
    free = [column for cell, column in columns if target_of(cell) is not PARENT]
    if len(cells) < 2 or not free:
        return f"{words}; `qwen-lineage import --help` lists the formats"
    if len(free) < len(cells):
        return f"{words}; or say which column holds the models: --map child={free[0]}"
    return f"{words}; or say which they are: --map child={free[0]} --map parent={free[1]}"


def note_of(form: Format, opening: Opening) -> str | None:
    """The format's note, and how the child's column was found where the header does not say."""
    if opening.parts:
        return note_of(form, opening.parts[0])
    columns = table_columns(opening)
    graph = opening.graph.note(opening.chosen) if opening.graph else None
    return "; ".join(filter(None, (form.note, columns.note if columns else None, graph, opening.note))) or None


def some(frames: Iterator[pl.DataFrame], path: Path, rejections: Rejections) -> Iterator[pl.DataFrame]:
    """The frames, and BadFile at their end when they held no model at all, with the first rows that were left out."""
    count, seen, lost, kept = 0, rejections.read, rejections.total, len(rejections.kept)
    for frame in frames:
        count += frame.height
        yield frame
    if count == 0:
        first = [{"place": one.place, "reason": one.reason} for one in rejections.kept[kept : kept + 3]]
        rejected = {"all": rejections.total - lost}
        why = left_out({"rejected": rejected, "seen": rejections.read - seen, "first_rejected": first})
        raise BadFile(f"{path}: not one usable model in it: {why or 'it has no rows'}", _needed(first))


def _needed(first: Sequence[Mapping[str, str]]) -> str:
    """What a file lacks of which the first rows were left out so."""
    if not first:
        return "write it with its rows"
    if all(one["reason"] == NOT_JSON for one in first):
        return "each line is one object of JSON, or all of them are one list in [ ]"
    return "each needs at least an id, as one text"


def check_name(name: str | None) -> None:
    """Raise BadInput for a text that cannot name a snapshot."""
    if name is not None and not re.fullmatch(r"[A-Za-z0-9][\w.-]{0,99}", name):
        raise BadInput(f"{name!r} cannot name a snapshot", "use letters, digits, `-`, `_` and `.`")


def free_import_name(home: Home, name: str) -> str:
    """The name, or with a number behind it when that moment's import is there already."""
    taken = {path.name for path in home.snapshots.glob(f"{name}*")}
    return next(n for n in [name, *(f"{name}-{i}" for i in range(2, len(taken) + 3))] if n not in taken)
