"""Models by their tags, which resolved snapshots hold and the frozen graph does not."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from lineage.errors import BadFile, NewerFormat
from lineage.home.home import FolderKind, read_manifest
from lineage.resolved.resolved_tables import scan_table
from lineage.resolved.row_counts import COUNTED, TagQuestion
from lineage.values import Status


def architecture(name: str) -> str:
    """The pattern of architectures that are named after an owner, as the Hub's tags spell them: `qwen2_5_vl`."""
    return rf"^{re.escape(name.lower())}\d\w*$"


def architecture_tags(name: str) -> TagQuestion:
    """Which models have the tag of an architecture that is named after an owner."""
    return TagQuestion(architecture(name))


def named_after(name: str) -> TagQuestion:
    """Which models have an owner's name in the id or in a tag, whatever the case."""
    return TagQuestion(f"(?i){re.escape(name)}", ids_too=True)


@lru_cache(maxsize=100)  # what is resolved never changes
def count_tagged(resolution: Path, question: TagQuestion) -> Mapping[Status, int] | None:
    """How many models of each status there are; None where the folder holds no resolved snapshot, or one without
    tags."""
    import polars as pl  # noqa: PLC0415 - only where a claim is about tags

    try:
        read_manifest(resolution, FolderKind.RESOLVED)
        models = scan_table(resolution, "models").filter(question.finds())
        counts = dict(models.group_by("status").len().collect(engine="streaming").iter_rows())
    except (BadFile, NewerFormat, pl.exceptions.PolarsError, OSError):
        return None
    return {status: counts.get(str(status), 0) for status in COUNTED}
