"""What a load made of a resolved snapshot, kept beside it for the load after the next refresh: its organisations, which
depend on the table of organisations, too, so that a resolution has none by itself, and what its report counted."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec
import polars as pl

from ingest.audit.cases import Occurrence
from ingest.audit.quality import Audit
from ingest.audit.tally import Tally
from ingest.resolve.kept import FOLDER, made_by_us
from lineage import checksums
from lineage.schema import ORGANISATION


class KeptAudit(msgspec.Struct, frozen=True):
    """What `audit_since` goes on from; see `Audit`."""

    tally: Tally
    examples: Mapping[str, tuple[Occurrence, ...]]


def keep_organisations(resolution: Path, table: str, rows: pl.DataFrame) -> None:
    """Keep the rows of ORGANISATION by the table of that digest, where there is room."""
    path = _organisations(resolution, table)
    if _has_room(resolution):
        with suppress(OSError, pl.exceptions.PolarsError):
            rows.write_parquet(path, compression_level=1, statistics=False)
            _finish(path)


def kept_organisations(resolution: Path, table: str) -> pl.DataFrame | None:
    """The rows that were kept by the table of that digest; None where none were, whole, by this version."""
    path = _organisations(resolution, table)
    return pl.read_parquet(path, columns=list(ORGANISATION.names), glob=False) if _is_whole(resolution, path) else None


def keep_audit(resolution: Path, audit: Audit) -> None:
    """Keep the numbers and the examples of a report, where there is room."""
    path = _report(resolution)
    if _has_room(resolution):
        with suppress(OSError):
            path.write_bytes(msgspec.json.encode({"tally": audit.tally, "examples": audit.examples}))
            _finish(path)


def kept_audit(resolution: Path) -> KeptAudit | None:
    """The numbers and the examples that were kept; None where none were, whole, by this version."""
    path = _report(resolution)
    with suppress(msgspec.MsgspecError):
        return msgspec.json.decode(path.read_bytes(), type=KeptAudit) if _is_whole(resolution, path) else None
    return None


def _has_room(resolution: Path) -> bool:
    """Whether this version made the resolution, with a folder for what is kept."""
    return made_by_us(resolution) and (resolution / FOLDER).is_dir()


def _finish(path: Path) -> None:
    """Write the checksum of a file that is there, last: half of it is none."""
    _sum(path).write_text(checksums.written(path))


def _is_whole(resolution: Path, path: Path) -> bool:
    """Whether this version made the resolution and what was kept in the file is all there."""
    with suppress(OSError):
        return made_by_us(resolution) and _sum(path).read_text() == checksums.written(path)
    return False


def _organisations(resolution: Path, table: str) -> Path:
    return resolution / FOLDER / f"organisations-{table}.parquet"


def _report(resolution: Path) -> Path:
    return resolution / FOLDER / "report.json"


def _sum(path: Path) -> Path:
    return path.with_suffix(".sum")
