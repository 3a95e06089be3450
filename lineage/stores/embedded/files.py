"""The folder of the embedded store: a file for each load, and what holds and removes them."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from lineage.errors import StoreError, one_line
from lineage.files import checksums
from lineage.home.home import write_text
from lineage.stores.pointer import POINTER

SUFFIX = ".kgl"
PACKED = ".packed"  # before the suffix, where lists are packed: loads of earlier versions have them as such
ROWS = ".rows"  # behind the name of the engine's file: the rows of its load
REDO = ".redo"  # behind the name of the engine's file: what was written since (`redo_log`), where anything was
SUMS = ".sums"  # behind the name of the engine's file: the checksums of its load's files
MAGIC = b"RGF"  # what the engine begins its files with
AGAIN = "load it again: `qwen-lineage load --force`"


def file_name(load: str, packed: bool) -> str:
    return f"{load}{PACKED if packed else ''}{SUFFIX}"


def load_of(name: str) -> str:
    """The load that a file of that name holds."""
    return name.removesuffix(SUFFIX).removesuffix(PACKED)


def is_packed(name: str) -> bool:
    return name.removesuffix(SUFFIX).endswith(PACKED)


def hold_open(path: Path, magic: bytes = MAGIC) -> BinaryIO:
    """The file, open: it can be read by its handle even after a later load has removed it.

    Raises StoreError where it is gone or is none of the engine's; whether it is whole shows when the engine opens it.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise StoreError(f"{path}: {one_line(error)}", AGAIN) from error
    if file.read(len(magic)) != magic:
        file.close()
        raise StoreError(f"{path}: this is no file of the embedded store", AGAIN)
    return file


def beside(path: Path, suffix: str) -> Path:
    """The file of that suffix beside the engine's, which `path` is."""
    return path.with_name(f"{path.name}{suffix}")


def keep_sums(path: Path, files: Sequence[Path], known: str | None = None) -> None:
    """Keep the checksums of a load's files beside the engine's, which `path` is; its own may be `known`."""
    found = {file.name: known if known and file == path else checksums.written(file) for file in files}
    write_text(beside(path, SUMS), json.dumps({"load": path.name, "files": found}))


def sums_of(path: Path) -> Mapping[str, str]:
    """The checksums of a load's files by their names; none where an earlier version kept none. Raises StoreError."""
    sums = beside(path, SUMS)
    try:
        kept = json.loads(sums.read_text(encoding="utf-8"))
        if kept["load"] == path.name:
            return {str(name): str(text) for name, text in kept["files"].items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    raise StoreError(f"{sums}: damaged, not as it was written", AGAIN)


def verify(path: Path, sums: Mapping[str, str], *, at_most: int | None = None) -> bool:
    """Whether a file of a load was held against its checksum, if it has any; see `checksums.verify`. Raises
    StoreError."""
    expected = sums.get(path.name)
    return expected is None or checksums.verify(path, expected, AGAIN, StoreError, at_most=at_most)


def remove_others(folder: Path, keep: str) -> None:
    """Remove files of earlier loads, finished or not; a reader that has one open keeps what it mapped."""
    for path in [*folder.glob(f"*{SUFFIX}*"), *folder.glob(f".{POINTER}.*")]:
        if not path.name.startswith(keep):
            path.unlink(missing_ok=True)
