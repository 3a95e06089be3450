"""What each column of a table in text holds: by the words of its header, by what the user chose, or by its cells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from ingest.rows.rejections import Rejections, Unusable
from ingest.sources.cell_values import NOTHING, is_spreadsheet_error, relation
from ingest.sources.children import child_id
from ingest.sources.delimited import Header, Record, records
from ingest.sources.direction import SAMPLE, Direction, direction
from ingest.sources.header_words import (
    CHILD,
    ENDS,
    PARENT,
    RELATION,
    Target,
    fold,
    is_numbered_parent,
    names_columns,
    rank,
    target_of,
)
from ingest.sources.mostly import mostly
from ingest.sources.opening import Opening, lines

_IDS_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The place of each field's column. `unused` are the names of the others; `direction` is there when the header
    did not say which end of an edge is the child; `more_parents` are those of `base_model_2` and the
    like, or of the parent's own word once more."""

    header: Header
    places: Mapping[Target, int]
    unused: tuple[str, ...] = ()
    direction: Direction | None = None
    words: Mapping[int, str] = field(default_factory=dict)
    more_parents: tuple[int, ...] = ()

    @property
    def note(self) -> str | None:
        """What whoever reads the snapshot should know."""
        if self.direction is None:
            return None
        return self.direction.note(self.words[self.places[CHILD]])


def table_columns(opening: Opening) -> TableColumns | None:
    """The columns of a table in text; None when none of them is known to hold models' ids."""
    header = opening.header
    if header is None:
        return None
    chosen = _chosen(header, opening.chosen)
    if _is_data(header, chosen):
        header = Header(tuple(str(n) for n in range(1, len(header.cells) + 1)), header.separator, 0)
    if opening.chosen and len(chosen) < len(opening.chosen):
        return None
    places = {**_by_words(opening, header, chosen), **chosen}
    if CHILD not in chosen and _numbers_edges(opening, header, places):
        del places[CHILD]
    if CHILD in places:
        return _columns(header, places)
    return _by_data(opening, header, places)


def sample(opening: Opening, header: Header, count: int) -> Iterator[Record]:
    """The first records; what cannot be read is not counted here."""
    return islice(records(lines(opening.path), header, Rejections()), count)


def cell(record: Record, place: int | None) -> str | None:
    """The text of a cell; None where there is nothing in it."""
    if place is None or place >= len(record.cells):
        return None
    text = record.cells[place]
    return None if text.lower() in NOTHING or is_spreadsheet_error(text) else text


def _columns(header: Header, places: Mapping[Target, int], way: Direction | None = None) -> TableColumns:
    words = {at: word or f"column {at + 1}" for at, word in enumerate(header.cells)}
    named = {at for at, cell in enumerate(header.cells) if cell or not header.is_markdown}
    parents = {fold(header.cells[places[PARENT]])} if PARENT in places else set()
    more = tuple(
        at
        for at, cell in enumerate(header.cells)
        if at not in places.values() and (is_numbered_parent(cell) or (cell and fold(cell) in parents))
    )
    unused = tuple(words[at] for at in sorted(named - {*places.values(), *more}))
    return TableColumns(header, places, unused, way, words, more)


def _chosen(header: Header, chosen: Mapping[Target, str]) -> dict[Target, int]:
    """The place of each column the user chose, by its word or its number from 1."""
    folded = [fold(word) for word in header.cells]
    found = {}
    for target, word in chosen.items():
        if word in header.cells:
            found[target] = header.cells.index(word)
        elif fold(word) in folded and fold(word):
            found[target] = folded.index(fold(word))
        elif word.isdigit() and 0 < int(word) <= len(header.cells):
            found[target] = int(word) - 1
    return found


def _is_data(header: Header, chosen: Mapping[Target, int]) -> bool:
    """Whether the first line is no header: an id stands in it."""
    if names_columns(header.cells):
        return False
    places = set(chosen.values()) or set(range(len(header.cells)))
    return any("/" in header.cells[at] for at in places)


def _by_words(opening: Opening, header: Header, chosen: Mapping[Target, int]) -> dict[Target, int]:
    """The columns whose header word says what they hold; of several for one field the most telling, for the model's id
    the one with most ids in it."""
    candidates: dict[Target, list[int]] = {}
    for at, word in enumerate(header.cells):
        target = target_of(word)
        if target is not None and at not in chosen.values() and target not in chosen:
            candidates.setdefault(target, []).append(at)
    places = {target: min(ats, key=lambda at: rank(target, header.cells[at])) for target, ats in candidates.items()}
    if len(candidates.get(CHILD, ())) > 1:
        head = list(sample(opening, header, _IDS_LOOKED_AT))
        places[CHILD] = max(
            sorted(candidates[CHILD], key=lambda at: rank(CHILD, header.cells[at])),
            key=lambda at: sum("/" in (cell(record, at) or "") for record in head),
        )
    return places


def _numbers_edges(opening: Opening, header: Header, places: Mapping[Target, int]) -> bool:
    """Whether the model's column only numbers edges, as Gephi's `Id` does beside `Source` and `Target`."""
    if CHILD not in places or PARENT in places or sum(fold(word) in ENDS for word in header.cells) != 2:
        return False
    return not any("/" in (cell(record, places[CHILD]) or "") for record in sample(opening, header, _IDS_LOOKED_AT))


def _by_data(opening: Opening, header: Header, places: Mapping[Target, int]) -> TableColumns | None:
    """Two ends of edges in words that do not say which is which, or without a header; or ids alone."""
    if opening.chosen or PARENT in places:
        return None
    ends = [at for at, word in enumerate(header.cells) if fold(word) in ENDS]
    if header.line == 0 and not places:
        ends = list(range(len(header.cells)))
    if len(ends) == 1 and len(header.cells) == 1 and _all_ids(opening, header):
        return _columns(header, {CHILD: 0})
    if len(ends) < 2 or (header.line == 0 and len(ends) != 2):
        return None
    first, second = ends[:2]
    edges = [(cell(r, first), cell(r, second)) for r in sample(opening, header, SAMPLE)]
    way = direction([(one, other) for one, other in edges if one and other])
    if way is None:
        return None
    child, parent = way.child_first(first, second)
    return _columns(header, {**_labelled(opening, header, places), CHILD: child, PARENT: parent}, way)


def _labelled(opening: Opening, header: Header, places: Mapping[Target, int]) -> Mapping[Target, int]:
    """The places, with an edge's label for its relation where the column of that says nothing, as Gephi writes both."""
    label = next((at for at, word in enumerate(header.cells) if fold(word) == "label"), None)
    told = places.get(RELATION)
    says_nothing = told is None or not any(
        relation(cell(record, told)) for record in sample(opening, header, _IDS_LOOKED_AT)
    )
    return places if label is None or not says_nothing else {**places, RELATION: label}


def _all_ids(opening: Opening, header: Header) -> bool:
    """Whether a text of one column holds ids, their addresses on the Hub or a list's items; a few lines may be none."""
    head = (text for record in sample(opening, header, _IDS_LOOKED_AT) if (text := record.cells[0]))
    return mostly(map(_is_id, head))


def _is_id(text: str) -> bool:
    try:
        return "/" in child_id(text, Rejections())
    except Unusable:
        return False
