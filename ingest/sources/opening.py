"""Looking at a file before reading it: what its first bytes say it is."""

import gzip
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import polars as pl

from ingest.items import parse
from lineage.errors import BadFile

HEAD = 1 << 20
"""Bytes looked at to recognise a format: the longest real item has 300,000."""

_GZIP, _ZSTD, _PARQUET = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PAR1"


@dataclass(frozen=True, slots=True)
class Opening:
    """What recognising needs: a Parquet file's column names, or the first object of a JSON text.

    `is_array` is True when the text is one JSON array, such as a saved page of the Hub's API.
    """

    path: Path
    columns: frozenset[str] = frozenset()
    first: Mapping[str, Any] | None = None
    is_array: bool = False


def look(path: Path) -> Opening:
    """Raises BadFile when there is nothing that could be read as Parquet or JSON."""
    head = _head(path)
    if head.startswith(_PARQUET):
        return Opening(path, columns=frozenset(_parquet_columns(path)))
    if head.startswith(_ZSTD):
        raise BadFile(f"{path}: compressed with zstd, which is not read", f"unpack it first: zstd -d {path.name}")
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b"<"):
        raise BadFile(f"{path}: a page of HTML, no data", "download the file itself, not the page about it")
    if text.startswith(b"["):
        items = _array(path)
        first = next((item for item in items if isinstance(item, Mapping)), None)
        return Opening(path, first=first, is_array=True)
    first = next(filter(None, map(_object, text.splitlines())), None)
    if first is None:
        raise BadFile(f"{path}: neither Parquet nor JSON lines", "one JSON object a line is expected, plain or gzipped")
    return Opening(path, first=first)


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Every line that is not blank, with its number from 1. Raises BadFile when gzip breaks off."""
    with unpacked(path) as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line


@contextmanager
def unpacked(path: Path) -> Iterator[IO[bytes]]:
    """The file's bytes, out of gzip where it is gzip. Raises BadFile when it cannot be read to its end."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == _GZIP
        with cast("IO[bytes]", gzip.open(path)) if packed else path.open("rb") as file:
            yield file
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BadFile(f"{path}: broken gzip ({error})", "download it again") from error
    except OSError as error:
        raise BadFile(
            f"{path}: cannot be read ({error.strerror or error})", "check the path and its permissions"
        ) from error


def array(path: Path) -> list[Any]:
    """The items of a file that is one JSON array."""
    return _array(path)


def _head(path: Path) -> bytes:
    if not path.exists():
        raise BadFile(f"{path}: no such file", "check the path")
    if path.is_dir():
        raise BadFile(f"{path}: a folder", "name the file in it")
    with unpacked(path) as file:
        head = file.read(HEAD)
    if not head.strip():
        raise BadFile(f"{path}: empty", "download it again")
    return head


def _parquet_columns(path: Path) -> list[str]:
    try:
        return pl.scan_parquet(path, glob=False).collect_schema().names()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise BadFile(f"{path}: broken Parquet ({_first_line(error)})", "download it again") from error


def _array(path: Path) -> list[Any]:
    with unpacked(path) as file:
        text = file.read()
    try:
        value = parse(text)
    except ValueError as error:
        raise BadFile(f"{path}: broken JSON ({_first_line(error)})", "download it again") from error
    return value if isinstance(value, list) else []


def _object(line: bytes) -> Mapping[str, Any] | None:
    try:
        value = parse(line)
    except ValueError:
        return None
    return value if isinstance(value, Mapping) else None


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
