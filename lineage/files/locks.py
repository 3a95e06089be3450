"""Who owns a temporary file or folder: a lock that dies with its process, however that ends.

Where the platform or the file system knows no such lock, nothing is ever taken for an orphan.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


def lockable() -> bool:
    """Whether the platform knows such locks."""
    return fcntl is not None


@contextmanager
def owned(path: Path, wait: bool = False) -> Iterator[bool]:
    """Own a file or folder until the block ends or the process dies; False where somebody else does, or nobody can.

    With `wait`, until the other lets go. The lock is the thing's own: it stays when the thing is renamed.
    """
    handle = _lock(path, wait)
    try:
        yield handle is not None
    finally:
        if handle is not None:
            os.close(handle)


def orphans(folder: Path, pattern: str) -> list[Path]:
    """The files and folders of that name pattern whose owner is dead, or never was."""
    dead = []
    for path in sorted(folder.glob(pattern)):
        with owned(path) as free:
            if free:
                dead.append(path)
    return dead


def _lock(path: Path, wait: bool) -> int | None:
    if fcntl is None:
        return None
    handle = None
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        return handle
    if handle is not None:
        os.close(handle)
    return None
