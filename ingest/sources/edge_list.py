"""Tables in text: an edge list (child, parent and perhaps a relation), models with their fields, or ids alone, told by
the words of the header.

Somebody's list is somebody's claim. It becomes what the child's card would say: evidence `card`, with a note in the
manifest. Only children are listed; a parent that is nobody's child is missing unless a line with an empty parent
lists it.
"""

from collections.abc import Iterator

import polars as pl

from ingest.rows.rejections import Rejections, Unusable
from ingest.sources import cell_values
from ingest.sources.children import child_id, with_owner
from ingest.sources.columns import TableColumns, cell, table_columns
from ingest.sources.delimited import Record, records
from ingest.sources.described_model import DescribedModel, rows_of
from ingest.sources.format import BATCH, Advance, Format
from ingest.sources.header_words import AUTHOR, CHILD, PARENT, RELATION, is_bare_name
from ingest.sources.items import ItemReader
from ingest.sources.opening import Opening, lines


def recognises(opening: Opening) -> bool:
    """A table in text with a column of models and one of their parents."""
    columns = table_columns(opening)
    return columns is not None and PARENT in columns.places


def recognises_models(opening: Opening) -> bool:
    """A table in text with a column of models and none of parents."""
    columns = table_columns(opening)
    return columns is not None and PARENT not in columns.places


RECODED = "a line that is not UTF-8: read as Windows-1252"
SPREADSHEET_ERROR = "a spreadsheet's error in a cell (#N/A, #REF! and the like): read as empty"
HELD = 50_000
"""Models gathered before they become rows: what is said of one further down is a row of its own, and united later."""


def read(opening: Opening, rejections: Rejections, advance: Advance) -> Iterator[pl.DataFrame]:
    """One row a child, in the order of first mention. A line that cannot be read is lost alone, and named."""
    columns = table_columns(opening)
    assert columns is not None  # noqa: S101 - it was recognised
    children: dict[str, DescribedModel] = {}
    for id, child in _children(opening, columns, rejections, advance, children):
        children[id] = child
        if len(children) == HELD:
            yield from rows_of(children, rejections)
            children.clear()
    yield from rows_of(children, rejections)


def _children(
    opening: Opening, columns: TableColumns, rejections: Rejections, advance: Advance, known: dict[str, DescribedModel]
) -> Iterator[tuple[str, DescribedModel]]:
    """Each child when it is met first; what is said of it later is added to it."""
    reader = ItemReader(rejections, {target: columns.words[at] for target, at in columns.places.items()})
    rejections.leave_out(columns.unused)
    more = {at: columns.words[at] for target, at in columns.places.items() if target not in (CHILD, PARENT, RELATION)}
    count = 0
    for count, record in enumerate(records(lines(opening.path), columns.header, rejections), 1):
        if count % BATCH == 0:
            advance(BATCH)
        if _is_rule(record) or record.cells == list(columns.header.cells):  # as files put together have it again
            continue
        edge = _edge_or_none(record, columns, rejections)
        if edge is None:
            continue
        id, parents, relation = edge
        child = known.get(id) or DescribedModel(f"line {record.line}")
        fields = {word: cell(record, at) for at, word in more.items()}
        item = reader({word: value for word, value in fields.items() if value is not None}) if more else {}
        child.add(parents, relation, item if isinstance(item, dict) else {})
        if id not in known:
            yield id, child
    advance(count % BATCH)


Edge = tuple[str, object, str | None]


def _edge_or_none(record: Record, columns: TableColumns, rejections: Rejections) -> Edge | None:
    """The edge of a record; None, and rejected, where it is none."""
    text = columns.header.separator.join(record.cells)
    try:
        edge = _edge(record, columns, rejections)
    except Unusable as error:
        rejections.read += 1
        rejections.reject("not UTF-8" if record.is_recoded else str(error), f"line {record.line}", text)
        return None
    if record.is_recoded:
        rejections.count_irregular(RECODED, edge[0], text)
    if any(map(cell_values.is_spreadsheet_error, record.cells)):
        rejections.count_irregular(SPREADSHEET_ERROR, edge[0], text)
    return edge


def _edge(record: Record, columns: TableColumns, rejections: Rejections) -> Edge:
    """Child, parents and relation of a record; what it leaves out is None. Raises Unusable."""
    places = columns.places
    child = cell(record, places[CHILD])
    parent_place = places.get(PARENT)
    if child is None:
        raise Unusable("no child" if parent_place is not None else "no id")
    if parent_place is not None and parent_place >= len(record.cells):
        raise Unusable("too few cells")
    if is_bare_name(columns.words[places[CHILD]]):
        child = with_owner(child, cell(record, places.get(AUTHOR)), rejections)
    parents = [cell(record, place) for place in (parent_place, *columns.more_parents)]
    relation = cell_values.relation(cell(record, places.get(RELATION)))
    return (
        child_id(child, rejections),
        _parents([parent for parent in parents if parent is not None]),
        relation if isinstance(relation, str) else None,
    )


def _parents(cells: list[str]) -> object:
    """The parents that some cells name."""
    if len(cells) < 2:
        return cell_values.parents(cells[0]) if cells else None
    read = map(cell_values.parents, cells)
    return [parent for one in read for parent in (one if isinstance(one, list) else [one])]


def _is_rule(record: Record) -> bool:
    """The line below the header of a table in Markdown, or as a database prints it."""
    return all(set(text) <= set("-:+= ") for text in record.cells) and any("---" in text for text in record.cells)


FORMAT = Format(
    "edge-list",
    "edge list",
    recognises,
    read,
    note="an edge list: every derivation is the list's own claim, kept as the child's card would state it",
)

MODELS = Format("model-table", "table of models", recognises_models, read)
