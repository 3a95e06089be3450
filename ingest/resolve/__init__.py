"""From a snapshot's claims to models and derivations."""

import shutil
from pathlib import Path
from typing import Any

from ingest.claims.rules import RULES, Rule
from ingest.resolve.changed_rows import ChangedRows
from ingest.resolve.changed_tables import write_changed_tables
from ingest.resolve.kept import EarlierResolution
from ingest.resolve.outcomes import CLAIM_COLUMNS
from ingest.resolve.tables import STEPS, write_tables
from ingest.snapshots.snapshot import Snapshot
from lineage.files.checksums import KnownChecksums
from lineage.files.making import Making, OnMade, WholeNeeded, unasked
from lineage.home.home import LISTS_OF_ROWS, FolderKind, Home, new_folder, write_manifest
from lineage.resolved.resolved_tables import TABLES, TableFiles
from lineage.stores import Advance, nobody
from lineage.version import versions

__all__ = ["CLAIM_COLUMNS", "RULES", "Rule", "resolve", "size"]


def resolve(snapshot: Path, home: Home, advance: Advance = nobody, made: OnMade = unasked) -> Path:
    """Read a snapshot's folder; the folder of what was made of it, under the same name.

    It holds the tables `models` (columns of schema.MODEL), `derivations` (child, parent and the columns of
    schema.DERIVED_FROM), `inferred` (the same of schema.INFERRED_FROM, which no derivation is mixed with) and `claims`
    (CLAIM_COLUMNS), each sorted by its ids, a file each or after a few changes an earlier file and the changes
    (`lineage.resolved.resolved_tables`); the snapshot's facts with counts in the manifest; and, in a folder of its own,
    what the resolution of its next refresh goes on from (`kept`). The same snapshot gives the same rows. Nothing is
    there when it fails. `advance` is called with the number of rows dealt with, `size` in all, `made` with whether it
    was by changes. Raises BadFile when the snapshot is not as it was written.
    """
    opened = Snapshot.open(snapshot)
    opened.check()
    final = home.resolved / snapshot.name
    with new_folder(final) as folder:
        work = folder / "work"
        counts, making, known = _tables(opened, home, folder, work, advance)
        shutil.rmtree(work)
        read = opened.manifest.get("counts", {})
        described = {"kind": FolderKind.RESOLVED, **opened.facts.to_row(), "counts": counts, "snapshot_counts": read}
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        checksums = {path.relative_to(folder).as_posix(): known.of(path) for path in files}
        format = {"format": LISTS_OF_ROWS} if any(TableFiles(folder, name).is_changed for name in TABLES) else {}
        write_manifest(folder, {**format, **described, "versions": versions(), "checksums": checksums})
    made(making)
    return final


def _tables(
    opened: Snapshot, home: Home, folder: Path, work: Path, advance: Advance
) -> tuple[dict[str, Any], Making, KnownChecksums]:
    """Write the tables, of a few changes those that differ from the earlier resolution, whose checksums are known; the
    counts are the same."""
    try:
        earlier = EarlierResolution.of(opened, home)
        rows = ChangedRows.of(opened, earlier)
    except WholeNeeded as why:
        return write_tables(opened, folder, work, advance), Making(str(why)), KnownChecksums()
    return write_changed_tables(rows, earlier, folder, work, advance), Making(), earlier.checksums


def size(snapshot: Path) -> int:
    """Rows that resolving a snapshot deals with, each as often as there are steps, as its manifest has it. Raises
    BadFile."""
    opened = Snapshot.open(snapshot)
    return STEPS * (opened.facts.listed + int(opened.manifest.get("counts", {}).get("removed", 0)))
