"""The folder of the embedded store: a file for each load, and what holds and removes them."""

from pathlib import Path
from typing import BinaryIO

from lineage.errors import StoreError, one_line
from lineage.stores.pointer import POINTER

SUFFIX = ".kgl"


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
