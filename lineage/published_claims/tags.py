"""Models by their tags, which resolved snapshots hold and the frozen graph does not."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from lineage.errors import BadFile, NewerFormat
from lineage.home import FolderKind, Home, read_manifest
from lineage.resolved_tables import scan_table
from lineage.values import Status


def count_tagged(home: Home, snapshot: str, pattern: str, *, ids_too: bool = False) -> Mapping[Status, int] | None:
    """How many models a snapshot lists, and how many it listed once, with a tag that a regular expression finds, or
    with such an id. None where the home holds no resolved snapshot of this name, or one without tags."""
    folder = home.resolved / snapshot
    return _count(folder, pattern, ids_too) if folder.is_dir() else None


def architecture(name: str) -> str:
    """The pattern of architectures that are named after an owner, as the Hub's tags spell them: `qwen2_5_vl`."""
    return rf"^{re.escape(name.lower())}\d\w*$"


@lru_cache(maxsize=100)  # what is resolved never changes
def _count(folder: Path, pattern: str, ids_too: bool) -> Mapping[Status, int] | None:
    import polars as pl  # noqa: PLC0415 - only where a claim is about tags

    tagged = pl.col("tags").list.eval(pl.element().str.contains(pattern)).list.any()
    wanted = tagged.fill_null(value=False) | pl.col("id").str.contains(pattern) if ids_too else tagged
    try:
        read_manifest(folder, FolderKind.RESOLVED)
        rows = scan_table(folder, "models").filter(wanted).group_by("status").len().collect()
    except (BadFile, NewerFormat, pl.exceptions.PolarsError, OSError):
        return None
    counts = dict(rows.iter_rows())
    return {status: counts.get(str(status), 0) for status in (Status.LISTED, Status.REMOVED)}
