"""What an import makes of a file, said before it is imported."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.rows.rejections import Rejections
from ingest.rows.table import HISTORY
from ingest.sources import note_of, opened, recognise
from ingest.sources.columns import table_columns
from ingest.sources.graph import SOURCE, TARGET, Graph
from ingest.sources.header_words import CHILD, PARENT, Target
from ingest.sources.items import shape_of
from ingest.sources.opening import Opening

ROWS = 3


@dataclass(frozen=True, slots=True)
class Explanation:
    """The format a file is in, which column holds what (`fields`: pairs of the field and the column), the columns left
    out, what whoever reads it should know, and the first rows as they are read, without what is unknown.

    `counts` are what could not be used of the rows that were read for that, as the manifest of a snapshot has them.
    """

    path: Path
    title: str
    fields: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]
    note: str | None
    rows: tuple[Mapping[str, Any], ...]
    counts: Mapping[str, Any]


def explain(path: Path, columns: Mapping[str, str] | None = None, card_id: str | None = None) -> Explanation:
    """Nothing is written. Raises BadFile for a file that an import would refuse."""
    opening = opened(path, columns, card_id)
    form = recognise(opening)
    fields, left_out = _meanings(opening.parts[0] if opening.parts else opening)
    rejections = Rejections()
    frame = next(iter(form.read(opening, rejections, lambda _: None)), None)
    rows = () if frame is None else frame.drop(list(HISTORY)).head(ROWS).to_dicts()
    known = tuple({name: value for name, value in row.items() if value is not None} for row in rows)
    return Explanation(path, form.title, fields, left_out, note_of(form, opening), known, rejections.counts())


def _meanings(opening: Opening) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    table = table_columns(opening)
    if table is not None:
        fields = tuple((target.name, table.words[at]) for target, at in table.places.items())
        return fields, table.unused
    if opening.graph is not None:
        return _meanings_of_graph(opening.graph, opening.chosen)
    shape = shape_of(opening.words, opening.chosen)
    fields = tuple((target.name, name) for target, names in shape.columns.items() for name in names)
    return fields, tuple(shape.unused)


def _meanings_of_graph(
    graph: Graph, chosen: Mapping[Target, str]
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Which end of an edge is what, and what the attributes of nodes mean."""
    way = graph.child_end(chosen) if graph.edges else None
    ends = (SOURCE, TARGET) if way is None else way.child_first(SOURCE, TARGET)
    names = dict.fromkeys(name for attributes in graph.nodes.values() for name in attributes)
    shape = shape_of(names, {})
    fields = [(target.name, f"{name} of nodes") for target, named in shape.columns.items() for name in named]
    both = [(CHILD.name, f"{ends[0]} of edges"), (PARENT.name, f"{ends[1]} of edges")] if graph.edges else []
    return (*both, *fields), tuple(f"{name} of nodes" for name in shape.unused)
