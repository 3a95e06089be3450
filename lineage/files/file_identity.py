"""Which file it is that stands under a name, as it was last written."""

from pathlib import Path

FileIdentity = tuple[int, int, int, int]


def file_identity(path: Path) -> FileIdentity:
    """Equal for all names of one file, even on a disk that numbers no files, and another as soon as it is written
    again. Raises OSError."""
    known = path.stat()
    return known.st_dev, known.st_ino, known.st_size, known.st_mtime_ns
