"""An edge list as CSV: child, parent and perhaps a relation, told apart by the words of its header.

Somebody's list is somebody's claim. It becomes what the child's card would say: evidence `card`, with a note in the
manifest. Only children are listed; a parent that is nobody's child is missing unless a line with an empty parent
lists it.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

import polars as pl

from ingest.rows.rejections import Rejections, Unusable
from ingest.rows.tolerant import rows
from ingest.sources.format import BATCH, Advance, Format
from ingest.sources.opening import Opening, lines

WORDS = {
    "child": frozenset({"child", "childid", "derivative", "derived", "model", "modelid", "id"}),
    "parent": frozenset({"parent", "parentid", "base", "basemodel", "basemodelid", "parentmodel", "derivedfrom"}),
    "relation": frozenset({"relation", "relationship", "relationtype", "basemodelrelation", "edgetype", "type"}),
}
"""A header's words, without case, spaces, `_` and `-`. `source` and `target` are none: either may be the child."""


@dataclass(slots=True)
class _Child:
    """What the list says of one child, in its order; `place` is where it said so first."""

    place: str
    parents: list[str] = field(default_factory=list)
    relations: list[str | None] = field(default_factory=list)

    def item(self, id: str) -> dict[str, object]:
        """As an item of the Hub's API: one relation for all parents, else each parent's in its place."""
        stated = set(self.relations)
        relation = self.relations[0] if len(stated) == 1 else (self.relations or None)
        parents = self.parents[0] if len(self.parents) == 1 else (self.parents or None)
        return {"id": id, "cardData": {"base_model": parents, "base_model_relation": relation}}


def recognises(opening: Opening) -> bool:
    places = _places(opening.cells)
    return "child" in places and "parent" in places


def read(opening: Opening, rejections: Rejections, advance: Advance) -> Iterator[pl.DataFrame]:
    """One row a child, in the order of first mention. A line that cannot be read is lost alone, and named."""
    children: dict[str, _Child] = {}
    places = _places(opening.cells)
    edges = 0
    for number, line in islice(lines(opening.path), 1, None):
        edges += 1
        try:
            child, parent, relation = _edge(line, opening.separator, places)
        except (Unusable, csv.Error, UnicodeDecodeError) as error:
            rejections.read += 1
            rejections.reject(_reason(error), f"line {number}", line)
            continue
        known = children.setdefault(child, _Child(f"line {number}"))
        if parent:
            known.parents.append(parent)
            known.relations.append(relation or None)
        if edges % BATCH == 0:
            advance(BATCH)
    advance(edges % BATCH)
    listed = iter(children.items())
    while batch := list(islice(listed, BATCH)):
        yield rows((child.item(id) for id, child in batch), rejections, (child.place for _, child in batch))


def _edge(line: bytes, separator: str, places: dict[str, int]) -> tuple[str, str, str]:
    """Child, parent and relation of a line; what it leaves out is empty. Each line stands alone, so an open quote
    swallows nothing."""
    cells = [
        cell.strip() for cell in next(csv.reader([line.decode().rstrip("\r\n")], delimiter=separator, strict=True))
    ]
    child, parent = (cells[places[name]] if places[name] < len(cells) else None for name in ("child", "parent"))
    if parent is None or not child:
        raise Unusable("no child" if not child else "too few cells")
    at = places.get("relation", len(cells))
    return child, parent, cells[at] if at < len(cells) else ""


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8"
    return "broken quotes" if isinstance(error, csv.Error) else str(error)


def _places(cells: tuple[str, ...]) -> dict[str, int]:
    """Which cell of the header is which; the first that has one of the words."""
    folded = [cell.lower().replace("_", "").replace("-", "").replace(" ", "") for cell in cells]
    found: dict[str, int] = {}
    for name, words in WORDS.items():
        for place, word in enumerate(folded):
            if word in words:
                found.setdefault(name, place)
    return found


FORMAT = Format(
    "edge-list",
    "edge list",
    recognises,
    read,
    note="an edge list: every derivation is the list's own claim, kept as the child's card would state it",
)
