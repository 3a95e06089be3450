"""Looking at a file before reading it: what its first bytes say it is."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from ingest.rows.json_values import parse
from ingest.sources.packing import unpacked
from ingest.sources.parquet import broken
from lineage.errors import BadFile

HEAD = 1 << 20
"""Bytes looked at to recognise a format: the longest real item has 300,000."""

_PARQUET = b"PAR1"


@dataclass(frozen=True, slots=True)
class Opening:
    """What recognising needs: a Parquet file's column names, the first object of a JSON text, or the cells of the
    first line of a table in text, which `separator` parts.

    `is_array` is True when the text is one JSON array, such as a saved page of the Hub's API.
    """

    path: Path
    columns: frozenset[str] = frozenset()
    first: Mapping[str, Any] | None = None
    cells: tuple[str, ...] = ()
    separator: str = ""
    is_array: bool = False


def look(path: Path) -> Opening:
    """Raises BadFile when there is nothing that could be read as Parquet or JSON."""
    head = _head(path)
    if head.startswith(_PARQUET):
        return Opening(path, columns=frozenset(_parquet_columns(path)))
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b"<"):
        raise BadFile(f"{path}: a page of HTML, no data", "download the file itself, not the page about it")
    if text.startswith(b"["):
        items = _array(path)
        first = next((item for item in items if isinstance(item, Mapping)), None)
        return Opening(path, first=first, is_array=True)
    first = next(filter(None, map(_object, text.splitlines())), None)
    return _table(path, text) if first is None else Opening(path, first=first)


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Every line that is not blank, with its number from 1. Raises BadFile when it breaks off."""
    with unpacked(path) as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line


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


def _table(path: Path, text: bytes) -> Opening:
    """A text whose first line is parted into cells. Raises BadFile for any other."""
    line = text.partition(b"\n")[0].decode("utf-8", "replace").strip()
    separator = next((mark for mark in ",;\t" if mark in line), "")
    if not separator or not line.replace("\t", " ").isprintable():
        raise BadFile(f"{path}: neither Parquet nor JSON lines nor CSV", "one JSON object a line is expected")
    return Opening(
        path, cells=tuple(re.sub(r'^\s*"?|"?\s*$', "", cell) for cell in line.split(separator)), separator=separator
    )


def _parquet_columns(path: Path) -> list[str]:
    try:
        return pl.scan_parquet(path, glob=False).collect_schema().names()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise broken(path, error) from error


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
