"""Loading: from a resolved snapshot into a store, whose readers see the graph before it until all is there."""

import hashlib
import json
import secrets
from pathlib import Path

import polars as pl

from ingest.audit.quality import report
from ingest.load.changes import changes
from ingest.snapshots.snapshot import checksum, facts
from lineage.home import read_manifest
from lineage.schema import DERIVED_FROM, INFERRED_FROM, MODEL, SNAPSHOT, EdgeSchema, NodeSchema
from lineage.stores import Advance, Change, Writer, nobody, statements

PARTS: dict[str, NodeSchema | EdgeSchema] = {
    "models": MODEL,
    "derivations": DERIVED_FROM,
    "inferred": INFERRED_FROM,
}


def load(resolution: Path, writer: Writer, advance: Advance = nobody, *, force: bool = False) -> int:
    """Make the store hold exactly the resolved snapshot in `resolution`; the number of rows written for that.

    Nothing is read or written where the store says that it holds this already, unless `force` asks to see for
    ourselves. Models come first, then derivations, inferred parents, what the snapshot no longer has, and the
    snapshot's own node with the report of its quality. `advance` is called with the number of rows dealt with, `size`
    in all but for those swept. Raises BadFile before anything is written, and StoreError; see `Writer.publish`.
    """
    digest = _digest(resolution)
    known = facts(read_manifest(resolution), resolution).to_row()
    if not force and _digest_of(writer.loaded) == digest:
        advance(size(resolution))
        return 0
    planned = _planned(resolution, writer)
    written = sum(change.size for change in planned)
    advance(size(resolution) - sum(change.size for change in planned if not change.gone))
    loaded = writer.loaded
    if written == 0 and loaded is not None and _digest_of(loaded) == digest:
        return 0
    name = f"{digest}-{secrets.token_hex(4)}"
    snapshot = dict.fromkeys(SNAPSHOT.names) | known | {"quality": _quality(resolution), "load": name}
    writer.publish(planned, snapshot, advance)
    return written


def is_loaded(resolution: Path, writer: Writer) -> bool:
    """Whether the store says that it holds the resolved snapshot already."""
    return _digest_of(writer.loaded) == _digest(resolution)


def size(resolution: Path) -> int:
    """Rows that a resolution has; 0 for a part that is not there."""
    paths = [resolution / f"{name}.parquet" for name in PARTS]
    return sum(int(pl.scan_parquet(p, glob=False).select(pl.len()).collect().item()) for p in paths if p.exists())


def _planned(resolution: Path, writer: Writer) -> list[Change]:
    """What to put, each kind after what it leans on, and then what must go, the other way round."""
    pairs = [changes(resolution / f"{name}.parquet", schema, writer.held(schema)) for name, schema in PARTS.items()]
    planned = [*(put for put, _ in pairs), *(gone for _, gone in reversed(pairs))]
    return [change for change in planned if change.size]


def _digest(resolution: Path) -> str:
    """One for all that is loaded: the tables, what is said about them, and the statements that write them."""
    digest = hashlib.sha256()
    for path in sorted(p for p in resolution.iterdir() if p.is_file()):
        digest.update(f"{path.name} {checksum(path)}\n".encode())
    for text in (*statements.constraints(), *statements.indexes(), *map(statements.put, (*PARTS.values(), SNAPSHOT))):
        digest.update(f"{text}\n".encode())
    return digest.hexdigest()[:32]


def _digest_of(loaded: str | None) -> str | None:
    return loaded.partition("-")[0] if loaded else None


def _quality(resolution: Path) -> str | None:
    """The report's JSON; None where the claims were not kept."""
    if not (resolution / "claims.parquet").exists():
        return None
    return json.dumps(report(resolution).as_dict(), ensure_ascii=False, default=str)
