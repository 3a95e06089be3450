"""Where a file that is written whole may stand: it takes the place of what has its name."""

from pathlib import Path

from lineage.errors import BadInput


def replaceable(path: Path) -> Path:
    """The path, links followed, of nothing or of a regular file. Raises BadInput for a folder, a pipe or a device."""
    if path.exists() and not path.is_file():
        raise BadInput(f"{path} is no regular file", "name a file that can be replaced")
    return path.resolve() if path.is_symlink() else path
