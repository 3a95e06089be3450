"""Looking at a file before reading it: what its first bytes say it is."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from ingest.rows.json_values import parse
from ingest.sources.delimited import Header, header_of
from ingest.sources.documents import objects_in
from ingest.sources.header_words import Target
from ingest.sources.packing import unpacked
from ingest.sources.parquet import broken
from lineage.errors import BadFile

HEAD = 1 << 20
"""Bytes looked at to recognise a format: the longest real item has 300,000."""

LONGEST_LINE = 1 << 26
"""Bytes of a first line that is read whole, when it is longer than HEAD."""

LONGEST_DOCUMENT = 1 << 29
"""Bytes of a JSON text that is no list and no line of its own, to be one document."""

_PARQUET = b"PAR1"
_FRONT_MATTER = re.compile(rb"---[ \t]*\r?\n")


@dataclass(frozen=True, slots=True)
class Opening:
    """What recognising needs: a Parquet file's column names, the first object of a JSON text, or the header of a table
    in text.

    `is_array` is True when the text is one JSON document, such as a saved page of the Hub's API: `array` gives its
    objects. `chosen` are the columns the user named, by what they hold. `cards` are files that are a model card each,
    `card_id` the model of a single one.
    """

    path: Path
    columns: frozenset[str] = frozenset()
    first: Mapping[str, Any] | None = None
    header: Header | None = None
    is_array: bool = False
    chosen: Mapping[Target, str] = field(default_factory=dict)
    cards: tuple[Path, ...] = ()
    card_id: str | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The names of its columns or keys."""
        names = self.header.cells if self.header else (sorted(self.columns) or (self.first or {}).keys())
        return tuple(map(str, names))


def look(path: Path, card_id: str | None = None) -> Opening:
    """Raises BadFile when there is nothing that could be read as Parquet, JSON, a table in text or model cards; with
    `card_id` the file is that model's card."""
    if path.is_dir():
        return _folder(path)
    head = _head(path)
    if card_id is not None:
        return Opening(path, cards=(path,), card_id=card_id)
    if head.startswith(_PARQUET):
        return Opening(path, columns=frozenset(_parquet_columns(path)))
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b"<"):
        raise BadFile(f"{path}: a page of HTML, no data", "download the file itself, not the page about it")
    if text.startswith(b"["):
        return _document(path, _whole(path))
    if text.startswith(b"{"):
        found = _json(path, text)
        if found is not None:
            return found
    if _FRONT_MATTER.match(text):
        raise BadFile(f"{path}: one model card", f"say whose it is: qwen-lineage import {path.name} --id owner/name")
    first = next(filter(None, map(_object, text.splitlines())), None)
    return _table(path, text) if first is None else Opening(path, first=first)


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Every line that is not blank, with its number from 1. Raises BadFile when it breaks off."""
    with unpacked(path) as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line


def array(path: Path) -> list[Any]:
    """The objects of a file that is one JSON document."""
    document = _whole(path)
    objects = objects_in(document)
    return [document] if objects is None else objects


def _head(path: Path) -> bytes:
    if not path.exists():
        raise BadFile(f"{path}: no such file", "check the path")
    with unpacked(path) as file:
        head = file.read(HEAD)
    if not head.strip():
        raise BadFile(f"{path}: empty", "download it again")
    return head


def _folder(path: Path) -> Opening:
    """The model cards in a folder and those below it."""
    cards = tuple(sorted(file for file in path.rglob("*.md") if file.is_file()))
    if not cards:
        raise BadFile(f"{path}: a folder without a model card (.md)", "name a file in it")
    return Opening(path, cards=cards)


def _json(path: Path, text: bytes) -> Opening | None:
    """JSON lines, or one document; None when neither its first line nor the whole is an object."""
    line, end, _ = text.partition(b"\n")
    first = _object(line if end else _first_line(path))
    if first is not None:
        objects = objects_in(first)
        return Opening(path, first=first) if objects is None else _document(path, first)
    with unpacked(path) as file:
        whole = file.read(LONGEST_DOCUMENT)
    document = _object(whole.removeprefix(b"\xef\xbb\xbf"))
    return None if document is None else _document(path, document)


def _document(path: Path, document: object) -> Opening:
    objects = objects_in(document)
    objects = [document] if objects is None else objects
    return Opening(path, first=next((one for one in objects if isinstance(one, Mapping)), None), is_array=True)


def _first_line(path: Path) -> bytes:
    """The first line that is not blank, without a mark of its encoding; cut off at LONGEST_LINE."""
    with unpacked(path) as file:
        starts = islice(iter(lambda: file.readline(LONGEST_LINE), b""), 1_000)
        return next((line for line in starts if line.strip()), b"").removeprefix(b"\xef\xbb\xbf")


def _table(path: Path, text: bytes) -> Opening:
    """A text whose first line reads like a table's. Raises BadFile for any other."""
    header = header_of(text)
    if header is None or not all(cell.isprintable() for cell in header.cells) or "\0" in "".join(header.cells):
        raise BadFile(f"{path}: neither Parquet nor JSON nor a table in text", "see `qwen-lineage import --help`")
    return Opening(path, header=header)


def _parquet_columns(path: Path) -> list[str]:
    try:
        return pl.scan_parquet(path, glob=False).collect_schema().names()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise broken(path, error) from error


def _whole(path: Path) -> object:
    with unpacked(path) as file:
        text = file.read()
    try:
        return parse(text.removeprefix(b"\xef\xbb\xbf"))
    except ValueError as error:
        raise BadFile(f"{path}: broken JSON ({_reason(error)})", "download it again") from error


def _object(line: bytes) -> Mapping[str, Any] | None:
    try:
        value = parse(line)
    except ValueError:
        return None
    return value if isinstance(value, Mapping) else None


def _reason(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
