"""A load that would take most models away: done only by whoever says that it is meant."""

from contextlib import closing, suppress
from pathlib import Path

import polars as pl

from ingest.load.tables import TablesToLoad
from ingest.resolve.touched import touched_ids
from ingest.snapshots.snapshot import facts
from lineage import queries
from lineage.errors import BadInput, LineageError, NotLoadedError
from lineage.home.home import Home, read_manifest
from lineage.place import Place
from lineage.resolved.resolved_tables import TableFiles, scan_table
from lineage.stores import Reader
from lineage.values import Extent, SnapshotFacts, Status

MOST_GONE = 0.5
"""The share of the listed models that a load may take away unasked."""

_LISTED = pl.col("status") == Status.LISTED.value


def refuse_emptying(place: Place, tables: TablesToLoad) -> None:
    """Raise BadInput where loading these tables would take more than half of the listed models out of the store, and
    both are of the same part of the same Hub: a broken crawl looks like that, and so does a wrong file.
    """
    try:
        reader = place.reader()
    except NotLoadedError:
        return
    with closing(reader):
        held, new = _held_facts(reader), tables.facts
        if held is None or not _same_part(held, new) or _few_changed(place.home, held, tables.folder):
            return
        before = _held_ids(place.home, reader, held)
    gone = int((~before.is_in(_listed(tables.folder).implode())).sum())
    if gone > len(before) * MOST_GONE:
        raise BadInput(
            f"loading {new.id} would take {gone:,} of the {len(before):,} listed models away ({new.scope})",
            f"compare them: `qwen-lineage diff {held.id} {new.id}`; where it is meant, the same command with --force",
        )


def _held_facts(reader: Reader) -> SnapshotFacts | None:
    """What is loaded; None where nothing is, or nothing of it can be read, which a load puts right."""
    try:
        return queries.facts(reader)
    except LineageError:
        return None


def _same_part(held: SnapshotFacts, new: SnapshotFacts) -> bool:
    """Whether one takes the place of the other; a sample, and a made-up Hub, only that of its own source."""
    if (held.scope, held.synthetic) != (new.scope, new.synthetic):
        return False
    return held.source == new.source or not (held.synthetic or Extent.SAMPLE in (held.extent, new.extent))


def _few_changed(home: Home, held: SnapshotFacts, folder: Path) -> bool:
    """Whether so few models changed since what is loaded was resolved that not enough of them can go."""
    try:
        ids = touched_ids(TableFiles(_resolution_of(home, held), "models"), TableFiles(folder, "models"))
    except (LineageError, OSError, pl.exceptions.PolarsError):
        return False
    return ids is not None and len(ids) <= held.listed * MOST_GONE


def _resolution_of(home: Home, held: SnapshotFacts) -> Path:
    """What the loaded snapshot was resolved to. Raises LineageError where that is not there any more."""
    resolved = home.resolved / held.id
    if facts(read_manifest(resolved), resolved).finished_at != held.finished_at:
        raise NotLoadedError("another snapshot of that name was resolved")
    return resolved


def _held_ids(home: Home, reader: Reader, held: SnapshotFacts) -> pl.Series:
    """A hash of the id of every model that the store has as listed: read off the resolved snapshot where that is still
    there."""
    with suppress(LineageError, OSError, pl.exceptions.PolarsError):
        return _listed(_resolution_of(home, held))
    columns = {"id": pl.String, "status": pl.String}
    batches = queries.all_models(reader, tuple(columns))
    frames = [pl.DataFrame(batch, schema=columns).lazy() for batch in batches]
    return pl.concat([_hashed(frame) for frame in (pl.LazyFrame(schema=columns), *frames)]).collect().to_series()


def _listed(resolution: Path) -> pl.Series:
    return _hashed(scan_table(resolution, "models")).collect(engine="streaming").to_series()


def _hashed(models: pl.LazyFrame) -> pl.LazyFrame:
    """Listed models by hash, an eighth of what their ids take: a share is asked, which two of one hash do not turn."""
    return models.filter(_LISTED).select(pl.col("id").hash())
