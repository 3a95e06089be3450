"""From a file, or from a snapshot, to a graph that is loaded and frozen: what the library does in one call."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from ingest.pipeline.steps import show
from ingest.snapshots.left_out import left_out_of
from ingest.snapshots.snapshot import Snapshot
from ingest.snapshots.unknown_relations import unknown_relations
from ingest.snapshots.without_owner import without_owner
from ingest.sources.own_date import stated_date
from ingest.sources.several import import_files
from lineage.errors import BadInput
from lineage.home.work_lock import working
from lineage.place import Place


def import_and_show(
    place: Place,
    files: Sequence[Path],
    *,
    name: str | None = None,
    as_of: str | date | None = None,
    columns: Mapping[str, str] | None = None,
    card_id: str | None = None,
    whole: bool = False,
    force: bool = False,
) -> list[str]:
    """Import the files as one snapshot and load it in place of what is there; what could not be used of them, a line
    for each kind: rows left out, and words for relations. Raises LineageError; BadInput for no file."""
    if not files:
        raise BadInput("no file to import", "name one, or several")
    stated = None if as_of is None else stated_date(str(as_of), datetime.now(UTC))
    with working(place.home, "import", wait=True):
        folder = import_files(files, place.home, name, columns=columns, card_id=card_id, as_of=stated, whole=whole)
        show(place, folder, force=force)
    rows = Snapshot.open(folder).rows()
    unused = left_out_of(folder), unknown_relations(rows), without_owner(rows)
    return [line for line in unused if line is not None]


def show_snapshot(place: Place, name: str) -> None:
    """Load a snapshot of the home into the place's store. Raises NotLoadedError where there is none of that name."""
    folder = place.home.snapshot(name)
    with working(place.home, "open", wait=True):
        show(place, folder, force=True)
