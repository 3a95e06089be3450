"""The folder of the embedded store: a file for each load, and what holds and removes them."""

from pathlib import Path
from typing import BinaryIO

from lineage.errors import StoreError, one_line
from lineage.stores.pointer import POINTER

SUFFIX = ".kgl"
PACKED = ".packed"  # before the suffix, where lists are packed: loads of earlier versions have them as such
MAGIC = b"RGF"  # what the engine begins its files with
AGAIN = "load it again: `qwen-lineage load --force`"


def file_name(load: str, packed: bool) -> str:
    return f"{load}{PACKED if packed else ''}{SUFFIX}"


def load_of(name: str) -> str:
    """The load that a file of that name holds."""
    return name.removesuffix(SUFFIX).removesuffix(PACKED)


def is_packed(name: str) -> bool:
    return name.removesuffix(SUFFIX).endswith(PACKED)


def hold_open(path: Path) -> BinaryIO:
    """The file, open: it can be read by its handle even after a later load has removed it.

    Raises StoreError where it is gone or is none of the engine's; whether it is whole shows when the engine opens it.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise StoreError(f"{path}: {one_line(error)}", AGAIN) from error
    if file.read(len(MAGIC)) != MAGIC:
        file.close()
        raise StoreError(f"{path}: this is no file of the embedded store", AGAIN)
    return file


def remove_others(folder: Path, keep: str) -> None:
    """Remove files of earlier loads, finished or not; a reader that has one open keeps what it mapped."""
    for path in [*folder.glob(f"*{SUFFIX}*"), *folder.glob(f".{POINTER}.*")]:
        if not path.name.startswith(keep):
            path.unlink(missing_ok=True)
