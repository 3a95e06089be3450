"""What an import makes of a file, said before it is imported."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.rows.rejections import Rejections
from ingest.rows.table import HISTORY
from ingest.sources import chosen_columns, note_of, recognise
from ingest.sources.columns import table_columns
from ingest.sources.items import shape_of
from ingest.sources.opening import Opening, look

ROWS = 3


@dataclass(frozen=True, slots=True)
class Explanation:
    """The format a file is in, which column holds what (`fields`: pairs of the field and the column), the columns left
    out, what whoever reads it should know, and the first rows as they are read, without what is unknown."""

    path: Path
    title: str
    fields: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]
    note: str | None
    rows: tuple[Mapping[str, Any], ...]


def explain(path: Path, columns: Mapping[str, str] | None = None, card_id: str | None = None) -> Explanation:
    """Nothing is written. Raises BadFile for a file that an import would refuse."""
    opening = replace(look(path, card_id), chosen=chosen_columns(columns or {}))
    form = recognise(opening)
    fields, left_out = _meanings(opening)
    frame = next(iter(form.read(opening, Rejections(), lambda _: None)), None)
    rows = () if frame is None else frame.drop(list(HISTORY)).head(ROWS).to_dicts()
    known = tuple({name: value for name, value in row.items() if value is not None} for row in rows)
    return Explanation(path, form.title, fields, left_out, note_of(form, opening), known)


def _meanings(opening: Opening) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    table = table_columns(opening)
    if table is not None:
        fields = tuple((target.name, table.words[at]) for target, at in table.places.items())
        return fields, table.unused
    shape = shape_of(opening.words, opening.chosen)
    fields = tuple((target.name, name) for target, names in shape.columns.items() for name in names)
    return fields, tuple(shape.unused)
