"""Opening files by their first bytes: plain, gzip, bzip2, xz or zstd; text in UTF-16 becomes UTF-8."""

import bz2
import codecs
import gzip
import io
import lzma
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from lineage.errors import BadFile

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_GZIP, _ZSTD, _BZIP2, _XZ = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"BZh", b"\xfd7zX"
_NAMES = ((_GZIP, "gzip"), (_ZSTD, "zstd"), (_BZIP2, "bzip2"), (_XZ, "xz"))
_CHUNK = 1 << 16
LONGEST_ROW = 1 << 23
"""Bytes of a line that is read; the longest real item has 300,000."""
TOO_LONG = f"a line longer than {LONGEST_ROW >> 20} MB"
_EXPANDED, _NEVER_TOO_MUCH = 250, 1 << 26
"""How many times as long as packed a text may be that is read whole and has more bytes than the second."""


@contextmanager
def unpacked(path: Path) -> Iterator[IO[bytes]]:
    """The file's bytes, unpacked, text in UTF-16 as UTF-8. Raises BadFile when it cannot be read to its end."""
    try:
        with path.open("rb") as raw:
            magic = raw.read(4)
        with _opened(path, magic) as file:
            utf_16 = file.peek(2)[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # type: ignore[attr-defined]
            yield io.BufferedReader(_Recoded(file), _CHUNK) if utf_16 else file
    except (EOFError, gzip.BadGzipFile, lzma.LZMAError, zlib.error) as error:
        kind = next((name for start, name in _NAMES if magic.startswith(start)), "gzip")
        raise BadFile(f"{path}: broken {kind} ({error})", "download it again") from error
    except OSError as error:
        raise BadFile(
            f"{path}: cannot be read ({error.strerror or error})", "check the path and its permissions"
        ) from error


def lines_cut_off(file: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file; of one longer than LONGEST_ROW a byte more than that."""
    while line := file.readline(LONGEST_ROW + 1):
        yield line
        while len(line) > LONGEST_ROW and not line.endswith(b"\n"):
            line = file.readline(LONGEST_ROW + 1)


def read_whole(path: Path, most: int = sys.maxsize) -> bytes:
    """The first `most` bytes of a text, unpacked. Raises BadFile for one that grows out of all proportion."""
    with unpacked(path) as file:
        bound = max(path.stat().st_size * _EXPANDED, _NEVER_TOO_MUCH) if path.is_file() else sys.maxsize - 1
        text = file.read(min(bound + 1, most))
    if len(text) > bound:
        hint = "unpack it first if it is what it should be"
        raise BadFile(f"{path}: unpacks to more than {_EXPANDED} times its size", hint)
    return text


def _opened(path: Path, magic: bytes) -> IO[bytes]:
    if magic.startswith(_GZIP):
        return cast("IO[bytes]", gzip.open(path))
    if magic.startswith(_BZIP2):
        return cast("IO[bytes]", bz2.open(path))
    if magic == _XZ:
        return cast("IO[bytes]", lzma.open(path))
    if magic == _ZSTD:
        return io.BufferedReader(_Zstd(path, *_zstd(path)), _CHUNK)
    return path.open("rb")


def _zstd(path: Path) -> tuple[Callable[[], Any], type[Exception]]:
    """A maker of decompressors of one frame, and their error: Python's own (3.14), else `zstandard`'s."""
    try:
        own = import_module("compression.zstd")
    except ImportError:
        pass
    else:
        return own.ZstdDecompressor, own.ZstdError
    try:
        package = import_module("zstandard")
    except ImportError:
        raise BadFile(
            f"{path}: compressed with zstd, which Python reads from 3.14 on, or with the package zstandard",
            f"pip install 'qwen-lineage[zstd]', or unpack it first: zstd -d {path.name}",
        ) from None
    return lambda: package.ZstdDecompressor().decompressobj(), package.ZstdError


class _Recoded(io.RawIOBase):
    """The UTF-8 of a text in UTF-16."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-16")("replace")
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        while not self._ready and (chunk := self._file.read(_CHUNK)):
            self._ready = self._decoder.decode(chunk).encode("utf-8", "replace")
        view = memoryview(buffer).cast("B")
        given, self._ready = self._ready[: len(view)], self._ready[len(view) :]
        view[: len(given)] = given
        return len(given)


class _Zstd(io.RawIOBase):
    """The frames of a zstd file, one after the other; raises EOFError where one breaks off, unlike the packages."""

    def __init__(self, path: Path, make: Callable[[], Any], error: type[Exception]) -> None:
        self._make, self._error = make, error
        self._file = path.open("rb")
        self._frame = make()
        self._begun = False
        self._packed = self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        while not self._ready and self._step():
            pass
        view = memoryview(buffer).cast("B")
        given, self._ready = self._ready[: len(view)], self._ready[len(view) :]
        view[: len(given)] = given
        return len(given)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _step(self) -> bool:
        """Unpack a little more; False at the end."""
        if self._frame.eof:
            self._packed, self._frame, self._begun = self._frame.unused_data, self._make(), False
        self._packed = self._packed or self._file.read(_CHUNK)
        if not self._packed:
            if self._begun:
                raise EOFError("it ends in the middle")
            return False
        try:
            self._ready, self._packed, self._begun = self._frame.decompress(self._packed), b"", True
        except self._error as error:
            raise EOFError(str(error)) from error
        return True
