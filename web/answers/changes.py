"""What changed between two snapshots, from the records that the home keeps: whole pages of rows, nothing computed."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from msgspec import Struct

from lineage.coverage.coverage_statement import CoverageStatement
from lineage.home.change_records import (
    CHANGE_KINDS,
    ChangePage,
    ChangeRecord,
    FamilyChanges,
    change_records,
    chosen_record,
)
from lineage.home.home import Home
from lineage.values import SnapshotFacts
from web.answers.types import Moment, Number, meaning, moment
from web.parameters.changes import ChangesQuery

NONE_KEPT = (
    "nothing is kept here of what changed between two snapshots: `qwen-lineage update` keeps what changed since the "
    "snapshot before, `qwen-lineage diff A B` of any two"
)


class ChangedSnapshot(Struct, frozen=True):
    """One of the two snapshots, and what part of the Hub it is."""

    snapshot: str
    coverage: Annotated[str, meaning("what part of the Hub it is, and of when")]
    listed: Number
    data_at: Annotated[Moment, meaning("when its data are from, or were read where that is not known")]


class KeptPair(Struct, frozen=True):
    """Two snapshots of which it is kept what changed from the one to the other."""

    a: str
    b: str


class ChangeCount(Struct, frozen=True):
    """How many changes of a kind there are."""

    kind: str
    title: str
    meaning: str
    changes: Number


class ChangeItem(Struct, frozen=True, omit_defaults=True):
    """A change. It has the fields of its kind: those that others have are left out, as are values that are null."""

    id: Annotated[str, meaning("the model: by its name in the later snapshot, where that knows it")]
    family: Annotated[str | None, meaning("the root above its first parent; left out where it has no relatives")] = None
    parent: Annotated[str | None, meaning("of another relation: to which parent")] = None
    before: Annotated[
        str | list[str] | None, meaning("its name, parents, relation or stated licence in the earlier snapshot")
    ] = None
    after: Annotated[str | list[str] | None, meaning("its parents, relation or stated licence in the later one")] = None
    applied: Annotated[str | None, meaning("the strictest class of its licence and of all above it, before")] = None
    applies: Annotated[str | None, meaning("the same, after")] = None
    verdict_before: Annotated[str | None, meaning("what its own licence did with those above it")] = None
    verdict_after: Annotated[str | None, meaning("what it does")] = None
    family_before: Annotated[str | None, meaning("of a model that joined a family: the one that it was of")] = None
    family_after: Annotated[str | None, meaning("of a model that left a family: the one that it is of now")] = None


class ChangesOfPair(Struct, frozen=True, kw_only=True):
    """Of which two snapshots an answer is, and what cannot be told."""

    a: Annotated[ChangedSnapshot | None, meaning("the earlier snapshot; null where nothing is kept")]
    b: Annotated[ChangedSnapshot | None, meaning("the later snapshot; null where nothing is kept")]
    notes: Annotated[list[str], meaning("what cannot be told, and why")]
    kept: Annotated[list[KeptPair], meaning("all records of the home, that of the newest data first")]
    family: Annotated[str | None, meaning("the family or owner that was asked for; null: all")]
    total: Number
    offset: Number
    limit: Number


class ChangesAnswer(ChangesOfPair, frozen=True, kw_only=True):
    """What changed from one snapshot to another, and a page of the changes of one kind, by family and id."""

    counts: list[ChangeCount]
    families: Annotated[Number, meaning("families with any change")]
    kind: str
    items: list[ChangeItem]


class ChangedFamily(Struct, frozen=True):
    """A family, and how many changes of each kind it has."""

    family: Annotated[str | None, meaning("its root; null: models without relatives")]
    changes: Annotated[dict[str, int], meaning("by kind")]


class ChangedFamilies(ChangesOfPair, frozen=True, kw_only=True):
    """Families by their changes from one snapshot to another, those with most first."""

    items: list[ChangedFamily]


def records_kept(home: Home | None) -> Sequence[ChangeRecord]:
    """All records of the home, that of the newest data first."""
    return change_records(home) if home else ()


def changes_asked(home: Home | None, records: Sequence[ChangeRecord], query: ChangesQuery) -> FamilyChanges | None:
    """The one of the records that a query names, as far as it is of the family that it asks for; None where none at all
    is kept. Raises UnknownChanges where none is of its snapshots, BadFile where that is damaged."""
    record = chosen_record(home, records, query.a, query.b)
    return None if record is None else record.of_family(query.family)


def record_to(home: Home, snapshot: str) -> ChangeRecord | None:
    """The record of what changed until this snapshot, since the newest one of which that is kept."""
    return next((record for record in change_records(home) if record.b.id == snapshot), None)


def changes_answer(home: Home | None, query: ChangesQuery) -> ChangesAnswer:
    """Raises UnknownChanges where none of the records is of the snapshots that are asked for."""
    records = records_kept(home)
    changes = changes_asked(home, records, query)
    page = NOTHING if changes is None else changes.page(query.kind, query.offset, query.limit)
    return ChangesAnswer(
        **_of_pair(records, changes, query, page.total),
        counts=[] if changes is None else counts_of(changes),
        families=0 if changes is None else changes.families,
        kind=query.kind,
        items=[ChangeItem(**row) for row in page.items],
    )


def families_answer(home: Home | None, query: ChangesQuery) -> ChangedFamilies:
    """Raises as `changes_answer`."""
    records = records_kept(home)
    changes = changes_asked(home, records, query)
    page = NOTHING if changes is None else changes.families_page(query.most_of, query.offset, query.limit)
    items = [ChangedFamily(row["family"], {kind: row[kind] for kind in CHANGE_KINDS}) for row in page.items]
    return ChangedFamilies(**_of_pair(records, changes, query, page.total), items=items)


NOTHING = ChangePage(0, 0, 0, [])


def counts_of(changes: FamilyChanges) -> list[ChangeCount]:
    """Of each kind."""
    counts = changes.counts
    return [ChangeCount(name, kind.title, kind.meaning, counts[name]) for name, kind in CHANGE_KINDS.items()]


def _of_pair(
    records: Sequence[ChangeRecord], changes: FamilyChanges | None, query: ChangesQuery, total: int
) -> Mapping[str, Any]:
    record = None if changes is None else changes.record
    return {
        "a": None if record is None else _side(record.a),
        "b": None if record is None else _side(record.b),
        "notes": [NONE_KEPT] if record is None else list(record.notes),
        "kept": [KeptPair(one.a.id, one.b.id) for one in records],
        "family": query.family,
        "total": total,
        "offset": query.offset,
        "limit": query.limit,
    }


def _side(facts: SnapshotFacts) -> ChangedSnapshot:
    return ChangedSnapshot(facts.id, CoverageStatement(facts).short, facts.listed, moment(facts.data_at))
