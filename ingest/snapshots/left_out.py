"""The rows of a snapshot that could not be used, in a line: each is left out alone, and the first are named."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lineage.home.home import read_manifest
from lineage.text.printable import printable


def left_out(counts: Mapping[str, Any]) -> str | None:
    """The rows left out as a manifest counts them, in a line; None where none were."""
    lost = sum(counts.get("rejected", {}).values())
    if not lost:
        return None
    first = [f"{one['place']}, {one['reason']}" for one in counts["first_rejected"]]
    first += [f"and {lost - len(first):,} more"] if lost > len(first) else []
    return printable(f"{lost:,} of {counts['seen']:,} rows left out: {'; '.join(first)}")


def left_out_of(folder: Path) -> str | None:
    """Those of a snapshot's folder, with the file that has them all; None where none were."""
    text = left_out(read_manifest(folder).get("counts", {}))
    return None if text is None else f"{text}  (see {folder / 'rejected.jsonl'})"
