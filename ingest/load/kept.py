"""What a load made of a resolved snapshot, kept beside it for the load after the next refresh: what it counted of
organisations, which depends on the table of organisations, too, so that a resolution has none by itself, what its
report counted, and the models that published claims ask about."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec
import polars as pl

from ingest.audit.cases import Occurrence
from ingest.audit.quality import Audit
from ingest.audit.tally import Tally
from ingest.load.organisations import COLUMNS, OrganisationCounts
from ingest.resolve.kept import made_by_us
from ingest.snapshots.judged_by import FOLDER
from lineage.files import checksums


class KeptAudit(msgspec.Struct, frozen=True):
    """What `audit_since` goes on from; see `Audit`."""

    tally: Tally
    examples: Mapping[str, tuple[Occurrence, ...]]


def keep_counts(resolution: Path, table: str, counts: OrganisationCounts) -> None:
    """Keep the counts of organisations by the table of that digest, where there is room and they are not there."""
    for name in COLUMNS:
        path = _counts(resolution, table, name)
        if not checksums.is_kept(path):
            _keep_table(resolution, path, getattr(counts, name))


def kept_counts(resolution: Path, table: str) -> OrganisationCounts | None:
    """The counts that were kept by the table of that digest; None where none were, whole, by this version."""
    paths = [_counts(resolution, table, name) for name in COLUMNS]
    if not all(_is_whole(resolution, path) for path in paths):
        return None
    return OrganisationCounts(*(pl.read_parquet(path, glob=False) for path in paths))


def keep_matches(resolution: Path, matches: pl.DataFrame) -> None:
    """Keep the models that published claims ask about (`RowQuestions.matches`), where there is room."""
    _keep_table(resolution, _matches(resolution), matches)


def kept_matches(resolution: Path) -> pl.DataFrame | None:
    """The models that were kept; None where none were, whole, by this version."""
    path = _matches(resolution)
    return pl.read_parquet(path, glob=False) if _is_whole(resolution, path) else None


def keep_audit(resolution: Path, audit: Audit) -> None:
    """Keep the numbers and the examples of a report, where there is room and they are not there."""
    path = _report(resolution)
    if _has_room(resolution) and not checksums.is_kept(path):
        with checksums.keeping(path):
            path.write_bytes(msgspec.json.encode({"tally": audit.tally, "examples": audit.examples}))


def kept_audit(resolution: Path) -> KeptAudit | None:
    """The numbers and the examples that were kept; None where none were, whole, by this version."""
    path = _report(resolution)
    with suppress(msgspec.MsgspecError):
        return msgspec.json.decode(path.read_bytes(), type=KeptAudit) if _is_whole(resolution, path) else None
    return None


def _has_room(resolution: Path) -> bool:
    """Whether this version made the resolution, with a folder for what is kept."""
    return made_by_us(resolution) and (resolution / FOLDER).is_dir()


def _keep_table(resolution: Path, path: Path, rows: pl.DataFrame) -> None:
    if _has_room(resolution):
        with checksums.keeping(path, pl.exceptions.PolarsError):
            rows.write_parquet(path, compression_level=1, statistics=False)


def _is_whole(resolution: Path, path: Path) -> bool:
    """Whether this version made the resolution and what was kept in the file is all there."""
    return checksums.is_kept(path) and made_by_us(resolution)


def _counts(resolution: Path, table: str, name: str) -> Path:
    return resolution / FOLDER / f"organisations-{table}-{name}.parquet"


def _matches(resolution: Path) -> Path:
    return resolution / FOLDER / "published-claims.parquet"


def _report(resolution: Path) -> Path:
    return resolution / FOLDER / "report.json"
