"""Loading: from a resolved snapshot into a store, whose readers see the graph before it until all is there."""

import json
import secrets
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from ingest.audit.quality import audit
from ingest.audit.since import audit_since
from ingest.load.changes import HashedRows, all_of, changes, changes_among, changes_since
from ingest.load.claim_counts import count_for_claims
from ingest.load.kept import keep_audit, kept_audit
from ingest.load.tables import ORDER, TablesToLoad
from ingest.resolve.kept import hashes_of
from ingest.resolve.touched import touched_ids
from ingest.snapshots.resolved import checked
from lineage.errors import BadFile, NewerFormat
from lineage.files.making import Making, OnMade, WholeNeeded, unasked
from lineage.organisations import Organisations
from lineage.resolved.resolved_tables import TableFiles
from lineage.schema import MODEL, ORGANISATION, SNAPSHOT, EdgeSchema, NodeSchema
from lineage.stores import Advance, Change, Row, Seen, Writer, nobody

FEW = 0.05
"""Of the rows, may change and be changed in the store's own graph; more are loaded whole."""


def load(
    resolution: Path,
    writer: Writer,
    advance: Advance = nobody,
    *,
    force: bool = False,
    organisations: Organisations | None = None,
) -> int:
    """`load_tables` of the resolved snapshot in `resolution`, its organisations by a table (None: the project's own).

    Raises BadFile before anything is written.
    """
    return load_tables(TablesToLoad.open(resolution, organisations), writer, advance, force=force)


def load_tables(
    tables: TablesToLoad, writer: Writer, advance: Advance = nobody, made: OnMade = unasked, *, force: bool = False
) -> int:
    """Make the store hold exactly these tables; the number of rows written for that.

    Nothing is read or written where the store says that it holds this already, unless `force` asks to see for
    ourselves. Models come first, then organisations, derivations, inferred parents, what the snapshot no longer has,
    and the snapshot's own node with the report of its quality. `advance` is called with the number of rows dealt with,
    the tables' `size` in all but for those swept, `made` with whether it was by changes. Raises StoreError; see
    `Writer.publish`.
    """
    if not force and is_loaded(tables, writer):
        advance(tables.size)
        return 0
    try:
        written, making = _updated(tables, writer, advance, force=force)
    except WholeNeeded as why:
        written, making = _published(tables, writer, advance), Making(str(why))
    made(making)
    return written


def _published(tables: TablesToLoad, writer: Writer, advance: Advance) -> int:
    """The number of rows written by comparing with all that the store holds."""
    planned = _planned(tables, writer)
    written = sum(change.size for change in planned)
    advance(tables.size - sum(change.size for change in planned if not change.gone))
    if written == 0 and is_loaded(tables, writer):
        return 0
    writer.publish(planned, _snapshot(tables, None), advance)
    count_for_claims(tables.folder, None)
    return written


def is_loaded(tables: TablesToLoad, writer: Writer) -> bool:
    """Whether the store says that it holds these tables already."""
    return tables.are_in(writer.loaded)


def _updated(tables: TablesToLoad, writer: Writer, advance: Advance, *, force: bool) -> tuple[int, Making]:
    """The number of rows written by changing what the store holds. Raises WholeNeeded where that is not known, or too
    much changed, or the store does not take it so: then nothing was done."""
    if force:
        raise WholeNeeded("all was to be compared")
    earlier, rows = _held(tables, writer.loaded), tables.size
    seen = earlier.last_seen, tables.last_seen
    planned = _changed(earlier, tables, seen, int(rows * FEW))
    making = writer.update(planned, _whole(tables), _snapshot(tables, earlier), seen, advance)
    count_for_claims(tables.folder, earlier.folder)
    written = sum(change.size for change in planned)
    advance(rows - written)
    return written, making


def _held(tables: TablesToLoad, loaded: str | None) -> TablesToLoad:
    """The resolution beside this one that the store holds, the newest ones looked at first. Raises WholeNeeded."""
    if not loaded:
        raise WholeNeeded("the store held nothing")
    for other in tables.beside():
        if other.are_in(loaded):
            return _checked(other)
    raise WholeNeeded("what the store held was resolved, or counted by a table of organisations, that is not here")


def _checked(earlier: TablesToLoad) -> TablesToLoad:
    """An earlier resolution. Raises WholeNeeded where it, or what was kept beside it, is not as it was written."""
    try:
        checked(earlier.folder)
    except (BadFile, NewerFormat) as error:
        raise WholeNeeded("what the store held is not there as it was resolved") from error
    return earlier


def _changed(earlier: TablesToLoad, tables: TablesToLoad, seen: Seen, most: int) -> list[Change]:
    """As `_planned`, since an earlier resolution. Raises WholeNeeded where more than `most` rows differ."""
    pairs = []
    for schema in ORDER:
        pair = _pair(earlier, tables, schema, seen, most)
        if pair is None:
            raise WholeNeeded(f"more than {FEW:.0%} of the rows changed")
        pairs.append(pair)
        most -= sum(change.size for change in pair)
    return _ordered(pairs)


def _pair(
    earlier: TablesToLoad, tables: TablesToLoad, schema: NodeSchema | EdgeSchema, seen: Seen, most: int
) -> tuple[Change, Change] | None:
    """What must be put and what must go of one kind: of organisations by their counts, of changes of one older file by
    these, of models by the hashes that resolving kept, where it did."""
    if schema == ORGANISATION:
        return _organisations(earlier, tables, most)
    before_files, files = earlier.files_of(schema), tables.files_of(schema)
    if before_files is not None and files is not None and seen[0] == seen[1]:
        ids = touched_ids(before_files, files)
        if ids is not None:
            return changes_among(ids, earlier.rows_of(schema), tables.changes_of(schema), schema, most)
    if schema == MODEL and seen[0] == seen[1]:
        before, now = hashes_of(earlier.folder), hashes_of(tables.folder)
        if before is not None and now is not None:
            held = HashedRows(earlier.rows_of(MODEL), before)
            return changes_since(held, HashedRows(tables.rows_of(MODEL), now), MODEL, most)
    held = HashedRows.of(earlier.rows_of(schema), seen[0])
    return changes_since(held, HashedRows.of(tables.rows_of(schema), seen[1]), schema, most)


def _organisations(earlier: TablesToLoad, tables: TablesToLoad, most: int) -> tuple[Change, Change] | None:
    """As `_pair`, of organisations."""
    names = tables.organisation_counts.differing(earlier.organisation_counts, tables.organisations)
    before, now = (one.organisation_counts.rows(one.organisations, names).lazy() for one in (earlier, tables))
    return changes_among(names, before, now, ORGANISATION, most)


def _snapshot(tables: TablesToLoad, earlier: TablesToLoad | None) -> Row:
    """The properties of the snapshot's own node, under a name for this load."""
    known = tables.facts.to_row() | {"quality": _quality(tables.folder, None if earlier is None else earlier.folder)}
    named = {"load": f"{tables.digest}-{secrets.token_hex(4)}", "organisations": tables.organisations.digest}
    return dict.fromkeys(SNAPSHOT.names) | known | named


def _planned(tables: TablesToLoad, writer: Writer) -> list[Change]:
    """What to put, each kind after what it leans on, and then what must go, the other way round."""
    return _ordered([changes(tables.rows_of(schema), schema, writer.held(schema)) for schema in ORDER])


def _whole(tables: TablesToLoad) -> list[Change]:
    """As `_planned`, for a store that holds nothing."""
    put = [all_of(partial(tables.rows_of, schema), schema, tables.height(schema)) for schema in ORDER]
    return [change for change in put if change.size]


def _ordered(pairs: Sequence[tuple[Change, Change]]) -> list[Change]:
    planned = [*(put for put, _ in pairs), *(gone for _, gone in reversed(pairs))]
    return [change for change in planned if change.size]


def _quality(resolution: Path, earlier: Path | None) -> str | None:
    """The report's JSON, by what changed since an earlier resolution where that is known; None where the claims were
    not kept."""
    if not TableFiles(resolution, "claims").exist:
        return None
    known = earlier and kept_audit(earlier)
    made = audit_since(resolution, earlier, known.tally, known.examples) if earlier and known else None
    made = made or audit(resolution)
    keep_audit(resolution, made)
    return json.dumps(made.report.as_dict(), ensure_ascii=False, default=str)
