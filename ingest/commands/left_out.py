"""What a reading could not use, said on the terminal."""

from pathlib import Path

from ingest.commands.progress import console
from ingest.snapshots.left_out import left_out_of


def say_left_out(folder: Path) -> None:
    """Name what was left out of a snapshot, and the file that has it all; nothing where nothing was."""
    if text := left_out_of(folder):
        console.print(text, markup=False)
