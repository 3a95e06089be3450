"""Named arrays in one file: written once, mapped into memory afterwards."""

import hashlib
import mmap
import tempfile
import weakref
from collections.abc import Iterable, Mapping
from math import prod
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from lineage.errors import BadFile
from lineage.files import checksums

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]
AnyArray = npt.NDArray[Any]
Counts = npt.NDArray[Any]
"""How many there are of something: Ints, or Longs where these are not enough (`narrow`)."""
Starts = npt.NDArray[Any]
"""Where rows start in an array, and where the last ends: Ints, or Longs where these are not enough."""
Arrays = dict[str, AnyArray]

FILE = "arrays.bin"
HEADER = b"qwen-lineage arrays; their names and places stand in manifest.json\n"
ALIGNMENT = 128
ENOUGH = 2**30
"""Numbers below it are kept in 32 bits, and so is the sum of two of them."""
AGAIN = "freeze again: `qwen-lineage freeze`"


def narrow(numbers: AnyArray) -> AnyArray:
    """Whole numbers of 32 bits where these are enough, and for the sum of two; else as they are."""
    enough = numbers.min(initial=0) > -ENOUGH and numbers.max(initial=0) < ENOUGH
    return numbers.astype(np.int32, copy=False) if enough else numbers


def integers(array: AnyArray) -> "memoryview[int]":
    """A view that gives and takes single integers as quickly as a list does, and copies nothing."""
    return array.data


class ArrayWriter:
    """Writes arrays into a folder's file, one after the other, and holds none of them.

    `places` is name -> [dtype, shape, offset]; `checksum` is that of the file. The same arrays in the same order give
    the same bytes.
    """

    def __init__(self, folder: Path) -> None:
        self.places: dict[str, Any] = {}
        self.checksum = checksums.Checksum()
        self._digest = hashlib.blake2b(digest_size=12)
        self._file = (folder / FILE).open("wb")
        self._append(memoryview(HEADER))

    def add(self, arrays: Mapping[str, AnyArray] | Iterable[tuple[str, AnyArray]]) -> None:
        """Write arrays by their names; of an iterable only one is in memory at a time."""
        for name, array in arrays.items() if isinstance(arrays, Mapping) else arrays:
            self._write(name, np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")))

    @property
    def digest(self) -> str:
        """A digest of the names and the content of all arrays so far."""
        return self._digest.hexdigest()

    def _write(self, name: str, data: AnyArray) -> None:
        self._append(memoryview(bytes(-self._file.tell() % ALIGNMENT)))
        self.places[name] = [data.dtype.str, list(data.shape), self._file.tell()]
        self._digest.update(f"{name} {data.dtype.str} {data.shape}\n".encode())
        if data.size:
            self._digest.update(self.checksum.update_with_fingerprint(data.data.cast("B")))
            self._file.write(data.data.cast("B"))

    def _append(self, data: "memoryview[int]") -> None:
        self._file.write(data)
        self.checksum.update(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


class Spool:
    """An array that grows on disk, batch by batch, in a file without a name below `folder`; it is read back once.

    Whoever gives up before, as after an error, has nothing to close.
    """

    def __init__(self, folder: Path, dtype: npt.DTypeLike) -> None:
        self._dtype = np.dtype(dtype)
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by `read`, or once nobody has the spool
        weakref.finalize(self, self._file.close)

    def add(self, values: AnyArray) -> None:
        self._file.write(np.ascontiguousarray(values, self._dtype).data)

    def read(self) -> AnyArray:
        """All values, in the order they came; the file is gone afterwards."""
        self._file.seek(0)
        values = np.fromfile(self._file, self._dtype)
        self._file.close()
        return values


class ArrayFile:
    """The arrays of a folder, read-only and mapped; `whole` says whether the file was held against its checksum.

    Raises BadFile when it is missing, of another size than `written` says, or of another content; a large one is held
    against that by `check`, so that it is open at once. An earlier version kept no checksum (None).
    """

    def __init__(self, folder: Path, places: Mapping[str, Any], written: str | None) -> None:
        self.folder = folder
        self._path = folder / FILE
        self._places, self._written = places, written
        self.whole = written is None or checksums.verify(self._path, written, AGAIN, at_most=checksums.AT_ONCE)
        try:
            with self._path.open("rb") as file:
                self.map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise _broken(self._path, str(error)) from error

    def check(self) -> None:
        """Raises BadFile when the file is not what was written; one that was removed meanwhile is not looked at."""
        if not self.whole and self._written is not None and self._path.exists():
            self.whole = checksums.verify(self._path, self._written, AGAIN)

    def let_go(self) -> None:
        """Have the kernel take back the memory of what was read; it is read again where it is asked for."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self.map.madvise(mmap.MADV_DONTNEED)

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __getitem__(self, name: str) -> AnyArray:
        """The array of that name. Raises BadFile when there is none."""
        try:
            dtype, shape, offset = self._places[name]
            return np.frombuffer(self.map, dtype, prod(shape), offset).reshape(shape)
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise _broken(self._path, f"{name}: {error}") from error

    def starting_with(self, prefix: str) -> dict[str, AnyArray]:
        """The arrays whose names start so, by the rest of their names."""
        return {name.removeprefix(prefix): self[name] for name in self._places if name.startswith(prefix)}


def _broken(path: Path, what: str) -> BadFile:
    return BadFile(f"{path}: not the arrays of a frozen graph ({what})", AGAIN)
