"""The folder of the embedded store: a file for each load, and the pointer to the one that readers open."""

from pathlib import Path
from typing import BinaryIO

from lineage.errors import NotLoadedError, StoreError, one_line

POINTER = "current"
SUFFIX = ".kgl"


def current(folder: Path) -> str:
    """The name of the file that readers open. Raises NotLoadedError when nothing was loaded."""
    try:
        return (folder / POINTER).read_text().strip()
    except OSError as error:
        raise NotLoadedError(
            f"nothing was loaded into {folder}", "`qwen-lineage load`, or `qwen-lineage run`"
        ) from error


def hold_open(path: Path) -> BinaryIO:
    """The file, open: it can be read by its handle even after a later load has removed it. Raises StoreError."""
    try:
        return path.open("rb")
    except OSError as error:
        raise StoreError(f"{path}: {one_line(error)}", "load it again: `qwen-lineage load`") from error


def remove_others(folder: Path, keep: str) -> None:
    """Remove files of earlier loads, finished or not; a reader that has one open keeps what it mapped."""
    for path in [*folder.glob(f"*{SUFFIX}*"), *folder.glob(f".{POINTER}.*")]:
        if not path.name.startswith(keep):
            path.unlink(missing_ok=True)
