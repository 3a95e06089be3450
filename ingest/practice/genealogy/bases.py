"""The well-known bases at the top of a genealogy."""

from datetime import UTC, datetime

from ingest.practice import shape
from ingest.practice.genealogy.columns import DAY
from ingest.practice.genealogy.draft import Draft
from ingest.practice.known_bases import KnownBase, bases
from lineage.values import Relation


def chosen_bases(models: int) -> tuple[KnownBase, ...]:
    """The well-known repositories of a Hub this big: all of them, or the most used ones and their parents."""
    everything = bases()
    room = max(1, models // 4)
    if len(everything) <= room:
        return everything
    by_id = {base.id: base for base in everything}
    kept: set[str] = set()
    for base in sorted(everything, key=lambda b: -b.children):
        line = _line(base, by_id)
        if len(kept | line) <= room:
            kept |= line
    return tuple(base for base in everything if base.id in kept)


def _line(base: KnownBase, by_id: dict[str, KnownBase]) -> set[str]:
    """The ids of a base and of all above it."""
    ids = {base.id}
    while base.parent is not None:
        base = by_id[base.parent]
        ids.add(base.id)
    return ids


def place_bases(draft: Draft) -> None:
    """Date the bases, and hang those that are made from others below them."""
    random = draft.streams("bases")
    for i, base in enumerate(draft.bases):
        start = int(datetime.strptime(base.month, "%Y-%m").replace(tzinfo=UTC).timestamp())
        legacy = base.month == "2022-03"
        draft.created[i] = shape.FLOOR if legacy else start + int(random.integers(2 * DAY, 27 * DAY))
        if base.parent is not None:
            draft.parent[i] = draft.numbers[base.parent]
            draft.relation[i] = shape.RELATIONS.index(Relation(base.relation or ""))
    for i in range(len(draft.bases)):
        while draft.parent[draft.root[i]] >= 0:
            draft.root[i] = draft.parent[draft.root[i]]
    for i, base in enumerate(draft.bases):  # a base made from another is the younger one
        if base.parent is not None:
            draft.created[i] = max(draft.created[i], draft.created[draft.parent[i]] + DAY)
