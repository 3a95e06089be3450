"""Tables in text: an edge list (child, parent and perhaps a relation), models with their fields, or ids alone, told by
the words of the header.

Somebody's list is somebody's claim. It becomes what the child's card would say: evidence `card`, with a note in the
manifest. Only children are listed; a parent that is nobody's child is missing unless a line with an empty parent
lists it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import polars as pl

from ingest.rows.rejections import Rejections, Unusable
from ingest.rows.tolerant import rows
from ingest.sources import cell_values
from ingest.sources.children import child_id
from ingest.sources.columns import CHILD, PARENT, RELATION, TableColumns, cell, table_columns
from ingest.sources.delimited import Record, records
from ingest.sources.format import BATCH, Advance, Format
from ingest.sources.items import ItemReader
from ingest.sources.opening import Opening, lines


@dataclass(slots=True)
class _Child:
    """What the table says of one model, in its order; `place` is where it said so first. Of fields said twice the newer
    counts: by the date of the last change, else the later line."""

    place: str
    parents: list[str] = field(default_factory=list)
    relations: list[str | None] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)

    def add(self, parents: object, relation: str | None, fields: dict[str, Any]) -> None:
        named = [parents] if isinstance(parents, str) else parents if isinstance(parents, list) else []
        texts = [parent for parent in named if isinstance(parent, str)]
        self.parents += texts
        self.relations += [relation] * len(texts)
        if fields:
            older = str(fields.get("lastModified", "~")) < str(self.fields.get("lastModified", ""))
            card = _over(fields.pop("cardData", {}), self.fields.pop("cardData", {}), older)
            self.fields = {**_over(fields, self.fields, older), "cardData": card}

    def item(self, id: str) -> dict[str, object]:
        """As an item of the Hub's API: one relation for all parents, else each parent's in its place."""
        stated = set(self.relations)
        relation = self.relations[0] if len(stated) == 1 else (self.relations or None)
        parents = self.parents[0] if len(self.parents) == 1 else (self.parents or None)
        card = {"base_model": parents, "base_model_relation": relation}
        return {**self.fields, "id": id, "cardData": {**self.fields.get("cardData", {}), **card}}


def recognises(opening: Opening) -> bool:
    """A table in text with a column of models and one of their parents."""
    columns = table_columns(opening)
    return columns is not None and PARENT in columns.places


def recognises_models(opening: Opening) -> bool:
    """A table in text with a column of models and none of parents."""
    columns = table_columns(opening)
    return columns is not None and PARENT not in columns.places


def read(opening: Opening, rejections: Rejections, advance: Advance) -> Iterator[pl.DataFrame]:
    """One row a child, in the order of first mention. A line that cannot be read is lost alone, and named."""
    columns = table_columns(opening)
    assert columns is not None  # noqa: S101 - it was recognised
    children: dict[str, _Child] = {}
    for id, child in _children(opening, columns, rejections, advance, children):
        children[id] = child
    listed = iter(children.items())
    while batch := list(islice(listed, BATCH)):
        yield rows((child.item(id) for id, child in batch), rejections, (child.place for _, child in batch))


def _children(
    opening: Opening, columns: TableColumns, rejections: Rejections, advance: Advance, known: dict[str, _Child]
) -> Iterator[tuple[str, _Child]]:
    """Each child when it is met first; what is said of it later is added to it."""
    reader = ItemReader(rejections, {target: columns.words[at] for target, at in columns.places.items()})
    rejections.leave_out(columns.unused)
    more = {at: columns.words[at] for target, at in columns.places.items() if target not in (CHILD, PARENT, RELATION)}
    count = 0
    for count, record in enumerate(records(lines(opening.path), columns.header, rejections), 1):
        if count % BATCH == 0:
            advance(BATCH)
        if _is_rule(record):
            continue
        try:
            id, parents, relation = _edge(record, columns, rejections)
        except Unusable as error:
            rejections.read += 1
            rejections.reject(str(error), f"line {record.line}", columns.header.separator.join(record.cells))
            continue
        child = known.get(id) or _Child(f"line {record.line}")
        fields = {word: cell(record, at) for at, word in more.items()}
        item = reader({word: value for word, value in fields.items() if value is not None}) if more else {}
        child.add(parents, relation, item if isinstance(item, dict) else {})
        if id not in known:
            yield id, child
    advance(count % BATCH)


def _edge(record: Record, columns: TableColumns, rejections: Rejections) -> tuple[str, object, str | None]:
    """Child, parents and relation of a record; what it leaves out is None. Raises Unusable."""
    places = columns.places
    child = cell(record, places[CHILD])
    parent_place = places.get(PARENT)
    if child is None:
        raise Unusable("no child" if parent_place is not None else "no id")
    if parent_place is not None and parent_place >= len(record.cells):
        raise Unusable("too few cells")
    parent = cell(record, parent_place)
    relation = cell_values.relation(cell(record, places.get(RELATION)))
    return (
        child_id(child, rejections),
        None if parent is None else cell_values.parents(parent),
        relation if isinstance(relation, str) else None,
    )


def _is_rule(record: Record) -> bool:
    """The line below a Markdown table's header."""
    return all(set(text) <= set("-: ") for text in record.cells) and any("---" in text for text in record.cells)


def _over(new: dict[str, Any], known: dict[str, Any], older: bool) -> dict[str, Any]:
    return {**new, **known} if older else {**known, **new}


FORMAT = Format(
    "edge-list",
    "edge list",
    recognises,
    read,
    note="an edge list: every derivation is the list's own claim, kept as the child's card would state it",
)

MODELS = Format("model-table", "table of models", recognises_models, read)
