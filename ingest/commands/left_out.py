"""What a reading could not use, said on the terminal: each row is left out alone, and the first are named."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ingest.commands.progress import console
from lineage.home import read_manifest
from lineage.printable import printable


def say_left_out(folder: Path) -> None:
    """Name what was left out of a snapshot, and the file that has it all; nothing where nothing was."""
    counts = read_manifest(folder).get("counts", {})
    if text := left_out(counts):
        console.print(f"{text}  (see {folder / 'rejected.jsonl'})", markup=False)


def left_out(counts: Mapping[str, Any]) -> str | None:
    """The rows left out as a manifest counts them, in a line; None where none were."""
    lost = sum(counts.get("rejected", {}).values())
    if not lost:
        return None
    first = [f"{one['place']}, {one['reason']}" for one in counts["first_rejected"]]
    first += [f"and {lost - len(first):,} more"] if lost > len(first) else []
    return printable(f"{lost:,} of {counts['seen']:,} rows left out: {'; '.join(first)}")
