"""The folders of files that the engine maps a graph's columns from; it removes them itself, unless it is killed."""

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAMES = "kglite_*_{pid}_*"
"""Of folders below the temporary one, by the process that made them."""

_OPENING = threading.Lock()


@contextmanager
def mapped_files() -> Iterator[list[Path]]:
    """The folders that a graph has made which is opened in the block; in a process one graph is opened at a time."""
    made: list[Path] = []
    with _OPENING:
        before = set(_folders())
        yield made
        made += [folder for folder in _folders() if folder not in before]


def unlink(folders: list[Path]) -> None:
    """Remove folders of mapped files: they stay readable to whoever has them mapped, and to nobody else. Where a
    platform removes no such files, they are left to the engine."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _folders() -> Iterator[Path]:
    return Path(tempfile.gettempdir()).glob(NAMES.format(pid=os.getpid()))
