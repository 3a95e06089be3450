"""Where a file that is written whole may stand: it takes the place of what has its name."""

import os
from pathlib import Path

from lineage.errors import BadInput


def replaceable(path: Path | str) -> Path:
    """The path, links followed, of nothing or of a regular file. Raises BadInput for a folder, one that is only named
    as such (`new/`) too, a pipe or a device."""
    named, path = str(path) or os.curdir, Path(path)
    if path.is_dir() or named.endswith(tuple(filter(None, (os.sep, os.altsep)))):
        raise BadInput(f"{named} names a folder", "name a file in it")
    if path.exists() and not path.is_file():
        raise BadInput(f"{named} is no regular file", "name a file that can be replaced")
    return path.resolve() if path.is_symlink() else path
