"""Loading: from a resolved snapshot into a store, whose readers see the graph before it until all is there."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from ingest.audit.quality import report
from ingest.load.changes import changes, changes_since
from ingest.snapshots.resolved import TABLES, checked
from ingest.snapshots.snapshot import checksum, facts
from lineage.home import by_age, read_manifest
from lineage.schema import SNAPSHOT
from lineage.stores import Advance, Change, Row, Writer, nobody, statements
from lineage.values import SnapshotFacts

FEW = 0.05
"""Of the rows, may change and be changed in the store's own graph; more are loaded whole."""


def load(resolution: Path, writer: Writer, advance: Advance = nobody, *, force: bool = False) -> int:
    """Make the store hold exactly the resolved snapshot in `resolution`; the number of rows written for that.

    Nothing is read or written where the store says that it holds this already, unless `force` asks to see for
    ourselves. Models come first, then derivations, inferred parents, what the snapshot no longer has, and the
    snapshot's own node with the report of its quality. `advance` is called with the number of rows dealt with, `size`
    in all but for those swept. Raises BadFile before anything is written, and StoreError; see `Writer.publish`.
    """
    checked(resolution)
    digest = _digest(resolution)
    if not force and _digest_of(writer.loaded) == digest:
        advance(_rows(resolution))
        return 0
    if not force and (written := _updated(resolution, digest, writer, advance)) is not None:
        return written
    planned = _planned(resolution, writer)
    written = sum(change.size for change in planned)
    advance(_rows(resolution) - sum(change.size for change in planned if not change.gone))
    loaded = writer.loaded
    if written == 0 and loaded is not None and _digest_of(loaded) == digest:
        return 0
    writer.publish(planned, _snapshot(resolution, digest), advance)
    return written


def is_loaded(resolution: Path, writer: Writer) -> bool:
    """Whether the store says that it holds the resolved snapshot already."""
    return _digest_of(writer.loaded) == _digest(resolution)


def size(resolution: Path) -> int:
    """Rows that a resolution has; 0 for a part that is not there. Raises BadFile."""
    checked(resolution)  # first: polars panics at some damage
    return _rows(resolution)


def _rows(resolution: Path) -> int:
    paths = [resolution / f"{name}.parquet" for name in TABLES]
    return sum(int(pl.scan_parquet(p, glob=False).select(pl.len()).collect().item()) for p in paths if p.exists())


def _updated(resolution: Path, digest: str, writer: Writer, advance: Advance) -> int | None:
    """The number of rows written by changing what the store holds; None where that is not known, or too much changed,
    or the store does not take it so: then nothing was done."""
    earlier = _held(resolution, writer.loaded)
    if earlier is None:
        return None
    rows = _rows(resolution)
    planned = _changed(earlier, resolution, int(rows * FEW))
    if planned is None:
        return None
    if not writer.update(planned, _whole(resolution), _snapshot(resolution, digest), advance):
        return None
    written = sum(change.size for change in planned)
    advance(rows - written)
    return written


def _held(resolution: Path, loaded: str | None) -> Path | None:
    """The resolution beside this one that the store holds, the newest ones looked at first."""
    beside = reversed(by_age(resolution.parent)) if loaded else ()
    return next((folder for folder in beside if folder != resolution and _digest(folder) == _digest_of(loaded)), None)


def _changed(earlier: Path, resolution: Path, most: int) -> list[Change] | None:
    """As `_planned`, since an earlier resolution; None where more than `most` rows differ."""
    seen = _facts(earlier).seen_at, _facts(resolution).seen_at
    pairs = []
    for file, schema in ((f"{name}.parquet", schema) for name, schema in TABLES.items()):
        pair = changes_since(earlier / file, resolution / file, schema, seen, most)
        if pair is None:
            return None
        pairs.append(pair)
        most -= sum(change.size for change in pair)
    return _ordered(pairs)


def _snapshot(resolution: Path, digest: str) -> Row:
    """The properties of the snapshot's own node, under a name for this load."""
    known = _facts(resolution).to_row() | {"quality": _quality(resolution)}
    return dict.fromkeys(SNAPSHOT.names) | known | {"load": f"{digest}-{secrets.token_hex(4)}"}


def _facts(resolution: Path) -> SnapshotFacts:
    """The facts of the snapshot that was resolved. Raises BadFile."""
    return facts(read_manifest(resolution), resolution)


def _planned(resolution: Path, writer: Writer) -> list[Change]:
    """What to put, each kind after what it leans on, and then what must go, the other way round."""
    pairs = [changes(resolution / f"{name}.parquet", schema, writer.held(schema)) for name, schema in TABLES.items()]
    return _ordered(pairs)


def _whole(resolution: Path) -> list[Change]:
    """As `_planned`, for a store that holds nothing."""
    pairs = [changes(resolution / f"{name}.parquet", schema, iter(())) for name, schema in TABLES.items()]
    return [put for put, _ in pairs if put.size]


def _ordered(pairs: Sequence[tuple[Change, Change]]) -> list[Change]:
    planned = [*(put for put, _ in pairs), *(gone for _, gone in reversed(pairs))]
    return [change for change in planned if change.size]


def _digest(resolution: Path) -> str:
    """One for all that is loaded: the tables, what is said about them, and the statements that write them."""
    digest = hashlib.sha256()
    for path in sorted(p for p in resolution.iterdir() if p.is_file()):
        digest.update(f"{path.name} {checksum(path)}\n".encode())
    for text in (*statements.constraints(), *statements.indexes(), *map(statements.put, (*TABLES.values(), SNAPSHOT))):
        digest.update(f"{text}\n".encode())
    return digest.hexdigest()[:32]


def _digest_of(loaded: str | None) -> str | None:
    return loaded.partition("-")[0] if loaded else None


def _quality(resolution: Path) -> str | None:
    """The report's JSON; None where the claims were not kept."""
    if not (resolution / "claims.parquet").exists():
        return None
    return json.dumps(report(resolution).as_dict(), ensure_ascii=False, default=str)
