"""Named arrays in one file: written once, mapped into memory afterwards."""

import hashlib
import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lineage.errors import BadFile

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]
AnyArray = npt.NDArray[Any]

FILE = "arrays.bin"
HEADER = b"qwen-lineage arrays; their names and places stand in manifest.json\n"
ALIGNMENT = 128


def write_arrays(folder: Path, arrays: Mapping[str, AnyArray]) -> tuple[dict[str, Any], str]:
    """Write `arrays` and return (name -> [dtype, shape, offset], digest of names and content).

    The same arrays in the same order give the same bytes.
    """
    places: dict[str, Any] = {}
    digest = hashlib.blake2b(digest_size=12)
    with (folder / FILE).open("wb") as file:
        file.write(HEADER)
        for name, array in arrays.items():
            data = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
            file.write(bytes(-file.tell() % ALIGNMENT))
            places[name] = [data.dtype.str, list(data.shape), file.tell()]
            digest.update(f"{name} {data.dtype.str} {data.shape}\n".encode())
            digest.update(data.tobytes() if data.size == 0 else data.data.cast("B"))
            file.write(data.data)
    return places, digest.hexdigest()


class ArrayFile:
    """The arrays of a folder, read-only and mapped: opening reads nothing but the file's size.

    Raises BadFile when the file is missing, or shorter than its manifest says.
    """

    def __init__(self, folder: Path, places: Mapping[str, Any]) -> None:
        self._path = folder / FILE
        self._places = places
        try:
            with self._path.open("rb") as file:
                self.map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise _broken(self._path, str(error)) from error

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __getitem__(self, name: str) -> AnyArray:
        """The array of that name. Raises BadFile when there is none."""
        try:
            dtype, shape, offset = self._places[name]
            count = int(np.prod(shape, dtype=np.int64))
            return np.frombuffer(self.map, dtype, count, offset).reshape(shape)
        except (KeyError, TypeError, ValueError) as error:
            raise _broken(self._path, f"{name}: {error}") from error

    def offset(self, name: str) -> int:
        """Where an array starts in the file, in bytes."""
        return int(self._places[name][2])

    def starting_with(self, prefix: str) -> dict[str, AnyArray]:
        """The arrays whose names start so, by the rest of their names."""
        return {name.removeprefix(prefix): self[name] for name in self._places if name.startswith(prefix)}


def _broken(path: Path, what: str) -> BadFile:
    return BadFile(f"{path}: not the arrays of a frozen graph ({what})", "freeze again: `qwen-lineage freeze`")
